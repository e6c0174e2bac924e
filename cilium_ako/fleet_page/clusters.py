"""What the page says of each cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.fleet.controllers import controller_host
from cilium_ako.rollout.fleet import TWIN, object_name
from cilium_ako.rollout.hub import Hub, HubStack
from cilium_ako.rules.problem import Problem


class FleetCluster(NamedTuple):
    """A stack whose cluster and Cilium parsed."""

    name: str
    cluster: Cluster
    cilium: Cilium
    ako: Ako | None
    problems: tuple[Problem, ...]
    wave: int | None
    """None where no `fleet.yaml` names it."""
    mesh: str
    peers: tuple[str, ...]
    """Cluster names of the mesh peers that it lists."""
    hub: HubStack | None
    """What the operator says of its Stack; None where nobody asked, or it has none."""
    preview: HubStack | None
    """The same of the twin that only previews."""

    @property
    def group(self) -> str:
        """Where it stands on the page: its mesh, else its region, else with all others."""
        if self.mesh:
            return f"mesh {self.mesh}"
        return f"region {self.cluster.region}" if self.cluster.region else "no mesh, no region"

    @property
    def cilium_version(self) -> str:
        """Its Cilium."""
        return str(self.cilium.version)

    @property
    def cilium_minor(self) -> str:
        """Its Cilium's minor."""
        return str(self.cilium.version.minor_release)

    @property
    def ako_version(self) -> str:
        """Its AKO; empty for none."""
        return "" if self.ako is None else str(self.ako.version)

    @property
    def controller(self) -> str:
        """Its Avi Controller; empty for none."""
        return "" if self.ako is None else controller_host(self.ako)

    @property
    def engine_group(self) -> str:
        """Its service engine group; empty for none."""
        return "" if self.ako is None else self.ako.controller.service_engine_group

    @property
    def errors(self) -> int:
        """Problems that keep it from being deployed."""
        return sum(each.stops for each in self.problems)

    @property
    def state(self) -> str:
        """What the operator says of it; empty where nobody asked."""
        return "" if self.hub is None else self.hub.state


class UnreadStack(NamedTuple):
    """A stack of which nothing can be drawn."""

    name: str
    why: str


def fleet_clusters(
    checked: Iterable[CheckedStack], waves: Mapping[str, int], hub: Hub | None
) -> tuple[list[FleetCluster], list[UnreadStack]]:
    """The stacks in the order given, and those that cannot be drawn."""
    known = {(each.name, each.is_preview): each for each in (hub.stacks if hub else ())}
    found: list[FleetCluster] = []
    unread: list[UnreadStack] = []
    for each in checked:
        stack = each.stack
        if stack is None or stack.cluster is None or stack.cilium is None:
            first = next(iter(each.problems), None)
            unread.append(UnreadStack(each.name, first.message if first else "it has no config"))
            continue
        name = object_name(each.name)
        found.append(
            FleetCluster(
                name=each.name,
                cluster=stack.cluster,
                cilium=stack.cilium,
                ako=stack.ako,
                problems=each.problems,
                wave=waves.get(each.name),
                mesh=stack.mesh.name if stack.mesh is not None else "",
                peers=tuple(peer.name for peer in stack.mesh.peers) if stack.mesh else (),
                hub=known.get((name, False)),
                preview=known.get((f"{name}{TWIN}", True)),
            )
        )
    return found, unread
