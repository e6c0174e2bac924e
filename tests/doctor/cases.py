"""Examples of faults: a healthy world, and how one thing in it is broken.

Each `tests/doctor/test_<subject>.py` has its `CASES`, at least one for each fault of the subject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from cilium_ako.catalogue.faults import SUBJECTS
from tests.doctor.stacks import stack
from tests.doctor.worlds import World

Change = Callable[[World], Any]
"""Breaks something in a world; what it gives back does not matter."""


@dataclass(frozen=True)
class Case:
    """One thing that is broken in an otherwise healthy cluster."""

    fault: str
    severity: str
    break_it: Change
    mode: str = "cluster-pool"
    """One of `stacks.MODES`."""
    cilium: dict[str, Any] = field(default_factory=dict)
    """Keys of the stack's `cilium`, over those of the mode."""
    cluster: dict[str, Any] = field(default_factory=dict)
    ako: dict[str, Any] = field(default_factory=dict)
    mesh: dict[str, Any] = field(default_factory=dict)
    nodes: int = 3

    def __str__(self) -> str:
        return self.fault

    def world(self, **options: Any) -> World:
        """The broken world."""
        made = World(
            stack(
                self.mode, cilium=self.cilium, cluster=self.cluster, ako=self.ako, mesh=self.mesh
            ),
            nodes=self.nodes,
            **options,
        )
        self.break_it(made)
        return made


def cases_of(subject: str) -> tuple[Case, ...]:
    """The examples of a subject's faults."""
    found: tuple[Case, ...] = import_module(f"tests.doctor.test_{subject}").CASES
    return found


def all_cases() -> list[Case]:
    """The examples of all faults."""
    return [case for subject in SUBJECTS for case in cases_of(subject)]


def unbroken(_world: World) -> None:
    """Leaves a world as it is: the stack alone is what does not suit."""


def both(*changes: Change) -> Change:
    """All of these changes."""

    def change(world: World) -> None:
        for each in changes:
            each(world)

    return change


def config(**keys: str | None) -> Change:
    """Keys of cilium-config, with `_` for `-`; None takes one away."""
    return lambda world: _set(world.config, {k.replace("_", "-"): v for k, v in keys.items()})


def ako_config(**keys: str | None) -> Change:
    """Keys of avi-k8s-config; None takes one away."""
    return lambda world: _set(world.ako_config, keys)


def _set(data: dict[str, str], keys: dict[str, str | None]) -> None:
    for key, value in keys.items():
        if value is None:
            data.pop(key, None)
        else:
            data[key] = value


def cilium_node(*path: str, value: Any, index: int = 0) -> Change:
    """A field of a CiliumNode; None takes it away."""

    def change(world: World) -> None:
        at = world.cilium_node(index)
        for key in path[:-1]:
            at = at.setdefault(key, {})
        if value is None:
            at.pop(path[-1], None)
        else:
            at[path[-1]] = value

    return change


def node(*path: str, value: Any) -> Change:
    """A field of a Node."""

    def change(world: World) -> None:
        at = world.node()
        for key in path[:-1]:
            at = at.setdefault(key, {})
        at[path[-1]] = value

    return change


def pod_cidrs(*given: str) -> Change:
    """The ranges of a CiliumNode."""
    return cilium_node("spec", "ipam", "podCIDRs", value=list(given))


def secret(name: str, values: dict[str, bytes | str], namespace: str = "kube-system") -> Change:
    """A Secret with these values."""
    return lambda world: world.secret(name, values, namespace)


def status_of(kind: str, name: str, namespace: str, **fields: Any) -> Change:
    """Fields of an object's status."""
    return lambda world: world.of(kind, name, namespace)["status"].update(fields)


def image(kind: str, name: str, to: str) -> Change:
    """The image of a Pod, or of a workload's pods."""

    def change(world: World) -> None:
        specification = world.of(kind, name, "kube-system")["spec"]
        specification = specification.get("template", {}).get("spec", specification)
        specification["containers"][0]["image"] = to

    return change


def kubernetes(version: str) -> Change:
    """Server and kubelets of a version."""

    def change(world: World) -> None:
        world.server_version = version
        for each in world.all("Node"):
            each["status"]["nodeInfo"]["kubeletVersion"] = version

    return change


def kubelet(version: str) -> Change:
    """The version of every node's kubelet."""

    def change(world: World) -> None:
        for each in world.all("Node"):
            each["status"]["nodeInfo"]["kubeletVersion"] = version

    return change
