"""A stack is read, parsed and judged, and what goes wrong on the way is one of its problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cilium_ako.check.checked_stack import check_all_stacks, check_config, check_stack
from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Finding
from tests.commands.runs import project
from tests.configs import POOL, changed, raw, without


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    nowhere = check_stack("dev", tmp_path)
    assert [each.rule for each in nowhere.problems] == ["unreadable"]
    assert (nowhere.ok, nowhere.stack, nowhere.raw) == (False, None, None)
    assert (nowhere.helm_values("cilium"), nowhere.decisions()) == (None, [])
    (alone,) = check_all_stacks(tmp_path)
    assert "no Pulumi.yaml" in alone.problems[0].message
    project(tmp_path, "config: [", "broken")
    broken = check_stack("broken", tmp_path)
    assert broken.problems[0].message.startswith("Pulumi.broken.yaml is not valid YAML")
    assert broken.project == tmp_path


def test_every_stack_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        project(tmp_path, POOL, name)
    assert [each.name for each in check_all_stacks(tmp_path)] == ["a", "b"]


def test_what_the_caller_alone_can_see_is_judged_with_the_rest(tmp_path: Path) -> None:
    def seen(stack: Stack) -> Iterator[tuple[str, Finding]]:
        assert stack.cluster is not None
        yield "cluster-id-name", Finding("cilium-ako:cluster.name", "the cluster is another")

    found = check_config("dev", raw(POOL), tmp_path, offline=True, external_findings=seen)
    assert "The cluster is another." in " ".join(each.message for each in found.problems)


def test_values_and_decisions(tmp_path: Path) -> None:
    whole = check_config("dev", raw(POOL), tmp_path, offline=True)
    assert whole.ok
    values = whole.helm_values("cilium")
    assert values is not None
    assert values["ipam"]
    assert "ako" in {each.name for each in whole.decisions()}
    bare = check_config("dev", raw(without(POOL, "ako")), tmp_path, offline=True)
    assert bare.helm_values("ako") is None
    assert "ako" not in {each.name for each in bare.decisions()}
    # what did not parse decides nothing
    wrong = check_config("dev", raw(changed(POOL, (("cluster",), 5))), tmp_path, offline=True)
    assert wrong.decisions() == []


def test_a_chart_that_is_not_there_is_found(tmp_path: Path) -> None:
    config = changed(POOL, (("cilium", "chart"), "./no-such-chart"))
    found = check_config("dev", raw(config), tmp_path, offline=True)
    assert "chart-unusable" in {each.rule for each in found.problems}
