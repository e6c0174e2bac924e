"""Every rule about several stacks: stacks that break it together, and alone nothing."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.rules import RULES, Rule
from cilium_ako.fleet import judge
from cilium_ako.fleet.judge import judged_together
from cilium_ako.fleet.registry import registered
from tests.fleet.examples import Example, checked, examples

SHARED = [rule for rule in RULES if rule.checked_by == "fleet"]


def reported(example: Example) -> dict[str, list[str]]:
    alone = {each.name: set(each.problems) for each in example.checked()}
    return {
        each.name: rules
        for each in judged_together(example.checked())
        if (rules := sorted({new.rule for new in each.problems if new not in alone[each.name]}))
    }


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_stacks_break_together_exactly_their_rules(example: Example) -> None:
    assert reported(example) == example.expect


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_each_stack_is_right_alone(example: Example) -> None:
    for each in example.checked():
        assert each.ok, each.problems


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_a_report_says_where_who_and_what_to_do(example: Example) -> None:
    judged = judged_together(example.checked())
    text = "\n".join(f"{each.path} {each.message}" for one in judged for each in one.problems)
    for wanted in example.says:
        assert wanted in text
    for stack in judged:
        for problem in stack.problems:
            if problem.rule in registered():
                assert problem.others
                assert stack.name not in problem.others
                assert problem.path.startswith("cilium-ako:")
                assert problem.fix


def test_the_order_of_stacks_changes_nothing() -> None:
    for example in examples():
        stacks = example.checked()
        expected = {each.name: each.problems for each in judged_together(stacks)}
        turned = judged_together(stacks[::-1])
        assert [each.name for each in turned] == [each.name for each in stacks[::-1]]
        assert {each.name: each.problems for each in turned} == expected


UNRELATED: dict[str, Any] = {
    "cluster": {
        "name": "unrelated",
        "kubernetesVersion": "1.33",
        "kernelVersion": "5.15",
        "apiServer": ["https://api.unrelated.example.test:6443"],
        "nodeCidrs": ["172.30.0.0/24"],
        "serviceCidrs": ["172.29.0.0/16"],
        "maxNodes": 50,
        "kubeProxy": "iptables",
    },
    "cilium": {
        "version": "1.18.12",
        "ipam": {"mode": "cluster-pool", "podCidrs": ["172.28.0.0/16"]},
    },
}


def test_a_stack_that_has_nothing_to_do_with_them_changes_nothing() -> None:
    beside = checked("unrelated", UNRELATED)
    for example in examples():
        stacks = example.checked()
        *found, last = judged_together([*stacks, beside])
        assert found == judged_together(stacks)
        assert last == beside


def test_a_member_of_another_mesh_changes_nothing() -> None:
    mesh = {
        "name": "elsewhere",
        "certificates": {"source": "external"},
        "address": "u.example.test",
    }
    cluster = {**UNRELATED["cluster"], "id": 1}
    beside = checked("unrelated", {**UNRELATED, "cluster": cluster, "mesh": mesh})
    for example in examples():
        stacks = example.checked()
        first, *found = judged_together([beside, *stacks])
        assert found == judged_together(stacks)
        assert first == beside


@pytest.mark.parametrize("rule", SHARED, ids=lambda rule: rule.id)
def test_a_rule_has_an_example_of_its_name(rule: Rule) -> None:
    assert judge
    example = next(each for each in examples() if each.name == rule.id)
    assert any(rule.id in rules for rules in example.expect.values())


def test_every_rule_has_a_check_and_says_which_stacks_it_is_about() -> None:
    assert registered() == {rule.id for rule in SHARED}
    assert all(rule.scope for rule in SHARED)


def test_a_stack_acknowledges_for_itself() -> None:
    example = next(each for each in examples() if each.name == "ako-group-shared")
    config = {**example.stacks["a"], "acknowledge": {"ako-group-shared": {"reason": "NET-1"}}}
    alone = checked("a", config)
    assert [each.rule for each in alone.problems] == ["secret-missing-offline"] or alone.ok
    one, other = judged_together([alone, checked("b", example.stacks["b"])])
    assert (one.ok, other.ok) == (True, False)
    (told,) = (each for each in one.problems if each.rule == "ako-group-shared")
    assert told.acknowledged


def test_a_stack_that_did_not_parse_is_nobodys_problem() -> None:
    example = next(each for each in examples() if each.name == "api-server-shared")
    config = {**example.stacks["a"], "cluster": {"name": 7}}
    stacks = [checked("a", config), checked("b", example.stacks["b"])]
    assert judged_together(stacks) == stacks
