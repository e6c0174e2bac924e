"""What the process of the base's program gets, and what becomes of one that does as it likes."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from cilium_ako.diff.snapshots.base_program import (
    LIMITS,
    BaseProgramError,
    JudgeRequest,
    Limits,
    Request,
    StackText,
    base_program,
)

ANSWER = "return {'values': {}, 'decisions': found, 'problem': ''}"
ONE = Request(derive=[StackText("dev", "config: {}")])


def packages(folder: Path, derive: str = "", judge: str = "", *, first: str = "") -> Path:
    """Packages of a program whose `derive` and `judge` have these bodies."""
    package = folder / "packages" / "cilium_ako"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    body = "\n".join(f"    {line}" for line in (derive or f"found = {{}}\n{ANSWER}").splitlines())
    (package / "derivation.py").write_text(f"{first}\ndef derive(name, text):\n{body}\n", "utf-8")
    body = "\n".join(f"    {line}" for line in (judge or "return {}").splitlines())
    (package / "judgement.py").write_text(f"def judge(**asked):\n{body}\n", "utf-8")
    return package.parent


def decisions(
    folder: Path, root: Path, environment: Mapping[str, str] = os.environ, limits: Limits = LIMITS
) -> Mapping[str, str]:
    """What a program says that it decided of the only stack."""
    scratch = folder / "scratch"
    scratch.mkdir()
    with base_program(root, ONE, scratch, environment, limits) as program:
        (derived,) = program.derived(1)
    return derived.decisions


def test_it_inherits_what_it_needs_and_nothing_else(tmp_path: Path) -> None:
    given = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "LC_TIME": "C.UTF-8",
        "HOME": "/somewhere",
        "KUBECONFIG": "/somewhere/config",
        "PULUMI_ACCESS_TOKEN": "token",
        "PULUMI_CONFIG_PASSPHRASE": "words",
        "AWS_SECRET_ACCESS_KEY": "key",
        "GITHUB_TOKEN": "token",
        "PYTHONPATH": "/elsewhere",
        "PYTHONSTARTUP": "/elsewhere/x.py",
        "LD_PRELOAD": "",
        "SSH_AUTH_SOCK": "/somewhere/agent",
    }
    root = packages(tmp_path, f"import os\nfound = dict(os.environ)\n{ANSWER}")
    found = decisions(tmp_path, root, given)
    home = str(tmp_path / "scratch" / "home")
    # Python itself sets the first where the locale is C
    assert set(found) - {"LC_CTYPE"} == {"PATH", "LANG", "LC_TIME", "HOME", "TMPDIR"}
    assert (found["HOME"], found["TMPDIR"]) == (home, home)


def test_it_starts_isolated_in_an_empty_home_without_input(tmp_path: Path) -> None:
    root = packages(
        tmp_path,
        "import os, sys\n"
        "found = {\n"
        "    'isolated': str(sys.flags.isolated),\n"
        "    'input': str(len(sys.stdin.read())),\n"
        "    'directory': os.getcwd(),\n"
        "    'there': str(os.listdir('.')),\n"
        "    'session': str(os.getsid(0) == os.getpid()),\n"
        "    'first': sys.path[0],\n"
        "}\n" + ANSWER,
    )
    assert decisions(tmp_path, root) == {
        "isolated": "1",
        "input": "0",
        "directory": str(tmp_path / "scratch" / "home"),
        "there": "[]",
        "session": "True",
        "first": str(root),
    }


def test_what_it_was_asked_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    root = packages(tmp_path)
    decisions(tmp_path, root)
    assert (tmp_path / "scratch" / "request.json").stat().st_mode & 0o077 == 0


SAYING_MUCH = "import sys\nwhile True:\n    {}.write('x' * 100000)\n"
FAILING = {
    "hangs": ("while True:\n    pass", "it did not end within 2 seconds"),
    "waits for what never comes": (
        "import os\nos.read(os.pipe()[0], 1)",
        "it did not end within 2 seconds",
    ),
    "says too much": (SAYING_MUCH.format("sys.stdout"), "it said more than 1 MB"),
    "complains too much": (SAYING_MUCH.format("sys.stderr"), "it said more than 1 MB"),
    "ends": ("import os\nos._exit(0)", "it ended without an answer"),
    "ends with a status": ("import os\nos._exit(7)", "it stopped with status 7"),
    "exits": ("raise SystemExit('KeyError: a value')", "it stopped with KeyError"),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", "it stopped with status -9"),
    "answers with something else": ("return 1", "what it said could not be understood"),
}


@pytest.mark.parametrize("what", FAILING)
def test_a_program_that_does_as_it_likes_is_one_message(tmp_path: Path, what: str) -> None:
    derive, words = FAILING[what]
    root = packages(tmp_path, derive)
    started = time.monotonic()
    with pytest.raises(BaseProgramError) as raised:
        decisions(tmp_path, root, limits=Limits(seconds=2, megabytes=1))
    assert words in str(raised.value)
    assert "a value" not in str(raised.value)
    assert time.monotonic() - started < 60


def test_what_it_prints_is_no_answer(tmp_path: Path) -> None:
    junk = "import os\nos.write(1, b'{\"derived\": []}\\n')\nprint('junk')\nos.write(2, b'junk')\n"
    root = packages(tmp_path, f"found = {{'a': 'b'}}\n{ANSWER}", first=junk)
    assert decisions(tmp_path, root) == {"a": "b"}


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    start = (
        "import os, subprocess\n"
        f"open_pipe = os.open({str(pipe)!r}, os.O_WRONLY)\n"
        "subprocess.Popen(['sleep', '600'], pass_fds=[open_pipe])\n"
        "found = {}\n"
    )
    root = packages(tmp_path, start + ANSWER)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    decisions(tmp_path, root)
    # the end of the pipe comes when its last writer is gone
    assert select.select([reader], [], [], 60)[0]
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_one_judgement_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    judge = (
        "if asked['name'] == 'dev':\n    raise KeyError('a value')\nreturn {'said': asked['name']}"
    )
    root = packages(tmp_path, judge=judge)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    asked = [JudgeRequest(name, "", "", str(tmp_path)) for name in ("dev", "other")]
    with base_program(root, Request(judge=asked), scratch) as program:
        first, second = json.dumps(program.judged()), program.judged()
    assert "it stopped with KeyError" in first
    assert "a value" not in first
    assert second == {"said": "other"}


def test_packages_of_another_place_are_not_taken_for_the_base_s(tmp_path: Path) -> None:
    root = tmp_path / "packages"
    root.mkdir()
    with pytest.raises(BaseProgramError) as raised:
        decisions(tmp_path, root)
    assert "it stopped with" in str(raised.value)
