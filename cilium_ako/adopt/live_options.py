"""How to look at a running cluster."""

from __future__ import annotations

from typing import NamedTuple

from cilium_ako.catalogue.release import Release


class LiveOptions(NamedTuple):
    """How to look at a cluster."""

    helm_records: bool = False
    """Whether Helm's own records are read, which are Secrets."""
    allow_unread: bool = False
    """Whether what could not be read is left out, and nothing refused for it."""
    cilium_version: Release | None = None
    """The chart's release, where a person says it."""
    ako_version: Release | None = None
    """The same of AKO."""
