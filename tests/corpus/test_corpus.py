"""Every real install is accepted, and becomes what its owner runs, but for stated decisions."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from cilium_ako.catalogue.cilium.stated_decisions import STATED_DECISIONS
from cilium_ako.catalogue.distributions import DistributionName
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.charts.helm_values import flatten
from cilium_ako.check.checked_stack import check_config
from tests.charts.real_charts import why_not_rendered
from tests.configs import changed, raw
from tests.corpus.installs import FOLDER, RECORDED, Install, installs

OF_ITS_TIME = frozenset(
    {
        "cilium-end-of-life",
        "eni-instance-types-unsaid",
        "eni-subnets-unseen",
        "secret-missing-offline",
    }
)
"""Rules about when a stack is checked and where, or what is not known of it; not what it says."""

each_install = pytest.mark.parametrize("install", installs(), ids=lambda install: install.name)


def recorded() -> dict[str, Any]:
    """Name of an install to the digest of its values and to what differed."""
    document: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))
    return document


def unstated(difference: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
    """What differs and is no stated decision."""
    return {
        key: [owner, ours]
        for key, (owner, ours) in difference.items()
        if key not in STATED_DECISIONS or not STATED_DECISIONS[key].allows(owner, ours)
    }


@each_install
def test_it_is_accepted(install: Install) -> None:
    problems = install.checked().problems
    assert [(each.rule, each.path, each.message) for each in problems if each.stops] == []
    assert {each.rule for each in problems} - OF_ITS_TIME == install.warns
    assert install.warns <= BY_ID.keys()


@each_install
def test_the_owners_values_may_stay_beside_what_the_stack_says(install: Install) -> None:
    twice = changed(install.config, (("cilium", "values"), dict(install.owner)))
    checked = check_config(install.name, raw(twice), FOLDER, offline=True)
    assert [(each.rule, each.path) for each in checked.problems if each.stops] == []
    values = checked.helm_values("cilium")
    assert values is not None
    assert dict(flatten(values)) == dict(flatten(install.values()))


@each_install
def test_what_was_rendered_differs_by_stated_decisions_alone(install: Install) -> None:
    record = recorded()[install.name]
    assert record["digest"] == install.digest(), "python -m tests.corpus.record makes it anew"
    assert unstated(record["difference"]) == {}


@each_install
def test_so_does_what_is_rendered(install: Install) -> None:
    reason = why_not_rendered("cilium", install.version)
    if reason:
        pytest.skip(reason)
    assert install.rendered_difference() == recorded()[install.name]["difference"]


def test_every_distribution_is_there() -> None:
    found = {install.config["cluster"]["distribution"] for install in installs()}
    assert found == set(get_args(DistributionName))
    assert len(installs()) >= 25


def test_nothing_is_recorded_or_stated_in_vain() -> None:
    assert recorded().keys() == {install.name for install in installs()}
    differing = {key for record in recorded().values() for key in record["difference"]}
    assert differing == STATED_DECISIONS.keys()
    assert all(decision.why.endswith(".") for decision in STATED_DECISIONS.values())
