"""The steps between two releases of AKO."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.ako.upgrade_steps import UPGRADE_STEPS
from cilium_ako.changes.classification import classify
from cilium_ako.changes.upgrade_steps import ako_upgrade_steps
from tests.changes.bases import patched


def _crds(old: str, new: str) -> list[str]:
    steps = ako_upgrade_steps(patched({"ako.version": old}), patched({"ako.version": new}))
    return [step for step in steps if step.startswith("CRDs of ")]


@pytest.mark.parametrize(
    ("old", "new", "minors"),
    [
        ("1.10.1", "1.11.5", ["1.11"]),
        ("1.11.5", "1.12.1", ["1.12"]),
        ("1.12.1", "1.12.3", []),
        ("1.12.3", "1.13.4", ["1.13"]),
        ("1.13.4", "1.14.1", ["1.14"]),
        ("1.14.1", "2.1.1", []),
        ("1.10.1", "1.13.4", ["1.11", "1.12", "1.13"]),
        ("1.13.4", "1.12.3", []),
    ],
)
def test_the_crds_of_each_step_are_named(old: str, new: str, minors: list[str]) -> None:
    found = _crds(old, new)
    assert [each.split(",")[0].removeprefix("CRDs of ") for each in found] == minors
    assert all("kubectl apply -f ako/crds/" in each for each in found)


def test_a_change_of_the_version_has_them_in_its_runbook_before_the_update() -> None:
    verdict = classify(patched({"ako.version": "1.13.4"}), patched({"ako.version": "1.14.1"}))
    (change,) = verdict.changes
    assert change.runbook[0].startswith("CRDs of 1.14")
    assert change.runbook.index("pulumi up") > 0


@pytest.mark.parametrize("facts", [{"ako.serviceType": "NodePort"}, {"ako.enableEVH": True}])
def test_what_a_cluster_does_not_use_is_not_told(facts: dict[str, object]) -> None:
    def steps(known: dict[str, object]) -> set[str]:
        sides = [patched({**known, "ako.version": version}) for version in ("1.13.1", "2.1.1")]
        return set(ako_upgrade_steps(*sides))

    assert steps(facts) - steps({}) != set()


def test_every_step_has_a_source() -> None:
    assert all(row.source.startswith("AKO:") for row in UPGRADE_STEPS)
