"""Pins every package, transitive ones too: requirements.txt with hashes, and uv's constraints.

    python tools/pin.py [--upgrade]

`make` installs from requirements.txt; from tests/aws/requirements.txt into an environment that the
tests of AWS use, and from policy/requirements.txt into that of the policy pack. `pulumi` runs
`uv sync`, which reads the constraints in pyproject.toml and writes a uv.lock that names the
registry it was made with, so that file is not kept.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements.txt"
PYPROJECT = ROOT / "pyproject.toml"
OTHERS = (ROOT / "tests" / "aws", ROOT / "policy")
"""Folders with environments of their own."""
BUILD = ("hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "tomli", "editables")
"""What the build of this project itself needs."""


def main() -> None:
    """Compiles the pins and writes both files."""
    _compile(REQUIREMENTS, "--group", "dev", "--group", "aws", str(PYPROJECT))
    for each in OTHERS:  # without the pins of the program's own environment
        _compile(each / "requirements.txt", "--no-config", str(each / "requirements.in"))
    pins = re.findall(
        r"^([a-zA-Z0-9_.-]+)(?:\[[^\]]+\])?(==[^\s;]+)(\s*;[^\\]+)?", REQUIREMENTS.read_text(), re.M
    )
    lines = [name + pin + (" " + marker.strip() if marker else "") for name, pin, marker in pins]
    build = [line for line in lines if line.partition("==")[0] in BUILD]
    block = (
        f"constraint-dependencies = {_array(lines)}\n"
        f"build-constraint-dependencies = {_array(build)}\n"
    )
    text = PYPROJECT.read_text()
    begin = text.index("constraint-dependencies = [")
    end = text.index("# end pins")
    PYPROJECT.write_text(text[:begin] + block + text[end:])


def _compile(output: Path, *arguments: str) -> None:
    command = [
        *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet", "--no-strip-markers"),
        # else pip takes the newest of a package that another one asks for with an extra, and
        # refuses it, since it has no hash
        "--no-strip-extras",
        *("--output-file", str(output), *arguments, *sys.argv[1:]),
    ]
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=ROOT)


def _array(lines: list[str]) -> str:
    quoted = (line.replace('"', "'") for line in lines)
    return "[\n" + "".join(f'    "{line}",\n' for line in quoted) + "]"


if __name__ == "__main__":
    main()
