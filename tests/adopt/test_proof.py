"""The proof tells every difference, with what it does, and claims nothing that it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cilium_ako.adopt.adopt import given_values, kubernetes_of
from cilium_ako.adopt.assemble import Assembled, assemble
from cilium_ako.adopt.proof import Proof, config_map_differences, prove, verdict_of
from tests.adopt.files import found_of
from tests.charts.real_charts import why_not_rendered
from tests.configs import AKO, POOL

VERSION = POOL["cilium"]["version"]
POOLS = {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": ["10.42.0.0/16"]}}}
AKO_VALUES = {
    "AKOSettings": {"clusterName": "home", "cniPlugin": "cilium"},
    "ControllerSettings": {
        "controllerHost": "avi.example.test",
        "controllerVersion": AKO["controller"]["version"],
    },
    "NetworkSettings": {"vipNetworkList": [{"networkName": "vips", "cidr": "10.20.0.0/24"}]},
    "avicredentials": {"username": "ako", "password": "hunter2"},
}


def assembled(cilium: Mapping[str, object], ako: Mapping[str, object] | None = None) -> Assembled:
    values = {"cilium": cilium, **({"ako": ako} if ako is not None else {})}
    return assemble(found_of(values, {"cilium": VERSION, "ako": AKO["version"]}))


def proof(found: Assembled, folder: Path, environment: dict[str, str] | None = None) -> Proof:
    there = {"PATH": ""} if environment is None else environment
    return prove(found.told, given_values(found), kubernetes_of(found), folder, {}, there)


def test_what_is_decided_otherwise_is_classified_by_its_transition(tmp_path: Path) -> None:
    found = assembled({"ipam": {"mode": "kubernetes"}})
    (range_,) = (
        each
        for each in proof(found, tmp_path).differences
        if each.key == "k8s-require-ipv4-pod-cidr"
    )
    assert (range_.old, range_.new, range_.impact) == ("false", "true", "rolling")
    assert range_.rule == "agents-restarted"


def test_a_key_that_no_table_knows_is_unknown() -> None:
    found = assembled(POOLS)
    verdict = verdict_of(found.told, given_values(found))
    (one,) = config_map_differences("cilium", {"made-up": "1"}, {}, verdict)
    assert one.impact is None
    assert "No table says what it does" in one.why


def test_a_key_whose_values_differ_in_meaning_is_no_word_said_aloud() -> None:
    found = assembled(POOLS)
    verdict = verdict_of(found.told, given_values(found))
    (one,) = config_map_differences("cilium", {"enable-sctp": "true"}, {}, verdict)
    assert one.impact is None
    (other,) = config_map_differences("cilium", {"enable-sctp": "false"}, {}, verdict)
    assert other.impact == "none"


def test_without_the_chart_the_report_says_so(tmp_path: Path) -> None:
    notes = proof(assembled(POOLS), tmp_path, {"PATH": "", "CILIUM_AKO_CACHE": str(tmp_path)}).notes
    assert any("is not here" in each for each in notes)


def test_ako_s_objects_stay_as_they_are(tmp_path: Path) -> None:
    for chart, version in (("cilium", VERSION), ("ako", AKO["version"])):
        reason = why_not_rendered("ako" if chart == "ako" else "cilium", version)
        if reason:
            pytest.skip(reason)
    found = assembled(POOLS, AKO_VALUES)
    told = prove(found.told, given_values(found), kubernetes_of(found), tmp_path, {})
    assert [each for each in told.differences if each.where != "cilium-config"] == []
    assert told.notes == ()
