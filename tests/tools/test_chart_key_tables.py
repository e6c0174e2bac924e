"""The tables of chart keys, and how a minor is added to them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.charts.keys import chart_keys
from cilium_ako.catalogue.release import Release
from tools.chart_key_tables import HEADING, TABLES, read_tables, typed_keys
from tools.minor_rows import MinorRow, table_rows, table_text, with_minor

KEYS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["string", "boolean"]))


@given(minors=st.lists(KEYS, max_size=6))
def test_a_table_says_what_each_minor_had(minors: list[dict[str, str]]) -> None:
    rows: list[MinorRow] = []
    previous = None
    for number, keys in enumerate(minors):
        rows = with_minor(rows, previous, Release(1, number), keys)
        previous = Release(1, number)
    for number, keys in enumerate(minors):
        there = [row for row in rows if row.first <= Release(1, number) <= row.last]
        assert {row.key: row.cell for row in there} == keys
        assert len(there) == len(keys)
    by_key = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    for runs in by_key.values():
        for one, other in pairwise(runs):
            gap = other.first.minor - one.last.minor
            assert gap > 1 or (gap == 1 and one.cell != other.cell)


def test_a_table_reads_as_it_is_written() -> None:
    for chart in ("cilium", "ako"):
        text = read_tables(TABLES / chart / "chart_keys").values
        assert table_text(HEADING, table_rows(text)) == text


def test_keys_have_the_types_of_the_schema_or_of_their_default() -> None:
    values = {"a": {"b": True, "c": {}}, "d": None, "e": 1, "affinity": {"x": 1}}
    schema = {"properties": {"e": {"type": ["integer", "null"]}}}
    assert typed_keys(values, schema) == {
        "a.b": "boolean",
        "a.c": "object",
        "d": "any",
        "e": "integer|null",
        "affinity": "object",
    }


def test_no_key_of_a_template_is_a_default_too() -> None:
    tables = read_tables(TABLES / "cilium" / "chart_keys")
    spans: dict[str, list[MinorRow]] = defaultdict(list)
    for row in table_rows(tables.values):
        spans[row.key].append(row)
    for line in tables.templates.splitlines()[1:]:
        key, first, last, _, template = line.split("\t")
        assert template.startswith(("templates/", "files/")), key
        began, ended = Release.parse(first), Release.parse(last)
        assert began is not None
        assert ended is not None
        for row in spans[key]:
            apart = row.last < began.minor_release or row.first > ended.minor_release
            assert apart, key
    assert len(chart_keys("cilium")) > 500
