"""Faults of kinds and resources that somebody else installs, each in a healthy cluster."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.cilium.custom_resources import GATEWAY_KINDS, gateway_kinds
from cilium_ako.catalogue.cilium.releases import MINORS
from tests.doctor.cases import Case, Change, unbroken
from tests.doctor.stacks import FEATURES, stack
from tests.doctor.worlds import Forbidden, World, crd

GATEWAY: dict[str, Any] = {"gatewayApi": {}}
GROUP = "gateway.networking.k8s.io"


def gateway_crd(kind: str, plural: str, *versions: str, bundle: str = "v1.6.0") -> Change:
    return lambda world: crd(world, kind, plural, *versions, group=GROUP, bundle=bundle)


def without_crd(name: str) -> Change:
    return lambda world: world.remove("CustomResourceDefinition", name)


CASES = (
    Case("gateway-api-crds", "fail", without_crd(f"grpcroutes.{GROUP}"), cilium=GATEWAY),
    Case("gateway-api-crds", "fail", without_crd(f"httproutes.{GROUP}"), ako={"gatewayApi": True}),
    Case(
        "gateway-api-version",
        "fail",
        gateway_crd("HTTPRoute", "httproutes", "v1beta1", bundle="v0.7.0"),
        cilium=GATEWAY,
    ),
    Case(
        "gateway-api-version",
        "warn",
        gateway_crd("HTTPRoute", "httproutes", "v1", bundle="v1.1.0"),
        cilium=GATEWAY,
    ),
    Case(
        "service-monitor-crd-missing",
        "fail",
        without_crd("servicemonitors.monitoring.coreos.com"),
        cilium={"monitoring": {"serviceMonitors": True}},
    ),
    Case(
        "service-monitor-crd-missing",
        "fail",
        unbroken,
        cilium={"values": {"hubble": {"metrics": {"serviceMonitor": {"enabled": True}}}}},
    ),
    Case(
        "egress-policies-unread",
        "warn",
        lambda world: world.add("CiliumEgressGatewayPolicy", "out", spec={}),
    ),
    Case(
        "redirect-policies-unknown",
        "fail",
        without_crd("ciliumlocalredirectpolicies.cilium.io"),
        cilium={"localRedirect": True},
    ),
    Case(
        "redirect-policies-unread",
        "warn",
        lambda world: world.add("CiliumLocalRedirectPolicy", "dns", "kube-system", spec={}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


def test_policies_of_features_that_are_on_are_read() -> None:
    world = World(stack(cilium=FEATURES))
    world.add("CiliumEgressGatewayPolicy", "out", spec={})
    world.add("CiliumLocalRedirectPolicy", "dns", "kube-system", spec={})
    assert world.faults() == []


def test_the_finding_names_the_release_to_install() -> None:
    case = Case("gateway-api-crds", "fail", without_crd(f"gateways.{GROUP}"), cilium=GATEWAY)
    (found,) = (each for each in case.world().diagnose().findings if each.check == case.fault)
    assert found.object == f"CustomResourceDefinition gateways.{GROUP}"
    assert found.fix == "install the CRDs of the Gateway API 1.2.0, then restart the operator"


@pytest.mark.parametrize(
    ("word", "label", "checks"),
    [
        ("ciliumbgpclusterconfigs", "CiliumBGPClusterConfigs", ("bgp-missing", "bgp-peer-asn")),
        ("ciliumbgppeerconfigs", "CiliumBGPPeerConfigs", ("bgp-pods-unannounced",)),
        ("ciliumbgpadvertisements", "CiliumBGPAdvertisements", ("bgp-pods-unannounced",)),
        ("ciliumloadbalancerippools", "CiliumLoadBalancerIPPools", ("address-pools-overlap",)),
        ("ciliuml2announcementp", "CiliumL2AnnouncementPolicies", ("l2-policies-missing",)),
        ("ciliumegressgatewayp", "CiliumEgressGatewayPolicies", ("egress-policies-unread",)),
        ("ciliumlocalredirectp", "CiliumLocalRedirectPolicies", ("redirect-policies-unknown",)),
        ("grpcroutes.gateway", "the CRDs of the Gateway API", ("gateway-api-crds",)),
        ("servicemonitors", "the CRD of ServiceMonitor", ("service-monitor-crd-missing",)),
    ],
)
def test_what_may_not_be_read_is_told_and_never_well(
    word: str, label: str, checks: tuple[str, ...]
) -> None:
    diagnosis = Forbidden(stack(cilium=FEATURES), word).diagnose()
    bad = [(each.check, each.object) for each in diagnosis.findings if each.level != "ok"]
    assert bad == [("not-read", label)]
    assert not {each.check for each in diagnosis.findings}.intersection(checks)


def test_nobody_asks_for_the_gateway_api_where_nobody_serves_it() -> None:
    world = World(stack())
    assert not [each for each in world.diagnose().findings if each.check.startswith("gateway")]


def test_every_minor_has_its_row_and_rows_go_up() -> None:
    assert {gateway_kinds(minor.minor).since for minor in MINORS} == {
        row.since for row in GATEWAY_KINDS
    }
    assert list(GATEWAY_KINDS) == sorted(GATEWAY_KINDS, key=lambda row: (row.since, row.bundle))
