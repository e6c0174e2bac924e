"""git, as far as a comparison with a commit needs it.

A ref is resolved to a commit first, and only the commit's full id and literal paths are passed on
afterwards: a ref that looks like an option, an exclusion (`^main`) or a range is never taken for
one. Nothing is written into the repository: a commit's files are exported into a temporary
directory, so that a run that is killed leaves nothing registered behind. Hooks and prompts are off.

Everything that git cannot say is a RepositoryError, never an empty answer.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.tree_archive import unpack_tree
from cilium_ako.shell import quoted

_SECONDS: Final = 120
"""How long one call of git may take."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_OF_ANOTHER: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""Variables that a hook of git sets for another directory, or that change what a path means."""
_ORIGIN: Final = "refs/remotes/origin/"


class RepositoryError(Exception):
    """git could not say what was asked for. `message` says why and `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class FileThen(NamedTuple):
    """A file as it was at a commit."""

    data: bytes
    problem: str = ""
    """Why it has no content, as the end of a sentence: it was a link that led nowhere."""

    @property
    def text(self) -> str | None:
        """Its content; None where it is no UTF-8 text, or there is a problem."""
        try:
            return None if self.problem else self.data.decode()
        except UnicodeDecodeError:
            return None


class Commit(NamedTuple):
    """A commit of the repository that holds a directory. Every method raises RepositoryError."""

    id: str
    """Its full id, 40 or 64 hex digits."""
    top: Path
    """The root directory of the repository's working tree, resolved."""

    def relative(self, path: Path) -> str | None:
        """A path as git spells it, from the root; `.` for the root, None where it is outside.

        Links inside the repository are not followed: what was there then may have been none.
        """
        whole = path.absolute()
        if whole != self.top and ".." not in whole.parts:
            folder = _relative_folder(self.top, whole.parent)
            if folder is not None:
                return (folder / whole.name).as_posix()
        try:
            return path.resolve().relative_to(self.top).as_posix()
        except ValueError:
            return None

    def names(self, folder: Path) -> frozenset[str]:
        """The names of the files, and of the links, that stood in a folder.

        Empty where the folder did not exist.
        """
        inside = self._inside(folder)
        at = self.id if inside == "." else f"{self.id}:{inside}"
        ((about, _),) = self._objects([at], "--batch-check")
        tree, _, rest = about.partition(" ")
        if not rest.startswith(("tree ", "commit ")):
            self._refuse_hidden(inside, about)
            return frozenset()
        listed = _git(self.top, "ls-tree", "-z", tree)
        rows = (row.partition("\t") for row in listed.split("\0") if row)
        return frozenset(name for said, _, name in rows if said.split(" ")[1] == "blob")

    def files(self, paths: Iterable[Path]) -> dict[Path, FileThen]:
        """Those files that existed, links followed as they led then, all in one call of git."""
        inside = {path: self._inside(path) for path in paths}
        asked = [f"{self.id}:{each}" for each in inside.values()]
        found: dict[Path, FileThen] = {}
        for (path, relative), (about, data) in zip(
            inside.items(), self._objects(asked, "--batch"), strict=True
        ):
            first, _, rest = about.partition(" ")
            if _COMMIT.fullmatch(first) and rest.startswith("blob "):
                found[path] = FileThen(data)
            elif first in _LINKS:
                found[path] = FileThen(b"", _LINKS[first])
            else:
                self._refuse_hidden(relative, about)
        return found

    def file(self, path: Path) -> FileThen | None:
        """A file; None where it did not exist."""
        return self.files([path]).get(path)

    def changed_paths(self, paths: Iterable[Path]) -> frozenset[str]:
        """Files below these paths that differ in the working tree, relative to the root.

        A submodule that is another is among them as one path. Files that git does not track are
        not among them, nor are paths outside the repository.
        """
        inside = [relative for each in paths if (relative := self.relative(each)) is not None]
        if not inside:
            return frozenset()
        options = ("--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", "-z")
        listed = _git(self.top, "diff", *options, self.id, "--", *inside)
        return frozenset(filter(None, listed.split("\0")))

    def untracked_paths(self, paths: Iterable[Path]) -> frozenset[str]:
        """Files below these paths that git neither tracks nor ignores, relative to the root."""
        inside = [relative for each in paths if (relative := self.relative(each)) is not None]
        if not inside:
            return frozenset()
        listed = _git(self.top, "ls-files", "--others", "--exclude-standard", "-z", "--", *inside)
        return frozenset(filter(None, listed.split("\0")))

    def in_history_of_head(self) -> bool:
        """Whether it is HEAD, or HEAD was built on it, as far as this clone goes back."""
        try:
            return not _git(self.top, "rev-list", "--max-count=1", self.id, "^HEAD", "--")
        except RepositoryError:
            return False  # there is no HEAD yet

    def branches_of_origin(self, branches: Iterable[str]) -> frozenset[str]:
        """Those of some branches of the remote `origin` that hold it, as they were last fetched.

        `HEAD` is origin's default branch, where this clone knows which one that is.
        """
        refs = {f"{_ORIGIN}{branch}": branch for branch in branches}
        listed = _git(
            self.top, "for-each-ref", f"--contains={self.id}", "--format=%(refname)", *refs
        )
        return frozenset(refs[each] for each in listed.splitlines() if each in refs)

    def is_shallow(self) -> bool:
        """Whether this clone has only the end of the history."""
        return _says(self.top, "rev-parse", "--is-shallow-repository") == "true"

    @contextlib.contextmanager
    def exported(self, paths: Iterable[Path]) -> Iterator[Path]:
        """What stood at these paths, in a temporary directory that is gone afterwards.

        It is laid out as the repository is. A path that did not exist is left out; a file that
        cannot be exported is an error, so that nobody takes half a program or chart for a whole.
        """
        import tempfile  # noqa: PLC0415 - start-up time: most comparisons export nothing

        with tempfile.TemporaryDirectory(prefix="cilium-ako-base-") as folder:
            root = Path(folder).resolve()
            tree = root / "tree"
            tree.mkdir()
            expected = self._below([self._inside(each) for each in paths])
            if expected:
                archive = root / "archive.tar"
                _run(
                    self.top,
                    *("archive", "--format=tar", f"--output={archive}", self.id, "--"),
                    *sorted({each for each in expected.values() if each}),
                )
                try:
                    unpack_tree(archive, tree)
                except DocumentError as error:
                    raise RepositoryError(
                        f"the archive of commit {self.id[:12]} {error.message}", error.fix
                    ) from None
                archive.unlink()
            left_out = sorted(each for each in expected if not os.path.lexists(tree / each))
            if left_out:
                raise RepositoryError(
                    f"`git archive` leaves out {left_out[0]} of commit {self.id[:12]}",
                    "take `export-ignore` away from it in .gitattributes",
                )
            yield tree

    def _below(self, inside: list[str]) -> dict[str, str]:
        """The files that stood at or below paths, with the path below which each of them is."""
        found: dict[str, str] = {}
        for each in inside:
            at = [] if each == "." else ["--", each]
            listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", self.id, *at)
            rows = [row.partition("\t") for row in listed.split("\0") if row]
            if not rows:
                self._refuse_hidden(each)
            for said, _, name in rows:
                if said.split(" ")[1] == "commit":
                    raise _of_a_submodule(self.top, name)
                found[name] = each
        return found

    def _objects(self, names: list[str], mode: str) -> list[_Object]:
        """What git's object store says of each name, in their order."""
        if any("\n" in each for each in names):
            raise RepositoryError(
                "a path with a line break in it cannot be looked up in git",
                "rename the file or folder",
            )
        asked = "".join(f"{each}\n" for each in names)
        answer = _run(self.top, "cat-file", mode, "--follow-symlinks", given=os.fsencode(asked))
        found: list[_Object] = []
        at = 0
        for _ in names:
            end = answer.index(b"\n", at)
            about = os.fsdecode(answer[at:end])
            at = end + 1
            words = about.split(" ")
            sized = words[-1].isdigit() and (len(words) == 3 or words[0] in _LINKS)
            data = b""
            if sized and (mode == "--batch" or words[0] in _LINKS):
                data = answer[at : at + int(words[-1])]
                at += int(words[-1]) + 1
            found.append(_Object(about, data))
        return found

    def _inside(self, path: Path) -> str:
        relative = self.relative(path)
        if relative is None:
            raise RepositoryError(
                f"{path} is outside the git repository {self.top}",
                "run this inside the repository that holds the stack file",
            )
        for each in _steps(relative):
            if (self.top / each / ".git").exists():
                raise _of_a_submodule(self.top, each)
        return relative

    def _refuse_hidden(self, relative: str, about: str = "") -> None:
        """Raises unless nothing stood at a path: no submodule on the way, and no lost object."""
        steps = _steps(relative)
        listed = _git(self.top, "ls-tree", "-z", "--full-tree", self.id, "--", *steps)
        for row in filter(None, listed.split("\0")):
            said, _, name = row.partition("\t")
            if said.split(" ")[1] == "commit":
                raise _of_a_submodule(self.top, name)
            if name == relative and about.endswith(" missing"):
                raise RepositoryError(
                    f"{relative} is in commit {self.id[:12]}, and its content is not in the"
                    f" repository {self.top}",
                    "try `git fsck`; a partial clone may need its remote within reach",
                )


