"""The pipelines' files, read as their runners read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from tests.conftest import ROOT

GITHUB: Final = tuple(sorted((ROOT / ".github/workflows").iterdir()))
"""Every workflow of GitHub."""
GITLAB: Final = ROOT / ".gitlab-ci.yml"

ON: Final = True
"""The key `on` of a workflow: YAML 1.1 reads it as true."""

# what GitLab keeps for itself at the top of the file
_NO_JOBS: Final = ("default", "variables", "stages", "workflow", "include")


def workflow(name: str) -> dict[Any, Any]:
    """A workflow of GitHub, by its file's name without the ending."""
    return read(ROOT / f".github/workflows/{name}.yml")


def read(path: Path) -> dict[Any, Any]:
    """A pipeline's file, aliases followed."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def steps(name: str, job: str) -> list[dict[str, Any]]:
    """The steps of a job of a workflow."""
    found: list[dict[str, Any]] = workflow(name)["jobs"][job]["steps"]
    return found


def github_jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every job of every workflow: the workflow's name, the job's, and the job."""
    for path in GITHUB:
        for name, job in read(path)["jobs"].items():
            yield path.stem, name, job


def gitlab_jobs() -> dict[str, dict[str, Any]]:
    """The jobs of GitLab's pipeline, by name, with what they extend merged into them."""
    whole = read(GITLAB)
    return {
        name: {**whole.get(job.get("extends", ""), {}), **job}
        for name, job in whole.items()
        if name not in _NO_JOBS and not name.startswith(".")
    }
