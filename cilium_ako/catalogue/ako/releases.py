"""Releases of AKO that this program installs, and what each supports.

Sources are paths in the AKO repository, in the branch of the release. A minor that has no row
here is refused by name.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class AkoSupport(NamedTuple):
    """What AKO supports from one release on, until the next row of the same minor."""

    since: Release
    kubernetes: tuple[Release, Release]
    """First and last supported Kubernetes minor."""
    controller: tuple[Release, Release]
    """First supported release of the Avi Controller and last supported line."""


SUPPORT: Final = (
    AkoSupport(
        since=Release(1, 10, 1),
        kubernetes=(Release(1, 22), Release(1, 26)),
        controller=(Release(21, 1, 5), Release(22, 1, 4)),
    ),
    AkoSupport(
        since=Release(1, 10, 3),
        kubernetes=(Release(1, 22), Release(1, 27)),
        controller=(Release(21, 1, 5), Release(22, 1, 4)),
    ),
    AkoSupport(
        since=Release(1, 11, 1),
        kubernetes=(Release(1, 23), Release(1, 27)),
        controller=(Release(21, 1, 6), Release(30, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 11, 3),
        kubernetes=(Release(1, 23), Release(1, 28)),
        controller=(Release(21, 1, 6), Release(30, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 1),
        kubernetes=(Release(1, 25), Release(1, 29)),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 2),
        kubernetes=(Release(1, 25), Release(1, 30)),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 3),
        kubernetes=(Release(1, 24), Release(1, 30)),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 13, 1),
        kubernetes=(Release(1, 27), Release(1, 32)),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 13, 3),
        kubernetes=(Release(1, 27), Release(1, 33)),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 14, 1),
        kubernetes=(Release(1, 27), Release(1, 33)),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(2, 1, 1),
        kubernetes=(Release(1, 29), Release(1, 34)),
        controller=(Release(30, 1, 1), Release(31, 2, 1)),
    ),
)
"""AKO's support table, oldest first. Source: AKO:docs/README.md of each release branch."""


@cache
def ako_support(version: Release) -> AkoSupport | None:
    """What AKO supports at a version: the last row of its minor that is not newer."""
    found = None
    minor = version.minor_release
    for row in SUPPORT:
        if row.since <= version and row.since.minor_release == minor:
            found = row
    return found
