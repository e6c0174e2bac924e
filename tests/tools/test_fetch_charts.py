"""`make charts BASE=…`: what stacks pinned at a commit is pulled, too, or left out by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.diff.repository import Repository, config


def fetch(repository: Repository, base: str) -> subprocess.CompletedProcess[str]:
    """A run on a machine without Helm, on which no chart can be had."""
    return subprocess.run(
        [sys.executable, "-m", "tools.fetch_charts", "--base", base],
        cwd=repository.path,
        env={
            **repository.environment,
            "PYTHONPATH": str(ROOT),
            "PATH": str(git_alone(repository.path.parent / "bin")),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def git_alone(folder: Path) -> Path:
    """A folder with git in it and no Helm."""
    folder.mkdir(exist_ok=True)
    found = subprocess.run(
        ["sh", "-c", "command -v git"], capture_output=True, text=True, check=True
    )
    if not (folder / "git").exists():
        (folder / "git").symlink_to(found.stdout.strip())
    return folder


def test_what_was_pinned_is_asked_for(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"dev": config(cilium__version="1.18.12"), "broken": "config: ["})
    repository.write({"dev": config(cilium__version="1.19.6")})
    ran = fetch(repository, "HEAD")
    assert "cilium-1.18.12" in ran.stderr
    assert "cilium-1.19.6" in ran.stderr
    assert "Pulumi.broken.yaml at HEAD is not valid YAML" in ran.stderr
    assert ran.returncode == 1


def test_a_ref_that_is_none_is_one_message(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"dev": config()})
    for base in ("nope", "", "^main"):
        ran = fetch(repository, base)
        assert ran.returncode == 1
        assert ran.stderr.count("error: ") == 1
        assert f"{base!r} names no commit" in ran.stderr
