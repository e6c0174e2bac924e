"""The part of docs/fleet.md that is generated: what `fleet check` finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cilium_ako.catalogue.pulumi.fleet_faults import FAULTS
from tools.docs.generated_parts import with_parts

PAGE = Path(__file__).parents[2] / "docs" / "fleet.md"


def fleet() -> str:
    """The page with the table of faults."""
    return with_parts(PAGE, {"fleet faults": "\n".join(_table())})


def _table() -> Iterator[str]:
    yield "| fault | what happens | fix |"
    yield "|---|---|---|"
    for each in FAULTS:
        yield f"| `{each.id}` | {each.why} | {each.fix} |"
