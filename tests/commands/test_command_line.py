"""The command line as a whole: usage, help, version, completion, and what a stream can show."""

from __future__ import annotations

import os
import pty
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from cilium_ako.commands import app as command_line
from tests.commands.runs import ROOT, STACKS, TOOL, Invoke, project, spawn
from tests.configs import POOL
from tests.forked import Result, forked

COMMANDS = (
    *("check", "values", "preview", "diff", "doctor", "adopt", "rotate", "rules"),
    *("charts", "fleet"),
)
GROUPS = {
    "charts": ("lock", "check", "pull"),
    "fleet": ("render", "check", "promote", "status", "nudge", "page"),
}

USAGE = {
    "nothing": (),
    "unknown command": ("chek",),
    "unknown option": ("check", "--formt", "json"),
    "unknown format": ("check", "--format", "xml"),
    "unknown colour": ("--color", "sometimes", "check"),
    "missing stack": ("preview",),
    "too many stacks": ("preview", "dev", "staging"),
    "missing chart": ("values", "dev"),
    "chart and policy": ("values", "prod-aws", "--chart", "cilium", "--iam"),
    "unknown chart": ("values", "dev", "--chart", "istio"),
    "option without a value": ("check", "--format"),
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_usage_errors_are_no_invalid_config(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    found = invoke(*arguments)
    assert found.status == 1
    assert found.out == ""
    assert "Traceback" not in found.err
    assert "Usage: cilium-ako" in found.err or "requires an argument" in found.err
    if arguments:
        first, *_, last = found.err.splitlines()
        assert first.startswith("error: ")
        assert last.startswith("  fix: cilium-ako ")
        assert last.endswith(" --help")


def test_a_typo_is_told_what_was_meant(invoke: Invoke) -> None:
    assert "Did you mean 'check'?" in invoke("chek").err
    assert "'text', 'markdown', 'json'" in invoke("check", "--format", "xml").err


@pytest.mark.parametrize(
    "command",
    [
        *(each for each in COMMANDS if each not in GROUPS),
        *(f"{group} {each}" for group, each_ in GROUPS.items() for each in each_),
    ],
)
def test_help_teaches(invoke: Invoke, command: str) -> None:
    found = invoke(*command.split(), "--help")
    assert found.status == 0
    assert f"Example: cilium-ako {command}" in " ".join(found.out.split())
    assert "--color" in found.out
    assert found.err == ""
    assert invoke(*command.split(), "-h").out == found.out


def test_help_tells_exit_statuses_and_commands(invoke: Invoke) -> None:
    text = " ".join(invoke("--help").out.split())
    for piece in ("Exit status: 0 fine", "2 invalid config", *COMMANDS):
        assert piece in text


def test_version(invoke: Invoke) -> None:
    assert invoke("--version") == (0, f"{metadata.version('cilium-ako')}\n", "")


# --- completion


def complete(words: str, *, at: Path = ROOT) -> list[str]:
    """What bash is told to offer for the last word, by the protocol of its script."""
    environment = {
        "_CILIUM_AKO_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    found = forked(at=at, environment=environment)
    assert (found.status, found.err) == (0, "")
    return found.out.split()


def test_completion(tmp_path: Path) -> None:
    assert complete("cilium-ako ") == list(COMMANDS)
    assert complete("cilium-ako pre") == ["preview"]
    for command in ("check", "preview", "diff", "values", "doctor", "rotate"):
        assert complete(f"cilium-ako {command} ") == list(STACKS)
    assert complete("cilium-ako check dev st") == ["staging"]
    assert complete("cilium-ako check --format ") == ["text", "markdown", "json"]
    assert complete("cilium-ako values dev --chart a") == ["ako"]
    assert complete("cilium-ako check ", at=tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_this_program(shell: str) -> None:
    # without a shell above it, as in a pipeline, none can be detected
    undetected = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    found = forked("--show-completion", shell, at=ROOT, environment=undetected)
    assert found.status == 0
    assert "_CILIUM_AKO_COMPLETE=complete_" in found.out


def test_bash_completes(tmp_path: Path) -> None:
    script = (
        f'PATH="{Path(TOOL).parent}:$PATH"; eval "$(cilium-ako --show-completion bash)"\n'
        "COMP_WORDS=(cilium-ako check st); COMP_CWORD=2\n"
        '_cilium_ako_completion cilium-ako; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    found = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout == "staging\n"


# --- what a stream can show


def look(*arguments: str, environment: dict[str, str] | None = None) -> Result:
    """Runs the installed command in a terminal of its own; both streams are `out`."""
    parent, child = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
    with subprocess.Popen(
        [TOOL, *arguments], cwd=ROOT, env=surroundings, stdout=child, stderr=child
    ) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                piece = os.read(parent, 4096)
            except OSError:  # how Linux tells that nobody holds the other side any more
                break
            if not piece:
                break
            shown += piece
    os.close(parent)
    return Result(process.returncode, shown.decode().replace("\r\n", "\n"), "")


def test_colours_only_where_somebody_looks() -> None:
    assert "\x1b[1;33mwarning\x1b[0m" in look("check", "dev").out
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in look("check", "dev", environment=environment).out
    assert "\x1b" not in look("check", "dev", "--color", "never").out
    assert look("chek").out.startswith("\x1b[1;31merror\x1b[0m: No such command 'chek'")
    assert "\x1b" not in spawn("preview", "dev", environment={"FORCE_COLOR": "1"}).out


@pytest.mark.parametrize("command", [("check", "dev"), ("preview", "dev"), ("rules",)])
def test_a_pipe_does_not_import_rich(command: tuple[str, ...]) -> None:
    program = (
        "import sys; from cilium_ako.commands.app import run\n"
        "run(sys.argv[1:])\n"
        "sys.exit('rich' in sys.modules)\n"
    )
    found = forked(*command, at=ROOT, program=program)
    assert found.status == 0, found.err


def test_a_reader_that_has_read_enough() -> None:
    command = f"'{TOOL}' rules | head -n 1; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stderr == ""
    first, status = found.stdout.splitlines()
    assert first
    assert status in ("0", "1")


def test_output_that_a_terminal_cannot_show() -> None:
    found = spawn("preview", "dev", environment={"PYTHONIOENCODING": "ascii"})
    assert found.status == 0, found.err
    assert "|- kubernetes:apps/v1:StatefulSetPatch" in found.out


def test_an_interrupt_is_no_traceback(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "command_line", interrupted)
    assert invoke("check") == (command_line.INTERRUPTED, "", "")


# --- as people run it


def test_the_installed_command(tmp_path: Path) -> None:
    found = spawn("check", "dev")
    assert found.status == 0
    assert found.err == ""
    assert spawn("check", "nope").status == 2
    assert spawn("chek").status == 1
    assert spawn("check", "dev", at=project(tmp_path, POOL)).status == 0
