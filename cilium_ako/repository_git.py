"""The few things that a report asks git for, beyond one file at a commit.

Only the commit's full id and literal paths are passed on; hooks and prompts are off.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from cilium_ako.repository import Base, GitError, base_at

_LIMIT: Final = 120
"""Seconds that one call may take."""


def run_git(directory: Path, *arguments: str) -> str:
    """What a git command prints. Raises GitError."""
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    command = ["git", "-c", "core.hooksPath=/dev/null", "-C", str(directory), *arguments]
    try:
        ran = subprocess.run(  # noqa: S603 - an argument list, and no shell
            command, capture_output=True, check=False, env=environment, timeout=_LIMIT
        )
    except FileNotFoundError:
        raise GitError("git is not on PATH", "install git, or use --state FILE") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} did not end", "try it by hand") from None
    if ran.returncode != 0:
        words = ran.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(
            f"git {arguments[0]} failed: {words[0] if words else ran.returncode}",
            "try it by hand in the repository",
        )
    return ran.stdout.decode(errors="surrogateescape")


def commit_of(reference: str, directory: Path) -> Base:
    """The commit that a ref names, taken literally. Raises GitError."""
    if reference and not reference.startswith("-") and "\0" not in reference:
        try:
            found = run_git(
                directory,
                "rev-parse",
                "--show-toplevel",
                "--verify",
                "--quiet",
                "--end-of-options",
                f"{reference}^{{commit}}",
            )
        except GitError:
            found = ""
        top, _, commit = found.rstrip("\n").rpartition("\n")
        if top and commit:
            return Base(commit, Path(top).resolve())
    return base_at(reference, directory)  # which says what is wrong


def blobs_in(base: Base, folder: Path) -> dict[str, str]:
    """The files that stood in a folder, by name, with their ids. Raises GitError."""
    inside = relative_to(base, folder)
    if inside is None:
        raise GitError(
            f"{folder} is outside the git repository {base.top}",
            "run this inside the repository that holds the stack file",
        )
    at = base.commit if inside == "." else f"{base.commit}:{inside}"
    try:
        listed = run_git(base.top, "ls-tree", "-z", "--full-tree", at)
    except GitError:
        return {}  # the folder is new
    found = {}
    for row in filter(None, listed.split("\0")):
        about, _, name = row.partition("\t")
        _, kind, blob = about.split(" ")
        if kind == "blob":
            found[name] = blob
    return found


def blob_text(base: Base, blob: str) -> str | None:
    """A file's text by its id; None where it is no UTF-8. Raises GitError."""
    raw = run_git(base.top, "cat-file", "blob", blob).encode(errors="surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def changed_paths(base: Base, paths: list[Path]) -> frozenset[str]:
    """Files below these paths that differ from the commit, relative to the repository's root.

    Untracked files are not among them. Raises GitError.
    """
    inside = [relative for each in paths if (relative := relative_to(base, each)) is not None]
    if not inside:
        return frozenset()
    listed = run_git(
        base.top,
        "diff",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "-z",
        base.commit,
        "--",
        *inside,
    )
    return frozenset(filter(None, listed.split("\0")))


def relative_to(base: Base, path: Path) -> str | None:
    """A path as git spells it; None where it is outside the repository."""
    try:
        return path.resolve().relative_to(base.top).as_posix()
    except ValueError:
        return None
