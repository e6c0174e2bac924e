"""What pages show is there: every link, every command with its options, every target of make."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.commands.app import COMMANDS, command_line
from tests.conftest import ROOT

PAGES = (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), *ROOT.glob("examples/*/*.md"))
"""Every page for people."""
NAMES = [each.relative_to(ROOT).as_posix() for each in PAGES]

pages = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def without_code(text: str) -> str:
    """A page's text without blocks of code and without code in a line."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"(?ms)^ *```.*?^ *```$", "", text))


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are reached."""
    text = re.sub(r"(?ms)^ *```.*?^ *```$", "", page.read_text("utf-8"))
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def links(page: Path) -> list[str]:
    """Where a page's links lead, but for those to other places."""
    found = re.findall(r"\]\(\s*([^)\s]+)\)", without_code(page.read_text("utf-8")))
    return [each for each in found if "://" not in each]


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_found_from_the_readme() -> None:
    """Directly: whoever looks for something looks at one table."""
    linked = {(ROOT / each.partition("#")[0]).resolve() for each in links(ROOT / "README.md")}
    assert [each for each in PAGES if each.name != "README.md" and each not in linked] == []


def commands(page: Path, word: str) -> Iterator[list[str]]:
    """The words behind each `word` that a page shows as code, up to the command's end."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    shown = [
        line.strip().removeprefix("$ ")
        for block in re.findall(r"(?ms)^ *```console\n(.*?)^ *```$", text)
        for line in block.splitlines()
        if line.strip().startswith("$ ")
    ]
    shown += re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    for each in shown:
        for part in re.split(r"\s(?:#|[|&]{1,2}|;|>)\s", each.replace(";", " ; ")):
            words = _words(part)
            if words and words[0].rpartition("/")[2] == word:
                yield words[1:]


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # half of a quotation, which no command is
        return []


def options_of(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts} | {"--help", "-h"}


@pages
def test_every_command_is_one_with_its_options(page: Path) -> None:
    root: Any = command_line(*COMMANDS)
    for words in commands(page, "cilium-ako"):
        found, allowed = root, options_of(root)
        for word in words:
            inner: Mapping[str, Any] = getattr(found, "commands", {})
            if word.startswith("-") and word != "-":
                assert word.partition("=")[0] in allowed, words
            elif inner:
                # `render|check` names several
                names = [each for each in re.split(r"[|…]", word) if each]
                assert set(names) <= inner.keys(), words
                found = inner[names[0]] if names else root
                allowed = set().union(*(options_of(inner[each]) for each in names))


_TARGET = re.compile(r"[a-z][a-z-]+")


@pages
def test_every_target_of_make_is_there(page: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    for words in commands(page, "make"):
        behind = zip(("", *words), words, strict=False)  # `-C` has a folder behind it
        named = [each for before, each in behind if before != "-C" and _TARGET.fullmatch(each)]
        assert set(named) <= targets, words


@pytest.mark.parametrize("page", ["README.md", "docs/install.md"])
def test_every_command_is_listed(page: str) -> None:
    rows = re.findall(r"(?m)^\| `(?:cilium-ako )?([a-z]+)", (ROOT / page).read_text("utf-8"))
    assert set(COMMANDS) <= set(rows)
