"""Do agents and operator run, in one version, and with the CRDs that they need?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium.deny_list import NODE_CONFIG_NOT_MIGRATED
from cilium_ako.catalogue.cilium.objects import AGENTS, NAMESPACE, OPERATOR
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView, image_tag
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import Pod
from cilium_ako.shell import quoted

_RECENT: Final = timedelta(minutes=10)
"""How long ago a container may have ended for its restart to be told."""
_LEASE_STALE: Final = timedelta(seconds=60)
_ENDS_SOON: Final = timedelta(days=30)
_MOST_PODS: Final = 5
"""How many pods are named."""


def _restarting(view: ClusterView) -> Iterator[tuple[Pod, str]]:
    before = {pod.name: pod.restarts for pod in view.previous.agent_pods} if view.previous else {}
    now = view.observation.now
    for pod in view.observation.agent_pods:
        if pod.waiting_reason == "CrashLoopBackOff":
            yield pod, f"it waits after crashing, {pod.restarts} restarts"
        elif pod.restarts > before.get(pod.name, pod.restarts):
            yield pod, f"it restarted since the last look, {pod.restarts} restarts"
        elif pod.last_terminated is not None and now - pod.last_terminated < _RECENT:
            minutes = int((now - pod.last_terminated).total_seconds() // 60)
            yield pod, f"its container ended {minutes} min ago, {pod.restarts} restarts"


@check("agent-restarting", "agent_pods")
def agent_restarting(view: ClusterView) -> Iterator[RawFinding]:
    """An agent's container ended a short while ago, or waits after crashing."""
    for pod, what in _restarting(view):
        yield RawFinding(
            f"{what}, on {pod.node}",
            object=f"Pod {NAMESPACE}/{pod.name}",
            node=pod.node,
            fix=f"kubectl -n {NAMESPACE} logs {quoted(pod.name)} --previous",
        )


@check("agents-not-ready", "agents", "agent_pods")
def agents_not_ready(view: ClusterView) -> Iterator[RawFinding]:
    """More agents are not ready than `agent-restarting` names."""
    agents = view.observation.agents
    if agents is None:
        yield RawFinding(f"there is no DaemonSet {AGENTS}")
        return
    restarting = {pod.name for pod, _ in _restarting(view)}
    pods = view.observation.agent_pods
    explained = sum(1 for pod in pods if pod.name in restarting and not pod.ready)
    if agents.desired - agents.ready > explained:
        waiting = sorted(
            f"{pod.name} on {pod.node}" + (f" ({pod.waiting_reason})" if pod.waiting_reason else "")
            for pod in pods
            if not pod.ready and not pod.terminating
        )
        which = f": {', '.join(waiting[:_MOST_PODS])}" if waiting else ""
        yield RawFinding(f"{agents.ready} of {agents.desired} agents are ready{which}")


@check("agents-half-rolled", "agent_pods")
def agents_half_rolled(view: ClusterView) -> Iterator[RawFinding]:
    """Agents run different images."""
    tags = Counter(image_tag(pod) for pod in view.observation.agent_pods if not pod.terminating)
    if len(tags) > 1:
        listed = ", ".join(f"{count} × {tag}" for tag, count in tags.most_common())
        yield RawFinding(f"agents run {listed}")


def _is_operator_down(view: ClusterView) -> bool:
    operator = view.observation.operator
    return operator is None or (operator.desired > 0 and operator.available == 0)


@check("operator-unavailable", "operator", "operator_pods")
def operator_unavailable(view: ClusterView) -> Iterator[RawFinding]:
    """No operator is available, or all of them are on one node."""
    operator = view.observation.operator
    if operator is None:
        yield RawFinding(f"there is no Deployment {OPERATOR}")
        return
    if _is_operator_down(view):
        yield RawFinding(f"0 of {operator.desired} replicas are available")
        return
    pods = view.observation.operator_pods
    places = [pod.node for pod in pods if pod.node and not pod.terminating]
    if operator.desired > 1 and len(places) > 1 and len(set(places)) == 1:
        yield RawFinding(
            f"its {len(places)} replicas are both on {places[0]}",
            severity="warn",
            fix="spread them: the chart's anti-affinity was taken away",
        )


@check("operator-lease-stale", "operator_lease", "operator")
def operator_lease_stale(view: ClusterView) -> Iterator[RawFinding]:
    """Nobody renews the Lease of the operator that leads."""
    renewed, now = view.observation.operator_lease, view.observation.now
    if _is_operator_down(view):
        return
    if renewed is None:
        yield RawFinding("there is no such Lease, or it was never renewed")
    elif now - renewed > _LEASE_STALE:
        yield RawFinding(f"it was renewed {int((now - renewed).total_seconds())} s ago")


@check("cilium-node-crd", "cilium_node_crd")
def cilium_node_crd(view: ClusterView) -> Iterator[RawFinding]:
    """There is no CRD of CiliumNode."""
    if view.observation.cilium_node_crd is None:
        yield RawFinding("it is not there")


@check("node-config-crd", "node_config_crd")
def node_config_crd(view: ClusterView) -> Iterator[RawFinding]:
    """A CRD of CiliumNodeConfig that the version that runs, or the stack's, cannot migrate."""
    stored = view.observation.node_config_crd or ()
    versions = (view.version, view.cilium.version)
    if "v2alpha1" in stored and any(map(NODE_CONFIG_NOT_MIGRATED.is_in, versions)):
        yield RawFinding(f"status.storedVersions is {', '.join(stored)}")


def _has_hubble_or_mesh(view: ClusterView) -> bool:
    return view.cilium.hubble.enabled or view.cluster.id != 0


@check("certificates-ending", "hubble_certificates", when=_has_hubble_or_mesh)
def certificates_ending(view: ClusterView) -> Iterator[RawFinding]:
    """A certificate that ends within a month, or that is none."""
    for each in view.observation.hubble_certificates:
        secret = f"Secret {NAMESPACE}/{each.secret}"
        if each.ends is None:
            yield RawFinding(f"{each.key} is no certificate", object=secret)
        elif each.ends - view.observation.now < _ENDS_SOON:
            yield RawFinding(f"{each.key} ends on {each.ends:%Y-%m-%d}", object=secret)
