"""Real installs, reduced to facts, become stacks that pass `check` and change nothing.

Of each install (`tests/corpus/installs`) the owner's Helm values are adopted, with what no Helm
value says of its cluster. The stacks that people wrote by hand for them are not looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.adopt.adopt import adopt, given_values, kubernetes_of
from cilium_ako.adopt.found import Found, FoundRelease, Sourced
from cilium_ako.adopt.proof import prove
from cilium_ako.catalogue.cilium.stated_decisions import STATED_DECISIONS
from cilium_ako.catalogue.release import Release
from cilium_ako.exit_status import ExitStatus
from tests.charts.real_charts import why_not_rendered
from tests.corpus.installs import Install, installs

EXPLAINED = {
    # masquerading is said aloud, and the script asks whether it is said, not whether it is done
    "gke-guide": {
        (
            "DaemonSet/kube-system/cilium-node-init",
            "spec.template.spec.containers[node-init].env[STARTUP_SCRIPT].value",
        )
    },
}
"""Install to the places of other objects that differ."""

each_install = pytest.mark.parametrize("install", installs(), ids=lambda install: install.name)


def found(install: Install) -> Found:
    """The owner's values, and what nobody could tell from them."""
    release = FoundRelease(
        "cilium", "values.yaml", install.owner, Release.parse(install.version, full=True)
    )
    cluster = install.config["cluster"]
    keys = {f"cluster.{key}": Sourced(value, "--cluster") for key, value in cluster.items()}
    ipam = install.config["cilium"].get("ipam", {})
    for key in ("podCidrs", "vpcCidrs"):
        if key in ipam:
            keys[f"cilium.ipam.{key}"] = Sourced(ipam[key], "--cluster")
    return Found(cilium=release, keys=keys)


@each_install
def test_it_becomes_a_stack_that_passes_its_check(install: Install, tmp_path: Path) -> None:
    adoption = adopt("adopted", found(install), tmp_path)
    stops = {each.rule for each in adoption.checked.problems if each.stops}
    eni = install.config["cilium"].get("ipam", {}).get("mode") == "eni"
    named_default = adoption.assembled.parts["cluster"]["name"] == "default"
    expected = {"eni-cluster-name"} if eni and named_default else set()
    assert stops == expected, (adoption.checked.problems, adoption.path.read_text("utf-8"))
    assert adoption.status is (ExitStatus.INVALID if expected else ExitStatus.FINE)


@each_install
def test_cilium_config_differs_by_stated_decisions_alone(install: Install, tmp_path: Path) -> None:
    assembled = adopt("adopted", found(install), tmp_path).assembled
    proof = prove(
        assembled.told,
        given_values(assembled),
        kubernetes_of(assembled),
        tmp_path,
        {},
        {"PATH": ""},
    )
    unstated = [
        each
        for each in proof.differences
        if each.key not in STATED_DECISIONS
        or not STATED_DECISIONS[each.key].allows(each.old, each.new)
    ]
    assert unstated == [], assembled.parts


@each_install
def test_no_object_differs_but_that_config_map(install: Install, tmp_path: Path) -> None:
    reason = why_not_rendered("cilium", install.version)
    if reason:
        pytest.skip(reason)
    assembled = adopt("adopted", found(install), tmp_path).assembled
    proof = prove(assembled.told, given_values(assembled), kubernetes_of(assembled), tmp_path, {})
    others = [each for each in proof.differences if each.where != "cilium-config"]
    assert proof.notes == ()
    assert {(each.where, each.key) for each in others} == EXPLAINED.get(install.name, set()), others
