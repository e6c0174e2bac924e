"""What a stack file says is one word of a printed command, whatever it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cilium_ako.check.checked_stack import check_stack
from cilium_ako.diff.command import written
from cilium_ako.escape import printable
from cilium_ako.shell import in_quotes, quoted, removed, set_to
from tests.diff.repository import Config, Repository, config

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash to hold a word against")

words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("path", "value", "command"),
    [
        ("cilium-ako:cilium.sctp", "true", "'cilium-ako:cilium.sctp' true"),
        ("cilium-ako:ako.version", "1.13.4", "'cilium-ako:ako.version' 1.13.4"),
        ("cilium-ako:x.y[0]", "https://a.example.test:6443", None),
        ("cilium-ako:x", "10.0.0.0/16", "'cilium-ako:x' 10.0.0.0/16"),
        ("cilium-ako:x", "…", "'cilium-ako:x' '…'"),
        ("cilium-ako:x", "ens+", "'cilium-ako:x' 'ens+'"),
        ("cilium-ako:x", "a b", "'cilium-ako:x' 'a b'"),
        ("cilium-ako:x", "", "'cilium-ako:x' ''"),
        ("cilium-ako:x", "-1", "-- 'cilium-ako:x' -1"),
    ],
)
def test_plain_words_look_plain(path: str, value: str, command: str | None) -> None:
    expected = f"'{path}' {value}" if command is None else command
    assert set_to(path, value) == f"pulumi config set --path {expected}"


def test_the_stack_and_the_path_are_words_too() -> None:
    assert set_to("p", "v", stack="a b") == "pulumi config set --stack 'a b' --path 'p' v"
    assert removed("p") == "pulumi config rm --path 'p'"
    assert removed("p'; id #") == """pulumi config rm --path 'p'"'"'; id #'"""
    assert quoted("a\nid\n") == r"$'a\nid\n'"
    assert quoted("a\x1b[2J\u202e'\\") == r"$'a\x1b[2J\u202e\'\\'"


@given(words)
def test_a_word_stays_one_line_that_a_terminal_shows(word: str) -> None:
    for shown in (quoted(word), in_quotes(word)):
        assert printable(shown) == shown
        assert len(shown.splitlines()) == 1


@needs_bash
@given(st.lists(words, min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_a_shell_reads_the_word_again(given_words: list[str]) -> None:
    shown = " ".join(quoted(each) for each in given_words)
    ran = subprocess.run(
        [str(BASH), "--norc", "-c", f"printf '%s\\0' {shown}"],
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    assert ran.stdout.decode().split("\0")[:-1] == given_words


HOSTILE = {
    "substitution": "$(canary)",
    "backticks": "`canary`",
    "end of a quote": "'; canary #",
    "end of a double quote": '"; canary; "',
    "line break": "a\ncanary\n",
    "line break in a quote": "'\ncanary\n'",
    "control": "\x1b[2J'; canary; '",
    "and": "a && canary",
}


class Shell:
    """Runs printed commands with programs that only note that they were called."""

    def __init__(self, folder: Path) -> None:
        self.tools = folder / "tools"
        self.tools.mkdir()
        self.calls = folder / "calls"
        for name in ("pulumi", "kubectl", "cilium-ako", "canary"):
            tool = self.tools / name
            tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name}" >> "{self.calls}"\n', "utf-8")
            tool.chmod(0o755)

    def run(self, *commands: str) -> set[str]:
        """The programs that commands call, each of which is typed for itself."""
        self.calls.unlink(missing_ok=True)
        subprocess.run(
            [str(BASH), "--norc", "-c", 'for each in "$@"; do eval "$each"; done', "", *commands],
            cwd=self.tools.parent,
            env={"PATH": f"{self.tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=False,
        )
        return set(self.calls.read_text("utf-8").split()) if self.calls.exists() else set()


def places(word: str) -> Config:
    """A config that puts a word where fixes take words from."""
    made = config(
        cilium__values={word: {"password": "x", word: {"token": "y"}}, "hubble": {word: 1}},
        cilium__kvstore={"endpoints": [f"https://{word}", f"https://127.0.0.1/{word}"]},
        ako__controller__host=f"https://{word}",
        ako__values={"avicredentials": {"password": word, word: word}},
        cluster__apiServers=[f"https://{word}:6443"] * 2,
        cluster__name=f"{word}.cluster",
        cluster__region=word,
        acknowledge={word: {"reason": "x"}, "sctp-kernel": {"reason": "x", "to": "abcdef12"}},
        aviUsername=word,
    )
    made[word] = 1
    made["cluster"][word] = {word: word}
    return made


@needs_bash
@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
def test_no_fix_runs_what_a_stack_file_says(tmp_path: Path, word: str) -> None:
    repository = Repository(tmp_path)
    configs = [places(word), config(ako__controller__host=word, aviPassword=word)]
    configs += [{**config(), key: value} for key, value in places(word).items()]
    repository.write({f"s{number}": each for number, each in enumerate(configs)})
    typed = [
        command
        for path in repository.path.glob("Pulumi.*.yaml")
        for problem in check_stack(str(path), repository.path).problems
        for command in commands(problem.fix)
    ]
    assert len(typed) > 10
    assert "canary" not in Shell(tmp_path).run(*typed)


def commands(fix: str) -> list[str]:
    """What of a fix is typed into a shell: all of it, and each part that begins as a command."""
    starts = [match.start() for match in re.finditer(r"\b(pulumi|kubectl|cilium-ako) ", fix)]
    return [fix, *(fix[start:].partition("  (")[0] for start in starts)]


@needs_bash
@pytest.mark.parametrize("word", [each for each in HOSTILE.values() if "\n" not in each])
def test_no_report_prints_a_command_that_runs_a_stack_s_name(tmp_path: Path, word: str) -> None:
    repository = Repository(tmp_path)
    repository.commit({word: config()})
    repository.write({word: config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    shell = Shell(tmp_path)
    lines = [each.strip() for each in written(repository.report(), "text").splitlines()]
    typed = [each for each in lines if each.startswith("pulumi config set --stack ")]
    assert typed
    for line in typed:
        assert shell.run(line) == {"pulumi"}, line
    repository.write({word: "config: ["})
    (found,) = repository.report().stacks
    assert shell.run(found.fix) == {"cilium-ako"}, found.fix
