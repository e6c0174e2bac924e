"""What a distribution tells the chart, below a stack's own values."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.distributions import BY_NAME, DISTRIBUTIONS, DistributionName
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.charts.decisions import decisions
from cilium_ako.charts.helm_values import flatten
from cilium_ako.charts.release_values import helm_values
from tests.charts.grid import CILIUM, config, values_of
from tests.charts.real_charts import RECORDED, rendered
from tests.configs import POOL, Config, changed, parsed, without

ALONE = without(without(POOL, "ako"), "aviUsername")
TUNNELLED = without(ALONE, "cilium", "routing")
NATIVE = changed(ALONE, (("cilium", "routing"), {"mode": "native", "cidr": "10.42.0.0/16"}))

GIVEN: dict[str, tuple[Config, dict[str, Any]]] = {
    "talos": (
        TUNNELLED,
        {
            "cgroup.autoMount.enabled": False,
            "cgroup.hostRoot": "/sys/fs/cgroup",
            "securityContext.capabilities.cleanCiliumState": [
                "NET_ADMIN",
                "SYS_ADMIN",
                "SYS_RESOURCE",
            ],
        },
    ),
    "openshift": (
        TUNNELLED,
        {
            "securityContext.privileged": True,
            "cni.binPath": "/var/lib/cni/bin",
            "cni.exclusive": False,
            "clusterHealthPort": 9940,
            "tunnelPort": 4789,
        },
    ),
    "microk8s": (TUNNELLED, {"cni.confPath": "/var/snap/microk8s/current/args/cni-network"}),
    "eks-hybrid": (TUNNELLED, {"operator.unmanagedPodWatcher.restart": False}),
    "gke": (NATIVE, {"gke.enabled": True, "nodeinit.enabled": True}),
    "aks": (TUNNELLED, {"aksbyocni.enabled": True}),
}


def on(distribution: str, given: Config = TUNNELLED) -> Config:
    return changed(given, (("cluster", "distribution"), distribution))


def leaves(given: Config) -> dict[str, object]:
    return dict(flatten(helm_values(parsed(given))["cilium"]))


@pytest.mark.parametrize("name", GIVEN)
def test_nodes_are_given_what_they_need(name: str) -> None:
    given, wanted = GIVEN[name]
    found = leaves(on(name, given))
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", get_args(DistributionName))
def test_nothing_else_is_changed_by_a_distribution(name: str) -> None:
    before, after = leaves(TUNNELLED), leaves(on(name))
    changes = {key for key in after if before.get(key) != after[key]} | (before.keys() - after)
    own = {"tunnelPort"} if BY_NAME[name].vxlan_port else set()
    given = {each.fact for each in BY_NAME[name].values if each.routing in ("", "tunnel")}
    keys = tuple(row.key for row in DISTRIBUTION_KEYS if row.fact in given)
    assert all(key in own or key.startswith(keys) for key in changes), changes
    assert len(changes) >= len(given)


def test_a_mode_of_a_cloud_follows_the_routing() -> None:
    assert "gke.enabled" not in leaves(on("gke", TUNNELLED))
    assert "aksbyocni.enabled" not in leaves(on("aks", NATIVE))


def test_an_own_value_stands_above_what_a_distribution_gives() -> None:
    own = {"cgroup": {"hostRoot": "/run/cgroup"}, "securityContext": None}
    found = leaves(changed(on("talos"), (("cilium", "values"), own)))
    assert found["cgroup.hostRoot"] == "/run/cgroup"
    assert found["cgroup.autoMount.enabled"] is False
    assert found["securityContext"] is None


def test_an_own_value_that_says_the_same_changes_nothing() -> None:
    own = {"cgroup": {"autoMount": {"enabled": False}, "hostRoot": "/sys/fs/cgroup"}}
    assert leaves(changed(on("talos"), (("cilium", "values"), own))) == leaves(on("talos"))


def test_a_port_of_the_stacks_own_is_not_the_distributions() -> None:
    own = changed(on("openshift"), (("cilium", "routing"), {"mode": "tunnel", "port": 8223}))
    assert leaves(own)["tunnelPort"] == 8223
    geneve = {"mode": "tunnel", "protocol": "geneve"}
    assert leaves(changed(on("openshift"), (("cilium", "routing"), geneve)))["tunnelPort"] == 0


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("kubeadm", {"node-role.kubernetes.io/control-plane": ""}),
        ("rke2", {"node-role.kubernetes.io/control-plane": "true"}),
        ("microk8s", {"node.kubernetes.io/microk8s-controlplane": "microk8s-controlplane"}),
    ],
)
def test_the_operator_finds_its_control_plane(name: str, label: dict[str, str]) -> None:
    given = changed(
        ALONE,
        (("cluster", "distribution"), name),
        (("cluster", "platform"), "aws"),
        (("cluster", "region"), "eu-central-1"),
        (("cilium", "ipam"), {"mode": "eni", "vpcCidrs": ["192.168.0.0/16"]}),
        (("cilium", "routing"), {"mode": "native"}),
    )
    values = helm_values(parsed(given))["cilium"]
    assert isinstance(values["operator"], dict)
    assert values["operator"]["nodeSelector"] == label


def test_the_preview_says_what_a_distribution_gives() -> None:
    stack = parsed(on("openshift"))
    assert stack.cluster is not None
    assert stack.cilium is not None
    found = {each.name: each for each in decisions(stack.cluster, stack.cilium, None)}
    assert found["distribution"].value == "OpenShift"
    assert "clusterHealthPort" in found["distribution"].because
    assert found["routing"].value == "tunnel: vxlan, UDP 4789"


@pytest.mark.parametrize("name", get_args(DistributionName))
def test_what_a_distribution_gives_is_no_unknown_fact(name: str) -> None:
    facts = facts_from_stack(parsed(on(name)))
    assert facts.unknown == {}
    assert not [fact for fact in facts.known if fact.startswith("values.")]


@pytest.mark.parametrize("name", [row.name for row in DISTRIBUTIONS if row.values])
@pytest.mark.parametrize("version", CILIUM)
def test_the_real_charts_take_it(version: str, name: str) -> None:
    if version == RECORDED["cilium"]:
        pytest.skip("the recorded chart is rendered with every distribution in tests/corpus")
    given = on(name, without(config(version, "cluster-pool", "plain"), "cluster", "platform"))
    given = without(given, "cluster", "id")
    if BY_NAME[name].api_server_port:
        given["cluster"]["apiServer"] = ["https://api.example.test"]
    if name == "gke":
        given["cilium"]["routing"] = {"mode": "native", "cidr": "10.42.0.0/16"}
    found = rendered("cilium", version, values_of(given), CILIUM[version])
    agents = found["ConfigMap/cilium-config"]["data"]
    if name == "talos":
        assert agents["cgroup-root"] == "/sys/fs/cgroup"
    if name == "openshift":
        assert agents["cluster-health-port"] == "9940"
        assert agents["tunnel-port"] == "4789"
        assert agents.get("cni-exclusive", "false") == "false"  # the oldest chart says nothing
    if name == "aks":
        assert agents["ipam"] == "cluster-pool"
    if name == "gke":
        assert agents["enable-endpoint-routes"] == "true"
    assert agents["cluster-name"] == given["cluster"]["name"]
