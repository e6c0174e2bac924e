"""Of which chart versions the facts are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release

_KNOWN_MINORS: Final[Mapping[Chart, tuple[Release, Release]]] = {
    "cilium": (MINORS[0].minor, MINORS[-1].minor),
    "ako": (SUPPORT[0].since.minor_release, SUPPORT[-1].since.minor_release),
}
"""First and last minor of each chart whose defaults are known."""


VERSION_UNKNOWN: Final = "the chart's version is not known"
"""Why nothing can be said where a version is no release."""


def minor_of(version: str) -> Release | None:
    """The minor that a chart version is of; None where it is no release with a patch."""
    release = Release.parse(version, full=True)
    return None if release is None else release.minor_release


def why_version_unknown(chart: Chart, version: str) -> str | None:
    """Why nothing can be said of a chart of this version, as the end of a sentence.

    None where something can.
    """
    minor = minor_of(version)
    if minor is None:
        return VERSION_UNKNOWN
    first, last = _KNOWN_MINORS[chart]
    if not first <= minor <= last:
        return (
            f"the defaults of {chart} {minor} are not known here (from {first} to {last} they are)"
        )
    return None
