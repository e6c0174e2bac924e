"""Lines of the charts' tables that hold for one minor: a key, two minors, and what is so.

The tables stand in `cilium/` and `ako/` beside this folder. A line holds from its first minor to
its last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cilium_ako.catalogue.release import Release


def lines_of_minor(lines: Iterable[str], minor: Release) -> Iterator[list[str]]:
    """The key and the further cells of each line that holds for a minor."""
    for line in lines:
        if not line.startswith("#"):
            key, first, last, *cells = line.split("\t")
            if Release.of_minor(first) <= minor <= Release.of_minor(last):
                yield [key, *cells]


def nested(values: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Values by their dotted keys as values.yaml has them, mappings in mappings."""
    found: dict[str, object] = {}
    for key, value in values:
        *above, last = key.split(".")
        below = found
        for step in above:
            inner = below.setdefault(step, {})
            assert isinstance(inner, dict)  # noqa: S101 - a leaf has nothing below it
            below = inner
        below[last] = value
    return found
