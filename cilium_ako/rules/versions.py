"""Rules about releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Final

from cilium_ako.addresses.intervals import contains
from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.ako import releases as ako_known
from cilium_ako.catalogue.cilium import releases as known
from cilium_ako.catalogue.cilium.deny_list import DENIED, Use
from cilium_ako.catalogue.denied import Denied
from cilium_ako.catalogue.release import Release
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import says_dispatch, setting
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec
from cilium_ako.config.helm_value import is_on
from cilium_ako.config.ipam import Eni
from cilium_ako.config.routing import Native, Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import config_range, vpc_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to

_CILIUM: Final = key_path("cilium", "version")
_AKO: Final = key_path("ako", "version")
_KUBERNETES: Final = key_path("cluster", "kubernetesVersion")
_CONTROLLER: Final = key_path("ako", "controller", "version")


@rule("cilium-version")
def cilium_version(cilium: Cilium) -> Iterator[Finding]:
    """Cilium's minor has no row in the catalogue."""
    if known.cilium_minor(cilium.version) is None:
        minors = ", ".join(str(row.minor) for row in known.MINORS)
        yield Finding(
            _CILIUM,
            f"Cilium {cilium.version} is of no minor that this program knows; it knows {minors}",
            f"set cilium.version to the latest release of one of {minors}",
        )


@rule("cilium-end-of-life")
def cilium_end_of_life(cilium: Cilium) -> Iterator[Finding]:
    """Cilium's minor gets no more releases."""
    minor = known.cilium_minor(cilium.version)
    if minor is not None and not minor.maintained:
        kept = list(map(str, known.maintained_minors()))
        yield Finding(
            _CILIUM,
            f"Cilium {cilium.version.minor_release} has reached its end of life",
            f"plan the way to {' or '.join(kept)}, one minor at a time",
        )


