"""What tries a wheel finds fault with one that is not as it should be."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

from tools.try_wheel import TRIES, help_problems, problems, put_project


def pretended(*words: str) -> CompletedProcess[str]:
    """A command line that does as it should where it is asked for its version, and not else."""
    if words == ("cilium-ako", "--version"):
        return CompletedProcess(words, 0, "1.2.0\n", "")
    if words[0] == "python":
        return CompletedProcess(words, 0, "\ncheck\nfleet page\n", "")
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


def test_help_of_every_command() -> None:
    found = [each.split("`")[1] for each in help_problems(pretended)]
    assert found == [f"cilium-ako{each} --help" for each in ("", " check", " fleet page")]


def test_commands_that_cannot_be_listed() -> None:
    (found,) = help_problems(lambda *words: CompletedProcess(words, 1, "", "ImportError"))
    assert found == "the commands cannot be listed: ImportError"
