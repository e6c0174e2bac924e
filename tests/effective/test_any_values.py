"""Any valid config with raw values: nothing that is decided changes without a refusal."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.charts.keys import chart_keys, types_of
from cilium_ako.catalogue.cilium.flags import options
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.changes.facts import Facts
from cilium_ako.charts.cilium import cilium_facts
from cilium_ako.charts.features import said_by_config
from cilium_ako.charts.helm_values import flatten, set_dotted
from cilium_ako.check.checked_stack import CheckedStack, check_config
from cilium_ako.config.stack import Stack
from cilium_ako.effective.release import effective_release
from tests.rules.cases import patched, raw_of
from tests.strategies import examples, valid_configs

_KEYS: Final = sorted(chart_keys("cilium"))
_OPTIONS: Final = sorted(options())
_LEAVES: Final[st.SearchStrategy[object]] = st.sampled_from(
    (True, False, None, "", "true", "false", "x", 0, 1, 7, [], ["a"], {}, "native", "kvstore")
)


@st.composite
def raw_values(draw: st.DrawFn) -> dict[str, Any]:
    """Some keys of the chart, keys of `extraConfig` and flags, with values that may not fit."""
    values: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(_KEYS), max_size=4)):
        place = values
        *above, last = key.split(".")
        for step in above:
            inner = place.get(step)
            place[step] = place = inner if isinstance(inner, dict) else {}
        place[last] = draw(_LEAVES)
    if draw(st.booleans()):
        values["extraConfig"] = {
            name: draw(st.sampled_from(("true", "false", "x", "")))
            for name in draw(st.lists(st.sampled_from(_OPTIONS), max_size=3))
        }
    if draw(st.booleans()):
        values["extraArgs"] = [
            f"--{name}={draw(st.sampled_from(('true', 'false', 'x')))}"
            for name in draw(st.lists(st.sampled_from(_OPTIONS), max_size=3))
        ]
    return values


def checked(config: Mapping[str, Any], values: Mapping[str, Any]) -> CheckedStack:
    given_values = patched(config, {"cilium": {"values": None}})
    given_values["cilium"]["values"] = copy.deepcopy(values)
    secrets = given_values.pop("secrets", {})
    del secrets
    return check_config("any", raw_of(given_values, {}), Path(), offline=True)


def facts_of(stack: Stack | None) -> Facts:
    assert stack is not None
    release = effective_release(stack)
    assert release is not None
    return release.facts


@examples(0.5)
@given(valid_configs(), raw_values())
def test_no_raw_value_changes_what_is_decided_without_a_refusal(
    config: Mapping[str, Any], values: dict[str, Any]
) -> None:
    with_values = checked(config, values)
    if any(each.stops for each in with_values.problems):
        return
    alone = checked(config, {})
    stack = with_values.stack
    assert stack is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    said = set(cilium_facts(stack.cluster, stack.cilium, stack.ako))
    before, after = facts_of(alone.stack), facts_of(stack)
    for row in VALUE_KEYS:
        preferred = row.preference and row.fact not in said_by_config(stack.cilium)
        if row.fact in said and not preferred:
            assert after.get(row.fact) == before.get(row.fact), row.fact


_SWITCH: Final = st.fixed_dictionaries({"enabled": st.booleans()})
_FEATURES: Final = st.fixed_dictionaries(
    {},
    optional={
        "operator": st.sampled_from(({"replicas": 1}, {"placement": "any"}, {"replicas": 3})),
        "envoy": st.sampled_from(("daemonset", "embedded")),
        "cni": st.sampled_from(
            (
                {"exclusive": True},
                {"chaining": {"mode": "portmap"}},
                {"chaining": {"mode": "generic-veth", "target": "x"}},
                {"chaining": {"mode": "flannel"}},
            )
        ),
        "devices": st.sampled_from((["eth0"], ["eth+", "ens1"])),
        "datapath": st.sampled_from(("veth", "netkit", "netkit-l2")),
        "endpointRoutes": st.booleans(),
        "localRedirect": st.booleans(),
        "hostFirewall": st.booleans(),
        "socketLb": st.fixed_dictionaries(
            {"enabled": st.booleans(), "hostNamespaceOnly": st.booleans()}
        ),
        "bandwidth": st.fixed_dictionaries({"enabled": st.booleans(), "bbr": st.booleans()}),
        "bigTcp": st.fixed_dictionaries({"ipv4": st.booleans(), "ipv6": st.booleans()}),
        "bgp": st.just({"localAsn": 64512, "peers": [{"address": "192.0.2.1", "asn": 64513}]}),
        "l2Announcements": _SWITCH,
        "loadBalancerIpam": _SWITCH,
        "gatewayApi": _SWITCH,
        "ingress": _SWITCH,
        "egressGateway": _SWITCH,
        "monitoring": st.fixed_dictionaries(
            {"serviceMonitors": st.booleans(), "hubbleMetrics": st.sampled_from(([], ["dns"]))}
        ),
    },
)


@examples(0.5)
@given(valid_configs(), _FEATURES, raw_values())
def test_any_features_are_judged_and_what_is_accepted_fits_the_chart(
    config: Mapping[str, Any], features: dict[str, Any], values: dict[str, Any]
) -> None:
    asked = {**config, "cilium": {**config["cilium"], **features}}
    judged = checked(asked, values)
    for each in judged.problems:
        assert each.path.startswith("cilium-ako:")
        assert each.message.endswith(".")
        assert each.fix
    if judged.ok:
        alone = checked(asked, {})
        written = alone.helm_values("cilium")
        assert written is not None
        stack = alone.stack
        assert stack is not None
        assert stack.cilium is not None
        for key, value in flatten(written):
            types = types_of("cilium", stack.cilium.version.minor_release, key)
            assert types is not None or isinstance(value, Mapping), key


@examples(0.3)
@given(valid_configs(), st.data())
def test_a_raw_value_that_is_derived_changes_nothing(
    config: Mapping[str, Any], data: st.DataObject
) -> None:
    alone = checked(config, {})
    derived = alone.helm_values("cilium")
    assert derived is not None
    leaves = [each for each in flatten(derived) if not each[0].startswith("operator.nodeSelector")]
    chosen = data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=3))
    values: dict[str, object] = {}
    for key, value in chosen:
        set_dotted(values, key, value)
    again = checked(config, values)
    assert again.helm_values("cilium") == derived
    stops = {each.rule for each in alone.problems if each.stops}
    assert {each.rule for each in again.problems if each.stops} == stops