@rule("kernel-floor")
def kernel_floor(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A node's kernel is older than the minor needs."""
    minor = known.cilium_minor(cilium.version)
    if minor is not None and cluster.kernel_version < minor.kernel:
        yield Finding(
            key_path("cluster", "kernelVersion"),
            f"kernel {cluster.kernel_version} is older than {minor.kernel}, which Cilium "
            f"{cilium.version.minor_release} needs (or {minor.kernel_note}, which is patched up)",
        )


@rule("kubernetes-floor")
def kubernetes_floor(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Kubernetes is older than the minor's chart accepts."""
    minor = known.cilium_minor(cilium.version)
    if minor is not None and cluster.kubernetes_version.minor_release < minor.chart_floor:
        yield Finding(
            _KUBERNETES,
            f"Kubernetes {cluster.kubernetes_version.minor_release} is older than "
            f"{minor.chart_floor}, the oldest that the chart of Cilium "
            f"{cilium.version.minor_release} accepts",
        )


@rule("kubernetes-untested")
def kubernetes_untested(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Kubernetes is not among the minors that Cilium's minor was tested with."""
    minor = known.cilium_minor(cilium.version)
    if minor is None or cluster.kubernetes_version.minor_release < minor.chart_floor:
        return
    first, last = minor.kubernetes
    asked = cluster.kubernetes_version.minor_release
    if not first <= asked <= last:
        fitting = [
            str(row.minor)
            for row in known.MINORS
            if row.maintained and row.kubernetes[0] <= asked <= row.kubernetes[1]
        ]
        yield Finding(
            _KUBERNETES,
            f"Cilium {cilium.version.minor_release} was tested with Kubernetes {first} to "
            f"{last}, not with {asked}",
            f"use Cilium {' or '.join(fitting)}, tested with {asked}" if fitting else "",
        )


def _secondary_native(cilium: Cilium) -> bool:
    routing = cilium.effective_routing
    if not isinstance(routing, Native) or routing.cidr is None:
        return False
    cidr = config_range(routing.cidr)
    return any(contains(each, cidr) for each in vpc_ranges(cilium)[1:])


def _big_tcp(cilium: Cilium) -> bool:
    return any(is_on(setting(cilium, key)) for key in ("enableIPv4BIGTCP", "enableIPv6BIGTCP"))


def _tunnel_device(cilium: Cilium) -> bool:
    """Whether nodes have a tunnel's device: for pods, an egress gateway or DSR with Geneve.

    Source: pkg/datapath/tunnel/cell.go.
    """
    return (
        isinstance(cilium.effective_routing, Tunnel)
        or is_on(setting(cilium, "egressGateway.enabled"))
        or (says_dispatch(cilium) and cilium.node_port.dsr_dispatch == "geneve")
    )


_USES: Final[Mapping[Use, Callable[[Cilium], bool]]] = {
    "eni": lambda cilium: isinstance(cilium.ipam, Eni),
    "eni-subnet-filter": lambda cilium: (
        isinstance(cilium.ipam, Eni) and bool(cilium.ipam.subnet_ids or cilium.ipam.subnet_tags)
    ),
    "eni-prefix-delegation": lambda cilium: (
        isinstance(cilium.ipam, Eni) and cilium.ipam.prefix_delegation
    ),
    "eni-secondary-native-cidr": lambda cilium: (
        isinstance(cilium.ipam, Eni) and _secondary_native(cilium)
    ),
    "eni-kvstore-encryption": lambda cilium: (
        isinstance(cilium.ipam, Eni)
        and cilium.kvstore is not None
        and cilium.encryption is not None
    ),
    "ipsec": lambda cilium: isinstance(cilium.encryption, Ipsec),
    "big-tcp-tunnel-device": lambda cilium: _big_tcp(cilium) and _tunnel_device(cilium),
}
"""How a config shows that it uses what a row of the deny list breaks."""


def _denied(cilium: Cilium, severity: str) -> Iterator[Finding]:
    for row in DENIED:
        if row.severity == severity and row.applies_to(cilium.version) and _USES[row.use](cilium):
            yield Finding(
                _CILIUM,
                f"Cilium {cilium.version} {row.breaks} ({row.source})",
                set_to(_CILIUM, str(_mended(row, cilium))) + "  (or a later one)",
            )


def _mended(row: Denied[Use], cilium: Cilium) -> Release:
    """The first release after a row's that no row of what a stack uses speaks against."""
    found = row.mended
    for other in sorted(DENIED, key=attrgetter("since")):
        if other.applies_to(found) and _USES[other.use](cilium):
            found = other.mended
    return found


@rule("version-denied")
def version_denied(cilium: Cilium) -> Iterator[Finding]:
    """The deny list has an error for this release and what the stack uses."""
    return _denied(cilium, "error")


@rule("version-flawed")
def version_flawed(cilium: Cilium) -> Iterator[Finding]:
    """The deny list has a warning for this release and what the stack uses."""
    return _denied(cilium, "warning")


def _ako_lines() -> str:
    return ", ".join(dict.fromkeys(str(row.since.minor_release) for row in ako_known.SUPPORT))


@rule("ako-too-old")
def ako_too_old(ako: Ako) -> Iterator[Finding]:
    """AKO is older than the first release that knows Cilium."""
    if not ako_features.CILIUM.is_in(ako.version):
        yield Finding(
            _AKO,
            f"AKO {ako.version} is older than {ako_features.CILIUM.since}, the first with Cilium",
            f"set ako.version to a release of {_ako_lines()}",
        )


@rule("ako-version")
def ako_version(ako: Ako) -> Iterator[Finding]:
    """AKO's release has no row in the catalogue."""
    if ako_features.CILIUM.is_in(ako.version) and ako_known.ako_support(ako.version) is None:
        yield Finding(
            _AKO,
            f"AKO {ako.version} is not known here; known are releases of {_ako_lines()} from "
            "patch 1 on",
            f"set ako.version to a release of {_ako_lines()}",
        )


@rule("ako-kubernetes")
def ako_kubernetes(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """Kubernetes is outside the range that is compiled into this AKO."""
    row = ako_known.ako_support(ako.version)
    asked = cluster.kubernetes_version.minor_release
    if row is not None and not row.kubernetes[0] <= asked <= row.kubernetes[1]:
        first, last = row.kubernetes
        fitting = [
            str(each.since)
            for each in ako_known.SUPPORT
            if each.kubernetes[0] <= asked <= each.kubernetes[1]
        ]
        yield Finding(
            _AKO,
            f"AKO {ako.version} has Kubernetes {first} to {last} compiled into it, not {asked}",
            f"{set_to(_AKO, fitting[-1])}  ({asked} is in {', '.join(fitting)} and later patches)"
            if fitting
            else "",
        )


@rule("ako-controller-too-old")
def ako_controller_too_old(ako: Ako) -> Iterator[Finding]:
    """The Avi Controller is older than the oldest that is compiled into this AKO."""
    row = ako_known.ako_support(ako.version)
    asked = ako.controller.version
    if row is not None and asked < row.oldest_controller:
        fitting = [each.since for each in ako_known.SUPPORT if each.oldest_controller <= asked]
        yield Finding(
            _CONTROLLER,
            f"AKO {ako.version} has Avi Controllers from {row.oldest_controller} on compiled into "
            f"it, not {asked}",
            f"upgrade the controller, then {set_to(_CONTROLLER, str(row.oldest_controller))}  "
            "(or the controller's own version)"
            + (f"; or {set_to(_AKO, str(fitting[-1]))}" if fitting else ""),
        )


@rule("ako-controller")
def ako_controller(ako: Ako) -> Iterator[Finding]:
    """The Avi Controller is not among the releases that this AKO's documentation supports."""
    row = ako_known.ako_support(ako.version)
    asked = ako.controller.version
    if row is None or asked < row.oldest_controller:
        return
    first, last = row.controller
    if asked < first or asked.minor_release > last.minor_release:
        yield Finding(
            _CONTROLLER,
            f"AKO {ako.version} supports Avi Controllers {first} to {last}, not {asked}",
        )
