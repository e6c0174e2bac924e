"""The tables of ConfigMaps, `catalogue/*/config_map/`, as lines that can be added to.

`rows.tsv` has what the template writes, `defaults.tsv` the chart's values that it reads. What a key
has in one minor is a block of lines, and a block that stays the same in the next minor goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.config_map import ConfigMapTable, table_of
from cilium_ako.catalogue.release import Release
from tools.chart_key_tables import TABLES
from tools.cilium_chart import Chart, read_chart
from tools.config_map_rows import config_map_rows, read_values

TEMPLATES: Final[Mapping[str, tuple[str, str]]] = {
    "cilium": ("templates/cilium-configmap.yaml", "cilium-config"),
    "ako": ("templates/configmap.yaml", "avi-k8s-config"),
}
"""Of each chart the template of its ConfigMap, and the ConfigMap's name."""
_HEADINGS: Final = {
    "rows.tsv": "# key\tfirst minor\tlast minor\tplace\twhen\ttext",
    "defaults.tsv": "# key\tfirst minor\tlast minor\tvalue",
}
_HELPERS: Final = "templates/_helpers.tpl"

Cells = tuple[tuple[str, ...], ...]
"""The lines of one key, each without the key and the minors."""


class Block(NamedTuple):
    """What a key is in a run of minors."""

    key: str
    first: Release
    last: Release
    cells: Cells


class MinorTable(NamedTuple):
    """A table with the minors that it knows."""

    minors: tuple[Release, ...]
    blocks: tuple[Block, ...]


class ConfigMapTables(NamedTuple):
    """Both tables of a chart."""

    rows: MinorTable
    defaults: MinorTable


EMPTY: Final = ConfigMapTables(MinorTable((), ()), MinorTable((), ()))


def of_chart(chart: Chart) -> tuple[dict[str, Cells], dict[str, Cells]]:
    """What both tables say of a chart: rows by key, defaults by key. Raises TemplateError."""
    template, name = TEMPLATES[chart.name]
    found = config_map_rows(chart.templates[template], chart.templates.get(_HELPERS, ""), name)
    rows: dict[str, Cells] = {}
    for row in found.rows:
        cells = (str(row.place), row.when, row.text)
        rows[row.key] = (*rows.get(row.key, ()), cells)
    for key, text in found.variables.items():
        rows[key] = (("0", "true", text),)
    defaults: dict[str, Cells] = {
        key: ((text,),) for key, text in read_values(chart.values, found.values)
    }
    return rows, defaults


def with_minor(tables: ConfigMapTables, minor: Release, chart: Chart) -> ConfigMapTables:
    """The tables with one more minor, the newest."""
    rows, defaults = of_chart(chart)
    return ConfigMapTables(_with(tables.rows, minor, rows), _with(tables.defaults, minor, defaults))


def _with(table: MinorTable, minor: Release, found: Mapping[str, Cells]) -> MinorTable:
    previous = table.minors[-1] if table.minors else None
    going_on = {each.key: each for each in table.blocks if each.last == previous}
    blocks = [
        each._replace(last=minor)
        if each is going_on.get(each.key) and found.get(each.key) == each.cells
        else each
        for each in table.blocks
    ]
    blocks += [
        Block(key, minor, minor, cells)
        for key, cells in found.items()
        if key not in going_on or going_on[key].cells != cells
    ]
    return MinorTable((*table.minors, minor), tuple(sorted(blocks)))


def in_minor(tables: ConfigMapTables, minor: Release) -> ConfigMapTable:
    """What the tables say of one minor, as the program reads them."""
    found = texts(tables)
    return table_of(found["rows.tsv"].splitlines(), found["defaults.tsv"].splitlines(), minor)


def folder(chart: str) -> Path:
    """Where a chart's tables are."""
    return TABLES / chart / "config_map"


def texts(tables: ConfigMapTables) -> dict[str, str]:
    """What the files hold, by their names."""
    return {
        "rows.tsv": _text("rows.tsv", tables.rows),
        "defaults.tsv": _text("defaults.tsv", tables.defaults),
    }


def _text(name: str, table: MinorTable) -> str:
    minors = f"# minors: {' '.join(map(str, table.minors))}"
    lines = [
        "\t".join((each.key, str(each.first), str(each.last), *cells))
        for each in table.blocks
        for cells in each.cells
    ]
    return "\n".join([minors, _HEADINGS[name], *lines]) + "\n"


def read(chart: str) -> ConfigMapTables:
    """The tables as they are."""
    rows, defaults = ((folder(chart) / name).read_text("utf-8") for name in _HEADINGS)
    return ConfigMapTables(_parsed(rows), _parsed(defaults))


def _parsed(text: str) -> MinorTable:
    first, _, *lines = text.splitlines()
    minors = tuple(Release.of_minor(each) for each in first.removeprefix("# minors: ").split())
    blocks: dict[tuple[str, str, str], Cells] = {}
    for line in lines:
        key, since, until, *cells = line.split("\t")
        blocks[key, since, until] = (*blocks.get((key, since, until), ()), tuple(cells))
    return MinorTable(
        minors,
        tuple(
            Block(key, Release.of_minor(since), Release.of_minor(until), cells)
            for (key, since, until), cells in blocks.items()
        ),
    )


def write(chart: str, tables: ConfigMapTables) -> None:
    """Writes the tables of a chart."""
    folder(chart).mkdir(exist_ok=True)
    for name, text in texts(tables).items():
        (folder(chart) / name).write_text(text, "utf-8")


def derived(charts: Iterable[tuple[Release, Path]]) -> ConfigMapTables:
    """The tables of charts, of each minor the newest release."""
    newest = {release.minor_release: path for release, path in sorted(charts)}
    tables = EMPTY
    for minor in sorted(newest):
        tables = with_minor(tables, minor, read_chart(newest[minor]))
    return tables
