"""Derives the tables of ConfigMaps, `catalogue/*/config_map/`, from a folder of charts.

    python -m tools.derive_config_maps CHARTS

CHARTS holds archives or unpacked charts, called `cilium-<version>` and `ako-<version>`. Of each
minor the newest release is taken.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cilium_ako.catalogue.release import Release
from tools.config_map_tables import TEMPLATES, derived, write


def charts_in(folder: Path, chart: str) -> Iterator[tuple[Release, Path]]:
    """The releases of a chart in a folder, with where they are."""
    for path in sorted(folder.glob(f"{chart}-*")):
        release = Release.parse(path.name.removeprefix(f"{chart}-").removesuffix(".tgz"), full=True)
        if release is not None:
            yield release, path


def main() -> None:
    """Writes the tables of both charts."""
    folder = Path(sys.argv[1])
    for chart in TEMPLATES:
        write(chart, derived(charts_in(folder, chart)))


if __name__ == "__main__":
    main()
