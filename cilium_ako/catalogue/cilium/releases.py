"""Releases of Cilium and AKO that this program installs, and what each was tested with.

Sources are paths in the Cilium repository at the tag of that minor, and `AKO:` paths in the
branch of that AKO release. A minor that has no row here is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

Release = tuple[int, ...]
"""A release as numbers; shorter than three where any patch is meant."""


class CiliumMinor(NamedTuple):
    """What is known of one minor of Cilium."""

    kernel: Release
    """The oldest kernel that agents run on."""
    kernel_note: str
    """An older kernel of a distribution that is patched up to it."""
    kubernetes: tuple[Release, Release]
    """First and last Kubernetes minor of its end-to-end tests."""
    chart_floor: Release
    """The chart's `kubeVersion`: Helm refuses an older Kubernetes."""
    maintained: bool
    """Whether it still gets releases: three minors do."""


_GONE: Final = False
_KEPT: Final = True

CILIUM: Final[Mapping[Release, CiliumMinor]] = {
    (1, 13): CiliumMinor(
        kernel=(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=((1, 16), (1, 26)),
        chart_floor=(1, 16),
        maintained=_GONE,
    ),
    (1, 14): CiliumMinor(
        kernel=(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=((1, 19), (1, 27)),
        chart_floor=(1, 16),
        maintained=_GONE,
    ),
    (1, 15): CiliumMinor(
        kernel=(4, 19, 57),
        kernel_note="RHEL 8's 4.18",
        kubernetes=((1, 26), (1, 29)),
        chart_floor=(1, 16),
        maintained=_GONE,
    ),
    (1, 16): CiliumMinor(
        kernel=(5, 4),
        kernel_note="RHEL 8's 4.18",
        kubernetes=((1, 27), (1, 30)),
        chart_floor=(1, 21),
        maintained=_GONE,
    ),
    (1, 17): CiliumMinor(
        kernel=(5, 4),
        kernel_note="RHEL 8.6's 4.18",
        kubernetes=((1, 29), (1, 32)),
        chart_floor=(1, 21),
        maintained=_GONE,
    ),
    (1, 18): CiliumMinor(
        kernel=(5, 10),
        kernel_note="RHEL 8.6's 4.18",
        kubernetes=((1, 30), (1, 33)),
        chart_floor=(1, 21),
        maintained=_KEPT,
    ),
    (1, 19): CiliumMinor(
        kernel=(5, 10),
        kernel_note="RHEL 8.10's 4.18",
        kubernetes=((1, 32), (1, 35)),
        chart_floor=(1, 21),
        maintained=_KEPT,
    ),
    (1, 20): CiliumMinor(
        kernel=(5, 10),
        kernel_note="RHEL 8.10's 4.18",
        kubernetes=((1, 33), (1, 36)),
        chart_floor=(1, 21),
        maintained=_KEPT,
    ),
}
"""Every minor of Cilium that this program installs.

Sources, at each minor: Documentation/operations/system_requirements.rst for kernels,
Documentation/network/kubernetes/compatibility.rst for Kubernetes, Chart.yaml for the floor.
"""


class AkoSupport(NamedTuple):
    """What AKO supports from one release on, until the next row of the same minor."""

    since: Release
    kubernetes: tuple[Release, Release]
    """First and last supported Kubernetes minor."""
    controller: tuple[Release, Release]
    """First supported release of the Avi Controller and last supported line."""


AKO: Final = (
    AkoSupport(
        since=(1, 10, 1), kubernetes=((1, 22), (1, 26)), controller=((21, 1, 5), (22, 1, 4))
    ),
    AkoSupport(
        since=(1, 10, 3), kubernetes=((1, 22), (1, 27)), controller=((21, 1, 5), (22, 1, 4))
    ),
    AkoSupport(
        since=(1, 11, 1), kubernetes=((1, 23), (1, 27)), controller=((21, 1, 6), (30, 1, 1))
    ),
    AkoSupport(
        since=(1, 11, 3), kubernetes=((1, 23), (1, 28)), controller=((21, 1, 6), (30, 1, 1))
    ),
    AkoSupport(
        since=(1, 12, 1), kubernetes=((1, 25), (1, 29)), controller=((22, 1, 3), (30, 2, 1))
    ),
    AkoSupport(
        since=(1, 12, 2), kubernetes=((1, 25), (1, 30)), controller=((22, 1, 3), (30, 2, 1))
    ),
    AkoSupport(
        since=(1, 12, 3), kubernetes=((1, 24), (1, 30)), controller=((22, 1, 3), (30, 2, 1))
    ),
    AkoSupport(
        since=(1, 13, 1), kubernetes=((1, 27), (1, 32)), controller=((22, 1, 3), (31, 1, 1))
    ),
    AkoSupport(
        since=(1, 13, 3), kubernetes=((1, 27), (1, 33)), controller=((22, 1, 3), (31, 1, 1))
    ),
    AkoSupport(
        since=(1, 14, 1), kubernetes=((1, 27), (1, 33)), controller=((22, 1, 3), (31, 1, 1))
    ),
    AkoSupport(since=(2, 1, 1), kubernetes=((1, 29), (1, 34)), controller=((30, 1, 1), (31, 2, 1))),
)
"""AKO's support table, oldest first. Source: AKO:docs/README.md of each release branch."""

AKO_WITH_CILIUM: Final[Release] = (1, 10, 1)
"""AKO's first release that knows Cilium. Source: AKO:CHANGELOG.md, AKO:helm/ako/templates."""

IPSEC_PATCHES: Final[Mapping[Release, Release]] = {
    (1, 13): (1, 13, 14),
    (1, 14): (1, 14, 9),
    (1, 15): (1, 15, 3),
}
"""Per minor, the first patch with per-tunnel IPsec keys; later minors have them from the start.

Source: cilium/cilium#31612, #31611, #31610 and the advisory GHSA-pwqm-x5x6-5586. They also keep
out 1.13.1, 1.13.4 and 1.14.0, whose IPsec drops traffic (#27119).
"""


def cilium_minor(version: Release) -> CiliumMinor | None:
    """The row of a version's minor."""
    return CILIUM.get(tuple(version[:2]))


def ako_support(version: Release) -> AkoSupport | None:
    """What AKO supports at a version: the last row of its minor that is not newer."""
    found = None
    for row in AKO:
        if row.since[:2] == tuple(version[:2]) and row.since <= tuple(version):
            found = row
    return found


def dotted(release: Release) -> str:
    """A release as people write it.

    >>> dotted((1, 18))
    '1.18'
    """
    return ".".join(str(part) for part in release)
