"""Faults between a stack and the config that the cluster has."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

_CONFIGMAP: Final = "ConfigMap kube-system/cilium-config"
_AGAIN: Final = "run `pulumi up`, or take into the stack what the cluster has"

CONFIG: Final[tuple[Fault, ...]] = (
    Fault(
        "cilium-config-missing",
        "fail",
        _CONFIGMAP,
        "The ConfigMap that agents and operator read is not there.",
        "no agent can start, and nothing can be compared with the stack",
        "install Cilium with `pulumi up`, or check --context",
        "cilium-config is there",
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Fault(
        "ipam-mode-drift",
        "fail",
        _CONFIGMAP,
        "`ipam` is not the stack's mode: somebody switched it, or another release wrote it.",
        "agents that restart look for their addresses in another place, and AKO reads pod ranges"
        " from an object that may no longer hold them",
        "do not switch back blindly: `cilium-ako doctor --runbook`",
        "the IPAM mode is the stack's",
        "Documentation/network/concepts/ipam/index.rst",
        steps=(
            "stop every further agent restart: kubectl -n kube-system patch daemonset cilium"
            ' --type=merge -p \'{"spec":{"updateStrategy":{"type":"OnDelete"}}}\'',
            "see which agents already run the other mode: kubectl -n kube-system get pods"
            " -l k8s-app=cilium --sort-by=.status.startTime, against the ConfigMap's last change",
            "put `ipam` back to the mode that most pods have their addresses from (`pulumi up`"
            " with the stack's mode, or kubectl edit) – before any node restarts",
            "for each node whose agent ran the other mode: cordon, drain, delete its CiliumNode,"
            " restart its agent, compare spec.ipam, uncordon",
            "restart the operator: kubectl -n kube-system rollout restart deployment"
            " cilium-operator",
            "set the agents' update strategy back to RollingUpdate, then restart AKO",
            "a wanted switch of mode needs a new cluster: no live path is supported",
        ),
    ),
    Fault(
        "pools-drift",
        "fail",
        _CONFIGMAP,
        "`cluster-pool-ipv4-cidr` lacks a range of the stack, has one more, or another order.",
        "the operator gives new nodes ranges that neither the firewall nor the stack expects, and"
        " a range that left the list is no longer kept from being given twice",
        _AGAIN,
        "the pools are the stack's",
        "Documentation/network/concepts/ipam/cluster-pool.rst",
        hidden_by=("ipam-mode-drift",),
    ),
    Fault(
        "mask-drift",
        "fail",
        _CONFIGMAP,
        "`cluster-pool-ipv4-mask-size` is not the stack's.",
        "nodes that join get ranges of another size, which the pool's bookkeeping does not expect",
        "put the mask back before a node joins; it cannot change on a running cluster",
        "the mask is the stack's",
        "Documentation/network/concepts/ipam/cluster-pool.rst",
        hidden_by=("ipam-mode-drift",),
    ),
    Fault(
        "routing-drift",
        "fail",
        _CONFIGMAP,
        "Routing mode, tunnel protocol or port are not the stack's.",
        "agents that restart talk differently from those that did not, so pods on the two halves"
        " do not reach each other",
        _AGAIN + ", in a window: all agents restart",
        "the routing is the stack's",
        "Documentation/network/concepts/routing.rst",
    ),
    Fault(
        "masquerade-drift",
        "warn",
        _CONFIGMAP,
        "`enable-ipv4-masquerade` or `enable-bpf-masquerade` is not the stack's.",
        "after the next agent restart pods leave the cluster under another address",
        _AGAIN,
        "masquerading is the stack's",
        "Documentation/network/concepts/masquerading.rst",
    ),
    Fault(
        "kube-proxy-replacement-drift",
        "fail",
        _CONFIGMAP,
        "`kube-proxy-replacement` is not the stack's.",
        "after the next agent restart Services are served twice, or by nobody",
        _AGAIN + "; check first whether kube-proxy runs",
        "kube-proxy replacement is the stack's",
        "Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
    Fault(
        "identities-without-kvstore",
        "fail",
        _CONFIGMAP,
        "`identity-allocation-mode` needs a kvstore and `kvstore` is not set.",
        "agents say one line in their log and keep identities in CRDs: nobody uses the etcd that"
        " policies are thought to hang on",
        "set cilium.kvstore, or identityAllocation crd; never both at once on a running cluster",
        "identities are kept where they can be",
        "pkg/option/config.go",
    ),
    Fault(
        "etcd-endpoint-unusable",
        "fail",
        _CONFIGMAP,
        "`etcd-config` names the chart's example, or a Service of Kubernetes.",
        "agents need etcd before Services and cluster DNS work, so they never connect",
        "give the members' own addresses in cilium.kvstore.endpoints",
        "etcd's endpoints can be reached without Services",
        "install/kubernetes/cilium/values.yaml `etcd`, cilium/cilium#44653",
    ),
    Fault(
        "kvstore-drift",
        "fail",
        _CONFIGMAP,
        "A kvstore is on and not asked for, asked for and off, or it is another etcd.",
        "agents that restart read the cluster's state from another place",
        _AGAIN + ", in a window: operator first, then all agents",
        "the kvstore is the stack's",
        "pkg/k8s/watchers/watcher.go",
        hidden_by=("identities-without-kvstore", "etcd-endpoint-unusable"),
    ),
    Fault(
        "identity-mode-drift",
        "fail",
        _CONFIGMAP,
        "`identity-allocation-mode` is not the stack's.",
        "a leap between stores renumbers every identity, and established flows drop",
        "go by neighbouring modes only: crd, doublewrite-readcrd, doublewrite-readkvstore, kvstore",
        "the identities' mode is the stack's",
        "Documentation/operations/upgrade.rst, Double Write",
        hidden_by=("identities-without-kvstore",),
    ),
    Fault(
        "encryption-drift",
        "fail",
        _CONFIGMAP,
        "`enable-ipsec` and `enable-wireguard` are both on, or not as in the stack.",
        "pods may send in clear what should be encrypted, or nodes cannot read each other; with"
        " both on no agent starts",
        _AGAIN + "; from one kind to the other always through off",
        "encryption is the stack's",
        "daemon/cmd/daemon.go",
    ),
    Fault(
        "sctp-drift",
        "warn",
        _CONFIGMAP,
        "`enable-sctp` is not the stack's.",
        "after the next agent restart SCTP is dropped, or let through",
        _AGAIN,
        "SCTP is the stack's",
        "Documentation/configuration/sctp.rst",
    ),
    Fault(
        "config-drift",
        "warn",
        _CONFIGMAP,
        "Another key that the stack decides has another value.",
        "the next agent restart puts it in force, and the next `pulumi up` takes it back",
        _AGAIN,
        "everything else that the stack decides is in force",
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Fault(
        "agents-behind-config",
        "warn",
        _CONFIGMAP,
        "The ConfigMap was written after agent pods started; they read it when they start.",
        "those agents still run the old config: the cluster is not what the ConfigMap says, and"
        " the first restart changes it",
        "kubectl -n kube-system rollout restart daemonset cilium",
        "all agents started after the config's last change",
        "install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml, init container `config`",
    ),
    Fault(
        "config-overridden",
        "warn",
        "CiliumNodeConfig",
        "It sets a key that the stack decides, for some nodes.",
        "those nodes differ from the stack, and no diff of the stack shows it",
        "delete the CiliumNodeConfig, or take the wish into the stack",
        "no CiliumNodeConfig overrides the stack",
        "Documentation/configuration/per-node-config.rst",
    ),
)
"""Faults of the config."""
