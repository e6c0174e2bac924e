"""Tries the wheel in `dist/` as somebody does who has it and nothing else of this repository.

    python -m tools.try_wheel        (make dist-check)

It is installed twice from the package registry, each time into an environment of its own: with the
newest packages that its metadata allows, and with the oldest that it names. In each every command
prints its help, and `TRIES` run in a folder that holds stack files alone, with a home and variables
that are empty. Exit status 1 where one does otherwise than it should.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email.parser import Parser
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.config.stack import PROJECT
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.exit_status import ExitStatus

ROOT: Final = Path(__file__).parent.parent
STATE: Final = "state.json"
"""A deployment that has nothing changed against the stack `dev`."""
VERSION: Final = "CILIUM"
"""Stands for the version of Cilium that the stack `dev` has."""
WITHOUT_AWS: Final = ("preview", "prod-aws")
"""What needs pulumi-aws, which the wheel brings only where it is asked to."""

Run = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a command of the environment, given as its words, in the project."""


class Try(NamedTuple):
    """A command line, and what it is to do."""

    arguments: tuple[str, ...]
    says: str
    """A part of what it prints, in stdout or stderr."""
    status: int = 0
    kept: str = ""
    """The file in the project that its stdout becomes."""


TRIES: Final = (
    Try(("check",), "dev: 1 warning"),
    Try(("check", "Pulumi.dev.yaml", "--format", "json"), '"stack": "dev"'),
    Try(("values", "dev", "--chart", "cilium"), "clusterPoolIPv4PodCIDRList", kept="values.yaml"),
    Try(("values", "dev", "--chart", "ako"), "AKOSettings:"),
    Try(("values", "prod-aws", "--iam"), '"Statement"'),
    Try(("preview", "dev"), "10 to create"),
    Try(("preview", "staging", "--format", "json"), '"resources"'),
    Try(("diff", "dev", "--state", STATE), "Against the state"),
    Try(("diff", "dev", "--state", STATE, "--format", "html"), "</html>"),
    Try(("rules",), "pods-overlap-nodes"),
    Try(("charts", "check"), "fix: cilium-ako charts lock", ExitStatus.FAILED),
    Try(("rotate", "dev"), "no key to rotate", ExitStatus.FAILED),
    Try(("doctor", "dev"), "there is no kubeconfig", ExitStatus.FAILED),
    Try(("fleet", "page", "--output", "fleet.html"), "fleet.html"),
    Try(
        (
            *("adopt", "taken", "--helm-values", "values.yaml", "--chart-version", VERSION),
            *("--cluster", "Pulumi.dev.yaml"),
        ),
        "Pulumi.taken.yaml: written",
    ),
    Try(("preview", "taken"), "helm.sh/v3:Release"),
)
"""What is tried, in this order."""

_COMMANDS: Final = re.compile(r"(?ms)^Commands:\n(.*)")
_COMMAND: Final = re.compile(r"(?m)^  ([a-z-]+) ")
"""A command in the list that help ends with."""


def main() -> ExitStatus:
    """Installs, tries and prints what went wrong."""
    wheels = sorted((ROOT / "dist").glob("*.whl"))
    if len(wheels) != 1:
        print(f"error: dist/ has {len(wheels)} wheels\n  fix: make dist", file=sys.stderr)
        return ExitStatus.FAILED
    failed = False
    for resolution in ("highest", "lowest-direct"):
        with tempfile.TemporaryDirectory() as folder:
            environment = Path(folder) / "environment"
            _install(wheels[0], environment, resolution)
            project = Path(folder) / "project"
            put_project(project)
            run = runner(environment, project, {"PATH": os.defpath})
            wrong = [*help_problems(run), *problems(run, project, metadata(wheels[0]).version)]
            if resolution == "highest":
                wrong += _without_aws(run)
        for each in wrong:
            print(f"error: with the {resolution} packages, {each}", file=sys.stderr)
        if not wrong:
            print(f"{wheels[0].name}: all is well with the {resolution} packages")
        failed = failed or bool(wrong)
    return ExitStatus.FAILED if failed else ExitStatus.FINE


