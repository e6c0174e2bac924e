"""Whether this commit may be released, and as what: everything that stands against it, at once.

    python -m tools.release_check [--tag=TAG]        (make release-check TAG=vX.Y.Z)

Without a tag it is what a maintainer asks before making one. With it, which is what the release
workflow does, the tag must be this version's. Exit status 1 where something stands against it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.json_text import load_json
from cilium_ako.exit_status import ExitStatus
from cilium_ako.message import Message
from tools.changelog import UNRELEASED, form_problems, parse_version, sections

PYPROJECT: Final = "pyproject.toml"
CHANGELOG: Final = "CHANGELOG.md"
BRANCH: Final = "origin/main"
"""What is released was merged, so a review and the tests have seen it."""

STATED: Final[tuple[tuple[str, Callable[[str], Any]], ...]] = (
    ("package/PulumiPlugin.yaml", load_go_yaml),
    ("package/promised.json", load_json),
    ("package/schema.json", load_json),
    ("policy/PulumiPolicy.yaml", load_go_yaml),
)
"""Files that may state the version as well, at their top level, and how each is read."""


def main() -> ExitStatus:
    """Prints what stands against a release, or what to type next."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tag", default="", help="the tag that is to be released")
    tag = arguments.parse_args().tag
    folder = Path.cwd()
    found = [*version_problems(folder, tag), *commit_problems(folder, tag)]
    for message in found:
        print("\n".join(message.lines()), file=sys.stderr)
    if found:
        return ExitStatus.FAILED
    wanted = f"v{project_version(folder)}"
    if tag:
        print(f"{tag} may be released")
    else:
        print(f"nothing stands against {wanted}; what to type:")
        print(f"  git tag --sign --message {wanted} {wanted} && git push origin {wanted}")
    return ExitStatus.FINE


def project_version(folder: Path) -> str:
    """The version in pyproject.toml."""
    with (folder / PYPROJECT).open("rb") as file:
        version: str = tomllib.load(file)["project"]["version"]
    return version


def version_problems(folder: Path, tag: str) -> Iterator[Message]:
    """Where the version, the tag (empty for none), the changelog and the packages disagree."""
    version = project_version(folder)
    if parse_version(version) is None:
        what = f"the version {version!r} is not X.Y.Z, which a package of any language can have"
        yield Message(what, 'write it as version = "X.Y.Z"', PYPROJECT)
    if tag and tag != f"v{version}":
        fix = f"git tag v{version}; or put {tag.removeprefix('v')} into {PYPROJECT}"
        yield Message(f"the tag {tag!r} is not v{version}, the version in {PYPROJECT}", fix)
    text = (folder / CHANGELOG).read_text("utf-8")
    yield from form_problems(text)
    yield from _changelog_problems(text, version)
    for name, read in STATED:
        file = folder / name
        if file.exists():
            document = read(file.read_text("utf-8"))
            stated = document.get("version", version) if isinstance(document, dict) else version
            if stated != version:
                what = f"it states version {stated}, and {PYPROJECT} {version}"
                yield Message(what, f"make docs, or write version {version} there", name)


def _changelog_problems(text: str, version: str) -> Iterator[Message]:
    """Where the first section is not the version's."""
    first = next(iter(sections(text)), None)
    if first is None or first.title == version:
        return
    where = f"{CHANGELOG}:{first.line}"
    if first.title == UNRELEASED:
        what = f"what changed stands under {UNRELEASED}, and nobody could look up what {version} is"
        yield Message(what, f"rename the heading to `## {version}`", where)
    else:
        what = f"the first section is {first.title}, and the version in {PYPROJECT} is {version}"
        yield Message(what, f"write the section `## {version}`, or correct the version", where)


def commit_problems(folder: Path, tag: str) -> Iterator[Message]:
    """What git says against it: edits, a branch that nobody reviewed, a tag that is taken."""
    wanted = tag or f"v{project_version(folder)}"
    head = _git(folder, "rev-parse", "HEAD")
    if edited := _git(folder, "status", "--porcelain"):
        names = ", ".join(line[3:] for line in edited.splitlines()[:5])
        what = f"there are changes that no commit has, and a release has commits alone: {names}"
        yield Message(what, "commit them, or put them aside with git stash -u")
    tagged = _git(folder, "rev-parse", "--quiet", "--verify", f"refs/tags/{wanted}^{{commit}}")
    if tagged and tagged != head:
        what = f"{wanted} is released: the tag is at {tagged[:12]}, and a tag is never moved"
        yield Message(what, f"raise the version in {PYPROJECT} and begin a section for it")
    if not _succeeds(folder, "rev-parse", "--quiet", "--verify", BRANCH):
        what = f"there is no {BRANCH} here, so nobody can tell whether {head[:12]} was merged"
        yield Message(what, "git fetch origin main:refs/remotes/origin/main")
    elif not _succeeds(folder, "merge-base", "--is-ancestor", head, BRANCH):
        what = f"{head[:12]} is not in {BRANCH}, so neither review nor tests have seen what it is"
        yield Message(what, "merge it, git fetch, and release the merged commit")


def _git(folder: Path, *arguments: str) -> str:
    """What git prints, without the blank at its end; empty where it fails."""
    command = ["git", "-C", str(folder), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.rstrip() if run.returncode == 0 else ""


def _succeeds(folder: Path, *arguments: str) -> bool:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
