"""Every value of AKO's charts is typed, checked by its words, or passed with a note."""

from __future__ import annotations

from cilium_ako.catalogue.ako.value_keys import REFUSED_VALUES, VALUE_KEYS
from cilium_ako.catalogue.ako.value_words import (
    IP_FAMILY,
    MODE_KEYS,
    PASSED_VALUES,
    RENDERED_TYPES,
    VALUE_WORDS,
)
from cilium_ako.catalogue.charts.keys import chart_keys
from cilium_ako.catalogue.facts.ako import WATCHED_KEYS

TYPED = {row.key for row in VALUE_KEYS}
CHECKED = {row.key for row in (*IP_FAMILY, *VALUE_WORDS, *RENDERED_TYPES, *MODE_KEYS)}
JUDGED = {"rbac.pspEnable"}
"""Keys with a rule of their own, beside those that are facts."""
WATCHED = {row.key for row in WATCHED_KEYS}
"""Keys whose changes are told; AKO takes any text under them, or rules look at them."""


def _refused(key: str) -> bool:
    return any(key == each or key.startswith(f"{each}.") for each in REFUSED_VALUES)


def test_every_leaf_of_the_charts_is_accounted_for() -> None:
    known = TYPED | CHECKED | JUDGED | WATCHED | set(PASSED_VALUES)
    assert {key for key in chart_keys("ako") if not _refused(key)} - known == set()


def test_no_row_is_of_a_key_that_no_chart_has() -> None:
    rows = TYPED | CHECKED | JUDGED | WATCHED | set(PASSED_VALUES)
    # of a chart inside the chart only the name is known
    inner = {key for key in rows if key.startswith("ako-crd-operator.")}
    assert rows - set(chart_keys("ako")) == inner


def test_what_is_passed_on_is_not_checked_as_well() -> None:
    assert set(PASSED_VALUES) & (TYPED | CHECKED | JUDGED) == set()


def test_a_word_is_known_as_ako_spells_it() -> None:
    policy = next(row for row in VALUE_WORDS if row.any_case)
    level = next(row for row in VALUE_WORDS if row.key.endswith("logLevel"))
    assert policy.knows("strict")
    assert level.knows("WARN")
    assert not level.knows("warn")
