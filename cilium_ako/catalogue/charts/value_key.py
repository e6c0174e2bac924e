"""The row type of the tables that spell facts as Helm values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cilium_ako.catalogue.release import Release

_ANY: Final = Release(0, 0)


class ValueKey(NamedTuple):
    """One Helm key of one fact."""

    fact: str
    """The fact's name; a fact of AKO without its `ako.`."""
    key: str
    """The Helm key, with dots."""
    config: str = ""
    """The key in the chart's ConfigMap; empty where the fact has none of its own."""
    since: Release = _ANY
    """First minor with this key."""
    until: Release | None = None
    """Last minor with this key; None while the newest still has it."""
    value_map: Mapping[Any, object] | None = None
    """The fact's value to what the chart takes; a value that is missing here is not written. None
    where both are the same."""
    preference: bool = False
    """Whether it is only what this program prefers and nothing hangs on it: a stack's own value
    stands then, and facts and rules follow that value. All else is decided by the config alone."""
    free_when_unsaid: bool = False
    """Whether a stack's own values may say it where the config decides nothing of it, as an API
    server's address while kube-proxy runs."""

    def applies_to(self, minor: Release) -> bool:
        """Whether the row is for this minor."""
        return self.since <= minor and (self.until is None or minor <= self.until)
