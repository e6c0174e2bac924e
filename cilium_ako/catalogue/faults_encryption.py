"""Faults of encryption and its keys."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

_DRIFT: Final = ("encryption-drift",)

ENCRYPTION: Final[tuple[Fault, ...]] = (
    Fault(
        "ipsec-secret",
        "fail",
        "Secret kube-system/cilium-ipsec-keys",
        "It is missing, or not what agents take.",
        "an agent that starts ends, or uses a key that no peer has",
        "let the program write it: encryption.key.source generate, then `pulumi up`",
        "the IPsec key is well-formed",
        "pkg/datapath/linux/ipsec/ipsec_linux.go",
        hidden_by=_DRIFT,
    ),
    Fault(
        "ipsec-key-id",
        "fail",
        "Secret kube-system/cilium-ipsec-keys",
        "The key's id is not the one that follows from the stack's rotation.",
        "somebody rotated by hand, or a rotation was lost: the next `pulumi up` leaps",
        "set encryption.key.rotation so that its id is the cluster's, then rotate by one",
        "the key's id is the stack's",
        "Documentation/security/network/encryption-ipsec.rst",
        hidden_by=(*_DRIFT, "ipsec-secret"),
    ),
    Fault(
        "ipsec-rotation-stuck",
        "fail",
        "CiliumNode",
        "`spec.encryption.key` is not the key's id ten minutes after the key was written.",
        "the node still encrypts with the old key, or with none: peers drop its packets",
        "look at the agent's log for the key's watcher, then restart that agent: `--runbook`",
        "every node uses the key",
        "pkg/datapath/linux/ipsec/ipsec_linux.go, pkg/nodediscovery/nodediscovery.go",
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
        hidden_by=_DRIFT,
    ),
    Fault(
        "boot-id-missing",
        "fail",
        "CiliumNode",
        "`spec.bootid` is empty although IPsec is on.",
        "peers cannot derive the keys of the tunnel to this node",
        "restart the node's agent; an agent before 1.13.14, 1.14.9 or 1.15.3 does not write it",
        "every node has its boot id",
        "pkg/datapath/linux/ipsec/ipsec_linux.go, cilium/cilium#31610",
        hidden_by=_DRIFT,
    ),
    Fault(
        "wireguard-key",
        "fail",
        "CiliumNode",
        "It has no public key of WireGuard, or the same as another node.",
        "peers send to this node in clear, or to the wrong one: a copied disk image does that",
        "restart the agent; with a copied key, first remove /var/run/cilium/state/cilium_wg0*",
        "every node has a key of its own",
        "pkg/wireguard/agent/agent.go",
        hidden_by=_DRIFT,
        hidden_beside=("cilium-node-stale",),
    ),
)
"""Faults of encryption."""