class Metadata(NamedTuple):
    """What a wheel says of itself."""

    version: str
    requirements: tuple[str, ...]
    """Of a wheel that is asked for no extra."""
    description: str
    """The page that an index shows, Markdown."""


def metadata(wheel: Path) -> Metadata:
    """The core metadata of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        parsed = Parser().parsestr(archive.read(name).decode("utf-8"))
    required = (each for each in parsed.get_all("Requires-Dist", []) if "extra ==" not in each)
    return Metadata(parsed["Version"], tuple(required), str(parsed.get_payload()))


def put_project(project: Path) -> None:
    """Makes the folder that the tries run in: stack files, and a state to compare with."""
    project.mkdir()
    for each in (ROOT / "Pulumi.yaml", *ROOT.glob("Pulumi.*.yaml")):
        shutil.copy(each, project)
    shutil.copy(ROOT / "tests" / "states" / "dev.json", project / STATE)


def runner(environment: Path, project: Path, variables: Mapping[str, str]) -> Run:
    """What runs the environment's commands, with these variables and an empty home alone."""
    home = project.parent / "home"
    home.mkdir()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(environment / "bin" / words[0]), *words[1:]],
            cwd=project,
            env={**variables, "HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def help_problems(run: Run) -> Iterator[str]:
    """The commands that do not print their help, and a command line that lists none."""
    waiting: list[tuple[str, ...]] = [()]
    for path in waiting:
        words = ("cilium-ako", *path, "--help")
        found = run(*words)
        listed = _COMMANDS.search(found.stdout)
        waiting += [(*path, each) for each in _COMMAND.findall(listed[1] if listed else "")]
        if found.returncode or "Usage: cilium-ako" not in found.stdout:
            yield _wrong(words, found)
    if len(waiting) == 1:
        yield "`cilium-ako --help` lists no command"


def problems(run: Run, project: Path, version: str) -> Iterator[str]:
    """What commands do otherwise than they should."""
    if (said := run("cilium-ako", "--version").stdout) != f"{version}\n":
        yield f"`cilium-ako --version` says {said!r} and not {version}"
    for each in TRIES:
        words = ("cilium-ako", *(_cilium(project) if a == VERSION else a for a in each.arguments))
        found = run(*words)
        if found.returncode != each.status or each.says not in f"{found.stdout}{found.stderr}":
            yield _wrong(words, found, f"wanted {each.status} and {each.says!r}\n")
        if each.kept:
            (project / each.kept).write_text(found.stdout, "utf-8")


def _without_aws(run: Run) -> Iterator[str]:
    """A stack that makes something in AWS is told what to install."""
    found = run("cilium-ako", *WITHOUT_AWS)
    if found.returncode == 0 or "pip install 'cilium-ako[aws]'" not in found.stderr:
        yield _wrong(WITHOUT_AWS, found)


def _wrong(
    words: tuple[str, ...], found: subprocess.CompletedProcess[str], wanted: str = ""
) -> str:
    said = f"{found.stdout[-1000:]}{found.stderr[-3000:]}"
    return f"`{' '.join(words)}` ended with {found.returncode}: {wanted}{said}"


def _cilium(project: Path) -> str:
    """The version of Cilium in the stack `dev`."""
    document = load_go_yaml((project / "Pulumi.dev.yaml").read_text("utf-8"))
    assert isinstance(document, dict)  # noqa: S101 - a file of this repository
    return str(document["config"][f"{PROJECT}:cilium"]["version"])


def _install(wheel: Path, environment: Path, resolution: str) -> None:
    """Raises subprocess.CalledProcessError where it cannot be had, whose messages are printed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-config"]
    options = ["--python", str(environment / "bin" / "python"), "--resolution", resolution]
    # `lowest-direct` is about what is asked for by name, so the wheel's own requirements are
    direct = metadata(wheel).requirements
    # not here: a pyproject.toml would have its say
    subprocess.run([*command, *options, str(wheel), *direct], cwd=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
