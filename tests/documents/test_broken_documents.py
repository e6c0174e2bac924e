"""Every broken document gets one message and the right exit status, within time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cilium_ako.commands.app import run as run_here
from tests.doctor.http_server import served
from tests.doctor.stacks import stack
from tests.doctor.worlds import World
from tests.documents.broken import (
    ETCD_CONFIGS,
    KUBECONFIG,
    KUBECONFIGS,
    STACKS,
    STATES,
    stack_file,
)
from tests.forked import Limits, forked

TOOL = Path(sys.executable).parent / "cilium-ako"
LIMITS = Limits(memory=1 << 30, seconds=2)
"""Of a whole process; the interpreter and its libraries have most of the address space."""


class Result(NamedTuple):
    status: int
    text: str


def run(*arguments: str | Path, at: Path, **environment: str) -> Result:
    done = forked(*arguments, at=at, environment=environment, limits=LIMITS)
    text = done.out + done.err
    assert "Traceback" not in text, text
    assert done.status >= 0, f"killed by signal {-done.status}"
    return Result(done.status, " ".join(text.split()))


@pytest.mark.parametrize(("make", "words"), STACKS.values(), ids=STACKS)
def test_a_stack(make: Callable[[Path], Path], words: str, tmp_path: Path) -> None:
    found = run("check", make(tmp_path), at=tmp_path)
    assert found.status == 2, found.text
    assert words.lower() in found.text.lower()


@pytest.mark.parametrize("command", [["values", "--chart", "cilium"], ["preview"]])
@pytest.mark.parametrize(("make", "words"), STACKS.values(), ids=STACKS)
def test_every_command_says_the_same(
    make: Callable[[Path], Path],
    words: str,
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = run_here([*command, str(make(tmp_path))])
    assert status == 2
    assert words.lower() in " ".join(capsys.readouterr().err.split()).lower()


@pytest.mark.parametrize(("text", "words"), STATES.values(), ids=STATES)
def test_a_state(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(text)
    found = run("diff", stack_file(tmp_path), "--state", "state.json", at=tmp_path)
    assert found.status == 1, found.text
    assert f"state.json {words}" in found.text


@pytest.mark.parametrize("option", ["--state", "--preview-json"])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/dev/zero", "is a device and no file"),
        ("folder", "is a folder and no file"),
        ("fifo", "is a pipe that did not end within 1 seconds"),
        ("nothing", "does not exist"),
    ],
)
def test_what_is_no_file(option: str, path: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    base = [] if option == "--state" else ["--base", "HEAD"]
    found = run("diff", stack_file(tmp_path), *base, option, path, at=tmp_path)
    assert found.status == 1, found.text
    assert words in found.text


def test_a_pipe_is_read_as_an_option_s_value(tmp_path: Path) -> None:
    state = Path(__file__).parents[1] / "states" / "dev.json"
    command = f"'{TOOL}' diff dev --state <(cat '{state}') --format json"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert json.loads(done.stdout)[0]["stack"] == "dev", done.stderr


@pytest.mark.parametrize(("end", "words"), KUBECONFIGS.values(), ids=KUBECONFIGS)
def test_a_kubeconfig(end: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(KUBECONFIG % "http://127.0.0.1:9" + end)
    environment = {"KUBECONFIG": str(tmp_path / "config")}
    found = run("doctor", stack_file(tmp_path), at=tmp_path, **environment)
    assert found.status == 1, found.text
    assert words in found.text
    assert "config" in found.text


def test_a_kubeconfig_with_a_date_that_is_none_is_read(tmp_path: Path) -> None:
    text = KUBECONFIG % "http://127.0.0.1:9" + "preferences: {since: 2026-99-99}\n"
    (tmp_path / "config").write_text(text)
    environment = {"KUBECONFIG": str(tmp_path / "config")}
    found = run("doctor", stack_file(tmp_path), at=tmp_path, **environment)
    assert found.status == 1
    assert "nothing listens at the server's address" in found.text


@pytest.mark.parametrize(("text", "words"), ETCD_CONFIGS.values(), ids=ETCD_CONFIGS)
def test_etcd_config_of_a_live_cluster_is_a_finding(text: str, words: str, tmp_path: Path) -> None:
    world = World(stack())
    world.config["kvstore"] = "etcd"
    world.config["etcd-config"] = text
    with served(world) as (url, _):
        (tmp_path / "config").write_text(KUBECONFIG % url)
        environment = {"KUBECONFIG": str(tmp_path / "config")}
        found = run("doctor", stack_file(tmp_path), at=tmp_path, **environment)
    assert found.status == 3, found.text
    assert words in found.text
    assert "node" in found.text
