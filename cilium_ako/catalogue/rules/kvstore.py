"""Rules about the etcd that Cilium keeps its state in."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_ETCD: Final = "Documentation/installation/k8s-install-external-etcd.rst"

RULES: Final = (
    Rule(
        id="identities-without-etcd",
        severity="error",
        says="Identities are kept in etcd only where there is an etcd.",
        why="The agent logs a warning and keeps them in Kubernetes, so a later etcd renumbers all "
        "of them.",
        fix="Describe the etcd in cilium.kvstore, or remove identityAllocationMode from "
        "cilium.values.",
        source="pkg/option/config.go",
        kops="Cilium requires managed etcd to allocate identities on kvstore mode",
    ),
    Rule(
        id="double-write",
        severity="error",
        says="Identities are written to both stores by 1.17 or later only.",
        why="Older agents do not know the mode and stop.",
        fix="Update Cilium to 1.17 first, or use crd or kvstore.",
        source="Documentation/operations/upgrade.rst, Double Write",
    ),
    Rule(
        id="etcd-placeholder",
        severity="error",
        says="The chart's placeholder is not left among the endpoints.",
        why="Agents look for a host of that name and never start.",
        fix="Name the members of your etcd.",
        source="install/kubernetes/cilium/values.yaml `etcd.endpoints`",
    ),
    Rule(
        id="etcd-service-name",
        severity="error",
        says="etcd is not reached through Kubernetes.",
        why="Agents need etcd before Services and cluster DNS work, so they never start; releases "
        "of 1.19 before 1.19.6 stop at such a name at once. Two labels, or `svc` as the third, are "
        "a Service to Cilium, whoever else knows the name.",
        fix="Name the members by node address or by a name outside of the cluster, of three labels "
        "or more.",
        source="Documentation/operations/upgrade.rst; pkg/dial/resolver.go; cilium/cilium#44653",
    ),
    Rule(
        id="etcd-loopback",
        severity="error",
        says="etcd is not reached through the loopback address.",
        why="Every agent asks its own node, and only members' nodes answer.",
        fix="Name the members by node address.",
        source=_ETCD,
    ),
    Rule(
        id="etcd-in-pods",
        severity="error",
        says="etcd does not run in the pod network.",
        why="Agents need it before there is a pod network, so neither ever starts.",
        fix="Run etcd on the host network or outside of the cluster.",
        source="Documentation/operations/upgrade.rst, pod network etcd",
    ),
    Rule(
        id="etcd-repeated",
        severity="error",
        says="No member of etcd is listed twice.",
        why="The list looks more available than it is, and one of the two is a typing error.",
        fix="Remove one of the two, or correct it.",
        source=_ETCD,
    ),
    Rule(
        id="etcd-even",
        severity="warning",
        says="etcd has an odd number of members.",
        why="An even number survives no more losses than one member less, and a split down the "
        "middle stops both halves.",
        fix="Use three or five members; if only some are listed, list all of them.",
        source="etcd's documentation, failure tolerance",
        acknowledgeable=True,
    ),
    Rule(
        id="etcd-tls-scheme",
        severity="error",
        says="Endpoints are https exactly where there are certificates.",
        why="With https and no certificates agents do not trust etcd; with http they send none.",
        fix="Use https with tls.source config or external, http with none.",
        source=_ETCD,
    ),
    Rule(
        id="etcd-plain",
        severity="warning",
        says="etcd is reached with TLS.",
        why="Whoever reaches the endpoints can read and write every identity, and so every policy.",
        fix="Give etcd certificates, and set tls.source to config or external.",
        source=_ETCD,
        acknowledgeable=True,
    ),
)
