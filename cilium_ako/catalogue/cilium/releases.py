"""Minors of Cilium that this program installs, and what each needs and was tested with.

Sources are paths in the Cilium repository at the tag of that minor. A minor that has no row here
is refused by name.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release


class CiliumMinor(NamedTuple):
    """What is known of one minor of Cilium."""

    minor: Release
    kernel: Release
    """The oldest kernel that agents run on."""
    kernel_note: str
    """An older kernel of a distribution that is patched up to it."""
    kubernetes: tuple[Release, Release]
    """First and last Kubernetes minor of its end-to-end tests."""
    chart_floor: Release
    """The chart's `kubeVersion`: Helm refuses an older Kubernetes."""
    maintained: bool
    """Whether it still gets releases: the newest three minors do."""
    ipsec_since: Release | None = None
    """The first patch with per-tunnel IPsec keys; None where the minor has them from the start.

    It also keeps out 1.13.1, 1.13.4 and 1.14.0, whose IPsec drops traffic (#27119).
    """


MINORS: Final[tuple[CiliumMinor, ...]] = (
    CiliumMinor(
        minor=Release(1, 13),
        kernel=Release(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=(Release(1, 16), Release(1, 26)),
        chart_floor=Release(1, 16),
        ipsec_since=Release(1, 13, 14),
        maintained=False,
    ),
    CiliumMinor(
        minor=Release(1, 14),
        kernel=Release(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=(Release(1, 19), Release(1, 27)),
        chart_floor=Release(1, 16),
        ipsec_since=Release(1, 14, 9),
        maintained=False,
    ),
    CiliumMinor(
        minor=Release(1, 15),
        kernel=Release(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=(Release(1, 26), Release(1, 29)),
        chart_floor=Release(1, 16),
        ipsec_since=Release(1, 15, 3),
        maintained=False,
    ),
    CiliumMinor(
        minor=Release(1, 16),
        kernel=Release(5, 4),
        kernel_note="RHEL 8's 4.18",
        kubernetes=(Release(1, 27), Release(1, 30)),
        chart_floor=Release(1, 21),
        maintained=False,
    ),
    CiliumMinor(
        minor=Release(1, 17),
        kernel=Release(5, 4),
        kernel_note="RHEL 8.6's 4.18",
        kubernetes=(Release(1, 29), Release(1, 32)),
        chart_floor=Release(1, 21),
        maintained=False,
    ),
    CiliumMinor(
        minor=Release(1, 18),
        kernel=Release(5, 10),
        kernel_note="RHEL 8.6's 4.18",
        kubernetes=(Release(1, 30), Release(1, 33)),
        chart_floor=Release(1, 21),
        maintained=True,
    ),
    CiliumMinor(
        minor=Release(1, 19),
        kernel=Release(5, 10),
        kernel_note="RHEL 8.10's 4.18",
        kubernetes=(Release(1, 32), Release(1, 35)),
        chart_floor=Release(1, 21),
        maintained=True,
    ),
    CiliumMinor(
        minor=Release(1, 20),
        kernel=Release(5, 10),
        kernel_note="RHEL 8.10's 4.18",
        kubernetes=(Release(1, 33), Release(1, 36)),
        chart_floor=Release(1, 21),
        maintained=True,
    ),
)
"""Every minor of Cilium that this program installs.

Sources, at each minor: Documentation/operations/system_requirements.rst for kernels,
Documentation/network/kubernetes/compatibility.rst for Kubernetes, Chart.yaml for the floor. For
IPsec: cilium/cilium#31612, #31611, #31610 and the advisory GHSA-pwqm-x5x6-5586.
"""


_BY_MINOR: Final = {row.minor: row for row in MINORS}


def cilium_minor(version: Release) -> CiliumMinor | None:
    """The row of a release's minor; None where there is none."""
    return _BY_MINOR.get(version.minor_release)


def newest_minor_with(feature: Feature) -> Release:
    """The newest minor that has a feature. Raises ValueError where none has it."""
    return max(row.minor for row in MINORS if feature.is_in(row.minor))


def maintained_minors() -> list[Release]:
    """The minors that still get releases, oldest first."""
    return [row.minor for row in MINORS if row.maintained]
