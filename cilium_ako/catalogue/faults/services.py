"""Faults of what serves Services: kube-proxy or its replacement, node ports, ingress classes."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_DRIFT: Final = ("kube-proxy-replacement-drift",)

SERVICES: Final[tuple[Fault, ...]] = (
    Fault(
        id="kube-proxy-beside-replacement",
        level="fail",
        object="DaemonSet kube-system/kube-proxy",
        evidence="kube-proxy runs although Cilium replaces it.",
        why="two NAT tables that do not know each other serve the same Services",
        fix="with all agents ready: kubectl -n kube-system delete daemonset,configmap kube-proxy; "
        "on"
        " each node iptables-save | grep -v KUBE | iptables-restore, or renew the node",
        fine="kube-proxy does not run beside its replacement",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        id="service-proxy-missing",
        level="fail",
        object="DaemonSet kube-system/kube-proxy",
        evidence="There is no kube-proxy, and Cilium does not replace it.",
        why="no NodePort, no external address and no host port works; AKO's NodePort pools are "
        "down",
        fix="kubeProxyReplacement true, or bring kube-proxy back",
        fine="somebody serves Services",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        id="api-server-address",
        level="fail",
        object="DaemonSet kube-system/cilium",
        evidence="The agents have no address of the API server of their own, or one control plane "
        "node's.",
        why="without kube-proxy the Service address leads nowhere, so a fresh agent never starts; "
        "with"
        " one node's address all agents hang on that node",
        fix="cluster.apiServer: a load balancer, or from 1.18 on all control plane nodes",
        fine="agents reach the API server without Services",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        id="node-port-outside-range",
        level="fail",
        object="Service",
        evidence="Its node port is outside `node-port-range`.",
        why="Cilium does not serve it; nobody does",
        fix="make nodePort.range the API server's --service-node-port-range",
        fine="every node port is served",
        source="pkg/loadbalancer/config.go",
        hidden_by=_DRIFT,
    ),
    Fault(
        id="ingress-class",
        level="warn",
        object="IngressClass",
        evidence="AKO's class is not there, or there are two default classes.",
        why="an Ingress without a class is taken by nobody, or by two controllers",
        fix="one default class: AKO's L7Settings.defaultIngController, or Cilium's"
        " ingressController.default",
        fine="ingress classes are clear",
        source="AKO:helm/ako/templates/ingressclass.yaml",
    ),
)
"""Faults of Services."""
