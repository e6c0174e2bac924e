"""What a report says of rows and files that judge otherwise than at the base."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import grimp
import pytest

from cilium_ako.diff.judging_changes import judging_change
from cilium_ako.diff.model import JudgingChange
from cilium_ako.diff.snapshots.catalogue_tables import tables
from cilium_ako.diff.snapshots.judging_files import ChangedProgram

CATALOGUE = "cilium_ako/catalogue/"
TRANSITIONS = "cilium_ako.catalogue.transitions:TRANSITIONS"
RULES = "cilium_ako.catalogue.rules:RULES"
REFUSALS = "cilium_ako.catalogue.refusals:REFUSALS"
DENIED = "cilium_ako.catalogue.cilium.deny_list:DENIED"
FACTS = "cilium_ako.catalogue.facts:BY_NAME"
Tables = dict[str, Any]


def compared(*files: str, then: Callable[[Tables], object] = lambda _: None) -> JudgingChange:
    """What is said of files that changed, whose tables were as `then` makes those of today."""
    program = ChangedProgram(files)
    before: Tables = copy.deepcopy(dict(tables(program.tables)))
    then(before)
    found = judging_change(program, before)
    assert found is not None
    return found


def told(found: JudgingChange) -> list[tuple[str, str, str, str]]:
    return [(each.what, each.table, each.row, each.field) for each in found.rows]


def row(table: str, name: str, **fields: object) -> Callable[[Tables], object]:
    """A row that had other values in some fields."""

    def change(before: Tables) -> None:
        assert set(fields) <= set(before[table][name])
        before[table][name].update(fields)

    return change


@pytest.mark.parametrize(
    ("file", "then", "what"),
    [
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", impact="forbidden"),
            ("weakened", "transition", "sctp-off", "impact"),
        ),
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", impact="rolling"),
            ("stricter", "transition", "sctp-off", "impact"),
        ),
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", acknowledgeable=False),
            ("weakened", "transition", "sctp-off", "acknowledgeable"),
        ),
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", when="always"),
            ("weakened", "transition", "sctp-off", "when"),
        ),
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", facts=["sctp", "mtu"]),
            ("weakened", "transition", "sctp-off", "facts"),
        ),
        (
            "transitions/sctp.py",
            row(TRANSITIONS, "sctp-off", facts=[]),
            ("stricter", "transition", "sctp-off", "facts"),
        ),
        (
            "rules/overlaps.py",
            row(RULES, "pods-overlap-services", acknowledgeable=True),
            ("stricter", "rule", "pods-overlap-services", "acknowledgeable"),
        ),
        (
            "rules/acknowledgements.py",
            row(RULES, "acknowledgement-stale", severity="error"),
            ("weakened", "rule", "acknowledgement-stale", "severity"),
        ),
        (
            "refusals/gateway.py",
            row(REFUSALS, "gateway-api-l7-proxy", when=[]),
            ("weakened", "refusal", "gateway-api-l7-proxy", "when"),
        ),
        (
            "cilium/deny_list.py",
            row(DENIED, "eni 1.13.0", mended="1.13.12"),
            ("weakened", "denied release of Cilium", "eni 1.13.0", "mended"),
        ),
        (
            "facts/cilium.py",
            row(FACTS, "ipam.pools", config_only=True),
            ("changed", "fact", "ipam.pools", "config_only"),
        ),
    ],
)
def test_a_row_that_changed_is_named(
    file: str, then: Callable[[Tables], object], what: tuple[str, str, str, str]
) -> None:
    found = compared(CATALOGUE + file, then=then)
    assert told(found) == [what]
    assert found.files == ()


def test_rows_that_came_and_went_are_named_the_gone_ones_first() -> None:
    def then(before: Tables) -> None:
        before[TRANSITIONS]["sctp-gone"] = before[TRANSITIONS].pop("sctp-off")

    found = compared(f"{CATALOGUE}transitions/sctp.py", then=then)
    assert [(each.what, each.row, each.old, each.new) for each in found.rows] == [
        ("removed", "sctp-gone", "disruptive", ""),
        ("added", "sctp-off", "", "disruptive"),
    ]


def test_another_wording_is_no_row_and_its_file_is_named() -> None:
    then = row(TRANSITIONS, "sctp-off", consequence="Other words.", source="elsewhere")
    found = compared(f"{CATALOGUE}transitions/sctp.py", then=then)
    assert found == JudgingChange((), (f"{CATALOGUE}transitions/sctp.py",))


def test_code_is_named_by_its_file_beside_rows() -> None:
    files = (
        f"{CATALOGUE}transitions/__init__.py",
        f"{CATALOGUE}transitions/sctp.py",
        "cilium_ako/changes/verdict.py",
        "components/cilium/release.py",
    )
    found = compared(*files, then=row(TRANSITIONS, "sctp-off", impact="forbidden"))
    assert found.files == (files[0], files[2], files[3])


def test_a_refusal_is_told_once() -> None:
    def then(before: Tables) -> None:
        del before[REFUSALS]["gateway-api-l7-proxy"]
        del before[RULES]["gateway-api-l7-proxy"]

    found = compared(f"{CATALOGUE}refusals/gateway.py", f"{CATALOGUE}rules/values.py", then=then)
    assert told(found) == [("added", "refusal", "gateway-api-l7-proxy", "")]


def test_more_rows_than_one_can_read_are_counted_and_those_that_judge_come_first() -> None:
    def then(before: Tables) -> None:
        before[FACTS] = {}
        before["cilium_ako.catalogue.made_up:ROWS"] = {str(each): {"value": 1} for each in range(9)}
        before[TRANSITIONS]["sctp-off"]["impact"] = "forbidden"

    found = compared(f"{CATALOGUE}facts/cilium.py", f"{CATALOGUE}transitions/sctp.py", then=then)
    assert told(found)[0] == ("weakened", "transition", "sctp-off", "impact")
    assert len(found.rows) == 200
    assert found.left_out == len(tables([FACTS])[FACTS] or ()) + 1 + 9 - 200


def test_a_table_that_was_not_there_has_only_new_rows() -> None:
    def then(before: Tables) -> None:
        before[DENIED] = None

    found = compared(f"{CATALOGUE}cilium/deny_list.py", then=then)
    assert {each.what for each in found.rows} == {"added"}


@pytest.mark.parametrize("before", [None, "junk", 1, []])
def test_tables_that_the_base_did_not_say_are_said_to_be_missing(before: object) -> None:
    program = ChangedProgram((f"{CATALOGUE}transitions/sctp.py",))
    found = judging_change(program, before)
    assert found is not None
    assert found.rows == ()
    assert found.files == program.judging
    assert found.not_compared


def test_junk_among_the_base_s_tables_is_no_row() -> None:
    program = ChangedProgram((f"{CATALOGUE}transitions/sctp.py",))
    some: tuple[object, ...] = (
        {TRANSITIONS: "junk"},
        {TRANSITIONS: {"sctp-off": 1}},
        {"made:UP": {"a": []}},
    )
    for junk in some:
        found = judging_change(program, junk)
        assert found is not None
        assert {each.what for each in found.rows} <= {"added", "removed", "changed", "weakened"}


def test_nothing_that_judges_means_no_section() -> None:
    assert judging_change(ChangedProgram(), {}) is None


def test_what_is_left_out_of_the_judging_files_judges_nothing() -> None:
    graph = grimp.build_graph("cilium_ako", "components")
    entries = ["cilium_ako.commands.diff", "cilium_ako.judgement", "cilium_ako.derivation"]
    entries += [each for each in graph.modules if each.startswith("components.")]
    behind = {name for each in entries for name in graph.find_upstream_modules(each)}
    left_out = ("cilium_ako.doctor.checks.", "cilium_ako.catalogue.faults.")
    assert [each for each in sorted(behind) if f"{each}.".startswith(left_out)] == []
