"""A program's folder in which the real engine is run, with a backend in a directory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class EngineProject:
    """Runs the CLI in a folder. A canary, which must never be printed, is looked for each time."""

    def __init__(self, at: Path, state: Path, canary: str | None, **environment: str) -> None:
        self.at = at
        self.canary = canary
        self.environment = {
            **os.environ,
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "a-passphrase-for-tests",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **environment,
        }

    def pulumi(self, *arguments: str, stdin: str = "") -> tuple[int, str]:
        """Runs the CLI; its status, and both of its streams in one text."""
        found = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.at,
            env=self.environment,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=900,
        )
        assert self.canary is None or self.canary not in found.stdout
        return found.returncode, found.stdout

    def ok(self, *arguments: str, stdin: str = "") -> str:
        """Runs the CLI, which must succeed."""
        status, text = self.pulumi(*arguments, stdin=stdin)
        assert status == 0, text
        return text
