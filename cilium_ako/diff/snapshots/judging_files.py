"""Which files of the program decide how a change is judged, and which tables stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from cilium_ako.repository import Commit

PROGRAM: Final = ("cilium_ako", "components")
"""The program's packages: what is exported to run it."""
DECIDING: Final = (
    "cilium_ako/derivation.py",
    "cilium_ako/config",
    "cilium_ako/catalogue",
    "cilium_ako/charts",
    "cilium_ako/documents",
    "components",
)
"""What decides the values. Rules and reports may change without changing a cluster."""
_ENTRY: Final = "__main__.py"
_NOT_JUDGING: Final = ("cilium_ako/doctor/checks/", "cilium_ako/catalogue/faults/")
"""What looks at a live cluster alone: no report and no component imports it."""
_CATALOGUE: Final = "cilium_ako/catalogue/"
_WHOLE: Final = {
    f"{_CATALOGUE}transitions/": "cilium_ako.catalogue.transitions:TRANSITIONS",
    f"{_CATALOGUE}rules/": "cilium_ako.catalogue.rules:RULES",
    f"{_CATALOGUE}refusals/": "cilium_ako.catalogue.refusals:REFUSALS",
    f"{_CATALOGUE}facts/": "cilium_ako.catalogue.facts:BY_NAME",
}
"""Packages of the catalogue whose files are one table: a file of it may be left out of that."""
TABLES: Final = {
    "cilium_ako.catalogue.transitions:TRANSITIONS": "transition",
    "cilium_ako.catalogue.rules:RULES": "rule",
    "cilium_ako.catalogue.refusals:REFUSALS": "refusal",
    "cilium_ako.catalogue.facts:BY_NAME": "fact",
    "cilium_ako.catalogue.cilium.deny_list:DENIED": "denied release of Cilium",
    "cilium_ako.catalogue.ako.deny_list:DENIED": "denied release of AKO",
}
"""What a row of the tables is called that say what is refused, and how changes are judged."""


def program_directory() -> Path:
    """The directory that holds this program's packages."""
    return Path(__file__).resolve().parents[3]


class ChangedProgram(NamedTuple):
    """What of the program differs between a commit and the working tree."""

    judging: tuple[str, ...] = ()
    """Files that decide how a change is judged, as paths from the program's directory."""
    deciding: bool = False
    """Whether one of them decides the values, too."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables in these files, as `catalogue_tables` is asked for them."""
        return tuple(dict.fromkeys(filter(None, map(table_of, self.judging))))


def changed_program(base: Commit) -> ChangedProgram:
    """What of the program differs from a commit; nothing where it is not in that repository.

    Raises RepositoryError.
    """
    program = program_directory()
    root = base.relative(program)
    if root is None:
        return ChangedProgram()
    changed = base.changed_paths([program / each for each in (*PROGRAM, _ENTRY)])
    paths = sorted(_below(root, changed))
    return ChangedProgram(
        tuple(each for each in paths if not each.startswith(_NOT_JUDGING)),
        any(_is_below(each, DECIDING) for each in paths),
    )


def base_packages(base: Commit, tree: Path) -> Path:
    """Where the program's packages are in an export of a commit."""
    return tree / (base.relative(program_directory()) or ".")


def _below(root: str, paths: Iterable[str]) -> Iterable[str]:
    return (str(PurePosixPath(each).relative_to(root)) for each in paths)


def _is_below(path: str, places: Iterable[str]) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in places)


def table_of(path: str) -> str:
    """The table, or the module of tables, in a file of the program; empty where it has none."""
    for folder, table in _WHOLE.items():
        if path.startswith(folder):
            return table
    if not path.startswith(_CATALOGUE) or not path.endswith(".py"):
        return ""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
