"""Faults between what a stack declares of BGP and the custom resources of a healthy cluster."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.doctor.observed_resources import LabelSelector
from tests.doctor.cases import Case, Change, both
from tests.doctor.stacks import FEATURES, stack
from tests.doctor.worlds import Forbidden, World

BGP = {"bgp": FEATURES["bgp"]}


def instance(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.of("CiliumBGPClusterConfig", "rack0")["spec"]["bgpInstances"][0]
    return found


def peer(**fields: Any) -> Change:
    return lambda world: instance(world)["peers"][0].update(fields)


def another_router(world: World) -> None:
    world.add(
        "CiliumBGPClusterConfig",
        "rack1",
        spec={"bgpInstances": [{"name": "all", "localASN": 64999, "peers": []}]},
    )


def another_peer(world: World) -> None:
    found = {
        "peerAddress": "192.168.10.9",
        "peerASN": 64513,
        "peerConfigRef": {"name": "routers"},
    }
    instance(world)["peers"].append(found)


def peering_policy(world: World, *, exports: bool = True, peers: int = 2) -> None:
    """The same as the healthy cluster's other resources say, in one object of older minors."""
    neighbors = [
        {"peerAddress": "192.168.10.1/32", "peerASN": 64513},
        {"peerAddress": "fd00:10:0::1/128", "peerASN": 64514},
    ][:peers]
    world.add(
        "CiliumBGPPeeringPolicy",
        "rack0",
        spec={
            "virtualRouters": [
                {"localASN": 64512, "exportPodCIDR": exports, "neighbors": neighbors}
            ]
        },
    )


def without_resources(world: World) -> None:
    world.remove("CiliumBGPClusterConfig", "rack0")


def without_kind(world: World) -> None:
    world.remove("CustomResourceDefinition", "ciliumbgpclusterconfigs.cilium.io")


def advertised(*types: str) -> Change:
    return lambda world: world.of("CiliumBGPAdvertisement", "all")["spec"].update(
        advertisements=[{"advertisementType": each} for each in types]
    )


def labels(given: dict[str, str]) -> Change:
    return lambda world: world.of("CiliumBGPAdvertisement", "all")["metadata"].update(labels=given)


NEW = {**BGP, "version": "1.19.6"}
ONE_PEER = {"bgp": {**FEATURES["bgp"], "peers": FEATURES["bgp"]["peers"][:1]}}
SERVICES_TO_ONE = {"bgp": {**ONE_PEER["bgp"], "advertise": ["services"]}}

CASES = (
    Case("bgp-policies-unread", "fail", both(without_resources, peering_policy), cilium=NEW),
    Case("bgp-missing", "fail", without_resources, cilium=BGP),
    Case(
        "bgp-missing",
        "fail",
        lambda world: world.of("CiliumBGPClusterConfig", "rack0").update(spec={}),
        cilium=NEW,
    ),
    Case("bgp-missing", "fail", both(without_resources, without_kind), cilium=NEW),
    Case("bgp-local-asn", "fail", lambda world: instance(world).update(localASN=64999), cilium=BGP),
    Case("bgp-local-asn", "warn", another_router, cilium=BGP),
    Case("bgp-peer-missing", "fail", lambda world: instance(world)["peers"].pop(), cilium=BGP),
    Case("bgp-peer-asn", "fail", peer(peerASN=65000), cilium=BGP),
    Case("bgp-peer-undeclared", "warn", another_peer, cilium=BGP),
    Case("bgp-pods-unannounced", "fail", peer(peerConfigRef={"name": "others"}), cilium=BGP),
    Case("bgp-pods-unannounced", "fail", advertised("Service"), cilium=ONE_PEER),
    Case("bgp-pods-unannounced", "fail", labels({"advertise": "nobody"}), cilium=ONE_PEER),
    Case(
        "bgp-pods-unannounced",
        "fail",
        both(
            without_resources,
            lambda world: peering_policy(world, exports=False, peers=1),
        ),
        cilium=ONE_PEER,
    ),
    Case("bgp-pods-undeclared", "warn", advertised("Service", "PodCIDR"), cilium=SERVICES_TO_ONE),
    Case("bgp-undeclared", "warn", peering_policy),
    Case("bgp-undeclared", "warn", another_router),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


def test_a_peering_policy_says_it_as_well_while_it_is_read() -> None:
    world = World(stack(cilium=BGP))
    without_resources(world)
    peering_policy(world)
    assert world.faults() == []


def test_a_peer_that_is_discovered_is_taken_for_the_declared_one_of_its_asn() -> None:
    world = World(stack(cilium=BGP))
    found = instance(world)["peers"][0]
    del found["peerAddress"]
    found["autoDiscovery"] = {"mode": "DefaultGateway"}
    assert world.faults() == []


def test_an_older_version_of_the_kinds_is_read() -> None:
    world = World(stack(cilium=BGP))
    for kind in ("ciliumbgpclusterconfigs", "ciliumbgppeerconfigs", "ciliumbgpadvertisements"):
        found = world.of("CustomResourceDefinition", f"{kind}.cilium.io")
        found["spec"]["versions"][0]["name"] = "v2alpha1"
    assert world.faults() == []
    without_resources(world)
    assert world.faults() == [("bgp-missing", "fail")]


def test_the_finding_says_both_sides() -> None:
    case = Case("bgp-peer-asn", "fail", peer(peerASN=65000), cilium=BGP)
    (found,) = (each for each in case.world().diagnose().findings if each.check == case.fault)
    assert found.object == "CiliumBGPClusterConfig rack0"
    assert found.what == "the peer 192.168.10.1 has AS 65000, the stack declares 64513"


def test_what_may_not_be_read_is_told_and_nothing_is_said_of_it() -> None:
    world = Forbidden(stack(cilium=BGP), "ciliumbgppeeringpolicies")
    without_resources(world)
    findings = world.diagnose().findings
    told = {(each.check, each.object) for each in findings if each.level != "ok"}
    assert told == {("not-read", "CiliumBGPPeeringPolicies")}
    assert not [each for each in findings if each.check.startswith("bgp-")]


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (LabelSelector(), True),
        (LabelSelector(labels=(("a", "1"),)), True),
        (LabelSelector(labels=(("a", "1"), ("b", "1"))), False),
        (LabelSelector(expressions=(("a", "In", ("1", "2")),)), True),
        (LabelSelector(expressions=(("b", "In", ("1",)),)), False),
        (LabelSelector(expressions=(("a", "NotIn", ("1",)),)), False),
        (LabelSelector(expressions=(("b", "NotIn", ("1",)),)), True),
        (LabelSelector(expressions=(("a", "Exists", ()),)), True),
        (LabelSelector(expressions=(("a", "DoesNotExist", ()),)), False),
        (LabelSelector(expressions=(("a", "Like", ("1",)),)), False),
    ],
)
def test_a_selector_of_labels(selector: LabelSelector, selected: bool) -> None:  # noqa: FBT001
    assert selector.selects({"a": "1"}) is selected
