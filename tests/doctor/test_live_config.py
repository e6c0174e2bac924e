"""Faults between a stack and the live config, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, both, config, kubernetes
from tests.doctor.stacks import DUAL, IPSEC, KVSTORE, stack
from tests.doctor.worlds import World, changed_now

TWO_POOLS = {
    "ipam": {
        "mode": "cluster-pool",
        "podCidrs": ["10.42.0.0/16", "10.43.0.0/16"],
        "nodeMaskSize": 24,
    }
}

CASES = (
    Case(
        "cilium-config-missing",
        "fail",
        lambda world: world.remove("ConfigMap", "cilium-config", "kube-system"),
    ),
    Case("ipam-mode-drift", "fail", config(ipam="kubernetes")),
    Case("pools-drift", "fail", config(cluster_pool_ipv4_cidr="10.42.0.0/16"), cilium=TWO_POOLS),
    Case(
        "pools-drift",
        "warn",
        config(cluster_pool_ipv4_cidr="10.43.0.0/16 10.42.0.0/16"),
        cilium=TWO_POOLS,
    ),
    Case("pools-drift", "fail", config(cluster_pool_ipv4_cidr="10.42.0.0/16 10.99.0.0/16")),
    Case(
        "pools-drift", "fail", config(cluster_pool_ipv6_cidr="fd00:42::/104 fd00:43::/104"), **DUAL
    ),
    Case("mask-drift", "fail", config(cluster_pool_ipv6_mask_size="118"), **DUAL),
    Case("masquerade-drift", "warn", config(enable_ipv6_masquerade="false"), **DUAL),
    Case("mask-drift", "fail", config(cluster_pool_ipv4_mask_size="25")),
    Case("routing-drift", "fail", config(routing_mode="native")),
    Case("routing-drift", "fail", config(tunnel_protocol="geneve")),
    Case(
        "routing-drift",
        "fail",
        both(kubernetes("v1.26.3"), config(tunnel="geneve")),
        cilium={"version": "1.13.18"},
        cluster={"kubernetesVersion": "1.26"},
    ),
    Case("masquerade-drift", "warn", config(enable_ipv4_masquerade="false")),
    Case("masquerade-drift", "warn", config(enable_bpf_masquerade="true")),
    Case("kube-proxy-replacement-drift", "fail", config(kube_proxy_replacement="false")),
    Case("identities-without-kvstore", "fail", config(identity_allocation_mode="kvstore")),
    Case("identities-without-kvstore", "fail", config(kvstore=None), cilium=KVSTORE),
    Case(
        "etcd-endpoint-unusable",
        "fail",
        lambda world: world.config.update(
            {"etcd-config": "endpoints:\n- https://CHANGE-ME:2379\n"}
        ),
        cilium=KVSTORE,
    ),
    Case(
        "etcd-endpoint-unusable",
        "fail",
        lambda world: world.config.update(
            {"etcd-config": "endpoints:\n- https://etcd.kube-system.svc.cluster.local:2379\n"}
        ),
        cilium=KVSTORE,
    ),
    Case("kvstore-drift", "fail", config(kvstore="etcd", etcd_config="endpoints:\n- http://a:1\n")),
    Case("identity-mode-drift", "fail", config(identity_allocation_mode="crd"), cilium=KVSTORE),
    *(
        Case("etcd-endpoint-unusable", "fail", config(etcd_config=text), cilium=KVSTORE)
        for text in (
            "---\nendpoints:\n  - https://[\n",
            "endpoints: ['https://etcd.example.test:notaport']\n",
            "endpoints: ['https://etcd.example.test:0']\n",
            "endpoints: " + "[" * 3000 + "]" * 3000 + "\n",
            "endpoints: [",
        )
    ),
    Case("encryption-drift", "fail", config(enable_ipsec="true", enable_wireguard="true")),
    Case("encryption-drift", "fail", config(enable_ipsec="false"), cilium=IPSEC),
    Case("sctp-drift", "warn", config(enable_sctp="true")),
    Case("config-drift", "warn", config(mtu="1400")),
    Case(
        "agents-behind-config",
        "warn",
        lambda world: changed_now(world, "cilium-config", "kube-system", "debug"),
    ),
    Case(
        "config-overridden",
        "warn",
        lambda world: world.add(
            "CiliumNodeConfig",
            "canary",
            "kube-system",
            spec={"defaults": {"tunnel-protocol": "geneve"}},
        ),
    ),
    Case(
        "config-overridden",
        "warn",
        lambda world: world.add(
            "CiliumNodeConfig",
            "canary",
            "kube-system",
            spec={"defaults": {"ipsec-key-file": "/etc/ipsec/other"}},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


def test_a_date_in_an_etcd_config_is_a_text() -> None:
    world = World(stack(cilium=KVSTORE))
    world.config["etcd-config"] += "since: 2026-99-99\n"
    assert world.faults() == []


def test_of_an_etcd_config_that_cannot_be_read_it_is_said_why() -> None:
    world = World(stack(cilium=KVSTORE))
    world.config["etcd-config"] = "endpoints: " + "[" * 3000 + "]" * 3000
    (finding,) = (each for each in world.diagnose().findings if each.level != "ok")
    assert (
        finding.what
        == "etcd-config is nested too deeply (line 1, column 110), so no agent can use it"
    )


def test_of_an_endpoint_only_the_beginning_is_shown() -> None:
    world = World(stack(cilium=KVSTORE))
    world.config["etcd-config"] = f"endpoints: ['https://[{'x' * 500}']"
    (finding,) = (each for each in world.diagnose().findings if each.level != "ok")
    assert len(finding.what) < 200
