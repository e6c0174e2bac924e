"""Stack files as they were at a git ref.

The ref is resolved to a commit first and only the commit's id is used afterwards, so that a ref
that looks like an option, or like a path in a tree, is never taken for one.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

_SECONDS = 60
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


class GitError(Exception):
    """git could not say what was asked for. `message` says why and `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class Base(NamedTuple):
    """A commit of the repository that holds a directory."""

    commit: str
    """Its full id."""
    top: Path
    """The repository's root directory."""

    def stack_files(self, directory: Path) -> list[str]:
        """Names of the stack files that stood in a directory, by name."""
        prefix = self._relative(directory)
        listed = _git(
            self.top,
            "ls-tree", "-z", "--name-only", "--full-tree", self.commit,
            *(["--", f"{prefix}/"] if prefix else []),
        )  # fmt: skip
        names = [each.rpartition("/")[2] for each in listed.split("\0")]
        return sorted(
            each
            for each in names
            if each.startswith("Pulumi.") and each.endswith(".yaml") and each != "Pulumi.yaml"
        )

    def text(self, path: Path) -> str | None:
        """A file's text; None where there was no such file.

        Raises GitError where git cannot read it, UnicodeDecodeError where it is no text.
        """
        relative = self._relative(path)
        listed = _git(
            self.top, "ls-tree", "-z", "--full-tree", self.commit, "--", f":(literal){relative}"
        )
        if not listed:
            return None
        kind, _, rest = listed.partition(" ")[2].partition(" ")
        if kind != "blob":
            return None
        return _git(self.top, "cat-file", "blob", rest.partition("\t")[0])

    def _relative(self, path: Path) -> str:
        try:
            relative = path.resolve().relative_to(self.top)
        except ValueError:
            raise GitError(
                f"{path} is outside the git repository {self.top}",
                "run this inside the repository that holds the stack file",
            ) from None
        return "" if str(relative) == "." else relative.as_posix()


def base_at(ref: str, directory: Path) -> Base:
    """The commit that a ref names in the repository of a directory. Raises GitError."""
    top = Path(_git(directory, "rev-parse", "--show-toplevel").rstrip("\n"))
    wrong = GitError(
        f"{ref!r} names no commit of the git repository {top}",
        "give a branch, a tag or a commit, such as origin/main; a shallow clone may need"
        " `git fetch` first",
    )
    if not ref or ref.startswith("-") or "\0" in ref:
        raise wrong
    try:
        found = _git(
            top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
    except GitError:
        raise wrong from None
    if _COMMIT.fullmatch(found.strip()) is None:
        raise wrong  # an exclusion such as ^main, or a range
    return Base(found.strip(), top.resolve())


def _git(directory: Path, *arguments: str) -> str:
    environment = {
        **os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"
    }  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a list, never a shell
            ["git", "-C", str(directory), *arguments],  # noqa: S607 - whichever git is first
            capture_output=True,
            check=False,
            env=environment,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise GitError("git is not on PATH", "install git, or use --state FILE") from None
    except subprocess.TimeoutExpired:
        raise GitError(
            f"git {arguments[0]} did not end within {_SECONDS} seconds",
            "try it by hand in the repository",
        ) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(
            f"git {arguments[0]} failed: {said[0] if said else f'exit status {done.returncode}'}",
            "run this inside a git repository, or use --state FILE",
        )
    return done.stdout.decode("utf-8")
