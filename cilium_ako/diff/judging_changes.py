"""How a change alters the way changes are judged: rows of the catalogue, and other files.

The tables of both programs are compared as data, so a row that moved to another file is none that
went and came. What is no table, as the code of a condition or a rule, is named by its path.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from cilium_ako.catalogue.transitions.row import IMPACTS
from cilium_ako.diff.model import JudgingChange, TableChange
from cilium_ako.diff.snapshots.catalogue_tables import Row, Table, tables
from cilium_ako.diff.snapshots.judging_files import TABLES, ChangedProgram, table_of

_TEXTS: Final = frozenset(
    {"consequence", "runbook", "source", "says", "why", "fix", "kops", "breaks", "what"}
)
"""Fields that explain: another wording judges nothing otherwise."""
_CONDITIONS: Final = frozenset(("when", "combination", "use", "since", "until", "mended"))
"""Fields that say what a row is for: with another condition it may be for less."""
_SEVERITIES: Final = ("note", "warning", "error")
_MOST: Final = 200
"""How many rows a report names: a base from long ago has thousands of other ones."""
_ORDER: Final = ("removed", "weakened", "changed", "added", "stricter")


def judging_change(program: ChangedProgram, before: object) -> JudgingChange | None:
    """What is another in how changes are judged; None where nothing is.

    `before` are the tables of the base's program as its process said them; None where it said none.
    """
    if not program.judging:
        return None
    if not isinstance(before, dict):
        return JudgingChange((), program.judging, "the base's program did not say its tables")
    after = tables(program.tables)
    rows: list[TableChange] = []
    changed = set()
    for name in sorted({*before, *after}):
        found = list(_rows(name, before.get(name), after.get(name)))
        rows += found
        if found:
            changed.add(name.partition(":")[0])
    known = frozenset(TABLES.values())
    rows.sort(key=lambda each: (each.table not in known, _ORDER.index(each.what)))
    files = (each for each in program.judging if not _is_told(each, changed))
    return JudgingChange(tuple(rows[:_MOST]), tuple(files), left_out=len(rows[_MOST:]))


def _is_told(path: str, changed: Collection[str]) -> bool:
    """Whether a file holds rows alone, of a table whose other rows are told."""
    rows = not path.endswith(("/__init__.py", "/row.py"))
    return rows and table_of(path).partition(":")[0] in changed


def _rows(name: str, before: Any, after: Table | None) -> Iterator[TableChange]:
    kind = TABLES.get(name) or name.removeprefix("cilium_ako.catalogue.")
    if not isinstance(before, dict):
        before = {}
    after = after or {}
    for row in dict.fromkeys((*before, *after)):
        old, new = before.get(row, {}), after.get(row, {})
        if name in _OTHERS_TOO and _is_of_another_table(old or new):
            continue
        if not isinstance(old, dict):
            old = {"value": old}
        if row not in before:
            yield TableChange(kind, row, "added", "", "", _class(new))
        elif row not in after:
            yield TableChange(kind, row, "removed", "", _class(old), "")
        else:
            yield from _fields(kind, row, old, new)


_OTHERS_TOO: Final = ("cilium_ako.catalogue.rules:RULES",)
"""Tables in which the rows of another one, which is compared itself, are told once more."""


def _is_of_another_table(row: Row) -> bool:
    return row.get("checked_by") == "effective"


def _fields(kind: str, row: str, old: Row, new: Row) -> Iterator[TableChange]:
    for field in dict.fromkeys((*old, *new)):
        was, becomes = old.get(field), new.get(field)
        if was == becomes or field in _TEXTS:
            continue
        what = _direction(kind, field, was, becomes)
        yield TableChange(kind, row, what, field, _text(was), _text(becomes))


def _direction(kind: str, field: str, old: Any, new: Any) -> Any:
    """Whether another value of a field lets more pass, or less; what is not known is `changed`."""
    for known, words in (("impact", IMPACTS), ("severity", _SEVERITIES)):
        if field == known and old in words and new in words:
            return "weakened" if words.index(new) < words.index(old) else "stricter"
    if field == "acknowledgeable":
        return "weakened" if new else "stricter"
    if field == "facts" and isinstance(old, list) and isinstance(new, list):
        return "weakened" if set(old) - set(new) else "stricter"
    if kind in TABLES.values() and field in _CONDITIONS:
        return "weakened"
    return "changed"


def _class(row: Mapping[str, Any]) -> str:
    """What a row that came or went says of what it is for, in a word."""
    return _text(row.get("impact") or row.get("severity") or "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
