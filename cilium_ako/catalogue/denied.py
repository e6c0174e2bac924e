"""The row type of the deny lists: releases of a program that break something that a stack uses."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.severity import Severity

UseT = TypeVar("UseT", bound=str)


class Denied(NamedTuple, Generic[UseT]):
    """One range of releases that breaks one thing."""

    use: UseT
    """What a stack uses that is broken: the list's own words."""
    since: Release
    """The first release that breaks it."""
    mended: Release
    """The first release that does not."""
    severity: Severity
    breaks: str
    """What happens, as the end of a sentence that begins with the release."""
    source: str

    def applies_to(self, release: Release) -> bool:
        """Whether a release breaks it."""
        return self.since <= release < self.mended
