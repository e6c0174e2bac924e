"""Tables of what a chart has in which minors: rows that can be added to.

Each row is a key, the first and the last of the minors in which it is so, and what is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cilium_ako.catalogue.release import Release


class MinorRow(NamedTuple):
    """A key of a chart, in a run of minors in which the same holds of it."""

    key: str
    first: Release
    last: Release
    cell: str
    """What holds of it, as the table's heading says."""

    def __str__(self) -> str:
        return f"{self.key}\t{self.first}\t{self.last}\t{self.cell}"


def with_minor(
    rows: list[MinorRow], previous: Release | None, minor: Release, cells: Mapping[str, str]
) -> list[MinorRow]:
    """A table with one more minor in it, of whose keys these are the cells.

    `previous` is the minor before it, None in an empty table. A row that reached up to it goes on
    where the key's cell is still the same.
    """
    going_on = {row.key: row for row in rows if row.last == previous}
    result = [
        row._replace(last=minor)
        if row is going_on.get(row.key) and cells.get(row.key) == row.cell
        else row
        for row in rows
    ]
    result += [
        MinorRow(key, minor, minor, cell)
        for key, cell in cells.items()
        if key not in going_on or going_on[key].cell != cell
    ]
    return sorted(result)


def table_text(heading: str, rows: list[MinorRow]) -> str:
    """What a table's file holds."""
    return "\n".join([heading, *map(str, rows)]) + "\n"


def table_rows(text: str) -> list[MinorRow]:
    """The rows of a table. Raises ValueError where a line is none."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            key, first, last, cell = line.split("\t")
            rows.append(MinorRow(key, Release.of_minor(first), Release.of_minor(last), cell))
    return rows
