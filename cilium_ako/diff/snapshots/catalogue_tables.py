"""The tables of a program's catalogue as plain data, so that those of two commits can be compared.

It is run by both programs: here, and by path in the process of the base's program. So it imports
nothing of either, but the tables that it is asked for.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Collection, Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
"""A row's fields by name, as JSON has them; what is no row of fields has one that is `value`."""
Table: TypeAlias = dict[str, Row]
"""Rows by what tells them apart: their id or name where they have one."""


def tables(modules: Iterable[str]) -> dict[str, Table | None]:
    """The tables in modules, as `module:NAME`: every public constant whose name is in capitals.

    A module that says `:NAME` itself is asked for that one alone. A module that is not there has
    None below its own name.
    """
    found: dict[str, Table | None] = {}
    for asked in modules:
        module, _, name = asked.partition(":")
        loaded = _loaded(module)
        if loaded is None:
            found[asked] = None
        elif name:
            value = getattr(loaded, name, None)
            found[asked] = None if value is None else _table(value)
        else:
            for constant, value in vars(loaded).items():
                if constant.isupper() and not constant.startswith("_"):
                    found[f"{module}:{constant}"] = _table(value)
    return found


def _loaded(module: str) -> ModuleType | None:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            return None
        raise


def _table(value: object) -> Table:
    if isinstance(value, Mapping):
        return {str(key): _row(each) for key, each in value.items()}
    if not isinstance(value, list | tuple | set | frozenset) or hasattr(value, "_asdict"):
        return {"": _row(value)}
    rows = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
    found: Table = {}
    for each in rows:
        row = _row(each)
        name, number = _name(row), 2
        while name in found:
            name, number = f"{_name(row)} ({number})", number + 1
        found[name] = row
    return found


def _row(value: object) -> Row:
    plain = _plain(value)
    return plain if isinstance(plain, dict) else {"value": plain}


def _name(row: Row) -> str:
    for each in ("id", "name"):
        if isinstance(row.get(each), str):
            return str(row[each])
    return " ".join(str(each) for each in list(row.values())[:2])


def _plain(value: Any) -> Any:
    """A value as JSON has it; a row with the name of its type, where rows of several types meet."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "_asdict"):
        return {name: _nested(each) for name, each in value._asdict().items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _nested(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _nested(each) for key, each in value.items()}
    if isinstance(value, Collection) and type(value).__str__ is object.__str__:
        each = [_nested(one) for one in value]
        return sorted(each, key=repr) if isinstance(value, set | frozenset) else each
    if callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    return str(value)


def _nested(value: Any) -> Any:
    """A value inside a row: a row of another type says which one it is."""
    plain = _plain(value)
    if hasattr(value, "_asdict"):
        return {type(value).__name__: plain}
    return plain
