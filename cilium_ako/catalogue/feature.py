"""The row type of everything that a program does in some of its releases and not in others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release

_ALWAYS: Final = Release(0, 0)


class Feature(NamedTuple):
    """Something that a program does from one release on, or up to one, or between two."""

    what: str
    """What it is, and what is different without it."""
    source: str
    """Where it is known from."""
    since: Release = _ALWAYS
    """The first release that has it."""
    before: Release | None = None
    """The first release that no longer has it; None while the newest still has it."""

    def is_in(self, release: Release) -> bool:
        """Whether a release has it."""
        return self.since <= release and (self.before is None or release < self.before)


def features_of(module: Mapping[str, object]) -> Mapping[str, Feature]:
    """Every feature that a module names, by that name: `features_of(globals())`."""
    return {name: value for name, value in module.items() if isinstance(value, Feature)}
