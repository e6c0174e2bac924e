"""The stacks as they were at a git ref, derived by the program as it was."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.diff.requested_stacks import Asked
from cilium_ako.diff.snapshots.base_program import (
    ROOMS,
    BaseProgramError,
    Derived,
    derive_there,
    program_directory,
)
from cilium_ako.diff.snapshots.snapshot import Side, of_text
from cilium_ako.repository import Commit, RepositoryError


class BaseSides(NamedTuple):
    """What the base says of every stack that was asked for."""

    sides: Mapping[Path, Side]
    """By the stack file's path; absent where it did not exist."""
    unchanged: frozenset[Path]
    """Stack files for which both sides are the same: file, program and charts."""
    notes: tuple[str, ...]


@contextlib.contextmanager
def base_sides(base: Commit, asked: Sequence[Asked]) -> Iterator[BaseSides]:
    """The base's side of every stack, as long as its files are needed. Raises RepositoryError."""
    rooms = [program_directory() / room for room in ROOMS]
    changed = base.changed_paths([*rooms, *{each.project for each in asked}])
    ours = tuple(f"{inside}/" for room in rooms if (inside := base.relative(room)))
    program_changed = bool(ours) and any(each.startswith(ours) for each in changed)
    texts, unchanged = _texts(base, asked, changed)
    notes: list[str] = []
    tree: Path | None = None
    derived: Mapping[str, Derived] = {}
    with contextlib.ExitStack() as stack:
        if program_changed or _charts_changed(base, asked, texts, changed):
            try:
                tree = stack.enter_context(base.exported())
                if program_changed:
                    given = {str(path): text for path, text in texts.items() if text is not None}
                    derived = derive_there(base, tree, given)
                    notes.append(_BY_ITS_OWN)
            except RepositoryError as error:
                notes.append(_NOT_BY_ITS_OWN.format(error.message))
            except BaseProgramError as error:
                notes.append(_NOT_BY_ITS_OWN.format(error))
            unchanged = frozenset()
        sides = {
            each.path: of_text(
                each.name,
                texts[each.path],
                _project_there(base, tree, each.project),
                derived.get(str(each.path)),
            )
            for each in asked
            if each.path in texts
        }
        yield BaseSides(sides, unchanged, tuple(notes))


_BY_ITS_OWN: Final = "The program itself changed: the base's values come from its own code."
_NOT_BY_ITS_OWN: Final = (
    "The program itself changed, or a chart beside it, and those of the base could not be used: {}."
    " Both sides have the values of the program as it is now, so what its own changes do is not"
    " shown."
)


def _texts(
    base: Commit, asked: Sequence[Asked], changed: frozenset[str]
) -> tuple[dict[Path, str | None], frozenset[Path]]:
    """Texts of the stack files at the base (None where it is no text), and those still the same.

    A file that did not exist is not among them.
    """
    there: dict[Path, Mapping[str, str]] = {}
    texts: dict[Path, str | None] = {}
    unchanged: set[Path] = set()
    for each in asked:
        folder = each.path.parent
        if folder not in there:
            there[folder] = base.files(folder)
        blob = there[folder].get(each.path.name)
        if blob is None:
            continue
        if each.file is not None and base.relative(each.path) not in changed:
            texts[each.path] = _read(each.path)
            unchanged.add(each.path)
        else:
            texts[each.path] = base.blob_text(blob)
    return texts, frozenset(unchanged)


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


_CHART: Final = re.compile(r"""\bchart["']?:\s*["']?([^\s"',}#]+)""")


def _charts_changed(
    base: Commit,
    asked: Sequence[Asked],
    texts: Mapping[Path, str | None],
    changed: frozenset[str],
) -> bool:
    """Whether a chart that a stack installs from a path in the repository changed."""
    for each in asked:
        for given in _CHART.findall(texts.get(each.path) or ""):
            inside = None if "://" in given else base.relative(each.project / given)
            if inside is not None and any(
                name == inside or name.startswith(f"{inside}/") for name in changed
            ):
                return True
    return False


def _project_there(base: Commit, tree: Path | None, project: Path) -> Path:
    inside = base.relative(project)
    return project if tree is None or inside is None else tree / inside
