"""CHANGELOG.md, read: its sections, and what is wrong with its form.

A section is `## Unreleased`, which only the first may be, or `## X.Y.Z`, newest first. What is
listed in one stands under `### Added` and its like (keepachangelog.com), an entry a `- `.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release
from cilium_ako.message import Message

UNRELEASED: Final = "Unreleased"
"""The section of what no release has yet."""
GROUPS: Final = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
"""What a section may list."""

_FILE: Final = "CHANGELOG.md"


def parse_version(text: str) -> Release | None:
    """`X.Y.Z` without leading zeros; None for any other text. Pre-releases are not made."""
    found = Release.parse(text, full=True)
    return found if str(found) == text else None


class Section(NamedTuple):
    """What one release, or the next one, changes."""

    title: str
    line: int
    """Of its heading, counted from 1."""
    body: tuple[str, ...]
    """Its lines, without the heading."""

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing but headings."""
        return not any(each.strip() and not each.startswith("#") for each in self.body)


def sections(text: str) -> tuple[Section, ...]:
    """The sections, in the file's order."""
    lines = text.splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("## ")]
    return tuple(
        Section(lines[start][3:].strip(), start + 1, tuple(lines[start + 1 : end]))
        for start, end in pairwise((*starts, len(lines)))
    )


def form_problems(text: str) -> list[Message]:
    """Everything that is wrong with the form."""
    found = sections(text)
    problems = []
    if not text.startswith("# Changelog\n"):
        problems.append(Message("its first line is not `# Changelog`", "put it there", _FILE))
    if not found:
        fix = f"begin with `## {UNRELEASED}`"
        problems.append(Message("it has no section", fix, _FILE))
    problems += _title_problems(found)
    for section in found:
        if section.says_nothing:
            what = f"the section {section.title} says nothing"
            problems.append(_at(section.line, what, "write what a user notices, or take it out"))
        problems += _body_problems(section)
    return problems


def _title_problems(found: Iterable[Section]) -> Iterator[Message]:
    """Of headings that are no version, or not in the order newest first."""
    newer: Release | None = None
    for index, section in enumerate(found):
        version = parse_version(section.title)
        if section.title == UNRELEASED:
            if index:
                fix = "move its entries into the first section"
                yield _at(section.line, f"{UNRELEASED} is not the first section", fix)
        elif version is None:
            what = f"the heading {section.title!r} is no version"
            yield _at(section.line, what, f"write X.Y.Z, or {UNRELEASED} for what has no release")
        else:
            if newer and version >= newer:
                fix = "put the newest version first, each once"
                yield _at(section.line, f"{version} stands below {newer}", fix)
            newer = version


def _body_problems(section: Section) -> Iterator[Message]:
    """Of groups that are unknown or there twice, and of lines in one that belong to no entry."""
    seen: set[str] = set()
    group = ""
    for number, line in enumerate(section.body, section.line + 1):
        if line.startswith("### "):
            group = line[4:].strip()
            if group not in GROUPS:
                what = f"{group!r} is no heading of a section"
                yield _at(number, what, f"one of {', '.join(GROUPS)}")
            elif group in seen:
                fix = "move its entries up to the first"
                yield _at(number, f"{section.title} has {group} twice", fix)
            seen.add(group)
        elif group and line.strip() and not line.startswith(("- ", "  ")):
            fix = "begin it with `- `, or indent what goes on by two blanks"
            yield _at(number, "a line belongs to no entry", fix)


def _at(line: int, what: str, fix: str) -> Message:
    return Message(what, fix, f"{_FILE}:{line}")
