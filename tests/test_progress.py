"""A line on stderr while something takes long, and nothing of it afterwards."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cilium_ako.progress import ProgressLine


def test_it_says_what_is_done_and_goes_away(capfd: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine("Rendering", 60, colored=False)
    line.start(0)
    line.step("cilium [bold]\x1b[31m")
    sys.stdout.write("data\n")
    line.stop()
    out, err = capfd.readouterr()
    assert out == "data\n"
    assert "Rendering: cilium [bold]\\x1b[31m" in err
    assert "\x1b[31m" not in err
    # the line is cleared and the cursor is back
    assert re.search(r"\x1b\[\d*[KA]", err)
    assert err.count("\x1b[?25l") == err.count("\x1b[?25h") == 1


def test_what_ends_before_it_is_shown_shows_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine("Rendering", None, colored=True)
    line.start()
    line.step("one")
    line.stop()
    line._show()
    assert capfd.readouterr() == ("", "")


def test_short_work_does_not_import_rich() -> None:
    program = (
        "import sys; from cilium_ako.terminal import Terminal\n"
        "with Terminal(interactive=True).progress('x') as step: step('y')\n"
        "print('rich' in sys.modules)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert (found.stdout, found.stderr) == ("False\n", "")
