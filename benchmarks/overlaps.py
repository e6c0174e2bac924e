"""How the time for overlaps grows with the number of ranges: `python -m benchmarks.overlaps`.

Ten times the ranges may take 25 times as long, and 100,000 less than three seconds; the garbage
collector is off, so that only the sorting and searching is seen. Exit status 1 where it does not
hold. Three kinds of lists: all apart, all on top of each other, and nested.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from time import perf_counter
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cilium_ako.addresses.intervals import IntervalIndex, IntervalUnion
from cilium_ako.addresses.overlaps import duplicates, overlaps, overlaps_within
from cilium_ako.rules.queries import config_ranges

SMALL: Final = 10_000
LARGE: Final = 100_000
MOST_TIMES: Final = 25.0
MOST_SECONDS: Final = 3.0

_APART: Final = 7919  # a prime, so that the lists do not come sorted


def _apart(count: int) -> list[IPv4Network]:
    return [IPv4Network(((10 << 24) + (i * _APART % count) * 64, 26)) for i in range(count)]


def _stacked(count: int) -> list[IPv4Network]:
    return [IPv4Network((10 << 24, 8 + i % 17)) for i in range(count)]


def _nested(count: int) -> list[IPv4Network]:
    networks = []
    for i in range(count):
        prefix = 12 + i % 20
        first = (10 << 24) + (i * _APART % count) * 64
        networks.append(IPv4Network((first >> (32 - prefix) << (32 - prefix), prefix)))
    return networks


LISTS: Final[dict[str, Callable[[int], list[IPv4Network]]]] = {
    "apart": _apart,
    "stacked": _stacked,
    "nested": _nested,
}


def seconds(networks: list[IPv4Network]) -> float:
    """The time for every comparison that the rules make, on a list of this size."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        gc.disable()
        began = perf_counter()
        half = len(networks) // 2
        left = config_ranges(networks[:half], "cilium", "ipam", "podCidrs")
        right = config_ranges(networks[half:], "cluster", "nodeCidrs")
        shown = [*overlaps(left, right), *overlaps_within(left), *duplicates(right)]
        index, union = IntervalIndex(right), IntervalUnion(right)
        for each in left:
            index.find_overlap(each)
            index.count_overlaps(each)
            union.covers(each)
        best = min(best, perf_counter() - began)
        gc.enable()
        if len(shown) > 30:
            raise AssertionError("a report is not capped")
    return best


def main() -> int:
    """Prints a line per kind of list, and tells whether all hold."""
    worst = 0
    for name, made in LISTS.items():
        small, large = seconds(made(SMALL)), seconds(made(LARGE))
        times = large / small
        holds = times <= MOST_TIMES and large < MOST_SECONDS
        print(
            f"{name:8} {SMALL:,}: {small:.3f} s   {LARGE:,}: {large:.3f} s   "
            f"ratio {times:.1f} (at most {MOST_TIMES:.0f})   {'ok' if holds else 'TOO SLOW'}"
        )
        worst |= not holds
    return worst


if __name__ == "__main__":
    sys.exit(main())
