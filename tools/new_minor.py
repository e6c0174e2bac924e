"""Leads through a new minor of Cilium: docs/add-a-cilium-minor.md is its manual.

    python -m tools.new_minor 1.21 cilium-1.21.0.tgz [--previous cilium-1.20.0.tgz] [--dry-run]

CHART is the new minor's chart, a folder or the archive that `helm pull` makes. The tool adds the
keys of the chart to `catalogue/cilium/chart_keys/`, its default values to
`catalogue/cilium/chart_defaults.tsv` and what it writes into `cilium-config` to
`catalogue/cilium/config_map/`, and prints the row for `catalogue/cilium/releases.py` and every row
of other tables that must be looked at again. With the chart of the minor before it also says which
defaults differ. Exit status 2 where the chart is not one of that minor, or a minor between is
missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from tools import config_map_tables
from tools.chart_default_tables import with_chart as with_defaults_of
from tools.chart_key_tables import TABLES, extended, keys_in, read_tables, write_tables
from tools.cilium_chart import Chart, ChartError, read_chart
from tools.config_map_tables import ConfigMapTables
from tools.go_templates import TemplateError
from tools.minor_review import Step, reviews

FOLDER: Final = TABLES / "cilium" / "chart_keys"


def main(arguments: list[str] | None = None) -> int:
    """Runs the tool, and returns its exit status."""
    parser = argparse.ArgumentParser(prog="new_minor", description=__doc__.partition("\n")[0])
    parser.add_argument("minor", help="the new minor, such as 1.21")
    parser.add_argument("chart", type=Path, help="its chart: a folder or a .tgz")
    parser.add_argument("--previous", type=Path, help="the chart of the minor before it")
    parser.add_argument("--dry-run", action="store_true", help="write no table")
    given = parser.parse_args(arguments)
    try:
        minor, previous = _minors(given.minor)
        chart = _chart_of(given.chart, minor)
        before = _chart_of(given.previous, previous) if given.previous else None
        config_maps = _config_maps(minor, chart, given.chart)
    except ChartError as error:
        print(f"new_minor: {error}", file=sys.stderr)
        return 2
    old = read_tables(FOLDER)
    new = extended(old, previous, minor, chart)
    if not given.dry_run:
        write_tables(FOLDER, new)
        config_map_tables.write("cilium", config_maps)
        defaults = TABLES / "cilium" / "chart_defaults.tsv"
        text = with_defaults_of(defaults.read_text("utf-8"), previous, minor, chart.values)
        defaults.write_text(text, "utf-8")
    written = tuple(config_map_tables.in_minor(config_maps, each) for each in (previous, minor))
    step = Step(
        minor, previous, keys_in(old, previous), keys_in(new, minor), chart, before, written
    )
    print("\n".join(_text(step)))
    return 0


def _minors(text: str) -> tuple[Release, Release]:
    """The minor that is asked for, and the one before it, which must be known."""
    release = Release.parse(text)
    if release is None or text != str(release.minor_release):
        raise ChartError(f"{text} is not a minor such as {MINORS[-1].minor}")
    minor = release.minor_release
    previous = Release(minor.major, minor.minor - 1)
    if previous not in [row.minor for row in MINORS]:
        raise ChartError(
            f"{previous} has no row in catalogue/cilium/releases.py, and minors are added one at a "
            f"time; the newest is {MINORS[-1].minor}"
        )
    return minor, previous


def _config_maps(minor: Release, chart: Chart, path: Path) -> ConfigMapTables:
    """The tables of `cilium-config` with the new minor in them."""
    tables = config_map_tables.read("cilium")
    if minor in tables.rows.minors:
        return tables
    try:
        return config_map_tables.with_minor(tables, minor, chart)
    except TemplateError as error:
        raise ChartError(
            f"what {path} writes into cilium-config cannot be read: {error}; teach it to"
            " tools/go_templates.py and tools/config_map_rows.py"
        ) from None


def _chart_of(path: Path, minor: Release) -> Chart:
    chart = read_chart(path)
    if chart.name != "cilium" or chart.version.minor_release != minor:
        raise ChartError(f"{path} is the chart {chart.name} {chart.version}, not cilium {minor}")
    return chart


def _text(step: Step) -> Iterator[str]:
    yield f"# Cilium {step.minor}, from the chart {step.chart.version}"
    for number, review in enumerate(reviews(step), 1):
        yield ""
        yield f"## {number}. {review.title}"
        yield ""
        yield review.what
        if review.lines:
            yield ""
            yield from review.lines


if __name__ == "__main__":
    sys.exit(main())
