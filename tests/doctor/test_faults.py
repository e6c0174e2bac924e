"""Every single fault gives its finding and no other; a healthy cluster gives none."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.doctor.checks.registry import registered
from tests.doctor.certificates import certificate_pem, key_pem
from tests.doctor.stacks import IPSEC, KVSTORE, MODES, WIREGUARD, stack
from tests.doctor.worlds import (
    IPSEC_KEY,
    World,
    avi_export,
    changed_now,
    etcd_values,
    pod,
    proxy,
    stamp,
)

SPACE, AVI = "kube-system", "avi-system"


class Case(NamedTuple):
    """One thing that is broken in an otherwise healthy cluster."""

    number: int
    """The row of the list of faults that it is an example of; 0 for one that is not in it."""
    fault: str
    level: str
    break_it: Callable[[World], Any]
    mode: str = "cluster-pool"
    asked: dict[str, Any] = {}  # noqa: RUF012 - read, never written
    cluster: dict[str, Any] = {}  # noqa: RUF012
    ako: dict[str, Any] = {}  # noqa: RUF012


def config(**keys: str | None) -> Callable[[World], None]:
    return lambda world: _set(world.config, keys)


def ako_config(**keys: str | None) -> Callable[[World], None]:
    return lambda world: _set(world.ako_config, keys)


def _set(data: dict[str, str], keys: dict[str, str | None]) -> None:
    for key, value in keys.items():
        name = key.replace("_", "-") if "_" in key else key
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value


def cilium_node(*path: str, value: Any, index: int = 0) -> Callable[[World], None]:
    def change(world: World) -> None:
        at = world.cilium_node(index)
        for key in path[:-1]:
            at = at.setdefault(key, {})
        if value is None:
            at.pop(path[-1], None)
        else:
            at[path[-1]] = value

    return change


def node(*path: str, value: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        at = world.node()
        for key in path[:-1]:
            at = at.setdefault(key, {})
        at[path[-1]] = value

    return change


def operator_error(text: str) -> Callable[[World], None]:
    return cilium_node("status", "ipam", "operator-status", "error", value=text)


def ranges(*given: str) -> Callable[[World], None]:
    return cilium_node("spec", "ipam", "podCIDRs", value=list(given))


def both(*changes: Callable[[World], Any]) -> Callable[[World], None]:
    def change(world: World) -> None:
        for each in changes:
            each(world)

    return change


def secret(
    name: str, values: dict[str, bytes | str], space: str = SPACE
) -> Callable[[World], None]:
    return lambda world: world.secret(name, values, space)


def status_of(kind: str, name: str, space: str, **fields: Any) -> Callable[[World], None]:
    return lambda world: world.of(kind, name, space)["status"].update(fields)


def environment(value: str | None) -> Callable[[World], None]:
    def change(world: World) -> None:
        container = world.of("DaemonSet", "cilium", SPACE)["spec"]["template"]["spec"]["containers"]
        container[0]["env"] = (
            [] if value is None else [{"name": "KUBERNETES_SERVICE_HOST", "value": value}]
        )

    return change


def event(reason: str) -> Callable[[World], Any]:
    return lambda world: world.add(
        "Event",
        f"ako-0.{reason.lower()}",
        AVI,
        involvedObject={"kind": "Pod", "name": "ako-0", "namespace": AVI},
        reason=reason,
        lastTimestamp=stamp(world.time - timedelta(minutes=20)),
    )


def image(kind: str, name: str, to: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        specification = world.of(kind, name, SPACE)["spec"]
        specification = specification.get("template", {}).get("spec", specification)
        specification["containers"][0]["image"] = to

    return change


def kubernetes(version: str) -> Callable[[World], None]:
    """Server and kubelets of a version."""

    def change(world: World) -> None:
        world.server_version = version
        for each in world.all("Node"):
            each["status"]["nodeInfo"]["kubeletVersion"] = version

    return change


def crashing(world: World) -> None:
    status = world.agent()["status"]
    status["conditions"] = [{"type": "Ready", "status": "False"}]
    status["containerStatuses"][0].update(
        restartCount=7,
        ready=False,
        state={"waiting": {"reason": "CrashLoopBackOff"}},
        lastState={
            "terminated": {
                "finishedAt": stamp(world.time - timedelta(minutes=1)),
                "exitCode": 1,
            }
        },
    )
    world.of("DaemonSet", "cilium", SPACE)["status"]["numberReady"] -= 1


def all_keys(key: int) -> Callable[[World], None]:
    return both(*(cilium_node("spec", "encryption", "key", value=key, index=i) for i in range(3)))


def ipsec_text(text: str) -> Callable[[World], None]:
    return secret("cilium-ipsec-keys", {"keys": text})


def etcd(days: int = 365, **changed: bytes | None) -> Callable[[World], None]:
    return lambda world: world.secret(
        "cilium-etcd-secrets", etcd_values(world.time + timedelta(days=days), **changed)
    )


def member(index: int, on: str, *, ready: bool = True) -> Callable[[World], None]:
    def change(world: World) -> None:
        made = pod(world, f"etcd-{index}", SPACE, on, "etcd:3.6.5", {"k8s-app": "cilium-etcd"})
        if not ready:
            made["status"]["conditions"] = [{"type": "Ready", "status": "False"}]

    return change


def exported(change: Callable[[list[Any]], Any]) -> Callable[[World], None]:
    def export(world: World) -> None:
        world.avi_export = avi_export(world)
        change(world.avi_export["results"][0]["static_routes"])

    return export


def moved(address: str) -> Callable[[World], None]:
    """A node at another address, and its CiliumNode knows."""
    return both(
        node("status", "addresses", value=[{"type": "InternalIP", "address": address}]),
        cilium_node("spec", "addresses", value=[{"type": "InternalIP", "ip": address}]),
    )


def add_class(name: str, controller: str) -> Callable[[World], Any]:
    return lambda world: world.add(
        "IngressClass",
        name,
        metadata={"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
        spec={"controller": controller},
    )


NO_PROXY = {"kubeProxyReplacement": False}
TWO_POOLS = {
    "ipam": {
        "mode": "cluster-pool",
        "podCidrs": ["10.42.0.0/16", "10.43.0.0/16"],
        "nodeMaskSize": 24,
    }
}
KEY_4 = f"4+ rfc4106(gcm(aes)) {IPSEC_KEY} 128"

CASES = (
    Case(1, "ipam-mode-drift", "fail", config(ipam="kubernetes")),
    Case(2, "pools-drift", "fail", config(cluster_pool_ipv4_cidr="10.42.0.0/16"), asked=TWO_POOLS),
    Case(
        2,
        "pools-drift",
        "warn",
        config(cluster_pool_ipv4_cidr="10.43.0.0/16 10.42.0.0/16"),
        asked=TWO_POOLS,
    ),
    Case(2, "pools-drift", "fail", config(cluster_pool_ipv4_cidr="10.42.0.0/16 10.99.0.0/16")),
    Case(3, "mask-drift", "fail", config(cluster_pool_ipv4_mask_size="25")),
    Case(4, "routing-drift", "fail", config(routing_mode="native")),
    Case(4, "routing-drift", "fail", config(tunnel_protocol="geneve")),
    Case(
        4,
        "routing-drift",
        "fail",
        both(kubernetes("v1.26.3"), config(tunnel="geneve")),
        asked={"version": "1.13.18"},
        cluster={"kubernetesVersion": "1.26"},
    ),
    Case(5, "masquerade-drift", "warn", config(enable_ipv4_masquerade="false")),
    Case(5, "masquerade-drift", "warn", config(enable_bpf_masquerade="true")),
    Case(6, "kube-proxy-replacement-drift", "fail", config(kube_proxy_replacement="false")),
    Case(7, "identities-without-kvstore", "fail", config(identity_allocation_mode="kvstore")),
    Case(7, "identities-without-kvstore", "fail", config(kvstore=None), asked=KVSTORE),
    Case(
        8,
        "etcd-endpoint-unusable",
        "fail",
        lambda world: world.config.update(
            {"etcd-config": "endpoints:\n- https://CHANGE-ME:2379\n"}
        ),
        asked=KVSTORE,
    ),
    Case(
        8,
        "etcd-endpoint-unusable",
        "fail",
        lambda world: world.config.update(
            {"etcd-config": "endpoints:\n- https://etcd.kube-system.svc.cluster.local:2379\n"}
        ),
        asked=KVSTORE,
    ),
    Case(9, "encryption-drift", "fail", config(enable_ipsec="true", enable_wireguard="true")),
    Case(9, "encryption-drift", "fail", config(enable_ipsec="false"), asked=IPSEC),
    Case(10, "sctp-drift", "warn", config(enable_sctp="true")),
    Case(
        11,
        "agents-behind-config",
        "warn",
        lambda world: changed_now(world, "cilium-config", SPACE, "debug"),
    ),
    Case(
        12,
        "config-overridden",
        "warn",
        lambda world: world.add(
            "CiliumNodeConfig", "canary", SPACE, spec={"defaults": {"tunnel-protocol": "geneve"}}
        ),
    ),
    Case(13, "range-missing", "fail", ranges()),
    Case(13, "range-missing", "fail", ranges(), mode="kubernetes"),
    Case(14, "range-outside-pools", "fail", ranges("10.77.0.0/24")),
    Case(15, "range-mask", "fail", ranges("10.42.128.0/25")),
    Case(16, "ranges-overlap", "fail", ranges("10.42.1.0/24")),
    Case(17, "range-overlaps-network", "fail", moved("10.42.2.9")),
    Case(
        17,
        "range-overlaps-network",
        "fail",
        lambda _: None,
        ako={"vipNetworks": [{"name": "vip", "cidr": "10.42.1.128/25"}]},
    ),
    Case(17, "range-overlaps-network", "fail", ranges("10.96.3.0/24")),
    Case(
        18,
        "pool-replaced",
        "fail",
        operator_error("allocator not configured for the requested CIDR 10.42.0.0/24"),
    ),
    Case(
        18,
        "pool-replaced",
        "fail",
        both(
            ranges("10.0.3.0/24"),
            operator_error("allocator not configured for the requested CIDR 10.0.3.0/24"),
        ),
    ),
    Case(
        19,
        "pool-exhausted",
        "fail",
        both(
            ranges(),
            operator_error(
                "unable to allocate CIDRs: CIDR allocation failed; there are no remaining CIDRs"
                " left to allocate in the accepted range"
            ),
        ),
    ),
    Case(19, "pool-exhausted", "fail", operator_error("allocator 10.42.0.0/16 full")),
    Case(
        20,
        "range-taken",
        "fail",
        both(
            ranges("10.42.1.0/24"),
            operator_error("requested CIDR 10.42.1.0/24 is already allocated"),
        ),
    ),
    Case(
        20,
        "range-taken",
        "fail",
        operator_error("10.42.0.0/24 conflict with requested CIDRs"),
    ),
    Case(0, "operator-status-error", "fail", operator_error("something new")),
    Case(
        21,
        "cilium-node-stale",
        "warn",
        both(
            lambda world: world.remove("Node", "node-2"),
            lambda world: world.remove("Pod", "cilium-2", SPACE),
        ),
    ),
    Case(22, "cilium-node-missing", "fail", lambda world: world.remove("CiliumNode", "node-2")),
    Case(
        23,
        "node-reborn",
        "warn",
        lambda world: world.cilium_node()["metadata"]["ownerReferences"][0].update(uid="old"),
    ),
    Case(
        24,
        "node-address-differs",
        "fail",
        cilium_node("spec", "addresses", value=[{"type": "InternalIP", "ip": "192.168.10.200"}]),
    ),
    Case(
        25,
        "node-range-missing",
        "fail",
        both(node("spec", value={}), ranges()),
        mode="kubernetes",
    ),
    Case(26, "ranges-disagree", "fail", ranges("10.244.77.0/24"), mode="kubernetes"),
    Case(27, "eni-pool-empty", "fail", cilium_node("spec", "ipam", value={}), mode="eni-1.19"),
    Case(
        28,
        "eni-allocation-empty",
        "fail",
        cilium_node("spec", "ipam", "pools", "allocated", value=[]),
        mode="eni-1.20",
    ),
    Case(29, "eni-interfaces", "fail", cilium_node("status", "eni", value={}), mode="eni-1.19"),
    Case(
        29,
        "eni-interfaces",
        "fail",
        cilium_node("status", "eni", "enis", value={"eni-1": {"vpc": {"id": "vpc-1"}}}),
        mode="eni-1.20",
    ),
    Case(
        30,
        "eni-nearly-full",
        "warn",
        cilium_node("status", "ipam", "used", value={f"10.64.0.{n}": {} for n in range(16, 24)}),
        mode="eni-1.19",
    ),
    Case(
        30,
        "eni-nearly-full",
        "warn",
        cilium_node(
            "spec",
            "ipam",
            "pools",
            "requested",
            value=[{"pool": "default", "needed": {"ipv4-addrs": 9}}],
        ),
        mode="eni-1.20",
    ),
    Case(
        30,
        "eni-nearly-full",
        "warn",
        cilium_node(
            "status",
            "eni",
            "enis",
            value={f"eni-{n}": {"vpc": {"primary-cidr": "10.64.0.0/16"}} for n in range(3)},
        ),
        mode="eni-1.19",
    ),
    Case(31, "eni-fake-range", "fail", ranges("10.12.0.0/16"), mode="eni-1.19"),
    Case(
        32,
        "eni-operator-image",
        "fail",
        image("Deployment", "cilium-operator", "example.test/operator-generic:v1.19.6"),
        mode="eni-1.19",
    ),
    Case(
        33,
        "eni-operator-role",
        "fail",
        lambda world: world.of("ServiceAccount", "cilium-operator", SPACE)["metadata"].update(
            annotations={"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/other"}
        ),
        mode="eni-1.19",
    ),
    Case(
        33,
        "eni-operator-role",
        "fail",
        both(
            secret("cilium-aws", {"AWS_ACCESS_KEY_ID": "not-to-be-seen"}),
            lambda world: world.of("Deployment", "cilium-operator", SPACE)["spec"]["template"][
                "spec"
            ]["containers"][0]["env"].append(
                {
                    "name": "AWS_ACCESS_KEY_ID",
                    "valueFrom": {
                        "secretKeyRef": {"name": "cilium-aws", "key": "AWS_ACCESS_KEY_ID"}
                    },
                }
            ),
        ),
        mode="eni-1.20",
    ),
    Case(
        34,
        "aws-node-running",
        "fail",
        lambda world: world.add(
            "DaemonSet",
            "aws-node",
            SPACE,
            spec=world.of("DaemonSet", "cilium", SPACE)["spec"],
            status={
                "desiredNumberScheduled": 3,
                "currentNumberScheduled": 3,
                "numberReady": 3,
                "numberMisscheduled": 0,
                "observedGeneration": 1,
            },
        ),
        mode="eni-1.19",
    ),
    Case(35, "agents-not-ready", "fail", status_of("DaemonSet", "cilium", SPACE, numberReady=2)),
    Case(36, "agent-restarting", "fail", crashing),
    Case(
        37,
        "agents-half-rolled",
        "warn",
        image("Pod", "cilium-0", "example.test/cilium:v1.18.11"),
    ),
    Case(
        38,
        "operator-unavailable",
        "fail",
        both(
            status_of("Deployment", "cilium-operator", SPACE, availableReplicas=0),
            lambda world: world.remove("Lease", "cilium-operator-resource-lock", SPACE),
        ),
    ),
    Case(
        38,
        "operator-unavailable",
        "warn",
        lambda world: world.of("Pod", "cilium-operator-1", SPACE)["spec"].update(nodeName="node-0"),
    ),
    Case(
        39,
        "operator-lease-stale",
        "fail",
        lambda world: world.of("Lease", "cilium-operator-resource-lock", SPACE)["spec"].update(
            renewTime=(world.time - timedelta(minutes=3)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        ),
    ),
    Case(
        40,
        "taint-left",
        "fail",
        lambda world: world.node()["spec"].update(
            taints=[{"key": "node.cilium.io/agent-not-ready", "effect": "NoSchedule"}]
        ),
    ),
    Case(
        41,
        "network-unavailable",
        "warn",
        lambda world: world.node()["status"]["conditions"][0].update(reason="RouteCreated"),
    ),
    Case(
        42,
        "kernel-too-old",
        "fail",
        lambda world: world.node()["status"]["nodeInfo"].update(kernelVersion="5.4.0-1-amd64"),
    ),
    Case(
        43,
        "kubernetes-version",
        "warn",
        lambda world: setattr(world, "server_version", "v1.36.0"),
    ),
    Case(
        43,
        "kubernetes-version",
        "fail",
        kubernetes("v1.20.1"),
        cluster={"kubernetesVersion": "1.20"},
    ),
    Case(
        44,
        "node-address-unclear",
        "warn",
        lambda world: world.node()["status"]["addresses"].append(
            {"type": "InternalIP", "address": "192.168.11.10"}
        ),
    ),
    Case(44, "node-address-unclear", "warn", node("status", "addresses", value=[])),
    Case(45, "kube-proxy-beside-replacement", "fail", proxy),
    Case(
        45,
        "kube-proxy-beside-replacement",
        "fail",
        lambda world: pod(
            world,
            "kube-proxy-node-0",
            SPACE,
            "node-0",
            "kube-proxy:v1.33.13",
            {"k8s-app": "kube-proxy"},
        ),
    ),
    Case(
        46,
        "service-proxy-missing",
        "fail",
        lambda world: world.remove("DaemonSet", "kube-proxy", SPACE),
        asked=NO_PROXY,
    ),
    Case(47, "api-server-address", "fail", environment(None)),
    Case(47, "api-server-address", "warn", environment("192.168.10.10")),
    Case(
        48,
        "node-port-outside-range",
        "fail",
        lambda world: world.of("Service", "web", "default")["spec"]["ports"][0].update(
            nodePort=29000
        ),
    ),
    Case(
        49,
        "ipsec-secret",
        "fail",
        lambda world: world.remove("Secret", "cilium-ipsec-keys", SPACE),
        asked=IPSEC,
    ),
    Case(49, "ipsec-secret", "fail", ipsec_text("3+ rfc4106(gcm(aes)) zz 128"), asked=IPSEC),
    Case(
        49, "ipsec-secret", "fail", ipsec_text(f"3 rfc4106(gcm(aes)) {IPSEC_KEY} 128"), asked=IPSEC
    ),
    Case(
        49,
        "ipsec-secret",
        "fail",
        ipsec_text(f"3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128\n3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128"),
        asked=IPSEC,
    ),
    Case(50, "ipsec-key-id", "fail", both(ipsec_text(KEY_4), all_keys(4)), asked=IPSEC),
    Case(
        51,
        "ipsec-rotation-stuck",
        "fail",
        cilium_node("spec", "encryption", "key", value=2),
        asked=IPSEC,
    ),
    Case(
        51,
        "ipsec-rotation-stuck",
        "fail",
        cilium_node("spec", "encryption", value={}),
        asked=IPSEC,
    ),
    Case(52, "boot-id-missing", "fail", cilium_node("spec", "bootid", value=None), asked=IPSEC),
    Case(
        53,
        "wireguard-key",
        "fail",
        cilium_node("metadata", "annotations", value={}),
        asked=WIREGUARD,
    ),
    Case(
        53,
        "wireguard-key",
        "fail",
        cilium_node("metadata", "annotations", "network.cilium.io/wg-pub-key", value="key-1="),
        asked=WIREGUARD,
    ),
    Case(
        54,
        "etcd-secret",
        "fail",
        lambda world: world.remove("Secret", "cilium-etcd-secrets", SPACE),
        asked=KVSTORE,
    ),
    Case(54, "etcd-secret", "fail", etcd(key=None), asked=KVSTORE),
    Case(54, "etcd-secret", "fail", etcd(key=key_pem("other")), asked=KVSTORE),
    Case(
        54,
        "etcd-secret",
        "fail",
        lambda world: etcd(crt=certificate_pem("etcd", world.time - timedelta(days=1)))(world),
        asked=KVSTORE,
    ),
    Case(
        54,
        "etcd-secret",
        "warn",
        lambda world: etcd(crt=certificate_pem("etcd", world.time + timedelta(days=9)))(world),
        asked=KVSTORE,
    ),
    Case(
        55,
        "certificates-ending",
        "warn",
        lambda world: world.secret(
            "hubble-server-certs",
            {
                "tls.crt": certificate_pem("hubble", world.time + timedelta(days=9)),
                "tls.key": key_pem("hubble"),
            },
        ),
    ),
    Case(
        56,
        "cilium-node-crd",
        "fail",
        lambda world: world.remove("CustomResourceDefinition", "ciliumnodes.cilium.io"),
    ),
    Case(
        57,
        "node-config-crd",
        "fail",
        lambda world: world.of("CustomResourceDefinition", "ciliumnodeconfigs.cilium.io")[
            "status"
        ].update(storedVersions=["v2alpha1", "v2"]),
        asked={"version": "1.20.1"},
    ),
    Case(
        58,
        "managed-etcd",
        "fail",
        both(
            member(0, "node-0"), member(1, "node-1", ready=False), member(2, "node-2", ready=False)
        ),
        asked=KVSTORE,
    ),
    Case(
        58,
        "managed-etcd",
        "warn",
        both(member(0, "node-0"), member(1, "node-0"), member(2, "node-2")),
        asked=KVSTORE,
    ),
    Case(
        58,
        "managed-etcd",
        "warn",
        both(
            *(member(n, f"node-{n}") for n in range(3)),
            lambda world: world.secret(
                "cilium-etcd-server",
                {"tls.crt": certificate_pem("member", world.time + timedelta(days=9))},
            ),
        ),
        asked=KVSTORE,
    ),
    Case(59, "ako-cni-plugin", "fail", ako_config(cniPlugin="")),
    Case(59, "ako-cni-plugin", "warn", ako_config(cniPlugin="cilium"), mode="kubernetes"),
    Case(59, "ako-cni-plugin", "fail", ako_config(cniPlugin="cilium"), mode="eni-1.19"),
    Case(60, "ako-route-sync", "fail", ako_config(disableStaticRouteSync="true")),
    Case(60, "ako-route-sync", "fail", ako_config(disableStaticRouteSync="false"), mode="eni-1.20"),
    Case(61, "ako-service-type", "fail", ako_config(serviceType="NodePortLocal")),
    Case(62, "ako-vip-networks", "fail", ako_config(vipNetworkList="[]")),
    Case(62, "ako-vip-networks", "fail", ako_config(nsxtT1LR="/infra/tier-1s/a")),
    Case(63, "ako-deletes", "fail", ako_config(deleteConfig="true")),
    Case(
        64,
        "ako-behind-config",
        "fail",
        lambda world: changed_now(world, "avi-k8s-config", AVI, "cniPlugin"),
    ),
    Case(
        65,
        "ako-not-ready",
        "fail",
        status_of("StatefulSet", "ako", AVI, readyReplicas=0, availableReplicas=0),
    ),
    Case(
        65,
        "ako-not-ready",
        "warn",
        lambda world: world.of("StatefulSet", "ako", AVI)["metadata"].update(
            annotations={"AviObjectDeletionStatus": "Done"}
        ),
    ),
    Case(66, "ako-shut-down", "fail", event("AKOShutdown")),
    Case(66, "ako-shut-down", "fail", event("SyncDisabled")),
    Case(
        67,
        "ako-role",
        "fail",
        lambda world: world.of("ClusterRole", "ako-cr")["rules"][0].update(verbs=["get"]),
    ),
    Case(
        68,
        "ako-range-annotation",
        "fail",
        node("metadata", "annotations", value={"ako.vmware.com/pod-cidrs": "10.1.0.0/24"}),
        mode="kubernetes",
    ),
    Case(69, "avi-routes", "fail", exported(lambda routes: routes.pop())),
    Case(
        69,
        "avi-routes",
        "fail",
        exported(lambda routes: routes[0].update(next_hop={"addr": "192.168.10.99"})),
    ),
    Case(
        69,
        "avi-routes",
        "warn",
        exported(
            lambda routes: routes.append(
                {
                    "route_id": "dev-gone-0",
                    "prefix": {"ip_addr": {"addr": "10.42.200.0"}, "mask": 24},
                    "next_hop": {"addr": "192.168.10.99"},
                }
            )
        ),
    ),
    Case(70, "avi-secret", "fail", secret("avi-secret", {"password": "not-to-be-seen"}, AVI)),
    Case(70, "avi-secret", "fail", secret("avi-secret", {"username": "admin"}, AVI)),
    Case(71, "ingress-class", "warn", lambda world: world.remove("IngressClass", "avi-lb")),
    Case(71, "ingress-class", "warn", add_class("cilium", "cilium.io/ingress-controller")),
    Case(0, "ako-config-drift", "warn", ako_config(clusterName="other")),
    Case(0, "config-drift", "warn", config(mtu="1400")),
    Case(
        0, "kvstore-drift", "fail", config(kvstore="etcd", etcd_config="endpoints:\n- http://a:1\n")
    ),
    Case(0, "identity-mode-drift", "fail", config(identity_allocation_mode="crd"), asked=KVSTORE),
    Case(
        0,
        "cilium-config-missing",
        "fail",
        lambda world: world.remove("ConfigMap", "cilium-config", SPACE),
    ),
    Case(
        0,
        "ako-config-missing",
        "fail",
        lambda world: world.remove("ConfigMap", "avi-k8s-config", AVI),
    ),
)


def _world(case: Case) -> World:
    return World(stack(case.mode, cilium=case.asked, cluster=case.cluster, ako=case.ako))


@pytest.mark.parametrize("asked", [{}, IPSEC, WIREGUARD, KVSTORE, NO_PROXY], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_healthy_cluster_gives_no_finding(mode: str, asked: dict[str, Any]) -> None:
    world = World(stack(mode, cilium=asked))
    assert world.faults() == []
    examination = world.examine()
    assert examination.complete
    assert examination.exit_status == 0


@pytest.mark.parametrize("mode", MODES)
def test_cilium_alone_is_looked_at_without_ako(mode: str) -> None:
    world = World(stack(mode, with_ako=False))
    assert world.faults() == []
    assert not [each for each in world.examine().findings if each.check.startswith("ako")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.fault}")
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    world = _world(case)
    case.break_it(world)
    assert world.faults() == [(case.fault, case.level)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.fault}")
def test_a_finding_says_what_why_and_what_to_do(case: Case) -> None:
    world = _world(case)
    case.break_it(world)
    finding = next(each for each in world.examine().findings if each.level != "ok")
    assert finding.object
    assert finding.message == f"{finding.what}: {BY_ID[case.fault].why}"
    assert finding.fix
    for secret_text in ("not-to-be-seen", IPSEC_KEY, base64.b64encode(b"not-to").decode()):
        assert secret_text not in str(world.examine())


def test_all_faults_have_an_example() -> None:
    assert {case.number for case in CASES} >= set(range(1, 72))
    unshown = set(BY_ID) - {case.fault for case in CASES}
    assert unshown == {"pool-nearly-full"}  # test_ranges.py fills a pool


def test_every_fault_of_the_catalogue_has_a_check_and_words() -> None:
    assert registered() == set(BY_ID)
    for fault in BY_ID.values():
        assert all((fault.object, fault.evidence, fault.why, fault.fix, fault.fine, fault.source))
        assert set(fault.hidden_by) | set(fault.hidden_beside) <= set(BY_ID)
