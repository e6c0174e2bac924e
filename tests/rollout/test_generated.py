"""A fleet of 500 clusters: twelve planted faults are found, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from cilium_ako.check.checked_stack import CheckedStack, check_config
from cilium_ako.config.stack import Secret
from cilium_ako.fleet.judge import judged_together
from tests.configs import Config
from tests.rollout.generated import PLANTED, clean, name_of, with_faults
from tests.rules.cases import raw_of


def judged(configs: Mapping[str, Config]) -> list[CheckedStack]:
    return judged_together(
        [
            check_config(
                name,
                raw_of(config, {"aviPassword": Secret(None)} if "ako" in config else {}),
                Path(),
                offline=True,
            )
            for name, config in configs.items()
        ]
    )


@cache
def judged_with_faults() -> tuple[CheckedStack, ...]:
    """The fleet with its faults, judged once: it takes some seconds."""
    return tuple(judged(with_faults()))


def found(stacks: Iterable[CheckedStack]) -> dict[str, set[str]]:
    rules: defaultdict[str, set[str]] = defaultdict(set)
    for stack in stacks:
        for each in stack.problems:
            if each.severity != "note":  # a note is of what nobody knows here
                rules[each.rule].add(stack.name)
    return dict(rules)


def test_no_cluster_is_in_anothers_way() -> None:
    configs = clean()
    assert len(configs) == 500
    assert found(judged(configs)) == {}


def test_every_planted_fault_is_found_and_nothing_else() -> None:
    assert len(PLANTED) == 12
    assert found(judged_with_faults()) == {
        each.rule: {name_of(number) for number in each.clusters} for each in PLANTED
    }
