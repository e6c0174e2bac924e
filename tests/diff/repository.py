"""A repository of stack files with two commits, as a pull request has them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cilium_ako.config.stack import PROJECT
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.diff.report import report_against_base
from tests.charts.small_charts import put_charts
from tests.configs import POOL, copied
from tests.data_files import text_of

ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.test",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.test",
    "GIT_CONFIG_NOSYSTEM": "1",
}

Config = dict[str, Any]


def config(**changes: object) -> Config:
    """The plain config with other values at dotted paths, a dot written as two underscores.

    A value that is None takes the key away.
    """
    made: Config = copied(POOL)
    for path, value in changes.items():
        *parents, last = path.split("__")
        at = made
        for parent in parents:
            at = at.setdefault(parent, {})
        if value is None:
            at.pop(last, None)
        else:
            at[last] = value
    return made


def stack_text(given: Config, secrets: Mapping[str, str], **document: object) -> str:
    """A stack file with encrypted values, and keys beside its config (`encryptionsalt`)."""
    keys: dict[str, object] = {f"{PROJECT}:{key}": value for key, value in given.items()}
    keys |= {f"{PROJECT}:{key}": {"secure": text} for key, text in secrets.items()}
    return text_of({**document, "config": keys}, sort_keys=False, allow_unicode=True)


class Repository:
    """A git repository with a project in it, and charts beside it."""

    def __init__(self, folder: Path, charts: tuple[str, ...] = ()) -> None:
        """`charts` are the small charts that can be rendered."""
        self.path = folder / "repository"
        self.path.mkdir(parents=True)
        self.charts = folder / "charts"
        self.charts.mkdir()
        put_charts(self.charts, charts)
        self.environment = {
            **os.environ,
            **ENVIRONMENT,
            "CILIUM_AKO_CHARTS": str(self.charts),
            "CILIUM_AKO_CACHE": str(folder / "cache"),
        }
        self.git("init", "--quiet", "--initial-branch=main")
        (self.path / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n", "utf-8")

    def git(self, *arguments: str) -> str:
        """What git prints."""
        return subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**os.environ, **ENVIRONMENT},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def write(self, stacks: Mapping[str, Config | str]) -> None:
        """Puts stack files into the working tree, and takes all others away."""
        for old in self.path.glob("Pulumi.*.yaml"):
            old.unlink()
        for name, given in stacks.items():
            text = given if isinstance(given, str) else stack_text(given, {})
            (self.path / f"Pulumi.{name}.yaml").write_text(text, "utf-8")

    def commit(self, stacks: Mapping[str, Config | str] | None = None) -> str:
        """Commits everything, with these stack files where they are given; the commit's id."""
        if stacks is not None:
            self.write(stacks)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD").strip()

    def report(self, *stacks: str, base: str = "HEAD") -> Report:
        """The report of the working tree against a commit."""
        return report_against_base(list(stacks), self.path, base, {}, self.environment)

    def one(self, stack: str = "dev", base: str = "HEAD") -> StackReport:
        """The report of one stack."""
        found = self.report(stack, base=base).stacks
        assert len(found) == 1
        return found[0]


def changed(folder: Path, before: Config, after: Config, charts: tuple[str, ...] = ()) -> Report:
    """The report of one stack, `dev`, that was one config and is another."""
    repository = Repository(folder, charts)
    repository.commit({"dev": before})
    repository.write({"dev": after})
    return repository.report("dev")
