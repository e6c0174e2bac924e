"""The program in a repository beside a stack, as a pull request changes both."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.conftest import ROOT
from tests.diff.repository import Repository

RUN = """
import json, sys
from pathlib import Path
from cilium_ako.diff.command import run_diff
import cilium_ako
assert Path(cilium_ako.__path__[0]).is_relative_to(Path.cwd()), cilium_ako.__path__
options = json.loads(sys.argv[1])
folder = options.pop("output_directory", None)
seconds = options.pop("seconds", None)
if seconds is not None:
    from cilium_ako.diff.snapshots import base_program

    base_program.LIMITS = base_program.Limits(seconds)
printed = run_diff(
    [],
    directory=Path.cwd(),
    output="json",
    output_directory=None if folder is None else Path(folder),
    **options,
)
print(printed.text)
sys.exit(printed.status)
"""


def program_template(folder: Path) -> Repository:
    """A repository that holds a copy of the program, compiled and committed, to make others of.

    Python looks at the content of a source beside its bytecode: that counts in copies, whatever
    the times of their files are, and a file that a test edits is compiled anew.
    """
    template = Repository(folder)
    for room in _ROOMS:
        room_here = template.path / room
        shutil.copytree(ROOT / room, room_here, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(
            room_here, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
        )
    (template.path / ".gitignore").write_text("__pycache__/\n", "utf-8")
    template.commit()
    return template


def with_program(folder: Path, template: Repository) -> Repository:
    """A repository that holds the program as well as a stack."""
    repository = Repository(folder)
    for room in _ROOMS:
        shutil.copytree(template.path / room, repository.path / room, copy_function=_copy)
    shutil.copy2(template.path / ".gitignore", repository.path)
    # git need not compress again what is the same
    objects = repository.path / ".git" / "objects" / "info" / "alternates"
    objects.write_text(f"{template.path / '.git' / 'objects'}\n", "utf-8")
    return repository


def _copy(source: str, target: str) -> None:
    """Bytecode is only ever replaced, and so may be the same file; a source is edited."""
    if source.endswith(".pyc"):
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


_ROOMS: Final = ("cilium_ako", "components")


def found(repository: Repository, **options: object) -> dict[str, Any]:
    """The only stack of the report that the program in the repository makes."""
    (stack,) = all_found(repository, **options)
    return stack


def all_found(repository: Repository, **options: object) -> list[dict[str, Any]]:
    """The stacks of the report that the program in the repository makes, each with the status.

    `options` are those of `run_diff`, and `seconds` that the base's program may take; compared is
    with `HEAD` where no `base` is given.
    """
    ran = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps({"base": "HEAD", **options})],
        cwd=repository.path,
        env={**repository.environment, "PYTHONPATH": str(repository.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    stacks: list[dict[str, Any]] = json.loads(ran.stdout)
    for each in stacks:
        each["status"] = ran.returncode
        each["notes"] = [note for note in each["notes"] if not note.startswith("Manifests are")]
    return stacks


def change(repository: Repository, path: Path, old: str, new: str) -> None:
    """Writes another text wherever one stands in a file."""
    file = repository.path / path
    text = file.read_text("utf-8")
    assert old in text, f"{path} no longer holds what this test changes: {old!r}"
    file.write_text(text.replace(old, new), "utf-8")
