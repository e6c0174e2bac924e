"""Do nodes suit: kernel, versions, taints, conditions, addresses?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.catalogue.distributions import BY_NAME, DISTRIBUTIONS
from cilium_ako.catalogue.faults import Severity
from cilium_ako.catalogue.release import Release
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import Node

_TAINT_LEFT: Final = timedelta(minutes=5)
_MARKS: Final = frozenset(row.kubelet_mark for row in DISTRIBUTIONS) - {""}
"""What tells a distribution in a kubelet's version."""
_KUBELET_SKEW: Final = 3
"""Minors that a kubelet may be behind its server (Kubernetes' version skew policy)."""


@check("taint-left", "nodes")
def taint_left(view: ClusterView) -> Iterator[RawFinding]:
    """A node still has the taint that its agent takes away."""
    key = view.cilium_data.get("agent-not-ready-taint-key") or "node.cilium.io/agent-not-ready"
    for node in view.nodes:
        for taint in node.taints:
            since = taint.added or node.created
            if taint.key == key and (since is None or view.observation.now - since > _TAINT_LEFT):
                yield RawFinding.of_node(node.name, f"the taint {key} is still there")


@check("network-unavailable", "nodes")
def network_unavailable(view: ClusterView) -> Iterator[RawFinding]:
    """It is not Cilium that says of a node that its network is up."""
    if view.cilium_data.get("set-cilium-is-up-condition") == "false":
        return
    for node in view.nodes:
        condition = node.network_unavailable
        if view.is_new(node) or condition == ("False", "CiliumIsUp"):
            continue
        text = f"{condition[0]} ({condition[1]})" if condition else "not there"
        yield RawFinding.of_node(node.name, f"the condition NetworkUnavailable is {text}")


@check("kernel-too-old", "nodes")
def kernel_too_old(view: ClusterView) -> Iterator[RawFinding]:
    """A node's kernel is older than the release or a feature needs."""
    needs = list(_kernel_needs(view))
    for node in view.nodes:
        kernel = Release.parse_prefix(node.kernel)
        if kernel is None:
            continue
        for floor, what, met_by_patches in needs:
            if kernel >= floor or (met_by_patches and _is_patched(node.kernel, kernel)):
                continue
            yield RawFinding.of_node(
                node.name, f"its kernel is {node.kernel}, and {what} needs {floor}"
            )
            break


def _kernel_needs(view: ClusterView) -> Iterator[tuple[Release, str, bool]]:
    """The oldest kernel, what needs it, and whether Red Hat's older one has it, too."""
    minor = cilium_minor(view.version)
    if minor is not None:
        yield minor.kernel, f"Cilium {view.version.minor_release}", True
    if view.cilium.sctp:
        yield kernels.SCTP.since, "SCTP", False
    if view.has_wireguard:
        yield kernels.WIREGUARD.since, "WireGuard", False


def _is_patched(text: str, kernel: Release) -> bool:
    """Whether it is RHEL 8's kernel, into which Red Hat put what Cilium needs."""
    has_suffix = re.search(kernels.PATCHED_SUFFIX, text) is not None
    return has_suffix and kernel.minor_release == kernels.PATCHED_MINOR


@check("kubernetes-version", "server_version", "nodes")
def kubernetes_version(view: ClusterView) -> Iterator[RawFinding]:
    """Server or kubelets outside the tested versions, apart from each other or from the stack."""
    text = view.observation.server_version
    found = Release.parse_prefix(text)
    if found is None:
        return
    server = found.minor_release
    declared = view.cluster.kubernetes_version.minor_release
    problem = _untested(view, server)
    if problem is not None:
        severity, why = problem
        yield RawFinding(f"Kubernetes is {text}, {why}", object="server", severity=severity)
    elif server != declared:
        yield RawFinding(
            f"Kubernetes is {text}, the stack says {declared}",
            object="server",
            fix=f"set cluster.kubernetesVersion to {server}",
        )
    for node in view.nodes:
        kubelet = Release.parse_prefix(node.kubelet)
        if kubelet is not None:
            yield from _kubelet_version(view, node, kubelet.minor_release, server)


def _kubelet_version(
    view: ClusterView, node: Node, kubelet: Release, server: Release
) -> Iterator[RawFinding]:
    skew = _skew(kubelet, server)
    if skew:
        yield RawFinding.of_node(node.name, f"its kubelet is {node.kubelet}, {skew}")
    elif kubelet != server and (problem := _untested(view, kubelet)) is not None:
        yield RawFinding.of_node(
            node.name, f"its kubelet is {node.kubelet}, {problem[1]}", severity="warn"
        )


def _untested(view: ClusterView, release: Release) -> tuple[Severity, str] | None:
    """Why a version of Kubernetes does not suit the Cilium that runs; None where it does."""
    minor = cilium_minor(view.version)
    if minor is None:
        return None
    if release < minor.chart_floor:
        return "fail", f"and the chart needs {minor.chart_floor}"
    first, last = minor.kubernetes
    if not first <= release <= last:
        return "warn", f"and Cilium {view.version.minor_release} is tested with {first} to {last}"
    return None


def _skew(kubelet: Release, server: Release) -> str:
    """Why a kubelet does not suit its server; empty where it does."""
    if kubelet > server:
        return "newer than the server, which Kubernetes does not support"
    if kubelet.major == server.major and server.minor - kubelet.minor > _KUBELET_SKEW:
        return f"more than {_KUBELET_SKEW} minors behind the server"
    return ""


@check("distribution-other", "nodes")
def distribution_other(view: ClusterView) -> Iterator[RawFinding]:
    """A kubelet is of another distribution than the stack names."""
    if view.cluster.distribution is None:
        return
    row = BY_NAME[view.cluster.distribution]
    for node in view.nodes:
        marks = {mark for mark in _MARKS if mark in node.kubelet}
        if marks != ({row.kubelet_mark} - {""}):
            yield RawFinding.of_node(
                node.name, f"its kubelet is {node.kubelet}, and the stack names {row.title}"
            )


@check("node-address-unclear", "nodes")
def node_address_unclear(view: ClusterView) -> Iterator[RawFinding]:
    """A node has no InternalIP, or several of one family."""
    for node in view.nodes:
        problem = _address_problem(node)
        if problem:
            yield RawFinding.of_node(node.name, problem)


def _address_problem(node: Node) -> str:
    if not node.addresses:
        return "it has no InternalIP"
    ipv6 = [each for each in node.addresses if ":" in each]
    ipv4 = [each for each in node.addresses if ":" not in each]
    several = next((each for each in (ipv4, ipv6) if len(each) > 1), None)
    return f"it has the InternalIPs {', '.join(several)}" if several else ""


@check("node-lacks-family", "nodes", "cilium_config")
def node_lacks_family(view: ClusterView) -> Iterator[RawFinding]:
    """A node has no InternalIP of a family that pods have."""
    for node in view.nodes:
        families = {6 if ":" in each else 4 for each in node.addresses}
        for family in view.families:
            if families and family not in families:
                yield RawFinding.of_node(
                    node.name,
                    f"its InternalIPs are {', '.join(node.addresses)}: none is IPv{family}",
                )
