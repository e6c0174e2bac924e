"""Every row of the table by an example, and what leads to no row."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.changes.classification import classify, taken_down
from cilium_ako.changes.facts import NO_FACTS, Facts
from tests.changes.bases import CASES, base, patched


@pytest.mark.parametrize("name", CASES)
def test_an_example_comes_to_its_row(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    identity = name.partition(":")[0]
    verdict = classify(patched(case["old"]), patched(case["new"]))
    assert verdict.unknown == ()
    assert {change.rule for change in verdict.changes} == {identity, *case.get("also", [])}
    assert BY_ID[identity].impact == case["class"]
    assert verdict.impact == case["class"]
    for change in verdict.changes:
        if change.rule == identity:
            assert change.impact == case["class"]
            assert change.consequence == BY_ID[identity].consequence


def test_a_stack_that_goes_is_disruptive() -> None:
    verdict = taken_down(base())
    assert [change.rule for change in verdict.changes] == ["cluster-taken-down"]
    assert verdict.impact == "disruptive"
    assert verdict.exit_status == 3


def test_a_stack_that_installed_nothing_goes_without_a_change() -> None:
    verdict = taken_down(NO_FACTS)
    assert (verdict.changes, verdict.unknown) == ((), ())


def test_a_value_without_a_row_is_unknown() -> None:
    verdict = classify(base(), patched({"values.bandwidthManager.enabled": "true"}))
    assert verdict.changes == ()
    assert [each.rule for each in verdict.unknown] == ["unknown-cilium-change"]
    assert verdict.unknown[0].path == "cilium-ako:cilium.values.bandwidthManager.enabled"
    assert verdict.impact == "disruptive"
    verdict = classify(base(), patched({"ako.values.image.repository": '"x"'}))
    assert [each.rule for each in verdict.unknown] == ["unknown-ako-change"]


def test_a_key_that_cannot_be_read_is_unknown() -> None:
    encrypted = patched({"encryption.type": "ipsec", "ipsec.keyId": 3})
    known = {name: value for name, value in encrypted.known.items() if name != "ipsec.keyId"}
    verdict = classify(encrypted, Facts(known, {"ipsec.keyId": "it is encrypted"}))
    assert [(each.rule, each.reason) for each in verdict.unknown] == [
        ("unknown-key-change", "it is encrypted")
    ]
    assert verdict.exit_status == 3


@pytest.mark.parametrize(
    ("distribution", "step"),
    [("k3s", "K3s: start every server with --disable-kube-proxy"), ("gke", "daemonset/kube-proxy")],
)
def test_a_runbook_has_the_steps_of_the_distribution(distribution: str, step: str) -> None:
    old = {"kubeProxyReplacement": False, "cluster.distribution": distribution}
    verdict = classify(patched(old), patched({**old, "kubeProxyReplacement": True}))
    (change,) = verdict.changes
    assert change.rule == "kube-proxy-replacement-on"
    assert [each for each in change.runbook if step in each]
    assert len(change.runbook) == len(BY_ID[change.rule].runbook)
