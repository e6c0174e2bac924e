"""One look at a live cluster, or one after another: the door of this room."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cilium_ako.config.stack import Stack
from cilium_ako.doctor import avi
from cilium_ako.doctor import checks as _checks  # noqa: F401 - importing registers them
from cilium_ako.doctor.checks.ranges import pool_usage
from cilium_ako.doctor.checks.registry import findings
from cilium_ako.doctor.cluster import CannotLookError, Deadline, Source, connect
from cilium_ako.doctor.finding import Finding
from cilium_ako.doctor.observation import Observation
from cilium_ako.doctor.reading import LABELS, Asked, Counting, observe
from cilium_ako.doctor.scene import Scene
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus

NOT_READ: Final = "not-read"
POOL_USAGE: Final = "pool-usage"
AKO_ROUTE: Final = "ako-route"
"""Findings that are no faults: what could not be read, how full pools are, AKO's routes."""

_WORST: Final = {"fail": 0, "warn": 1, "ok": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to look."""

    context: str = ""
    """The kubeconfig's context; the stack's `cluster.kubeconfigContext` otherwise."""
    timeout: float = 60.0
    """Seconds for one look, credentials included."""
    avi: Path | None = None
    """An export of the Avi Controller, to compare its routes with."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What one look found, worst first."""

    stack: str
    findings: tuple[Finding, ...]
    seen: Observation
    complete: bool
    """Whether everything was read that permissions allow."""

    @property
    def exit_status(self) -> ExitStatus:
        """DISRUPTIVE where a check fails, FAILED where not everything could be looked at."""
        if any(finding.level == "fail" for finding in self.findings):
            return ExitStatus.DISRUPTIVE
        return ExitStatus.FINE if self.complete else ExitStatus.FAILED


def examine(
    stack: Stack,
    options: Options,
    say: Callable[[str], None] | None = None,
    earlier: Observation | None = None,
) -> Examination:
    """Looks at the cluster of a stack once, read-only.

    `say` gets a line of progress once a second from the second second on; `earlier` is the
    observation of the look before. Raises CannotLookError where there is nothing to look at, and
    ValueError for a stack whose `cluster` or `cilium` did not parse.
    """
    asked = _asked(stack)
    context = options.context or asked.cluster.kubeconfig_context
    # the file first: a wrong one should not wait for a cluster
    routes = _routes(options, asked)
    cluster = connect(context or None, options.timeout)
    return look(stack, cluster, cluster.deadline, say=say, earlier=earlier, avi_routes=routes)


def look(
    stack: Stack,
    source: Source,
    deadline: Deadline,
    *,
    say: Callable[[str], None] | None = None,
    earlier: Observation | None = None,
    avi_routes: tuple[avi.Route, ...] | None = None,
) -> Examination:
    """Looks at a source once. Raises CannotLookError where nothing at all could be read,
    and ValueError like `examine`.
    """
    asked = _asked(stack)
    with _without_collector():
        seen = observe(source, asked, deadline, Counting(say) if say is not None else None)
    if len(seen.unread) == len(seen.asked):
        _, reason = next(iter(seen.unread.values()))
        raise CannotLookError(
            f"the cluster cannot be looked at: {reason}",
            "check that `kubectl get nodes` works with the same kubeconfig and context",
        )
    scene = Scene(
        stack, asked.cluster, asked.cilium, asked.ako, seen, earlier, avi_routes=avi_routes
    )
    found = [*_unread(seen), *findings(scene), *_usage(scene), *_ako_routes(scene)]
    found.sort(key=lambda finding: _WORST[finding.level])
    complete = all(kind == "forbidden" for kind, _ in seen.unread.values())
    return Examination(stack.name, tuple(found), seen, complete)


def watch(
    stack: Stack,
    options: Options,
    say: Callable[[str], None] | None = None,
    *,
    interval: float = 10.0,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Examination | CannotLookError]:
    """Looks again and again, for ever; yields what differs from the look before.

    The first look raises CannotLookError, a later one yields it: a server that is away for a
    while is part of what one watches for.
    """
    last: Examination = examine(stack, options, say)
    told: object = _told(last)
    yield last
    while True:
        pause(interval)
        try:
            last = examine(stack, options, say, last.seen)
        except CannotLookError as error:
            if told != error.message:
                told = error.message
                yield error
            continue
        if _told(last) != told:
            told = _told(last)
            yield last


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keeps the garbage collector from searching JSON, which has no cycles, for cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _told(examination: Examination) -> frozenset[tuple[str, str, str]]:
    return frozenset((each.check, each.level, each.object) for each in examination.findings)


def _asked(stack: Stack) -> Asked:
    if stack.cluster is None or stack.cilium is None or (stack.ako is None and stack.ako_asked):
        raise ValueError("the stack's config has errors")
    return Asked(stack.cluster, stack.cilium, stack.ako)


def _routes(options: Options, asked: Asked) -> tuple[avi.Route, ...] | None:
    if options.avi is None:
        return None
    if asked.ako is None:
        raise CannotLookError("--avi needs a stack with AKO", "leave --avi out")
    try:
        return avi.read(options.avi, asked.cluster.name, asked.ako.controller.vrf)
    except DocumentError as error:
        raise CannotLookError(
            f"{options.avi} {error.message}",
            "export `GET /api/vrfcontext` of the controller as JSON",
        ) from None


def _unread(seen: Observation) -> Iterator[Finding]:
    for slot, (kind, reason) in seen.unread.items():
        forbidden = kind == "forbidden"
        yield Finding(
            check=NOT_READ,
            level="warn",
            object=LABELS[slot],
            message=f"{reason}: nothing is said of what it would show",
            fix="grant what deploy/doctor-rbac.yaml lists" if forbidden else "run it again",
            what=reason,
            why="nothing is said of what it would show",
        )


def _usage(scene: Scene) -> Iterator[Finding]:
    if scene.mode != "cluster-pool" or not scene.reports_nodes:
        return
    for pool, used, total in pool_usage(scene):
        yield Finding(
            POOL_USAGE,
            "ok",
            f"pool {pool}",
            f"{used:,} of {total:,} ranges are given, {max(0, total - used):,} more nodes fit",
            "",
        )


def _ako_routes(scene: Scene) -> Iterator[Finding]:
    if not scene.routes_wanted:
        return
    for node, hop, prefix in scene.routes():
        yield Finding(AKO_ROUTE, "ok", f"Node {node}", f"{prefix} by {hop}", "", node=node)
