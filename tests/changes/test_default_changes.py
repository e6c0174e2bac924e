"""What an upgrade changes for a stack that follows the charts' defaults."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from cilium_ako.catalogue.ako import default_changes as ako_rows
from cilium_ako.catalogue.charts.config_map import config_map_table, minors
from cilium_ako.catalogue.charts.default_change import DefaultChange
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import default_changes as cilium_rows
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.changes import default_changes as module
from cilium_ako.changes.classification import classify
from cilium_ako.changes.default_changes import DefaultChanged, default_changes
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import raw_config
from tests.charts.test_config_map import CREDENTIALS, needs_charts, rendered
from tests.configs import ALL, POOL, changed, parsed
from tests.conftest import ROOT
from tests.strategies import AKO_VERSIONS, CONTRACT_VERSIONS, examples, valid_stacks

KUBERNETES = Release(1, 33, 0)
MESH = {
    "clustermesh": {
        "useAPIServer": True,
        "config": {
            "enabled": True,
            # without `tls` the oldest chart does not render
            "clusters": [{"name": "other", "ips": ["10.0.0.9"], "tls": {"key": "", "cert": ""}}],
        },
    }
}
ROWS: dict[Chart, tuple[DefaultChange, ...]] = {
    "cilium": cilium_rows.DEFAULT_CHANGES,
    "ako": ako_rows.DEFAULT_CHANGES,
}


def stack_of(name: str, **versions: str) -> Stack:
    """A stack of the repository, or the plain config in a mesh, with other versions."""
    if name == "mesh":
        config = changed(POOL, (("cilium", "values"), MESH))
        for chart, version in versions.items():
            config = changed(config, ((chart, "version"), version))
        return parsed(config)
    text = (ROOT / f"Pulumi.{name}.yaml").read_text("utf-8")
    own = parse(name, raw_config(text), offline=True)[0]
    assert own.cilium is not None
    assert own.ako is not None
    text = text.replace(str(own.cilium.version), versions.get("cilium", str(own.cilium.version)))
    text = text.replace(str(own.ako.version), versions.get("ako", str(own.ako.version)))
    return parse(name, raw_config(text), offline=True)[0]


STACKS = ("dev", "staging", "prod-aws", "mesh")
STEPS: list[tuple[Chart, str, str]] = [
    *(("cilium", old, new) for old, new in pairwise(CONTRACT_VERSIONS)),
    *(("ako", old, new) for old, new in pairwise(AKO_VERSIONS)),
]


def listed(before: Stack, after: Stack, chart: Chart) -> tuple[DefaultChanged, ...]:
    """The listing of a step, with its verdict, as a report has it."""
    old, new = (getattr(each, chart).version for each in (before, after))
    verdict = classify(facts_from_stack(before), facts_from_stack(after))
    values = helm_values(before)[chart]
    found = default_changes(
        after, chart, old, new, (KUBERNETES, KUBERNETES), verdict=verdict, before=values
    )
    assert found.problem == ""
    return found.changed


def keys(changed_: tuple[DefaultChanged, ...]) -> dict[str, tuple[str | None, str | None]]:
    return {each.key: (each.old, each.new) for each in changed_}


def difference(
    chart: Chart, old: str, new: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[str | None, str | None]] | None:
    """What two renderings of the real charts differ by; None where one refuses the values."""
    beside = CREDENTIALS if chart == "ako" else {}
    one = rendered(chart, old, {**before, **beside})
    two = rendered(chart, new, {**after, **beside})
    if isinstance(one, str) or isinstance(two, str):
        return None
    return {
        key: (one.get(key), two.get(key))
        for key in one.keys() | two.keys()
        if one.get(key) != two.get(key)
    }


@needs_charts
@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize(("chart", "old", "new"), STEPS)
def test_the_listing_is_what_two_renderings_differ_by(
    name: str, chart: Chart, old: str, new: str
) -> None:
    before, after = stack_of(name, **{chart: old}), stack_of(name, **{chart: new})
    real = difference(chart, old, new, helm_values(before)[chart], helm_values(after)[chart])
    assert real is not None
    assert keys(listed(before, after, chart)) == real


@needs_charts
@examples(share=0.05)
@given(stack=valid_stacks(versions=CONTRACT_VERSIONS[:-1]))
def test_any_stack_s_listing_is_what_two_renderings_differ_by(stack: Stack) -> None:
    assert stack.cilium is not None
    old = str(stack.cilium.version)
    new = CONTRACT_VERSIONS[CONTRACT_VERSIONS.index(old) + 1]
    release = Release.parse(new)
    assert release is not None
    after = module._at(stack, "cilium", release)
    values = [helm_values(each)["cilium"] for each in (stack, after)]
    real = difference("cilium", old, new, *values)
    if real is not None:
        assert keys(listed(stack, after, "cilium")) == real


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize(("chart", "old", "new"), STEPS)
def test_everything_that_changes_has_a_class(name: str, chart: Chart, old: str, new: str) -> None:
    before, after = stack_of(name, **{chart: old}), stack_of(name, **{chart: new})
    found = listed(before, after, chart)
    assert found or chart == "ako"
    assert [each.key for each in found if each.impact is None] == []
    for each in found:
        heavy = each.impact in ("disruptive", "forbidden")
        assert not heavy or each.rule, f"{each.key} is worse than what judges it"


def test_in_a_mesh_policies_become_local_and_that_is_judged() -> None:
    before, after = (stack_of("mesh", cilium=each) for each in ("1.18.12", "1.19.6"))
    (found,) = (
        each
        for each in listed(before, after, "cilium")
        if each.key == "policy-default-local-cluster"
    )
    assert (found.old, found.new) == ("false", "true")
    assert (found.impact, found.rule) == ("disruptive", "policies-local-to-cluster")
    assert found.consequence == BY_ID["policies-local-to-cluster"].consequence
    verdict = classify(facts_from_stack(before), facts_from_stack(after))
    assert verdict.impact == "disruptive"
    assert "policies-local-to-cluster" in {each.rule for each in verdict.changes}


def test_what_is_acknowledged_is_so_in_the_listing_too() -> None:
    before, after = (stack_of("mesh", cilium=each) for each in ("1.18.12", "1.19.6"))
    facts = facts_from_stack(before), facts_from_stack(after)
    (change,) = (
        each for each in classify(*facts).changes if each.rule == "policies-local-to-cluster"
    )
    given_ = {change.rule: Acknowledgement(reason="tried before", to=change.digest)}
    found = default_changes(
        *(after, "cilium", Release(1, 18, 12), Release(1, 19, 6), (KUBERNETES, KUBERNETES)),
        verdict=classify(*facts, given_),
    )
    acknowledged = {each.key for each in found.changed if each.acknowledged}
    assert acknowledged == {"policy-default-local-cluster"}


def test_without_a_mesh_the_same_key_is_safe() -> None:
    before, after = (stack_of("dev", cilium=each) for each in ("1.18.12", "1.19.6"))
    found = {each.key: each for each in listed(before, after, "cilium")}
    assert found["policy-default-local-cluster"].impact == "safe"
    assert found["mesh-auth-enabled"].impact == "safe"


SAID: dict[str, tuple[dict[str, Any], str]] = {
    "policies": (
        {"clustermesh": {**MESH["clustermesh"], "policyDefaultLocalCluster": False}},
        "policy-default-local-cluster",
    ),
    "authentication": ({"authentication": {"enabled": True}}, "mesh-auth-enabled"),
}


@pytest.mark.parametrize(("values", "key"), SAID.values(), ids=SAID)
def test_what_a_raw_value_says_by_name_does_not_change(values: dict[str, Any], key: str) -> None:
    before, after = (
        parsed(changed(POOL, (("cilium", "version"), each), (("cilium", "values"), values)))
        for each in ("1.18.12", "1.19.6")
    )
    assert key not in keys(listed(before, after, "cilium"))
    verdict = classify(facts_from_stack(before), facts_from_stack(after))
    assert {each.rule for each in verdict.changes} == {"cilium-upgraded"}


def test_what_the_config_changes_in_the_same_step_is_no_default() -> None:
    before = stack_of("dev", cilium="1.18.12")
    config = changed(
        POOL, (("cilium", "version"), "1.19.6"), (("cilium", "ipam", "podCidrs"), ["10.99.0.0/16"])
    )
    one = parsed(changed(POOL, (("cilium", "version"), "1.18.12")))
    found = keys(listed(one, parsed(config), "cilium"))
    assert "cluster-pool-ipv4-cidr" not in found
    assert found["mesh-auth-enabled"] == ("true", "false")
    assert found == keys(listed(before, stack_of("dev", cilium="1.19.6"), "cilium"))


def test_a_key_without_a_row_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", {"cilium": (), "ako": ()})
    before, after = (stack_of("dev", cilium=each) for each in ("1.19.6", "1.20.0"))
    found = listed(before, after, "cilium")
    assert found
    assert {each.impact for each in found} <= {None, "rolling"}
    assert any("Nobody has looked" in each.consequence for each in found)


def test_the_way_down_is_listed_too() -> None:
    up = listed(stack_of("dev", cilium="1.18.12"), stack_of("dev", cilium="1.19.6"), "cilium")
    down = listed(stack_of("dev", cilium="1.19.6"), stack_of("dev", cilium="1.18.12"), "cilium")
    assert keys(down) == {key: (new, old) for key, (old, new) in keys(up).items()}
    assert all("the other way round" in each.consequence for each in down if not each.rule)


def test_a_patch_lists_nothing_and_a_minor_that_is_not_known_says_so() -> None:
    stack = stack_of("dev")
    one, other = Release(1, 18, 11), Release(1, 18, 12)
    assert default_changes(stack, "cilium", one, other, (KUBERNETES, KUBERNETES)) == ((), "")
    found = default_changes(
        stack, "cilium", Release(1, 12, 0), other, kubernetes=(KUBERNETES, KUBERNETES)
    )
    assert found.changed == ()
    assert "1.12" in found.problem


CHARTS: tuple[Chart, ...] = ("cilium", "ako")


@examples(share=0.05)
@given(stack=valid_stacks())
def test_every_stack_can_be_listed_from_every_minor(stack: Stack) -> None:
    for chart in CHARTS:
        part = getattr(stack, chart)
        for minor in minors(chart) if part is not None else ():
            old = Release(minor.major, minor.minor, 0)
            found = default_changes(stack, chart, old, part.version, (KUBERNETES, KUBERNETES))
            assert found.problem == ""


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_every_row_is_of_a_key_that_a_chart_writes(chart: Chart) -> None:
    written = set()
    for minor in minors(chart):
        table = config_map_table(chart, minor)
        assert table is not None
        written |= {row.key for row in table.rows}
    for row in ROWS[chart]:
        for key in row.keys:
            assert any(row._replace(keys=(key,)).is_of(each) for each in written), key
        assert row.since is None or row.since in minors(chart)


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_what_hurts_is_a_transition_and_no_row_alone(chart: Chart) -> None:
    for row in ROWS[chart]:
        assert row.impact in ("none", "safe", "rolling"), row.keys
        assert not row.transition or row.transition in BY_ID
        assert row.consequence.endswith(".")
        assert row.source
    seen: set[tuple[str, object]] = set()
    for row in ROWS[chart]:
        for key in row.keys:
            assert (key, row.since) not in seen, key
            seen.add((key, row.since))


@pytest.mark.parametrize("name", ALL)
def test_what_features_bring_has_a_class_too(name: str) -> None:
    for old, new in pairwise(CONTRACT_VERSIONS):
        before, after = (
            parsed(changed(ALL[name], (("cilium", "version"), each))) for each in (old, new)
        )
        found = listed(before, after, "cilium")
        assert [(new, each.key) for each in found if each.impact is None] == []
