"""Faults of encryption and its keys."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_DRIFT: Final = ("encryption-drift",)

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="ipsec-secret",
        severity="fail",
        object="Secret kube-system/cilium-ipsec-keys",
        evidence="It is missing, or its entry `keys` is not what agents take: the form, the id,"
        " the algorithm or the length, or one id stands twice.",
        why="an agent that starts ends, or uses a key that no peer has",
        fix="let the program write it: encryption.key.source generate, then `pulumi up`",
        healthy="the IPsec key is well-formed",
        source="pkg/datapath/linux/ipsec/ipsec_linux.go",
        explained_by=_DRIFT,
    ),
    Fault(
        id="ipsec-key-id",
        severity="fail",
        object="Secret kube-system/cilium-ipsec-keys",
        evidence="The id in the last line of the entry `keys` is not the one that follows from"
        " `encryption.key.rotation`.",
        why="somebody rotated by hand, or a rotation was lost: the next `pulumi up` leaps",
        fix="set encryption.key.rotation so that its id is the cluster's, then rotate by one",
        healthy="the key's id is the stack's",
        source="Documentation/security/network/encryption-ipsec.rst",
        explained_by=(*_DRIFT, "ipsec-secret"),
    ),
    Fault(
        id="ipsec-rotation-stuck",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.encryption.key` is 0, or not the key's id ten minutes after the key was"
        " written.",
        why="the node still encrypts with the old key, or with none: peers drop its packets",
        fix="look at the agent's log for the key's watcher, then restart that agent: `--runbook`",
        healthy="every node uses the key",
        source="pkg/datapath/linux/ipsec/ipsec_linux.go, pkg/nodediscovery/nodediscovery.go",
        steps=(
            "do not rotate again: agents keep two keys, not three",
            "check that all agents run one version: kubectl -n kube-system get pods"
            " -l k8s-app=cilium -o jsonpath='{.items[*].spec.containers[0].image}'",
            "on {node}: kubectl -n kube-system exec AGENT -- cilium-dbg encrypt status",
            "restart the agents of {nodes}, one at a time: kubectl -n kube-system delete pod AGENT",
            "watch spec.encryption.key become the id everywhere, then wait the rotation's"
            " duration (five minutes)",
            "look for XfrmInStateProtoError: cilium-dbg metrics list | grep xfrm",
        ),
        explained_by=_DRIFT,
    ),
    Fault(
        id="boot-id-missing",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.bootid` is empty, and IPsec is on.",
        why="peers cannot derive the keys of the tunnel to this node",
        fix="restart the node's agent; an agent before 1.13.14, 1.14.9 or 1.15.3 does not write it",
        healthy="every node has its boot id",
        source="pkg/datapath/linux/ipsec/ipsec_linux.go, cilium/cilium#31610",
        explained_by=_DRIFT,
    ),
    Fault(
        id="wireguard-key",
        severity="fail",
        object="CiliumNode",
        evidence="The annotation `network.cilium.io/wg-pub-key` is missing, or is the same as"
        " another node's.",
        why="peers send to this node in clear, or to the wrong one: a copied disk image does that",
        fix="restart the agent; with a copied key, first remove /var/run/cilium/state/cilium_wg0*",
        healthy="every node has a key of its own",
        source="pkg/wireguard/agent/agent.go",
        explained_by=_DRIFT,
        explained_beside=("cilium-node-stale",),
    ),
)
