"""Faults of what serves Services: kube-proxy or its replacement, node ports, ingress classes."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

_DRIFT: Final = ("kube-proxy-replacement-drift",)

SERVICES: Final[tuple[Fault, ...]] = (
    Fault(
        "kube-proxy-beside-replacement",
        "fail",
        "DaemonSet kube-system/kube-proxy",
        "kube-proxy runs although Cilium replaces it.",
        "two NAT tables that do not know each other serve the same Services",
        "with all agents ready: kubectl -n kube-system delete daemonset,configmap kube-proxy; on"
        " each node iptables-save | grep -v KUBE | iptables-restore, or renew the node",
        "kube-proxy does not run beside its replacement",
        "Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        "service-proxy-missing",
        "fail",
        "DaemonSet kube-system/kube-proxy",
        "There is no kube-proxy, and Cilium does not replace it.",
        "no NodePort, no external address and no host port works; AKO's NodePort pools are down",
        "kubeProxyReplacement true, or bring kube-proxy back",
        "somebody serves Services",
        "Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        "api-server-address",
        "fail",
        "DaemonSet kube-system/cilium",
        "The agents have no address of the API server of their own, or one control plane node's.",
        "without kube-proxy the Service address leads nowhere, so a fresh agent never starts; with"
        " one node's address all agents hang on that node",
        "cluster.apiServer: a load balancer, or from 1.18 on all control plane nodes",
        "agents reach the API server without Services",
        "Documentation/network/kubernetes/kubeproxy-free.rst",
        hidden_by=_DRIFT,
    ),
    Fault(
        "node-port-outside-range",
        "fail",
        "Service",
        "Its node port is outside `node-port-range`.",
        "Cilium does not serve it; nobody does",
        "make nodePort.range the API server's --service-node-port-range",
        "every node port is served",
        "pkg/loadbalancer/config.go",
        hidden_by=_DRIFT,
    ),
    Fault(
        "ingress-class",
        "warn",
        "IngressClass",
        "AKO's class is not there, or there are two default classes.",
        "an Ingress without a class is taken by nobody, or by two controllers",
        "one default class: AKO's L7Settings.defaultIngController, or Cilium's"
        " ingressController.default",
        "ingress classes are clear",
        "AKO:helm/ako/templates/ingressclass.yaml",
    ),
)
"""Faults of Services."""
