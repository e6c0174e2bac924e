"""Runs the steps of a pipeline's job as a runner does, with tools that are pretended."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.conftest import ROOT
from tests.diff.repository import Repository
from tests.diff.test_engine_preview import STREAM

# Each tool writes down which secrets it was given and how it was called, and fails where
# FAILS says so.
_HEAD: Final = """#!/bin/sh
called="$(basename "$0") $*"
{
  env | sed -n 's/^\\(PULUMI_[A-Z_]*\\|[A-Z_]*KUBECONFIG\\)=/\\1=/p' | tr '\\n' ' '
  echo ": $called"
} >>"$CALLS"
case "$called" in "${FAILS:-nothing}"*) echo "pretended to fail" >&2; exit "$STATUS";; esac
"""

_PULUMI: Final = """case "$1" in
  stack) cp "$STATE" "$6" ;;
  preview)
    [ "$PULUMI_ENABLE_STREAMING_JSON_PREVIEW" = 1 ] || exit 1
    cat "$RECORDED" ;;
esac
"""

_DOCTOR: Final = """if [ "$1" = doctor ]; then echo "what the doctor says"; exit; fi
"""

_CILIUM_AKO: Final = f'PYTHONPATH={ROOT} exec {sys.executable} -m cilium_ako.cli "$@"\n'


class Runner:
    """Bash, fail fast, an environment of its own, and the scripts of this repository."""

    def __init__(self, repository: Repository, folder: Path, *, judges: bool = True) -> None:
        """Where it `judges`, `cilium-ako` is the real one but for the doctor."""
        self.repository = repository
        self.summary = folder / "summary.md"
        self.variables = folder / "variables"
        self._calls = folder / "calls"
        tools = folder / "tools"
        tools.mkdir()
        self.tool(tools / "pulumi", _HEAD + _PULUMI)
        self.tool(tools / "make", _HEAD)
        own = repository.path / ".venv" / "bin"
        own.mkdir(parents=True)
        self.tool(own / "cilium-ako", _HEAD + _DOCTOR + (_CILIUM_AKO if judges else ""))
        recorded = folder / "recorded.json"
        recorded.write_text(STREAM, "utf-8")
        temporary = folder / "temporary"
        temporary.mkdir()
        self.environment = {
            **{
                name: value
                for name, value in repository.environment.items()
                if not name.startswith(("CI_", "GITHUB_", "PULUMI_"))
            },
            "PATH": f"{tools}:{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_ENV": str(self.variables),
            "RUNNER_TEMP": str(temporary),
            "TMPDIR": str(temporary),
            "RECORDED": str(recorded),
            "CALLS": str(self._calls),
            "STATUS": "1",
        }
        shutil.copytree(ROOT / ".ci", repository.path / ".ci")

    @staticmethod
    def tool(path: Path, text: str) -> None:
        """Writes a program."""
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What one script of a step prints and ends with."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.repository.path,
            env={**self.environment, **environment},
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def job(self, job: dict[str, Any], **given: str) -> subprocess.CompletedProcess[str]:
        """A job of GitHub: its first step that fails, or its last.

        `given` are the values of variables that are expressions; the others of them are empty.
        """
        ran = None
        for step in job["steps"]:
            if "run" not in step:
                continue
            wanted = {**job.get("env", {}), **step.get("env", {})}
            exported = self.variables.read_text("utf-8") if self.variables.exists() else ""
            environment = dict(line.split("=", 1) for line in exported.splitlines())
            environment |= {
                key: given.get(key, "" if "${{" in str(value) else str(value))
                for key, value in wanted.items()
            }
            ran = self.run(step["run"], **environment)
            if ran.returncode:
                return ran
        assert ran is not None
        return ran

    def calls(self) -> list[str]:
        """How the tools were called, in order."""
        return [called for _, called in self._called()]

    def given(self, called: str) -> dict[str, str]:
        """The variables with secrets, and those of the engine, that a tool was called with."""
        found = next(given for given, each in self._called() if each.startswith(called))
        return dict(each.split("=", 1) for each in found.split())

    def _called(self) -> Iterator[tuple[str, str]]:
        if self._calls.exists():
            for line in self._calls.read_text("utf-8").splitlines():
                given, _, called = line.partition(": ")
                yield given, called

    def verdicts(self) -> dict[str, str]:
        """The verdict of each stack in the report that was left."""
        found = json.loads((self.repository.path / "report/report.json").read_text("utf-8"))
        return {each["stack"]: each["verdict"] for each in found}
