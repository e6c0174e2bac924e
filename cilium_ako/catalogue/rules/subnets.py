"""Rules about ranges that must hold others."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="native-cidr-misses-pods",
        severity="error",
        says="The range that is not masqueraded holds every pod range.",
        why="Traffic to pods outside of it gets the node's address, so policies see a node "
        "instead of a pod and replies may be lost.",
        fix="Widen routing.cidr so that it holds every pod range.",
        source="Documentation/network/concepts/masquerading.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="native-cidr-outside-vpc",
        severity="error",
        says="With eni, the range that is not masqueraded overlaps the VPC.",
        why="The agent stops: it finds no range of the VPC in it.",
        fix="Use the VPC's range, or leave routing.cidr out: with eni it follows from the VPC.",
        source="pkg/ipam/eni.go",
    ),
    Rule(
        id="native-cidr-over-vips",
        severity="warning",
        says="The range that is not masqueraded leaves the virtual services out where AKO writes "
        "no routes.",
        why="Pods reach a virtual service under their own address, and the service engine has no "
        "route back to them.",
        fix="Narrow routing.cidr to the pod ranges.",
        source="Documentation/network/concepts/masquerading.rst; AKO:docs/faq.md",
        acknowledgeable=True,
    ),
    Rule(
        id="nodes-outside-vpc",
        severity="error",
        says="With eni, every node range lies in the VPC.",
        why="The operator attaches interfaces of the VPC only, so a node outside of it gets no "
        "pod addresses.",
        fix="Correct cluster.nodeCidrs or cilium.ipam.vpcCidrs.",
        source="Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
)
