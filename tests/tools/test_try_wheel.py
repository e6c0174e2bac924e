"""What tries a wheel finds fault with one that is not as it should be."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

from tools.try_wheel import TRIES, help_problems, problems, put_project


def pretended(*words: str) -> CompletedProcess[str]:
    """A command line that does as it should where it is asked for its version, and not else."""
    if words == ("cilium-ako", "--version"):
        return CompletedProcess(words, 0, "1.2.0\n", "")
    return CompletedProcess(words, 0, "", "a traceback")


def test_every_command_is_looked_at(tmp_path: Path) -> None:
    put_project(tmp_path / "project")
    found = list(problems(pretended, tmp_path / "project", "1.2.0"))
    assert len(found) == len(TRIES)
    assert found[0].startswith("`cilium-ako check` ended with 0: wanted 0 and 'dev: 1 warning'")
    assert all("a traceback" in each for each in found)
    assert not [each for each in found if "CILIUM" in each]


def test_another_version(tmp_path: Path) -> None:
    put_project(tmp_path / "project")
    found = list(problems(pretended, tmp_path / "project", "1.3.0"))
    assert found[0] == "`cilium-ako --version` says '1.2.0\\n' and not 1.3.0"


HELP = {
    (): "Usage: cilium-ako\n\nCommands:\n  check  Every problem.\n  fleet  Many clusters.\n",
    ("check",): "Usage: cilium-ako check\n",
    ("fleet",): "Usage: cilium-ako fleet\n\nCommands:\n  page  All of them.\n",
}


def helped(*words: str) -> CompletedProcess[str]:
    """A command line with two commands, one of which has a third that breaks."""
    text = HELP.get(words[1:-1])
    return CompletedProcess(words, 0 if text else 1, text or "", "" if text else "a traceback")


def test_help_of_every_command() -> None:
    (found,) = help_problems(helped)
    assert found.startswith("`cilium-ako fleet page --help` ended with 1: a traceback")


def test_a_command_line_without_commands() -> None:
    assert list(help_problems(pretended))[-1] == "`cilium-ako --help` lists no command"
