"""docs/versions.md: which releases of Cilium and AKO are installed, and what each runs with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cilium_ako.catalogue.ako import deny_list as ako_deny_list
from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.cilium import deny_list as cilium_deny_list
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.denied import Denied
from cilium_ako.catalogue.release import Release

_BEGINNING = """# Versions

Generated from `cilium_ako/catalogue/cilium/` and `ako/` by `make docs`.

A version that has no row here is refused (`cilium-version`, `ako-version` in [rules.md](rules.md)).
What of a minor works where, key by key, is what `cilium-ako check` says of a stack.

## Cilium
"""

_AKO = """
## AKO

AKO ends by itself outside of the Kubernetes minors, and below the Avi Controller, that are compiled
into it. Its documentation supports Avi Controllers up to the last column; above it is a warning
(`ako-controller`).
"""

_BROKEN = """
## Releases that break something

Counted where a stack uses what is broken: `version-denied` is an error, `version-flawed` a warning.
"""


def versions() -> str:
    """The tables of releases."""
    lines = [_BEGINNING, *_cilium(), _AKO, *_ako(), _BROKEN]
    lines += ["| from | before | with | is | it | source |", "|---|---|---|---|---|---|"]
    lines += _broken("Cilium", cilium_deny_list.DENIED)
    lines += _broken("AKO", ako_deny_list.DENIED)
    return "\n".join(lines) + "\n"


def _cilium() -> Iterator[str]:
    yield "| minor | gets releases | kernel | Kubernetes in its tests | oldest for its chart |"
    yield "|---|---|---|---|---|"
    for row in reversed(MINORS):
        released = "yes" if row.maintained else "no more"
        kernel = f"{row.kernel}, or {row.kernel_note}"
        kubernetes = f"{_range(row.kubernetes)} | {row.chart_floor}"
        yield f"| {row.minor} | {released} | {kernel} | {kubernetes} |"


def _ako() -> Iterator[str]:
    yield "| from | Kubernetes | oldest Avi Controller | supported Avi Controllers |"
    yield "|---|---|---|---|"
    for row in reversed(SUPPORT):
        kubernetes, controllers = _range(row.kubernetes), _range(row.controller)
        yield f"| {row.since} | {kubernetes} | {row.oldest_controller} | {controllers} |"


def _broken(program: str, denied: Sequence[Denied[Any]]) -> Iterator[str]:
    for row in denied:
        yield (
            f"| {program} {row.since} | {row.mended} | {row.use} | {row.severity} |"
            f" {row.breaks} | {row.source} |"
        )


def _range(releases: tuple[Release, Release]) -> str:
    return f"{releases[0]} to {releases[1]}"
