"""What the API server lets through: each fault in one Stack, found once, and nothing else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.pulumi.fleet_faults import FAULTS
from cilium_ako.config.stack_objects import stacks_in
from cilium_ako.rollout.fault import Fault
from cilium_ako.rollout.fleet import Fleet
from cilium_ako.rollout.object_faults import StackObject, object_faults
from cilium_ako.rollout.render import rendered
from tests.commands.runs import project
from tests.configs import ALL
from tests.data_files import data_of
from tests.rollout.fleets import GIVEN, fleet_of, fleet_project, stack_config, with_fleet
from tests.rules.cases import patched

EXAMPLES: dict[str, dict[str, Any]] = data_of(Path(__file__).with_name("object_faults.yaml"))
OF_FILES = {
    "fleet-file-unreadable",
    "fleet-file",
    "stack-file-unreadable",
    "stack-file-unfit",
    "stack-name-twice",
    "object-name-twice",
    "stack-in-no-wave",
    "stack-in-two-waves",
    "wave-of-nobody",
    "backend-without-organization",
    "provider-missing",
    "environment-without-cloud",
    "object-unreadable",
    "not-current",
    "object-of-no-stack",
}
"""Faults that are of no object: other tests have an example of each."""


def objects_of(fleet: Fleet) -> list[StackObject]:
    return [
        StackObject(f"{stack.name}.yaml", each)
        for stack in fleet.stacks
        for each in stacks_in(rendered(fleet.file, stack).objects)
    ]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[StackObject]:
    at = tmp_path_factory.mktemp("fleet")
    for number, name in enumerate("ab"):
        project(at, stack_config(name, 50 + number), name)
    with_fleet(at, {**GIVEN, "waves": [["a"], ["b"]]})
    return objects_of(fleet_of(at))


def with_example(good: list[StackObject], change: dict[str, Any]) -> list[StackObject]:
    first = good[0]
    document = patched(copy.deepcopy(dict(first.document)), change)
    return [first._replace(document=document), *good[1:]]


def test_rendered_objects_have_no_fault(good: list[StackObject]) -> None:
    assert [each.name for each in good] == ["a", "a-next", "b", "b-next"]
    assert list(object_faults(good)) == []


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_fault_is_found_where_it_is(good: list[StackObject], rule: str) -> None:
    example = EXAMPLES[rule]
    # a twin that waits for a name that is gone is another fault, and a true one
    found = [
        each
        for each in object_faults(with_example(good, example["change"]))
        if rule != "object-name-too-long" or each.rule != "prerequisite-of-nobody"
    ]
    own = [each for each in found if each.stack.startswith("a.yaml") and "-next" not in each.stack]
    assert [(each.rule, each.key) for each in own] == [(rule, example["expect"])]
    others = {each.stack.partition(" ")[2] for each in found if each not in own}
    assert others == set(example.get("also", []))
    assert {each.rule for each in found} == {rule}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_fault_names_stack_key_and_fix_and_no_secret(good: list[StackObject], rule: str) -> None:
    for each in object_faults(with_example(good, EXAMPLES[rule]["change"])):
        message = each.message
        assert message.where == each.stack
        assert message.what.startswith(f"{each.key}: ")
        assert message.fix
        assert "hunter2" not in str(message)


def test_every_fault_has_an_example() -> None:
    assert {each.id for each in FAULTS} == set(EXAMPLES) | OF_FILES


def test_all_at_once(good: list[StackObject]) -> None:
    change = {
        "spec": {
            "branch": "main",
            "config": {"cilium-ako:aviToken": "hunter2"},
            "secretsRef": {
                "cilium-ako:aviPassword": {
                    "type": "Secret",
                    "secret": {"name": "a", "key": "x", "namespace": "other"},
                }
            },
            "prerequisites": [
                {"name": "a"},
                {"name": "b", "requirement": {"succeededWithinDuration": "24x"}},
            ],
        }
    }
    assert [each.rule for each in object_faults(with_example(good, change))] == [
        "branch",
        "clear-secret",
        "foreign-namespace",
        "duration-form",
        "prerequisite-self",
    ]


def test_a_circle_of_three(good: list[StackObject]) -> None:
    def waits(stack: StackObject, name: str, other: str) -> StackObject:
        document = copy.deepcopy(dict(stack.document))
        document["metadata"]["name"] = name
        document["spec"] |= {"prerequisites": [{"name": other}], "preview": True}
        return stack._replace(document=document)

    ring = [waits(good[0], name, other) for name, other in ("xy", "yz", "zx", "wx")]
    found = list(object_faults(ring))
    assert [each.rule for each in found] == ["prerequisite-circle"] * 3
    assert [each.stack for each in found] == ["a.yaml x", "a.yaml y", "a.yaml z"]


def test_a_long_chain_is_no_circle(good: list[StackObject]) -> None:
    chain = []
    for number in range(3000):
        document = copy.deepcopy(dict(good[1].document))
        document["metadata"]["name"] = f"s{number}"
        after = [{"name": f"s{number + 1}"}] if number < 2999 else []
        document["spec"]["prerequisites"] = after
        chain.append(good[1]._replace(document=document))
    assert list(object_faults(chain)) == []


@pytest.mark.parametrize("document", [{}, {"spec": 5}, {"spec": {"prerequisites": "x"}}])
def test_an_object_of_another_shape_ends_nothing(document: dict[str, Any]) -> None:
    found = list(object_faults([StackObject("x.yaml", document)]))
    assert all(isinstance(each, Fault) for each in found)
    assert "source-missing" in {each.rule for each in found}


def test_every_config_renders_without_a_fault(tmp_path: Path) -> None:
    at = fleet_project(tmp_path / "p")
    for name, config in ALL.items():
        project(at, config, name)
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], list(ALL)]})
    assert list(object_faults(objects_of(fleet_of(at)))) == []
