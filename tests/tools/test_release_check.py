"""`make release-check`: everything that stands against a release, and what to type."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.diff.repository import ENVIRONMENT
from tools.release_check import commit_problems, version_problems

FILES = {
    "pyproject.toml": '[project]\nversion = "1.2.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## 1.2.0\n\n### Fixed\n- A thing.\n\n## 1.1.0\n\nBefore.\n",
}


class Released:
    """A repository that could release 1.2.0, with its remote's branch where its commit is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.commit(**FILES)
        self.merged()

    def git(self, *arguments: str) -> str:
        run = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", **ENVIRONMENT},
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.strip()

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a commit")

    def merged(self) -> None:
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def check(self, *tag: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.release_check", *(f"--tag={each}" for each in tag)],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    def refused(self, tag: str = "") -> list[str]:
        """What stands against it, without what to type for it."""
        found = [*version_problems(self.folder, tag), *commit_problems(self.folder, tag)]
        assert all(each.fix for each in found)
        return [f"{each.where}: {each.what}".removeprefix(": ") for each in found]


@pytest.fixture
def released(tmp_path: Path) -> Released:
    return Released(tmp_path)


def test_what_to_type(released: Released) -> None:
    found = released.check()
    assert (found.returncode, found.stderr) == (0, "")
    assert "git tag --sign --message v1.2.0 v1.2.0 && git push origin v1.2.0" in found.stdout


def test_the_tag_of_a_release(released: Released) -> None:
    released.git("tag", "v1.2.0")
    found = released.check("v1.2.0")
    assert (found.returncode, found.stdout) == (0, "v1.2.0 may be released\n")


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2.1", "v1.2", "$(id)"])
def test_another_tag(released: Released, tag: str) -> None:
    assert released.refused(tag) == [
        f"the tag {tag!r} is not v1.2.0, the version in pyproject.toml"
    ]


def test_what_has_no_release_yet(released: Released) -> None:
    released.commit(**{"CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n### Fixed\n- A thing.\n"})
    released.merged()
    (found,) = released.refused()
    assert found.startswith("CHANGELOG.md:3: what changed stands under Unreleased")


def test_another_section(released: Released) -> None:
    released.commit(**{"CHANGELOG.md": "# Changelog\n\n## 1.3.0\n\nMore.\n"})
    released.merged()
    (found,) = released.refused()
    assert found.startswith("CHANGELOG.md:3: the first section is 1.3.0")


@pytest.mark.parametrize("version", ["1.2.0rc1", "1.2", "2026.1.1.1"])
def test_a_version_that_not_every_language_can_have(released: Released, version: str) -> None:
    released.commit(
        **{
            "pyproject.toml": f'[project]\nversion = "{version}"\n',
            "CHANGELOG.md": f"# Changelog\n\n## {version}\n\nMore.\n",
        }
    )
    released.merged()
    form, what = released.refused()[::-1]
    assert what.startswith(f"pyproject.toml: the version {version!r} is not X.Y.Z")
    assert form.startswith("CHANGELOG.md:3: the heading")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package/PulumiPlugin.yaml", "version: VERSION\nruntime: python\n"),
        ("policy/PulumiPolicy.yaml", "runtime: python\nversion: VERSION\n"),
        ("package/schema.json", '{"name": "cilium-ako", "version": "VERSION"}'),
    ],
)
def test_packages_of_other_languages(released: Released, name: str, text: str) -> None:
    released.commit(**{name: text.replace("VERSION", "1.2.0")})
    released.merged()
    assert released.refused() == []
    released.commit(**{name: text.replace("VERSION", "1.1.0")})
    released.merged()
    assert released.refused() == [f"{name}: it states version 1.1.0, and pyproject.toml 1.2.0"]


def test_a_commit_that_nobody_reviewed(released: Released) -> None:
    released.commit(another="file")
    (found,) = released.refused("v1.2.0")
    assert "is not in origin/main" in found


def test_a_branch_that_is_not_here(released: Released) -> None:
    released.git("update-ref", "-d", "refs/remotes/origin/main")
    (found,) = released.refused("v1.2.0")
    assert found.startswith("there is no origin/main here")


def test_a_release_that_there_is(released: Released) -> None:
    released.git("tag", "-a", "-m", "v1.2.0", "v1.2.0")
    released.commit(another="file")
    released.merged()
    (found,) = released.refused()
    assert found.startswith("v1.2.0 is released")


def test_what_is_not_committed(released: Released) -> None:
    (released.folder / "new file").write_text("")
    (released.folder / "CHANGELOG.md").write_text(FILES["CHANGELOG.md"] + "\nMore.\n")
    (found,) = released.refused()
    assert found.endswith('a release has commits alone: CHANGELOG.md, "new file"')


def test_everything_is_said_at_once(released: Released) -> None:
    released.commit(**{"CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n### Mended\n- A thing.\n"})
    (released.folder / "new").write_text("")
    assert len(released.refused("v9.9.9")) == 5
    found = released.check("v9.9.9")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.count("error: ") == found.stderr.count("  fix: ") == 5
