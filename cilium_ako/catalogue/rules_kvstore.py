"""Rules about the etcd that Cilium keeps its state in."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_ETCD: Final = "Documentation/installation/k8s-install-external-etcd.rst"

KVSTORE: Final = (
    Rule(
        "identities-without-etcd",
        "error",
        "Identities are kept in etcd only where there is an etcd.",
        "The agent logs a warning and keeps them in Kubernetes, so a later etcd renumbers all of "
        "them.",
        "Describe the etcd in cilium.kvstore, or remove identityAllocationMode from cilium.values.",
        "pkg/option/config.go",
        kops="Cilium requires managed etcd to allocate identities on kvstore mode",
    ),
    Rule(
        "double-write",
        "error",
        "Identities are written to both stores by 1.17 or later only.",
        "Older agents do not know the mode and stop.",
        "Update Cilium to 1.17 first, or use crd or kvstore.",
        "Documentation/operations/upgrade.rst, Double Write",
    ),
    Rule(
        "etcd-placeholder",
        "error",
        "The chart's placeholder is not left among the endpoints.",
        "Agents look for a host of that name and never start.",
        "Name the members of your etcd.",
        "install/kubernetes/cilium/values.yaml `etcd.endpoints`",
    ),
    Rule(
        "etcd-service-name",
        "error",
        "etcd is not reached through Kubernetes.",
        "Agents need etcd before Services and cluster DNS work, so they never start; releases of "
        "1.19 before 1.19.6 stop at such a name at once.",
        "Name the members by node address or by a name outside of the cluster.",
        "Documentation/operations/upgrade.rst; cilium/cilium#44653",
    ),
    Rule(
        "etcd-loopback",
        "error",
        "etcd is not reached through the loopback address.",
        "Every agent asks its own node, and only members' nodes answer.",
        "Name the members by node address.",
        _ETCD,
    ),
    Rule(
        "etcd-in-pods",
        "error",
        "etcd does not run in the pod network.",
        "Agents need it before there is a pod network, so neither ever starts.",
        "Run etcd on the host network or outside of the cluster.",
        "Documentation/operations/upgrade.rst, pod network etcd",
    ),
    Rule(
        "etcd-repeated",
        "error",
        "No member of etcd is listed twice.",
        "The list looks more available than it is, and one of the two is a typing error.",
        "Remove one of the two, or correct it.",
        _ETCD,
    ),
    Rule(
        "etcd-even",
        "warning",
        "etcd has an odd number of members.",
        "An even number survives no more losses than one member less, and a split down the middle "
        "stops both halves.",
        "Use three or five members; if only some are listed, list all of them.",
        "etcd's documentation, failure tolerance",
        acknowledgeable=True,
    ),
    Rule(
        "etcd-tls-scheme",
        "error",
        "Endpoints are https exactly where there are certificates.",
        "With https and no certificates agents do not trust etcd; with http they send none.",
        "Use https with tls.source config or external, http with none.",
        _ETCD,
    ),
    Rule(
        "etcd-plain",
        "warning",
        "etcd is reached with TLS.",
        "Whoever reaches the endpoints can read and write every identity, and so every policy.",
        "Give etcd certificates, and set tls.source to config or external.",
        _ETCD,
        acknowledgeable=True,
    ),
)
"""Rules about etcd."""
