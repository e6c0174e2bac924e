"""The table of default values says what each chart's values.yaml does, and takes one more minor."""

from __future__ import annotations

from cilium_ako.catalogue.charts.defaults import chart_defaults
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from tools.chart_default_tables import with_chart
from tools.minor_rows import table_rows, with_minor

OLD, NEW = Release(9, 1), Release(9, 2)


def test_a_default_that_stays_goes_on_and_one_that_changes_begins_anew() -> None:
    rows = with_minor([], None, OLD, {"a": "1", "b": "2", "c": "3"})
    rows = with_minor(rows, OLD, NEW, {"a": "1", "b": "4"})
    assert [str(row) for row in rows] == [
        "a\t9.1\t9.2\t1",
        "b\t9.1\t9.1\t2",
        "b\t9.2\t9.2\t4",
        "c\t9.1\t9.1\t3",
    ]


def test_a_minor_may_be_added_twice() -> None:
    values = {"a": {"b": 1}, "image": {"tag": "x"}, "nodeSelector": {"kubernetes.io/os": "linux"}}
    once = with_chart("", OLD, NEW, values)
    assert with_chart(once, OLD, NEW, values) == once
    assert [row.key for row in table_rows(once)] == ["a.b", "nodeSelector"]


def test_every_minor_has_its_defaults() -> None:
    known = [row.minor for row in MINORS if chart_defaults("cilium", row.minor)]
    assert known == [row.minor for row in MINORS]
    newest = chart_defaults("cilium", known[-1])
    ipam = newest["ipam"]
    assert isinstance(ipam, dict)
    assert ipam["mode"] == "cluster-pool"