@functools.cache
def _relative_folder(top: Path, folder: Path) -> PurePosixPath | None:
    """A folder as seen from the root, by the names that it is called by; None if it is outside."""
    for above in (folder, *folder.parents):
        if above.resolve() == top:
            return PurePosixPath(folder.relative_to(above))
    return None


def _steps(relative: str) -> list[str]:
    """A path and the folders above it, without the root."""
    path = PurePosixPath(relative)
    return [str(each) for each in (path, *path.parents) if str(each) != "."]


class _Object(NamedTuple):
    about: str
    """`<id> <kind> <size>`, or why there is none."""
    data: bytes


_LINKS: Final[Mapping[str, str]] = {
    "symlink": "is a link that leads out of the repository",
    "dangling": "is a link to a file that was not there",
    "loop": "is a link that leads back to itself",
    "notdir": "is behind a file that is no folder",
}
"""What `git cat-file --follow-symlinks` says where there is no object at the end of a path."""


def _of_a_submodule(top: Path, name: str) -> RepositoryError:
    return RepositoryError(
        f"{name} is a repository of its own inside {top}, which knows none of its files",
        f"run this inside it: cd {quoted(str(top / name))}",
    )


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
    top, _, commit = found.removesuffix("\n").rpartition("\n")
    if not top or _COMMIT.fullmatch(commit) is None:
        raise _no_commit(ref, directory)  # an exclusion such as ^main, or a range
    if ":" in ref and _git(Path(top), "cat-file", "-t", commit) != "commit\n":
        raise _no_commit(ref, directory)  # a file that is called `…^{commit}`
    return Commit(commit, Path(top).resolve())


