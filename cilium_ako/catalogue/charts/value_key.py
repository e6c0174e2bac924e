"""The row type of the tables that spell facts as Helm values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cilium_ako.catalogue.release import Release

_ANY: Final = Release(0, 0)


class ValueKey(NamedTuple):
    """One Helm key of one fact."""

    fact: str
    """What is decided."""
    key: str
    """The Helm key, with dots."""
    config: str = ""
    """The key in the chart's ConfigMap; empty where the fact has none of its own."""
    since: Release = _ANY
    """First minor of the row."""
    until: Release | None = None
    """Last minor of the row; open where None."""
    value_map: Mapping[Any, object] | None = None
    """The fact's value to the chart's; what is missing here is not written. As it is where None."""

    def applies_to(self, minor: Release) -> bool:
        """Whether the row is for this minor."""
        return self.since <= minor and (self.until is None or minor <= self.until)
