"""The form of CHANGELOG.md."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.release import Release
from tests.conftest import ROOT
from tools.changelog import form_problems, parse_version, sections

GOOD = """# Changelog

Words.

## Unreleased

### Added
- A thing
  that goes on.

### Fixed
- Another.

## 0.10.0

### Added
- More.

## 0.9.0

First release.
"""


def test_this_one_is_as_it_should_be() -> None:
    assert form_problems((ROOT / "CHANGELOG.md").read_text("utf-8")) == []


def test_sections() -> None:
    found = sections(GOOD)
    assert [(each.title, each.line) for each in found] == [
        ("Unreleased", 5),
        ("0.10.0", 14),
        ("0.9.0", 19),
    ]
    assert form_problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("# Changelog\n", "# Changes\n", "", "its first line"),
        ("## 0.10.0", "## v0.10.0", ":14", "the heading 'v0.10.0' is no version"),
        ("## 0.10.0", "## 0.8.0", ":19", "0.9.0 stands below 0.8.0"),
        ("## 0.10.0", "## 0.9.0", ":19", "0.9.0 stands below 0.9.0"),
        ("## 0.10.0", "## Unreleased", ":14", "Unreleased is not the first section"),
        ("- More.\n", "", ":14", "the section 0.10.0 says nothing"),
        ("### Fixed", "### Mended", ":11", "'Mended' is no heading"),
        ("### Fixed", "### Added", ":11", "Unreleased has Added twice"),
        ("  that goes on", "that goes on", ":9", "a line belongs to no entry"),
    ],
)
def test_what_is_wrong_is_said_where(old: str, new: str, where: str, what: str) -> None:
    (found,) = form_problems(GOOD.replace(old, new, 1))
    assert found.where == f"CHANGELOG.md{where}"
    assert found.what.startswith(what)
    assert found.fix


def test_everything_is_said_at_once() -> None:
    found = form_problems("Changes\n")
    assert [each.what for each in found] == [
        "its first line is not `# Changelog`",
        "it has no section",
    ]


@pytest.mark.parametrize("text", ["1.2", "1.2.3.4", "01.2.3", "1.2.3rc1", "v1.2.3", "1.2.3\n", ""])
def test_no_version(text: str) -> None:
    assert parse_version(text) is None


def test_versions_are_ordered_as_numbers() -> None:
    assert parse_version("0.10.0") == Release(0, 10, 0) > Release(0, 9, 9)
    assert str(Release(0, 10, 0)) == "0.10.0"
