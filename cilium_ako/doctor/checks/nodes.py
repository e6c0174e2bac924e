"""Do nodes suit: kernel, versions, taints, conditions, addresses?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.catalogue.faults.row import Level
from cilium_ako.catalogue.release import Release
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.observation import Node
from cilium_ako.doctor.scene import NEWBORN, Scene

_LONG: Final = timedelta(minutes=5)
_OLDEST_KUBELET: Final = 3
"""Minors that a kubelet may be behind its server (Kubernetes' version skew policy)."""


@check("taint-left", "nodes")
def taint_left(scene: Scene) -> Iterator[Found]:
    """Nodes that wait for their agent."""
    key = scene.data.get("agent-not-ready-taint-key") or "node.cilium.io/agent-not-ready"
    for node in scene.nodes:
        for taint in node.taints:
            since = taint.added or node.created
            if taint.key == key and (since is None or scene.seen.now - since > _LONG):
                yield Found(f"Node {node.name}", f"the taint {key} is still there", node.name)


@check("network-unavailable", "nodes")
def network_unavailable(scene: Scene) -> Iterator[Found]:
    """Nodes of which not Cilium says that their network is up."""
    if scene.data.get("set-cilium-is-up-condition") == "false":
        return
    for node in scene.nodes:
        if scene.age(node) <= NEWBORN or node.network == ("False", "CiliumIsUp"):
            continue
        stands = f"{node.network[0]} ({node.network[1]})" if node.network else "not there"
        yield Found(f"Node {node.name}", f"the condition NetworkUnavailable is {stands}", node.name)


@check("kernel-too-old", "nodes")
def kernel_too_old(scene: Scene) -> Iterator[Found]:
    """Kernels below the floor of the release or of a feature."""
    needs = list(_kernel_needs(scene))
    for node in scene.nodes:
        kernel = Release.parse_prefix(node.kernel)
        if kernel is None:
            continue
        for floor, what, patched in needs:
            if kernel >= floor or (patched and _patched(node.kernel, kernel)):
                continue
            yield Found(
                f"Node {node.name}",
                f"its kernel is {node.kernel}, and {what} needs {floor}",
                node.name,
            )
            break


def _kernel_needs(scene: Scene) -> Iterator[tuple[Release, str, bool]]:
    minor = cilium_minor(scene.version)
    if minor is not None:
        yield minor.kernel, f"Cilium {scene.version.minor_release}", True
    if scene.cilium.sctp:
        yield kernels.SCTP.since, "SCTP", False
    if scene.wireguard:
        yield kernels.WIREGUARD.since, "WireGuard", False


def _patched(text: str, kernel: Release) -> bool:
    """Whether it is RHEL 8's kernel, into which Red Hat put what Cilium needs."""
    patched = re.search(kernels.PATCHED_SUFFIX, text) is not None
    return patched and kernel.minor_release == kernels.PATCHED_MINOR


@check("kubernetes-version", "server_version", "nodes")
def kubernetes_version(scene: Scene) -> Iterator[Found]:
    """Server and kubelets outside the tested range, apart from each other or from the stack."""
    found = Release.parse_prefix(scene.seen.server_version)
    if found is None:
        return
    server = found.minor_release
    declared = scene.cluster.kubernetes_version.minor_release
    problem = _outside(scene, server)
    if problem is not None:
        level, what = problem
        yield Found("server", f"Kubernetes is {scene.seen.server_version}, {what}", level=level)
    elif server != declared:
        yield Found(
            "server",
            f"Kubernetes is {scene.seen.server_version}, the stack says {declared}",
            fix=f"set cluster.kubernetesVersion to {server}",
        )
    for node in scene.nodes:
        own = Release.parse_prefix(node.kubelet)
        kubelet = own.minor_release if own is not None else None
        if kubelet and (what := _apart(kubelet, server)):
            yield Found(f"Node {node.name}", f"its kubelet is {node.kubelet}, {what}", node.name)
        elif kubelet and kubelet != server and (outside := _outside(scene, kubelet)):
            yield Found(
                f"Node {node.name}",
                f"its kubelet is {node.kubelet}, {outside[1]}",
                node.name,
                "warn",
            )


def _outside(scene: Scene, release: Release) -> tuple[Level, str] | None:
    minor = cilium_minor(scene.version)
    if minor is None:
        return None
    if release < minor.chart_floor:
        return "fail", f"and the chart needs {minor.chart_floor}"
    first, last = minor.kubernetes
    if not first <= release <= last:
        return "warn", (
            f"and Cilium {scene.version.minor_release} is tested with {first} to {last}"
        )
    return None


def _apart(kubelet: Release, server: Release) -> str:
    if kubelet > server:
        return "newer than the server, which Kubernetes does not support"
    if kubelet.major == server.major and server.minor - kubelet.minor > _OLDEST_KUBELET:
        return f"more than {_OLDEST_KUBELET} minors behind the server"
    return ""


@check("node-address-unclear", "nodes")
def node_address_unclear(scene: Scene) -> Iterator[Found]:
    """Nodes without an address, or with several of one family."""
    for node in scene.nodes:
        problem = _address_problem(node)
        if problem:
            yield Found(f"Node {node.name}", problem, node.name)


def _address_problem(node: Node) -> str:
    if not node.addresses:
        return "it has no InternalIP"
    if len(node.addresses) == 1:
        return ""
    sixth = [each for each in node.addresses if ":" in each]
    fourth = [each for each in node.addresses if ":" not in each]
    several = next((each for each in (fourth, sixth) if len(each) > 1), None)
    return f"it has the InternalIPs {', '.join(several)}" if several else ""