def _no_commit(ref: str, directory: Path) -> RepositoryError:
    """Why a ref names no commit, as precisely as git can tell."""
    try:
        top = _git(directory, "rev-parse", "--show-toplevel").removesuffix("\n")
    except RepositoryError as error:
        return error
    message = f"{ref!r} names no commit of the git repository {top}"
    fix = "give a branch, a tag or a commit, such as origin/main"
    if not _says(directory, "rev-list", "--all", "--max-count=1"):
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
    return os.fsdecode(_run(directory, *arguments))


def _run(directory: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a git command prints. Raises RepositoryError."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    environment |= {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    command = ["git", "-c", "core.hooksPath=/dev/null", "-C", str(directory), *arguments]
    try:
        ran = subprocess.run(  # noqa: S603 - an argument list, and no shell
            command,
            input=given,
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
        raise _failed(directory, arguments[0], ran.returncode, ran.stderr.decode(errors="replace"))
    return ran.stdout


def _failed(directory: Path, command: str, status: int, said: str) -> RepositoryError:
    """What git itself says is wrong, with what to do about the usual ones."""
    state = "or compare with what is deployed: --state FILE"
    if "not a git repository" in said:
        return RepositoryError(
            f"{directory} is in no git repository",
            f"run this inside the repository that holds the stack file, {state}",
        )
    if "must be run in a work tree" in said:
        return RepositoryError(
            f"{directory} is in a git repository without a working tree",
            f"run this in a clone that has the files checked out, {state}",
        )
    if "dubious ownership" in said:
        return RepositoryError(
            f"git does not trust the repository of {directory}: its files belong to somebody else",
            f"git config --global --add safe.directory {quoted(str(directory))}"
            " (the directory that holds .git)",
        )
    words = said.strip().splitlines()
    return RepositoryError(
        f"git {command} failed: {words[0] if words else f'status {status}'}",
        f"try it by hand in {directory}, {state}",
    )
