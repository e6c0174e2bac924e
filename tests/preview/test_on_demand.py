"""A module that is loaded on demand costs nothing until it is used, and then is the module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """\
from cilium_ako.preview.on_demand import load_on_demand
load_on_demand("weighty", "weighty.inner")
import weighty
import plain
print("imported")
print(weighty.name, plain.name)
"""


def test_a_module_is_loaded_at_its_first_use(tmp_path: Path) -> None:
    for name in ("weighty", "plain"):
        (tmp_path / f"{name}.py").write_text(f"print('loading {name}')\nname = '{name}'\n")
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.splitlines() == [
        "loading plain",
        "imported",
        "loading weighty",
        "weighty plain",
    ]


def test_a_preview_loads_nothing_that_it_does_not_use() -> None:
    program = (
        "import sys; from cilium_ako.commands.app import run\n"
        "status = run(['preview', 'dev', '--format', 'json'])\n"
        "print([each for each in ('urllib3', 'dill', 'pulumi.automation._stack', 'kubernetes',"
        " 'cilium_ako.aws')"
        " if each in sys.modules], status, file=sys.stderr)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stderr.splitlines()[-1] == "[] 0"
