"""Features with keys of their own: which values follow from each, in which minor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cilium_ako.charts.helm_values import flatten
from cilium_ako.check.checked_stack import CheckedStack, check_config
from tests.configs import AWS_CNI, CLUSTER, ENI, FEATURES, POOL, Config, changed, raw, without
from tests.strategies import CONTRACT_VERSIONS

Values = dict[str, Any]


def checked(config: Config) -> CheckedStack:
    return check_config("dev", raw(config), Path(), offline=True)


def values_of(config: Config) -> dict[str, object]:
    found = checked(config).helm_values("cilium")
    assert found is not None
    return dict(flatten(found))


# what is asked for, and what the newest chart is told beside what it is told anyway
ASKED: dict[str, tuple[Values, Values]] = {
    "operator": ({"operator": {"replicas": 1}}, {"operator.replicas": 1}),
    "envoy embedded": ({"envoy": "embedded"}, {"envoy.enabled": False}),
    "cni": ({"cni": {"exclusive": False}}, {"cni.exclusive": False}),
    "cni paths": (
        {"cni": {"paths": {"binaries": "/opt/bin", "configuration": "/etc/net"}}},
        {"cni.binPath": "/opt/bin", "cni.confPath": "/etc/net"},
    ),
    "devices": ({"devices": ["eth0", "ens+"]}, {"devices": "eth0 ens+"}),
    "datapath": ({"datapath": "veth"}, {"bpf.datapathMode": "veth"}),
    "endpoint routes": ({"endpointRoutes": True}, {"endpointRoutes.enabled": True}),
    "socket LB": (
        {"socketLb": {"hostNamespaceOnly": True}},
        {"socketLB.enabled": True, "socketLB.hostNamespaceOnly": True},
    ),
    "local redirect": ({"localRedirect": True}, {"localRedirectPolicies.enabled": True}),
    "bandwidth": (
        {"bandwidth": {"bbr": False}},
        {"bandwidthManager.enabled": True, "bandwidthManager.bbr": False},
    ),
    "BIG TCP off": (
        {"bigTcp": {"enabled": False, "ipv6": True}},
        {"enableIPv4BIGTCP": False, "enableIPv6BIGTCP": False},
    ),
    "host firewall": ({"hostFirewall": True}, {"hostFirewall.enabled": True}),
    "BGP": (
        {"bgp": {"localAsn": 64512, "peers": [{"address": "192.168.10.1", "asn": 64513}]}},
        {"bgpControlPlane.enabled": True},
    ),
    "L2": ({"l2Announcements": {}}, {"l2announcements.enabled": True}),
    "LB IPAM off": ({"loadBalancerIpam": {"enabled": False}}, {"enableLBIPAM": False}),
    "Gateway API": ({"gatewayApi": {}}, {"gatewayAPI.enabled": True}),
    "Ingress": ({"ingress": {}}, {"ingressController.enabled": True}),
    "egress gateway": ({"egressGateway": {}}, {"egressGateway.enabled": True}),
    "monitoring": (
        {"monitoring": {"hubbleMetrics": ["dns"]}},
        {
            "prometheus.enabled": True,
            "operator.prometheus.enabled": True,
            "prometheus.serviceMonitor.enabled": False,
            "operator.prometheus.serviceMonitor.enabled": False,
            "prometheus.serviceMonitor.trustCRDsExist": False,
            "dashboards.enabled": False,
            "operator.dashboards.enabled": False,
            "hubble.metrics.enabled": ["dns"],
        },
    ),
    "Hubble's certificates": (
        {"hubble": {"tls": {"method": "certmanager", "issuer": {"name": "ca"}}}},
        {
            "hubble.tls.auto.method": "certmanager",
            "hubble.tls.auto.certManagerIssuerRef.group": "cert-manager.io",
            "hubble.tls.auto.certManagerIssuerRef.kind": "ClusterIssuer",
            "hubble.tls.auto.certManagerIssuerRef.name": "ca",
        },
    ),
    "health of NodePort": (
        {"nodePort": {"healthzBindAddress": "0.0.0.0:10256"}},
        {"kubeProxyReplacementHealthzBindAddr": "0.0.0.0:10256"},
    ),
}
PLAIN: Config = {
    "cluster": CLUSTER,
    "cilium": {
        "version": "1.20.0",
        "ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16"]},
        "routing": {"mode": "native", "cidr": "10.42.0.0/16"},
        "masquerade": {"bpf": True},
        "kubeProxyReplacement": True,
    },
}


@pytest.mark.parametrize(("asked", "told"), ASKED.values(), ids=ASKED)
def test_what_is_asked_for_is_told_and_nothing_else(asked: Values, told: Values) -> None:
    before = values_of(PLAIN)
    after = values_of({**PLAIN, "cilium": {**PLAIN["cilium"], **asked}})
    assert {key: value for key, value in after.items() if before.get(key, "") != value} == told
    assert before.keys() <= after.keys()


@pytest.mark.parametrize(("asked", "told"), ASKED.values(), ids=ASKED)
def test_a_raw_value_that_says_the_same_changes_nothing(asked: Values, told: Values) -> None:
    stack = {**PLAIN, "cilium": {**PLAIN["cilium"], **asked}}
    values: Values = {}
    for key, value in told.items():
        inner = values
        *above, last = key.split(".")
        for step in above:
            inner = inner.setdefault(step, {})
        inner[last] = value
    twice = changed(stack, (("cilium", "values"), values))
    assert [each for each in checked(twice).problems if each.stops] == []
    assert values_of(twice) == values_of(stack)


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"envoy": "embedded"}, {"envoy": {"enabled": True}}),
        ({"operator": {"replicas": 1}}, {"operator": {"replicas": 2}}),
        ({"egressGateway": {}}, {"egressGateway": {"enabled": False}}),
        ({"hostFirewall": True}, {"extraConfig": {"enable-host-firewall": "false"}}),
        ({"localRedirect": True}, {"extraArgs": ["--enable-local-redirect-policy=false"]}),
        ({"cni": {"exclusive": True}}, {"cni": {"exclusive": False}}),
    ],
)
def test_a_raw_value_that_says_otherwise_is_refused(asked: Values, values: Values) -> None:
    stack = {**PLAIN, "cilium": {**PLAIN["cilium"], **asked, "values": values}}
    assert "values-contradict" in {each.rule for each in checked(stack).problems}


@pytest.mark.parametrize("version", CONTRACT_VERSIONS)
def test_all_features_are_known_to_the_chart_or_refused(version: str) -> None:
    problems = checked(changed(FEATURES, (("cilium", "version"), version))).problems
    told = {each.rule for each in problems if each.severity == "error"}
    too_new = {each.path for each in problems if each.rule == "feature-too-new"}
    assert not told & {"values-unknown", "values-type", "values-removed", "values-contradict"}
    expected = {"cilium-ako:cilium.monitoring.dashboards"} if version == "1.13.18" else set()
    assert too_new == expected


@pytest.mark.parametrize(
    ("change", "replicas"),
    [
        ({}, None),
        ({"controlPlanes": 1}, 1),
        ({"maxNodes": 1}, 1),
    ],
)
def test_operators_of_eni_are_as_many_as_there_is_room_for(
    change: dict[str, int], replicas: int | None
) -> None:
    config = without(ENI, "cilium", "ipam", "operatorRole")
    cluster = {"platform": "aws", "controlPlanes": 3, **change}
    config = changed(config, *((("cluster", key), value) for key, value in cluster.items()))
    assert values_of(config).get("operator.replicas") == replicas


def test_chained_to_the_plugin_of_aws_the_vpc_routes() -> None:
    config = {
        "cluster": AWS_CNI["cluster"],
        "cilium": {
            **without(AWS_CNI["cilium"], "ipam"),
            "cni": {"chaining": {"mode": "aws-cni"}},
        },
        "ako": {
            **without(POOL["ako"], "nodeNetworks"),
            "cloud": "aws",
            "vipNetworks": [{"name": "subnet-0aa11bb2"}],
        },
        "aviUsername": "admin",
    }
    found = checked(config)
    assert [each for each in found.problems if each.stops] == []
    values = values_of(config)
    assert values["cni.chainingMode"] == "aws-cni"
    assert values["cni.exclusive"] is False
    assert values["routingMode"] == "native"
    assert values["enableIPv4Masquerade"] is False
    assert not [key for key in values if key.startswith(("ipam.", "dnsProxy."))]
    ako = found.helm_values("ako")
    assert ako is not None
    settings = dict(flatten(ako))
    assert settings["AKOSettings.cniPlugin"] == ""
    assert settings["AKOSettings.disableStaticRouteSync"] == "true"
    overlapping = changed(config, (("cluster", "serviceCidrs"), ["192.168.5.0/24"]))
    assert "services-overlap-vpc" in {each.rule for each in checked(overlapping).problems}


@pytest.mark.parametrize(
    ("cilium", "ako", "synced"),
    [
        ({}, {}, True),
        ({}, {"podRoutes": "ako"}, True),
        ({}, {"podRoutes": "fabric"}, False),
        ({}, {"podRoutes": "none"}, False),
        ({"bgp": ASKED["BGP"][0]["bgp"]}, {}, False),
        ({"bgp": {**ASKED["BGP"][0]["bgp"], "advertise": ["services"]}}, {}, True),
        ({"bgp": ASKED["BGP"][0]["bgp"]}, {"podRoutes": "ako"}, True),
    ],
)
def test_one_decision_says_who_routes_to_pods(cilium: Values, ako: Values, synced: bool) -> None:  # noqa: FBT001
    config = {
        **PLAIN,
        "cilium": {**PLAIN["cilium"], **cilium},
        "ako": {**POOL["ako"], **ako},
        "aviUsername": "admin",
    }
    found = checked(config).helm_values("ako")
    assert found is not None
    values = dict(flatten(found))
    assert values["AKOSettings.disableStaticRouteSync"] == ("false" if synced else "true")
    assert bool(values["NetworkSettings.nodeNetworkList"]) is synced
    shared = changed(config, (("ako", "controller", "serviceEngineGroup"), "Default-Group"))
    told = {each.rule for each in checked(shared).problems}
    assert ("ako-shared-engines" in told) is synced, told


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        (
            changed(
                PLAIN,
                (("cilium", "version"), "1.18.12"),
                (("cilium", "encryption"), {"type": "ipsec", "strict": {"cidr": "10.42.0.0/16"}}),
            ),
            "strict-mode-unheard",
        ),
        (changed(AWS_CNI, (("cluster", "id"), 130)), "chained-cluster-id"),
    ],
)
def test_what_a_key_alone_makes_is_judged_as_it_runs(config: Config, rule: str) -> None:
    assert rule in {each.rule for each in checked(config).problems if each.stops}


def test_a_dispatch_is_said_where_services_may_ask_for_dsr() -> None:
    native = {"mode": "native", "cidr": "10.42.0.0/16"}
    config = changed(
        PLAIN,
        (("cilium", "routing"), native),
        (("cilium", "nodePort"), {"dsrDispatch": "geneve"}),
        (("cilium", "values"), {"bpf": {"lbModeAnnotation": True}}),
    )
    found = checked(config)
    assert [each for each in found.problems if each.stops] == []
    assert "node-port-unused" not in {each.rule for each in found.problems}
    values = values_of(config)
    assert values["loadBalancer.mode"] == "snat"
    assert values["loadBalancer.dsrDispatch"] == "geneve"
    assert values["tunnelProtocol"] == "geneve"
    unsaid = changed(
        config,
        (("cilium", "nodePort"), {}),
        (
            ("cilium", "values"),
            {"bpf": {"lbModeAnnotation": True}, "loadBalancer": {"dsrDispatch": "ipip"}},
        ),
    )
    assert [each for each in checked(unsaid).problems if each.stops] == []
    in_vxlan = without(unsaid, "cilium", "routing")
    assert [each for each in checked(in_vxlan).problems if each.stops] == []
    without_annotation = changed(config, (("cilium", "values"), {}))
    assert "loadBalancer.dsrDispatch" not in values_of(without_annotation)
    assert "node-port-unused" in {each.rule for each in checked(without_annotation).problems}
