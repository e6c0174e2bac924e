"""Builds the sdist and the wheel of a commit into `dist/`, twice, and compares both.

    python -m tools.build_dist        (make dist)

What is built is HEAD and nothing beside it: an export of the commit becomes the sdist, and the
wheel is built from the unpacked sdist, so whoever has that can build the same wheel. Times in both
are those of the commit (`SOURCE_DATE_EPOCH`, reproducible-builds.org), so the same commit gives the
same bytes. No network is asked; the build runs with the Hatchling of this environment, which is
pinned. Exit status 1 where the two builds differ.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from cilium_ako.exit_status import ExitStatus

ROOT: Final = Path(__file__).parent.parent
_MASKS: Final = (0o022, 0o077)
"""Each build is made with another umask: a file's mode must not follow it."""


def main() -> ExitStatus:
    """Builds, compares, and prints each file with its SHA-256."""
    target = ROOT / "dist"
    with tempfile.TemporaryDirectory() as folder:
        builds = [built(ROOT, Path(folder) / oct(mask), mask) for mask in _MASKS]
        if different := differing(*builds):
            print(f"error: two builds differ in {', '.join(different)}", file=sys.stderr)
            return ExitStatus.FAILED
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(builds[0], target)
    for path in sorted(target.iterdir()):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  dist/{path.name}")
    if subprocess.run(["git", "-C", str(ROOT), "diff", "--quiet", "HEAD"], check=False).returncode:
        print("note: changes that are not committed are not in it", file=sys.stderr)
    return ExitStatus.FINE


def built(repository: Path, folder: Path, mask: int) -> Path:
    """A folder with the sdist and the wheel of HEAD, built in new folders below `folder`.

    Raises SystemExit where the build fails, and subprocess.CalledProcessError where git does, whose
    message is printed.
    """
    export, unpacked, result = (folder / each for each in ("export", "unpacked", "result"))
    archive = _output(repository, "git", "archive", "--format=tar", "HEAD")
    _unpack(archive, export)
    _build("sdist", export, result, _commit_time(repository), mask)
    (sdist,) = result.glob("*.tar.gz")
    _unpack(sdist.read_bytes(), unpacked, "-z")
    (source,) = unpacked.iterdir()
    _build("wheel", source, result, _commit_time(repository), mask)
    return result


def differing(one: Path, other: Path) -> list[str]:
    """The names of files that one of two folders lacks, or has with other bytes."""
    contents = [{path.name: path.read_bytes() for path in each.iterdir()} for each in (one, other)]
    names = sorted({*contents[0], *contents[1]})
    return [name for name in names if contents[0].get(name) != contents[1].get(name)]


def _commit_time(repository: Path) -> str:
    """Seconds since 1970."""
    return _output(repository, "git", "log", "-1", "--format=%ct").decode().strip()


def _build(kind: str, source: Path, result: Path, time: str, mask: int) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(result)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": time},
        umask=mask,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"error: the {kind} cannot be built\n{run.stdout}{run.stderr}")


def _output(folder: Path, *command: str) -> bytes:
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True).stdout


def _unpack(archive: bytes, folder: Path, *options: str) -> None:
    # both archives are our own, and tarfile before Python 3.11.4 has no way to say so
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-x", *options, "-C", str(folder)], input=archive, check=True)


if __name__ == "__main__":
    sys.exit(main())
