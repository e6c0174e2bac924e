"""Flags of etcd that hold for every member, and those that changed their name from minor to minor.

Flags that follow from a stack's config stand in `cilium_ako.etcd.arguments`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class Flag(NamedTuple):
    """A flag that every member has."""

    text: str
    """As it is typed."""
    why: str
    """What it is for."""
    source: str
    since: Release | None = None
    """First minor with it; None where all have it."""
    until: Release | None = None
    """Last minor with it."""

    def is_in(self, release: Release) -> bool:
        """Whether a release of etcd takes it."""
        minor = release.minor_release
        return (self.since is None or minor >= self.since) and (
            self.until is None or minor <= self.until
        )


FLAGS: Final = (
    Flag(
        text="--client-cert-auth",
        why="whoever shows no certificate of the clients' authority is sent away",
        source="server/etcdmain/help.go",
    ),
    Flag(
        text="--peer-client-cert-auth",
        why="only members have certificates of the members' authority",
        source="server/etcdmain/help.go",
    ),
    Flag(
        text="--auto-compaction-mode=revision",
        why="without compaction the quota is used up within days, and agents die of it",
        source="kOps:docs/networking/cilium.md; kubernetes/kops#10663",
    ),
    Flag(
        text="--auto-compaction-retention=2500",
        why="as kOps does for Cilium's etcd: history by its length and not by time",
        source="kOps:docs/networking/cilium.md; kOps:pkg/model/components/etcdmanager/model.go",
    ),
    Flag(
        text="--experimental-initial-corrupt-check=true",
        why="a member whose data differ from the others' does not start",
        source="server/etcdmain/help.go",
        until=Release(3, 5),
    ),
    Flag(
        text="--feature-gates=InitialCorruptCheck=true",
        why="a member whose data differ from the others' does not start",
        source="server/features/etcd_features.go",
        since=Release(3, 6),
    ),
)
"""In the order in which they are given."""
