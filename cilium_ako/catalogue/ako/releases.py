"""Releases of AKO that this program installs, and what each runs with.

Sources are paths in the AKO repository, in the branch of the release. A minor that has no row
here is refused by name.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class AkoSupport(NamedTuple):
    """What AKO runs with from one release on, until the next row of the same minor."""

    since: Release
    kubernetes: tuple[Release, Release]
    """First and last Kubernetes minor that is compiled into it: AKO exits outside of them."""
    oldest_controller: Release
    """The oldest release of the Avi Controller that is compiled into it: AKO exits below it."""
    controller: tuple[Release, Release]
    """First release of the Avi Controller and last line that its documentation supports."""


SUPPORT: Final = (
    AkoSupport(
        since=Release(1, 10, 1),
        kubernetes=(Release(1, 22), Release(1, 26)),
        oldest_controller=Release(21, 1, 5),
        controller=(Release(21, 1, 5), Release(22, 1, 4)),
    ),
    AkoSupport(
        since=Release(1, 10, 2),
        kubernetes=(Release(1, 22), Release(1, 27)),
        oldest_controller=Release(21, 1, 5),
        controller=(Release(21, 1, 5), Release(22, 1, 4)),
    ),
    AkoSupport(
        since=Release(1, 11, 1),
        kubernetes=(Release(1, 22), Release(1, 27)),
        oldest_controller=Release(21, 1, 5),
        controller=(Release(21, 1, 6), Release(30, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 11, 3),
        kubernetes=(Release(1, 22), Release(1, 28)),
        oldest_controller=Release(21, 1, 5),
        controller=(Release(21, 1, 6), Release(30, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 1),
        kubernetes=(Release(1, 25), Release(1, 29)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 2),
        kubernetes=(Release(1, 25), Release(1, 30)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 12, 3),
        kubernetes=(Release(1, 24), Release(1, 30)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(30, 2, 1)),
    ),
    AkoSupport(
        since=Release(1, 13, 1),
        kubernetes=(Release(1, 27), Release(1, 32)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 13, 2),
        kubernetes=(Release(1, 24), Release(1, 32)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 13, 3),
        kubernetes=(Release(1, 24), Release(1, 34)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(1, 14, 1),
        kubernetes=(Release(1, 29), Release(1, 34)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(22, 1, 3), Release(31, 1, 1)),
    ),
    AkoSupport(
        since=Release(2, 1, 1),
        kubernetes=(Release(1, 29), Release(1, 34)),
        oldest_controller=Release(22, 1, 3),
        controller=(Release(30, 1, 1), Release(31, 2, 1)),
    ),
)
"""What AKO runs with, oldest first.

Source: AKO:buildsettings.json of each release branch, which goes into the binary, for what
AKO:cmd/ako-main/main.go and AKO:internal/lib/control_config.go (initControllerVersion) compare;
AKO:docs/README.md of the same branches for what is supported.
"""


@cache
def ako_support(version: Release) -> AkoSupport | None:
    """What AKO runs with at a version: the last row of its minor that is not newer."""
    found = None
    minor = version.minor_release
    for row in SUPPORT:
        if row.since <= version and row.since.minor_release == minor:
            found = row
    return found
