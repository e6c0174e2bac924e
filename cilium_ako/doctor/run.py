"""One look at a live cluster, or one after another: the way into this package."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cilium_ako.catalogue.release import Release
from cilium_ako.config.stack import Stack
from cilium_ako.doctor import checks as _checks  # noqa: F401 - importing registers them
from cilium_ako.doctor.api_server import LogSource
from cilium_ako.doctor.avi_export import AviRoute, read_routes
from cilium_ako.doctor.checks.pod_cidrs import pool_usage
from cilium_ako.doctor.checks.registry import findings
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.collect import ProgressLines, collect, without_collector
from cilium_ako.doctor.connection import connect
from cilium_ako.doctor.finding import DoctorFinding
from cilium_ako.doctor.observation import Observation
from cilium_ako.doctor.queries import LABELS, StackParts
from cilium_ako.doctor.read_error import ClusterAccessError, Deadline
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.message import Message

NOT_READ: Final = "not-read"
POOL_USAGE: Final = "pool-usage"
AKO_ROUTE: Final = "ako-route"
"""Checks of findings that are no faults: what could not be read, how full pools are, AKO's
routes."""

_WORST_FIRST: Final = {"fail": 0, "warn": 1, "ok": 2}
_NO_WORDS: Final = "nothing is said of what it would show"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """How to look at a cluster."""

    context: str = ""
    """The kubeconfig's context; the stack's `cluster.kubeconfigContext` otherwise."""
    timeout: float = 60.0
    """Seconds for one look, credentials included."""
    avi: Path | None = None
    """An export of the Avi Controller, to compare its routes with."""
    mesh_versions: Mapping[str, Release] = field(default_factory=dict)
    """What the stacks of the other members of a mesh have, by their clusters' names."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one look found, worst first."""

    stack: str
    findings: tuple[DoctorFinding, ...]
    observation: Observation
    complete: bool
    """Whether everything was read that permissions allow."""

    @property
    def exit_status(self) -> ExitStatus:
        """DISRUPTIVE where a check fails, FAILED where not everything could be looked at."""
        if any(finding.level == "fail" for finding in self.findings):
            return ExitStatus.DISRUPTIVE
        return ExitStatus.FINE if self.complete else ExitStatus.FAILED


def diagnose(
    stack: Stack,
    options: DoctorOptions,
    *,
    progress: Callable[[str], None] | None = None,
    notify: Callable[[Message], None] | None = None,
    previous: Observation | None = None,
) -> Diagnosis:
    """Looks at the cluster of a stack once, read-only.

    `progress` hears of the connection once there is one (before, an exec plugin may ask a person
    for a login), then once a second how much was read; `notify` hears what a person should know
    about the connection; `previous` is the observation of the look before. Raises
    ClusterAccessError where there is nothing to look at, and ValueError for a stack whose
    `cluster`, `cilium` or `ako` did not parse.
    """
    parts = _parts(stack)
    context = options.context or parts.cluster.kubeconfig_context
    # the file first: a wrong one should not wait for a cluster
    routes = _avi_routes(options, parts)
    server = connect(context or None, options.timeout, notify=notify)
    if progress is not None:
        progress("connected")
    return diagnose_source(
        stack,
        server,
        server.deadline,
        progress=progress,
        previous=previous,
        avi_routes=routes,
        mesh_versions=options.mesh_versions,
    )


