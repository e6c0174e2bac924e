"""Which releases of etcd are run, and from which image."""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class EtcdMinor(NamedTuple):
    """A minor release of etcd that this program runs."""

    minor: Release
    oldest: Release
    """The oldest patch that is run."""
    from_patch: Release | None
    """The oldest patch of the minor before it that may be updated to this one; None where there is
    no such minor here."""
    why: str
    """What is wrong with older patches, as a sentence."""


MINORS: Final = (
    EtcdMinor(
        minor=Release(3, 5),
        oldest=Release(3, 5, 31),
        from_patch=None,
        why="Patches before 3.5.3 lose data in a crash, those before 3.5.20 promote a learner in"
        " one store and not in the other; this is the oldest that kOps ships.",
    ),
    EtcdMinor(
        minor=Release(3, 6),
        oldest=Release(3, 6, 12),
        from_patch=Release(3, 5, 20),
        why="This is the oldest that kOps ships.",
    ),
)
"""Ascending. Source: CHANGELOG/CHANGELOG-3.5.md, CHANGELOG/CHANGELOG-3.6.md;
kOps:pkg/model/components/etcd.go."""

BY_MINOR: Final = {row.minor: row for row in MINORS}

IMAGE: Final = (
    "registry.k8s.io/etcd:v3.6.12"
    "@sha256:3c2ced08f23b1183e8bd4613064c3fb6b8db5057a4d1f13c3518c76e357a07a8"
)
"""The image that members run where a stack names none: etcd's own release, for all architectures,
without a shell. gcr.io/etcd-development/etcd has the same digest under the same tag."""
