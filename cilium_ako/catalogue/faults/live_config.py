"""Faults between a stack and the config that the cluster has."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_CONFIGMAP: Final = "ConfigMap kube-system/cilium-config"
_AGAIN: Final = "run `pulumi up`, or take into the stack what the cluster has"

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="cilium-config-missing",
        severity="fail",
        object=_CONFIGMAP,
        evidence="The ConfigMap that agents and operator read is not there.",
        why="no agent can start, and nothing can be compared with the stack",
        fix="install Cilium with `pulumi up`, or check --context",
        healthy="cilium-config is there",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Fault(
        id="ipam-mode-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`ipam` is not the stack's mode: somebody switched it, or another release wrote"
        " it.",
        why="agents that restart look for their addresses in another place, and AKO reads pod"
        " ranges from an object that may no longer hold them",
        fix="do not switch back blindly: `cilium-ako doctor --runbook`",
        healthy="the IPAM mode is the stack's",
        source="Documentation/network/concepts/ipam/index.rst",
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
        id="pools-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`cluster-pool-ipv4-cidr` or `cluster-pool-ipv6-cidr` lacks a range of the"
        " stack, has one more, or another order.",
        why="the operator gives new nodes ranges that neither the firewall nor the stack expects,"
        " and a range that left the list is no longer kept from being given twice",
        fix=_AGAIN,
        healthy="the pools are the stack's",
        source="Documentation/network/concepts/ipam/cluster-pool.rst",
        explained_by=("ipam-mode-drift",),
    ),
    Fault(
        id="mask-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`cluster-pool-ipv4-mask-size` or `cluster-pool-ipv6-mask-size` is not the"
        " stack's.",
        why="nodes that join get ranges of another size, which the pool's bookkeeping does not"
        " expect",
        fix="put the mask back before a node joins; it cannot change on a running cluster",
        healthy="the mask is the stack's",
        source="Documentation/network/concepts/ipam/cluster-pool.rst",
        explained_by=("ipam-mode-drift",),
    ),
    Fault(
        id="routing-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`routing-mode`, `tunnel-protocol` (before 1.14 `tunnel`) or `tunnel-port` is not"
        " the stack's.",
        why="agents that restart talk differently from those that did not, so pods on the two"
        " halves do not reach each other",
        fix=_AGAIN + ", in a window: all agents restart",
        healthy="the routing is the stack's",
        source="Documentation/network/concepts/routing.rst",
    ),
    Fault(
        id="masquerade-drift",
        severity="warn",
        object=_CONFIGMAP,
        evidence="`enable-ipv4-masquerade`, `enable-ipv6-masquerade` or `enable-bpf-masquerade`"
        " is not the stack's.",
        why="after the next agent restart pods leave the cluster under another address",
        fix=_AGAIN,
        healthy="masquerading is the stack's",
        source="Documentation/network/concepts/masquerading.rst",
    ),
    Fault(
        id="kube-proxy-replacement-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`kube-proxy-replacement` is not the stack's.",
        why="after the next agent restart Services are served twice, or by nobody",
        fix=_AGAIN + "; check first whether kube-proxy runs",
        healthy="kube-proxy replacement is the stack's",
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
    Fault(
        id="identities-without-kvstore",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`identity-allocation-mode` is not `crd`, so it needs a kvstore, and `kvstore` is"
        " not set.",
        why="agents say one line in their log and keep identities in CRDs: nobody uses the etcd"
        " that policies are thought to hang on",
        fix="set cilium.kvstore, or identityAllocation crd; never both at once on a running"
        " cluster",
        healthy="identities are kept where they can be",
        source="pkg/option/config.go",
    ),
    Fault(
        id="etcd-endpoint-unusable",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`etcd-config` cannot be read, or an endpoint in it is no URL, the chart's"
        " example, or a Service of Kubernetes.",
        why="agents need etcd before Services and cluster DNS work, so they never connect",
        fix="give the members' own addresses in cilium.kvstore.endpoints",
        healthy="etcd's endpoints can be reached without Services",
        source="install/kubernetes/cilium/values.yaml `etcd`, cilium/cilium#44653",
    ),
    Fault(
        id="kvstore-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`kvstore` is set and the stack has none, or the other way round, or"
        " `etcd-config` has other endpoints than the stack.",
        why="agents that restart read the cluster's state from another place",
        fix=_AGAIN + ", in a window: operator first, then all agents",
        healthy="the kvstore is the stack's",
        source="pkg/k8s/watchers/watcher.go",
        explained_by=("identities-without-kvstore", "etcd-endpoint-unusable"),
    ),
    Fault(
        id="identity-mode-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`identity-allocation-mode` is not the stack's.",
        why="a leap between stores renumbers every identity, and established flows drop",
        fix="go by neighbouring modes only: crd, doublewrite-readcrd, doublewrite-readkvstore,"
        " kvstore",
        healthy="the identities' mode is the stack's",
        source="Documentation/operations/upgrade.rst “Double Write”",
        explained_by=("identities-without-kvstore",),
    ),
    Fault(
        id="encryption-drift",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`enable-ipsec` and `enable-wireguard` are both true, or not as in the stack.",
        why="pods may send in clear what should be encrypted, or nodes cannot read each other;"
        " with both on no agent starts",
        fix=_AGAIN + "; from one kind to the other always through off",
        healthy="encryption is the stack's",
        source="daemon/cmd/daemon.go",
    ),
    Fault(
        id="sctp-drift",
        severity="warn",
        object=_CONFIGMAP,
        evidence="`enable-sctp` is not the stack's.",
        why="after the next agent restart SCTP is dropped, or let through",
        fix=_AGAIN,
        healthy="SCTP is the stack's",
        source="Documentation/configuration/sctp.rst",
    ),
    Fault(
        id="config-drift",
        severity="warn",
        object=_CONFIGMAP,
        evidence="Any other key that the stack decides has another value.",
        why="the next agent restart puts it in force, and the next `pulumi up` takes it back",
        fix=_AGAIN,
        healthy="everything else that the stack decides is in force",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Fault(
        id="agents-behind-config",
        severity="warn",
        object=_CONFIGMAP,
        evidence="`metadata.managedFields` says that its data was written after an agent's pod"
        " started (`status.startTime`). Agents read it when their pod starts.",
        why="those agents still run the old config: the cluster is not what the ConfigMap says,"
        " and the first restart changes it",
        fix="kubectl -n kube-system rollout restart daemonset cilium",
        healthy="all agents started after the config's last change",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml init container"
        " `config`",
    ),
    Fault(
        id="config-overridden",
        severity="warn",
        object="CiliumNodeConfig",
        evidence="`spec.defaults` sets, for some nodes, a key that the stack decides.",
        why="those nodes differ from the stack, and no diff of the stack shows it",
        fix="delete the CiliumNodeConfig, or take the wish into the stack",
        healthy="no CiliumNodeConfig overrides the stack",
        source="Documentation/configuration/per-node-config.rst",
    ),
)
