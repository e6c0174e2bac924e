"""Do agents and operator run, in one version, and with the CRDs that they need?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.deny_list import NODE_CONFIG_NOT_MIGRATED
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.observation import Pod
from cilium_ako.doctor.scene import Scene, tag_of

_RECENT: Final = timedelta(minutes=10)
"""How long ago a container may have ended for its restart to be told."""
_LEASE: Final = timedelta(seconds=60)
_MONTH: Final = timedelta(days=30)
_OPERATOR: Final = f"Deployment {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR}"


def _restarting(scene: Scene) -> Iterator[tuple[Pod, str]]:
    before = {pod.name: pod.restarts for pod in scene.earlier.agent_pods} if scene.earlier else {}
    for pod in scene.seen.agent_pods:
        if pod.waiting == "CrashLoopBackOff":
            yield pod, f"it waits after crashing, {pod.restarts} restarts"
        elif pod.restarts > before.get(pod.name, pod.restarts):
            yield pod, f"it restarted since the last look, {pod.restarts} restarts"
        elif pod.ended is not None and scene.seen.now - pod.ended < _RECENT:
            minutes = int((scene.seen.now - pod.ended).total_seconds() // 60)
            yield pod, f"its container ended {minutes} min ago, {pod.restarts} restarts"


@check("agent-restarting", "agent_pods")
def agent_restarting(scene: Scene) -> Iterator[Found]:
    """Agents that end and start again."""
    for pod, what in _restarting(scene):
        yield Found(
            f"Pod {cilium_objects.NAMESPACE}/{pod.name}",
            f"{what}, on {pod.node}",
            pod.node,
            fix=f"kubectl -n {cilium_objects.NAMESPACE} logs {pod.name} --previous",
        )


@check("agents-not-ready", "agents", "agent_pods")
def agents_not_ready(scene: Scene) -> Iterator[Found]:
    """Agents that are not ready, beyond those of which a restart is told."""
    agents = scene.seen.agents
    name = f"DaemonSet {cilium_objects.NAMESPACE}/{cilium_objects.AGENTS}"
    if agents is None:
        yield Found(name, "there is no DaemonSet cilium")
        return
    told = {pod.name for pod, _ in _restarting(scene)}
    explained = sum(1 for pod in scene.seen.agent_pods if pod.name in told and not pod.ready)
    if agents.desired - agents.ready > explained:
        waiting = sorted(
            f"{pod.name} on {pod.node}" + (f" ({pod.waiting})" if pod.waiting else "")
            for pod in scene.seen.agent_pods
            if not pod.ready and not pod.ending
        )
        which = f": {', '.join(waiting[:5])}" if waiting else ""
        yield Found(name, f"{agents.ready} of {agents.desired} agents are ready{which}")


@check("agents-half-rolled", "agent_pods")
def agents_half_rolled(scene: Scene) -> Iterator[Found]:
    """Agents of different images."""
    tags = Counter(tag_of(pod) for pod in scene.seen.agent_pods if not pod.ending)
    if len(tags) > 1:
        listed = ", ".join(f"{count} × {tag}" for tag, count in tags.most_common())
        yield Found(f"Pod {cilium_objects.NAMESPACE}/cilium-*", f"agents run {listed}")


def _without_operator(scene: Scene) -> bool:
    operator = scene.seen.operator
    return operator is None or (operator.desired > 0 and operator.available == 0)


@check("operator-unavailable", "operator", "operator_pods")
def operator_unavailable(scene: Scene) -> Iterator[Found]:
    """No operator, or all of them on one node."""
    operator = scene.seen.operator
    if operator is None:
        yield Found(_OPERATOR, f"there is no Deployment {cilium_objects.OPERATOR}")
        return
    if _without_operator(scene):
        yield Found(_OPERATOR, f"0 of {operator.desired} replicas are available")
        return
    places = [pod.node for pod in scene.seen.operator_pods if pod.node and not pod.ending]
    if operator.desired > 1 and len(places) > 1 and len(set(places)) == 1:
        yield Found(
            _OPERATOR,
            f"its {len(places)} replicas are both on {places[0]}",
            level="warn",
            fix="spread them: the chart's anti-affinity was taken away",
        )


@check("operator-lease-stale", "lease", "operator")
def operator_lease_stale(scene: Scene) -> Iterator[Found]:
    """A lease that nobody renews."""
    name = f"Lease {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR_LEASE}"
    if _without_operator(scene):
        return
    if scene.seen.lease is None:
        yield Found(name, "there is no such Lease, or it was never renewed")
    elif scene.seen.now - scene.seen.lease > _LEASE:
        seconds = int((scene.seen.now - scene.seen.lease).total_seconds())
        yield Found(name, f"it was renewed {seconds} s ago")


@check("cilium-node-crd", "node_crd")
def cilium_node_crd(scene: Scene) -> Iterator[Found]:
    """No CRD of CiliumNode."""
    if scene.seen.node_crd is None:
        yield Found("CustomResourceDefinition ciliumnodes.cilium.io", "it is not there")


@check("node-config-crd", "config_crd")
def node_config_crd(scene: Scene) -> Iterator[Found]:
    """A CRD that the version that runs, or is asked for, cannot migrate."""
    stored = scene.seen.config_crd or ()
    versions = (scene.version, scene.cilium.version)
    if "v2alpha1" in stored and any(map(NODE_CONFIG_NOT_MIGRATED.is_in, versions)):
        yield Found(
            "CustomResourceDefinition ciliumnodeconfigs.cilium.io",
            f"status.storedVersions is {', '.join(stored)}",
        )


def _hubble(scene: Scene) -> bool:
    return scene.cilium.hubble.enabled or scene.cluster.id != 0


@check("certificates-ending", "hubble_secrets", when=_hubble)
def certificates_ending(scene: Scene) -> Iterator[Found]:
    """Certificates that end within a month."""
    for each in scene.seen.hubble_secrets:
        name = f"Secret {cilium_objects.NAMESPACE}/{each.secret}"
        if each.ends is None:
            yield Found(name, f"{each.key} is no certificate")
        elif each.ends - scene.seen.now < _MONTH:
            yield Found(name, f"{each.key} ends on {each.ends:%Y-%m-%d}")
