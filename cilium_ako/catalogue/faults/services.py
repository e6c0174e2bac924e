"""Faults of what serves Services: kube-proxy or its replacement, node ports, ingress classes."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_DRIFT: Final = ("kube-proxy-replacement-drift",)

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="kube-proxy-beside-replacement",
        severity="fail",
        object="DaemonSet kube-system/kube-proxy",
        evidence="kube-proxy has pods, of a DaemonSet or static ones, and `kube-proxy-replacement`"
        " is on.",
        why="two NAT tables that do not know each other serve the same Services",
        fix="with all agents ready: kubectl -n kube-system delete daemonset,configmap kube-proxy;"
        " on each node iptables-save | grep -v KUBE | iptables-restore, or renew the node",
        healthy="kube-proxy does not run beside its replacement",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        explained_by=_DRIFT,
    ),
    Fault(
        id="service-proxy-missing",
        severity="fail",
        object="DaemonSet kube-system/kube-proxy",
        evidence="kube-proxy has no pods, and `kube-proxy-replacement` is off.",
        why="no NodePort, no external address and no host port works; AKO's NodePort pools are"
        " down",
        fix="kubeProxyReplacement true, or bring kube-proxy back",
        healthy="somebody serves Services",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        explained_by=_DRIFT,
    ),
    Fault(
        id="api-server-address",
        severity="fail",
        object="DaemonSet kube-system/cilium",
        evidence="The agents' variable KUBERNETES_SERVICE_HOST is not set, or it is the address of"
        " one of several control plane nodes.",
        why="without kube-proxy the Service address leads nowhere, so a fresh agent never starts;"
        " with one node's address all agents hang on that node",
        fix="cluster.apiServer: a load balancer, or from 1.18 on all control plane nodes",
        healthy="agents reach the API server without Services",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
        explained_by=_DRIFT,
    ),
    Fault(
        id="node-port-outside-range",
        severity="fail",
        object="Service",
        evidence="A `nodePort` or `healthCheckNodePort` is outside `node-port-range` of"
        " cilium-config.",
        why="Cilium does not serve it; nobody does",
        fix="make nodePort.range the API server's --service-node-port-range",
        healthy="every node port is served",
        source="pkg/loadbalancer/config.go",
        explained_by=_DRIFT,
    ),
    Fault(
        id="ingress-class",
        severity="warn",
        object="IngressClass",
        evidence="There is no IngressClass `avi-lb`, or two classes are the default.",
        why="an Ingress without a class is taken by nobody, or by two controllers",
        fix="one default class: AKO's L7Settings.defaultIngController, or Cilium's"
        " ingressController.default",
        healthy="ingress classes are clear",
        source="AKO:helm/ako/templates/ingressclass.yaml",
    ),
)
