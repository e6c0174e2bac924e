"""A command line in this process, for every test of a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.commands.app import run
from tests.commands.runs import ROOT, Invoke
from tests.forked import Result


@pytest.fixture
def invoke(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command in this process, in a directory."""

    def invoked(*arguments: str, at: Path = ROOT) -> Result:
        monkeypatch.chdir(at)
        return Result(run(arguments), *capfd.readouterr())

    return invoked
