"""Which stacks are compared: those that are named, or all that are on either side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cilium_ako.config.stack_files import (
    StackFile,
    all_stacks,
    find_project,
    is_path,
    is_stack_file,
    locate,
    with_config_json,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.repository import Commit


class RequestedStack(NamedTuple):
    """A stack to compare: its name, its file's path on either side, and whether it is there now."""

    name: str
    path: Path
    project: Path
    file: StackFile | None
    """None where the stack file is no longer there."""


class MissingStack(NamedTuple):
    """A stack that is on neither side."""

    name: str
    message: str
    fix: str


def requested_stacks(
    stacks: Sequence[str], directory: Path, base: Commit, config_json: Path | None = None
) -> list[RequestedStack | MissingStack]:
    """The stacks to compare, in the order asked for; all by name where none is named.

    `config_json` is what `pulumi config --json` printed of the only one. Raises RepositoryError and
    DocumentError.
    """
    if not stacks:
        return [*sorted(_all(directory, base), key=lambda each: each.name)]
    if config_json is not None:
        (name,) = stacks
        file = with_config_json(name, directory, config_json)
        return [RequestedStack(file.name, file.path, file.project, file)]
    found: list[RequestedStack | MissingStack] = []
    for each in dict.fromkeys(stacks):
        try:
            file = locate(each, directory)
            found.append(RequestedStack(file.name, file.path, file.project, file))
        except DocumentError as error:
            former = _former(each, directory, base)
            missing = MissingStack(name_of(each), error.message, error.fix)
            found.append(missing if former is None else former)
    return found


def name_of(stack: str) -> str:
    """The name of a stack that is given by name or by path."""
    if is_path(stack):
        return re.sub(r"^Pulumi\.|\.ya?ml$", "", Path(stack).name)
    return stack


def _all(directory: Path, base: Commit) -> list[RequestedStack]:
    project = find_project(directory)
    files = all_stacks(directory)
    assert project is not None  # noqa: S101 - all_stacks raises where there is none
    found = [RequestedStack(each.name, each.path, each.project, each) for each in files]
    then = {name for name in base.names(project) if is_stack_file(name)}
    for name in then - {each.path.name for each in files}:
        stack = name[len("Pulumi.") : -len(".yaml")]
        found.append(RequestedStack(stack, project / name, project, None))
    return found


def _former(stack: str, directory: Path, base: Commit) -> RequestedStack | None:
    """A stack whose file is no longer there, and was at the base."""
    project = find_project(directory)
    path = directory / stack
    if not is_path(stack):
        if project is None:
            return None
        path = project / f"Pulumi.{stack}.yaml"
    there = base.relative(path) is not None and base.file(path) is not None
    return RequestedStack(name_of(stack), path, project or path.parent, None) if there else None