def diagnose_source(
    stack: Stack,
    source: LogSource,
    deadline: Deadline,
    *,
    progress: Callable[[str], None] | None = None,
    previous: Observation | None = None,
    avi_routes: tuple[AviRoute, ...] | None = None,
    mesh_versions: Mapping[str, Release] = MappingProxyType({}),
) -> Diagnosis:
    """Looks at a source of objects once.

    Raises ClusterAccessError where nothing at all could be read, and ValueError like `diagnose`.
    """
    parts = _parts(stack)
    with without_collector():
        observation = collect(
            source, parts, deadline, ProgressLines(progress) if progress else None
        )
    if len(observation.unread) == len(observation.queried):
        first = next(iter(observation.unread.values()))
        raise ClusterAccessError(
            f"the cluster cannot be looked at: {first.reason}",
            "check that `kubectl get nodes` works with the same kubeconfig and context",
        )
    view = ClusterView(
        stack,
        parts.cluster,
        parts.cilium,
        parts.ako,
        observation,
        previous,
        avi_routes,
        mesh_versions,
    )
    found = [*_unread(observation), *findings(view), *_pool_usage(view), *_ako_routes(view)]
    found.sort(key=lambda finding: _WORST_FIRST[finding.level])
    complete = all(each.kind == "forbidden" for each in observation.unread.values())
    return Diagnosis(stack.name, tuple(found), observation, complete)


def watch(
    stack: Stack,
    options: DoctorOptions,
    *,
    progress: Callable[[str], None] | None = None,
    notify: Callable[[Message], None] | None = None,
    interval: float = 10.0,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Diagnosis | ClusterAccessError]:
    """Looks again and again, for ever; yields what differs from the look before.

    The first look raises ClusterAccessError, a later one yields it: a server that is away for a
    while is part of what one watches for. Each notice is told once.
    """
    last = diagnose(stack, options, progress=progress, notify=notify)
    told: object = _summary(last)
    yield last
    while True:
        pause(interval)
        try:
            last = diagnose(stack, options, progress=progress, previous=last.observation)
        except ClusterAccessError as error:
            if told != error.message:
                told = error.message
                yield error
            continue
        if _summary(last) != told:
            told = _summary(last)
            yield last


def _summary(diagnosis: Diagnosis) -> frozenset[tuple[str, str, str]]:
    return frozenset((each.check, each.level, each.object) for each in diagnosis.findings)


def _parts(stack: Stack) -> StackParts:
    if stack.cluster is None or stack.cilium is None or (stack.ako is None and stack.ako_asked):
        raise ValueError("the stack's config has errors")
    return StackParts(stack.cluster, stack.cilium, stack.ako)


def _avi_routes(options: DoctorOptions, parts: StackParts) -> tuple[AviRoute, ...] | None:
    if options.avi is None:
        return None
    if parts.ako is None:
        raise ClusterAccessError("--avi needs a stack with AKO", "leave --avi out")
    try:
        return read_routes(
            options.avi, parts.ako.cluster_name or parts.cluster.name, parts.ako.controller.vrf
        )
    except DocumentError as error:
        raise ClusterAccessError(
            f"{options.avi} {error.message}",
            "export `GET /api/vrfcontext` of the controller as JSON",
        ) from None


def _unread(observation: Observation) -> Iterator[DoctorFinding]:
    for name, (kind, reason) in observation.unread.items():
        yield DoctorFinding(
            check=NOT_READ,
            level="warn",
            object=LABELS[name],
            message=f"{reason}: {_NO_WORDS}",
            fix=(
                "grant what deploy/doctor-rbac.yaml lists"
                if kind == "forbidden"
                else "run it again"
            ),
            what=reason,
            why=_NO_WORDS,
        )


def _pool_usage(view: ClusterView) -> Iterator[DoctorFinding]:
    if view.ipam_mode != "cluster-pool" or not view.has_cilium_nodes:
        return
    for usage in pool_usage(view):
        yield DoctorFinding(
            check=POOL_USAGE,
            level="ok",
            object=f"pool {usage.pool}",
            message=f"{usage.given:,} of {usage.total:,} ranges are given,"
            f" {max(0, usage.total - usage.given):,} more nodes fit",
            fix="",
        )


def _ako_routes(view: ClusterView) -> Iterator[DoctorFinding]:
    if not view.ako_writes_routes:
        return
    for route in view.pod_routes():
        yield DoctorFinding(
            check=AKO_ROUTE,
            level="ok",
            object=f"Node {route.node}",
            message=f"{route.prefix} by {route.next_hop}",
            fix="",
            node=route.node,
        )
