"""git, as far as a comparison with a commit needs it.

A ref is resolved to a commit first, and only the commit's full id and literal paths are passed on
afterwards: a ref that looks like an option, an exclusion (`^main`) or a range is never taken for
one. Nothing is written into the repository: a commit's files are exported into a temporary
directory, so that a run that is killed leaves nothing registered behind. Hooks and prompts are off.

Everything that git cannot say is a RepositoryError, never an empty answer.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

_SECONDS: Final = 120
"""How long one call of git may take."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class RepositoryError(Exception):
    """git could not say what was asked for. `message` says why and `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class Commit(NamedTuple):
    """A commit of the repository that holds a directory. Every method raises RepositoryError."""

    id: str
    """Its full id, 40 or 64 hex digits."""
    top: Path
    """The root directory of the repository's working tree, resolved."""

    def relative(self, path: Path) -> str | None:
        """A path as git spells it, from the root; `.` for the root, None where it is outside."""
        try:
            return path.resolve().relative_to(self.top).as_posix()
        except ValueError:
            return None

    def files(self, folder: Path) -> Mapping[str, str]:
        """The files that stood in a folder, by name, with their blobs' ids; symlinks are none.

        Empty where the folder did not exist.
        """
        inside = self._inside(folder)
        below = [] if inside == "." else ["--", f"{inside}/"]
        listed = _git(self.top, "ls-tree", "-z", "--full-tree", self.id, *below)
        found: dict[str, str] = {}
        for row in filter(None, listed.split("\0")):
            about, _, path = row.partition("\t")
            mode, kind, blob = about.split(" ")
            if kind == "blob" and mode != "120000":
                found[path.rpartition("/")[2]] = blob
        return found

    def holds(self, path: Path) -> bool:
        """Whether a file stood at a path."""
        return path.name in self.files(path.parent)

    def text(self, path: Path) -> str | None:
        """A file's text; None where there was no such file, or it was no UTF-8 text."""
        blob = self.files(path.parent).get(path.name)
        return None if blob is None else self.blob_text(blob)

    def blob_text(self, blob: str) -> str | None:
        """A file's text by its blob's id, as `files` gives it; None where it is no UTF-8 text."""
        try:
            return _run(self.top, "cat-file", "blob", blob).decode()
        except UnicodeDecodeError:
            return None

    def changed_paths(self, paths: Iterable[Path]) -> frozenset[str]:
        """Files below these paths that differ in the working tree, relative to the root.

        Files that git does not track are not among them, nor are paths outside the repository.
        """
        inside = [relative for each in paths if (relative := self.relative(each)) is not None]
        if not inside:
            return frozenset()
        options = ("--name-only", "--no-renames", "--no-ext-diff", "-z")
        listed = _git(self.top, "diff", *options, self.id, "--", *inside)
        return frozenset(filter(None, listed.split("\0")))

    @contextlib.contextmanager
    def exported(self) -> Iterator[Path]:
        """The commit's files in a temporary directory, which is gone afterwards."""
        import io  # noqa: PLC0415 - start-up time: most comparisons export nothing
        import tarfile  # noqa: PLC0415
        import tempfile  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="cilium-ako-base-") as folder:
            archive = _run(self.top, "archive", "--format=tar", self.id)
            try:
                with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as members:
                    members.extractall(folder, filter="data")
            except (tarfile.TarError, OSError) as error:
                raise RepositoryError(
                    f"the files of commit {self.id[:12]} could not be written to {folder}: {error}",
                    "look for a file in the commit that points outside of it, and for room on the"
                    " temporary directory's disk (TMPDIR names another)",
                ) from None
            yield Path(folder).resolve()

    def _inside(self, path: Path) -> str:
        relative = self.relative(path)
        if relative is None:
            raise RepositoryError(
                f"{path} is outside the git repository {self.top}",
                "run this inside the repository that holds the stack file",
            )
        return relative


def commit_at(ref: str, directory: Path) -> Commit:
    """The commit that a ref names in the repository that holds a directory.

    Raises RepositoryError where there is no git, no repository, no commit of that name, or where
    the ref names something else than one commit.
    """
    if not ref or ref.startswith("-") or "\0" in ref:
        raise _no_commit(ref, directory)
    try:
        found = _git(
            directory,
            *("rev-parse", "--show-toplevel", "--verify", "--quiet", "--end-of-options"),
            f"{ref}^{{commit}}",
        )
    except RepositoryError:
        raise _no_commit(ref, directory) from None
    top, _, commit = found.rstrip("\n").rpartition("\n")
    if not top or _COMMIT.fullmatch(commit) is None:
        raise _no_commit(ref, directory)  # an exclusion such as ^main, or a range
    return Commit(commit, Path(top).resolve())


def _no_commit(ref: str, directory: Path) -> RepositoryError:
    """Why a ref names no commit, as precisely as git can tell."""
    try:
        top = _git(directory, "rev-parse", "--show-toplevel").rstrip("\n")
    except RepositoryError as error:
        return error
    if not top:
        return RepositoryError(
            f"{directory} is in a git repository without a working tree",
            "run this in a clone that has the files checked out",
        )
    message = f"{ref!r} names no commit of the git repository {top}"
    fix = "give a branch, a tag or a commit, such as origin/main"
    if not _says(directory, "rev-parse", "--verify", "--quiet", "HEAD"):
        message = f"the git repository {top} has no commit yet, so there is nothing to compare with"
        fix = "commit first, or compare with what is deployed: --state FILE"
    elif _says(directory, "rev-parse", "--is-shallow-repository") == "true":
        fix = (
            f"{fix}; this clone is shallow: `git fetch --unshallow` brings the history"
            " (in a pipeline: fetch-depth 0)"
        )
    return RepositoryError(message, fix)


def _says(directory: Path, *arguments: str) -> str:
    """What git answers to a question that it may not be able to answer; empty then."""
    try:
        return _git(directory, *arguments).strip()
    except RepositoryError:
        return ""


def _git(directory: Path, *arguments: str) -> str:
    return _run(directory, *arguments).decode(errors="surrogateescape")


def _run(directory: Path, *arguments: str) -> bytes:
    """What a git command prints. Raises RepositoryError."""
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
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise RepositoryError(
            "git is not on PATH", "install git, or compare with what is deployed: --state FILE"
        ) from None
    except subprocess.TimeoutExpired:
        raise RepositoryError(
            f"git {arguments[0]} did not end within {_SECONDS} seconds",
            f"try it by hand in {directory}",
        ) from None
    if ran.returncode != 0:
        words = ran.stderr.decode(errors="replace").strip().splitlines()
        raise RepositoryError(
            f"git {arguments[0]} failed: {words[0] if words else f'status {ran.returncode}'}",
            "run this inside a git repository, or compare with what is deployed: --state FILE",
        )
    return ran.stdout
