"""What a report says of two commits: each class of change, and each way a stack can differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.diff.command import FILES, Format, written
from cilium_ako.diff.model import ChartDiff, EnginePreview, EngineStep, StackReport
from cilium_ako.diff.report import report_against_base, report_against_state
from tests.charts.small_charts import needs_helm
from tests.diff.recorded import bumped
from tests.diff.repository import Config, Repository, changed, config
from tests.rules.cases import cases as rule_cases

STATES = Path(__file__).parents[1] / "states"


@pytest.mark.parametrize(
    ("changes", "impact", "status"),
    [
        ({}, "none", 0),
        ({"cilium__hubble": {"enabled": True, "relay": False}}, "safe", 0),
        ({"cilium__ipam__podCidrs": ["10.42.0.0/16", "10.43.0.0/16"]}, "rolling", 0),
        ({"cilium__routing": {"mode": "tunnel", "protocol": "geneve"}}, "disruptive", 3),
        ({"cilium__ipam__podCidrs": ["10.99.0.0/16"]}, "forbidden", 4),
    ],
    ids=["none", "safe", "rolling", "disruptive", "forbidden"],
)
def test_each_class_of_change(
    tmp_path: Path, changes: dict[str, object], impact: str, status: int
) -> None:
    (found,) = changed(tmp_path, config(), config(**changes)).stacks
    assert (found.impact, found.status) == (impact, status)


def test_equal_stacks_differ_in_nothing(tmp_path: Path) -> None:
    report = changed(tmp_path, config(), config())
    (found,) = report.stacks
    assert not found.changes_anything
    assert not found.values
    assert found.before == found.after
    assert report.status == 0


def test_the_order_of_keys_in_a_stack_file_changes_nothing(tmp_path: Path) -> None:
    after: Config = {
        key: dict(reversed(value.items())) if isinstance(value, dict) else value
        for key, value in reversed(config().items())
    }
    (found,) = changed(tmp_path, config(), after).stacks
    assert (found.impact, found.values, found.verdict.changes) == ("none", (), ())


def test_decisions_and_values_are_there_before_and_after(tmp_path: Path) -> None:
    (found,) = changed(tmp_path, config(), config(cilium__kubeProxyReplacement=False)).stacks
    assert found.before is not None
    assert found.after is not None
    assert found.before["kubeProxyReplacement"] == "on"
    assert found.after["kubeProxyReplacement"] == "off"
    assert ("cilium", "kubeProxyReplacement", True, False) in found.values


def test_a_chart_bump_shows_what_it_hides(repository: Repository) -> None:
    bumped(repository)
    found = repository.one()
    cilium = _chart(found, "cilium")
    assert cilium.diff is not None
    assert [str(each.key) for each in cilium.diff.objects] == [
        "ClusterRole/cilium-operator",
        "DaemonSet/kube-system/cilium",
    ]
    assert cilium.diff.noise["chart label"] == 1
    given = {each.permission.what for each in cilium.permissions if each.given}
    assert {"hostNetwork", "privileged", "SYS_ADMIN"} <= given
    assert _chart(found, "ako").diff == ((), {})


@needs_helm
def test_a_removed_key_is_refused_by_the_chart(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__values={"refuse": "me"})})
    found = repository.one()
    assert _chart(found, "cilium").rejected.endswith("refuse was removed, and me is set")
    assert found.status >= 2


@needs_helm
def test_a_base_that_the_chart_refused_is_left_out(repository: Repository) -> None:
    repository.commit({"dev": config(cilium__values={"refuse": "me"})})
    repository.write({"dev": config()})
    cilium = _chart(repository.one(), "cilium")
    assert cilium.left_out == "the chart refuses the values of the base"
    assert not cilium.rejected


def test_a_value_that_a_rule_refuses_is_an_error_and_still_compared(
    repository: Repository,
) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cluster__serviceCidrs=["10.42.0.0/20"])})
    found = repository.one()
    assert found.status >= 2
    assert any(problem.stops for problem in found.problems)


def test_a_head_that_does_not_parse_cannot_be_compared(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": "config: ["})
    found = repository.one()
    assert (found.status, found.impact) == (2, "disruptive")
    assert "does not fit" in found.message


@needs_helm
def test_a_new_stack_is_nothing_and_shown_whole(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"new": config(cluster__name="new")})
    found = repository.one("new")
    assert (found.lifecycle, found.impact, found.status) == ("new", "none", 0)
    assert len(found.values) > 20
    diff = _chart(found, "cilium").diff
    assert diff is not None
    assert {each.change for each in diff.objects} == {"added"}


def test_a_deleted_stack_is_disruptive(repository: Repository) -> None:
    repository.commit({"dev": config(), "old": config(cluster__name="old")})
    repository.write({"dev": config()})
    found = repository.one("old")
    assert (found.lifecycle, found.impact, found.status) == ("deleted", "disruptive", 3)
    assert found.before
    assert found.after is None


MARKED = {
    "text": ", acknowledged",
    "markdown": ", acknowledged",
    "html": "acknowledged</span>",
    "json": '"acknowledged": true',
}
"""How each format says that somebody has acknowledged something."""


@pytest.mark.parametrize("output", FILES)
def test_nobody_has_acknowledged_what_the_engine_would_take_away(
    repository: Repository, output: Format
) -> None:
    repository.commit({"dev": config()})
    steps = (
        EngineStep("delete", f"{_URN}::cilium", "kubernetes:helm.sh/v3:Release", "cilium", (), ()),
    )
    engine = EnginePreview("dev", steps, {"delete": 1}, (), (), failed=False, policies_known=True)
    report = report_against_base(
        ["dev"], repository.path, "HEAD", {"dev": engine}, repository.environment
    )
    assert (report.stacks[0].impact, report.status) == ("disruptive", 3)
    assert MARKED[output] not in written(report, output)


_URN = "urn:pulumi:dev::cilium-ako::kubernetes:helm.sh/v3:Release"


@pytest.mark.parametrize("output", FILES)
def test_a_deletion_cannot_be_acknowledged_and_nothing_says_so(
    repository: Repository, output: Format
) -> None:
    repository.commit({"dev": config(), "old": config(cluster__name="old")})
    repository.write({"dev": config()})
    report = repository.report("old")
    assert report.status == 3
    assert MARKED[output] not in written(report, output)


@pytest.mark.parametrize("output", FILES)
@pytest.mark.parametrize("broken", [False, True], ids=["a config that fits", "one with an error"])
def test_what_is_acknowledged_is_said_by_every_format(
    repository: Repository, output: Format, *, broken: bool
) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(**_TO_GENEVE)})
    entries = {
        each.rule: {"reason": "NET-1: a window is agreed", "to": each.digest}
        for each in repository.one().verdict.changes
        if each.stops
    }
    more: dict[str, object] = {"cluster__serviceCidrs": ["10.42.0.0/20"]} if broken else {}
    if broken:
        repository.commit({"dev": config(**more)})
    repository.write({"dev": config(**_TO_GENEVE, **more, acknowledge=entries)})
    report = repository.report("dev")
    (found,) = report.stacks
    assert (found.impact, found.status) == ("disruptive", 2 if broken else 0)
    assert found.acknowledged
    assert written(report, output).count(MARKED[output]) >= 2  # the stack, and its change


_TO_GENEVE: dict[str, object] = {"cilium__routing": {"mode": "tunnel", "protocol": "geneve"}}


def test_a_renamed_stack_is_both(repository: Repository) -> None:
    repository.commit({"old": config()})
    repository.write({"new": config()})
    new, old = repository.report().stacks
    assert (new.stack, new.lifecycle, new.impact) == ("new", "new", "none")
    assert (old.stack, old.lifecycle, old.impact) == ("old", "deleted", "disruptive")
    assert "under a new name" in " ".join(new.notes)
    assert "pulumi stack rename" in " ".join(old.notes)


def test_another_stack_is_no_renamed_one(repository: Repository) -> None:
    repository.commit({"old": config()})
    repository.write({"new": config(**_ELSEWHERE)})
    assert not any("name" in note for each in repository.report().stacks for note in each.notes)


_ELSEWHERE: dict[str, object] = {
    "cilium__ipam": {"mode": "kubernetes", "podCidrs": ["10.9.0.0/16"]},
    "cilium__version": "1.16.19",
    "cilium__routing": {"mode": "native", "autoDirectNodeRoutes": True},
    "cilium__masquerade": {"enabled": False},
    "cilium__kubeProxyReplacement": False,
    "cilium__sctp": True,
    "cilium__encryption": {"type": "wireguard"},
    "ako": None,
}


@pytest.mark.parametrize(
    "text", ["config: [", "\x00", "config: {a: 1, a: 2}", "- no mapping"], ids=repr
)
def test_a_base_that_does_not_parse_is_unknown(repository: Repository, text: str) -> None:
    repository.commit({"dev": text})
    repository.write({"dev": config()})
    found = repository.one()
    assert (found.impact, found.status) == ("disruptive", 3)
    assert found.verdict.unknown
    assert "could be compared with" in found.notes[0]


def test_a_base_that_is_no_text_is_unknown(repository: Repository) -> None:
    (repository.path / "Pulumi.dev.yaml").write_bytes(b"\xff\xfe\x00config")
    repository.commit()
    repository.write({"dev": config()})
    assert repository.one().verdict.unknown


def test_a_base_that_breaks_rules_is_compared(repository: Repository) -> None:
    repository.commit({"dev": config(cluster__serviceCidrs=["10.42.0.0/20"])})
    repository.write({"dev": config()})
    found = repository.one()
    assert not found.message
    assert not found.verdict.unknown


@pytest.mark.parametrize(
    "reference", ["no-such-branch", "--help", "-v", "", "main:Pulumi.yaml", "a\x00b", "--output=x"]
)
def test_a_ref_that_is_none_is_one_message(repository: Repository, reference: str) -> None:
    repository.commit({"dev": config()})
    report = repository.report("dev", base=reference)
    assert report.status == 1
    assert "names no commit" in report.stacks[0].message
    assert not (repository.path / "x").exists()


def test_a_stack_of_a_file_whose_name_looks_like_a_pathspec(repository: Repository) -> None:
    path = repository.path / ":(exclude)Pulumi.a.yaml"
    repository.write({"dev": config()})
    (repository.path / "Pulumi.dev.yaml").rename(path)
    repository.commit()
    assert repository.report(f"./{path.name}").stacks[0].impact == "none"


def test_a_stack_that_never_was_is_an_invalid_config(repository: Repository) -> None:
    repository.commit({"dev": config()})
    report = repository.report("dev", "never")
    assert [each.status for each in report.stacks] == [0, 2]


def test_stacks_come_in_the_order_asked_for_and_worst_first(repository: Repository) -> None:
    repository.commit({name: config(cluster__name=name) for name in ("a", "b", "c")})
    repository.write(
        {
            "a": config(cluster__name="a"),
            "b": config(cluster__name="b", cilium__ipam__podCidrs=["10.99.0.0/16"]),
            "c": config(cluster__name="c", cilium__hubble={"enabled": False}),
        }
    )
    report = repository.report("c", "a", "b")
    assert [each.stack for each in report.stacks] == ["c", "a", "b"]
    assert report.worst_first[0].stack == "b"
    assert report.worst_first[-1].stack == "a"


def test_two_files_of_one_name_are_two_stacks(repository: Repository) -> None:
    repository.commit({"dev": config()})
    other = repository.path / "other"
    other.mkdir()
    (other / "Pulumi.dev.yaml").write_text(
        (repository.path / "Pulumi.dev.yaml").read_text("utf-8"), "utf-8"
    )
    report = repository.report("Pulumi.dev.yaml", "other/Pulumi.dev.yaml")
    assert [each.lifecycle for each in report.stacks] == ["change", "new"]


def test_without_charts_the_report_says_once_what_it_left_out(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({name: config(cluster__name=name) for name in ("a", "b")})
    repository.write({name: config(cluster__name=name, cilium__mtu=9000) for name in ("a", "b")})
    report = repository.report()
    assert len(report.notes) == 1
    assert "ako 1.13.4, cilium 1.18.12" in report.notes[0]


@needs_helm
def test_a_chart_that_is_damaged_is_a_failure(repository: Repository) -> None:
    cache = Path(repository.environment["CILIUM_AKO_CACHE"]) / "charts"
    cache.mkdir(parents=True)
    del repository.environment["CILIUM_AKO_CHARTS"]
    (cache / "cilium-1.18.12.tgz").write_text("something else", "utf-8")
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__hubble={"enabled": False})})
    found = repository.one()
    assert found.status == 1
    assert "is not the chart that is known" in _chart(found, "cilium").left_out


def test_a_state_is_compared_like_a_commit(repository: Repository) -> None:
    repository.commit({"dev": config()})
    report = report_against_state(
        "dev", repository.path, STATES / "dev.json", {}, repository.environment
    )
    assert not report.stacks[0].message
    assert report.stacks[0].before


def test_a_state_shows_nothing_of_most_secrets_and_the_report_says_so(
    repository: Repository,
) -> None:
    text = (Path(__file__).parents[2] / "Pulumi.dev.yaml").read_text("utf-8")
    secret = "  cilium-ako:aviPassword: {secure: v1:canary}\n"
    repository.commit({"dev": text.replace("config:\n", f"config:\n{secret}", 1)})
    (found,) = report_against_state(
        "dev", repository.path, STATES / "dev.json", {}, repository.environment
    ).stacks
    assert (found.impact, found.status) == ("none", 0)
    (note,) = found.notes
    assert "aviPassword" in note
    assert "pulumi preview" in note


def test_a_state_of_another_stack_is_refused(repository: Repository) -> None:
    repository.commit({"other": config()})
    report = report_against_state(
        "other", repository.path, STATES / "dev.json", {}, repository.environment
    )
    assert report.status == 1
    assert "is of the stack dev" in report.stacks[0].message


@needs_helm
def test_a_chart_in_the_repository_is_the_base_s_own_at_the_base(repository: Repository) -> None:
    (repository.charts / "cilium-1.18.12").rename(repository.path / "cilium")
    given = config(cilium__chart="cilium")
    repository.commit({"dev": given})
    template = repository.path / "cilium" / "templates" / "all.yaml"
    template.write_text(template.read_text("utf-8").replace("/run/cilium", "/elsewhere"), "utf-8")
    found = repository.one()
    diff = _chart(found, "cilium").diff
    assert diff is not None
    assert [str(each.key) for each in diff.objects] == ["DaemonSet/kube-system/cilium"]
    assert "Pulumi updates a release only when" in found.notes[0]


def _chart(report: StackReport, name: str) -> ChartDiff:
    return next(each for each in report.charts if each.chart == name)


_PARTS = 6
"""Reports that all examples of rules are shared out over: each is as large as a fleet's."""


@pytest.mark.parametrize("part", range(_PARTS))
def test_no_config_that_a_rule_refuses_breaks_a_report(tmp_path: Path, part: int) -> None:
    cases = {f"case{number:03}": each for number, each in enumerate(rule_cases()[part::_PARTS])}
    repository = Repository(tmp_path)
    repository.commit(dict.fromkeys(cases, config()))
    repository.write({name: dict(each.config) for name, each in cases.items()})
    report = repository.report()
    assert len(report.stacks) == len(cases) > 50
    assert not [each.stack for each in report.stacks if each.message]
    for output in FILES:
        assert written(report, output)
