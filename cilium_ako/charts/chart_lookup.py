"""Where the charts are that can be rendered here, without any network.

In this order: the path that a stack's own `chart` names, the folder that `CILIUM_AKO_CHARTS` names
(archives, or unpacked as `cilium-<version>`, `ako-<version>` or `ako`), and the cache that
`make charts` fills. A chart that is nowhere is left out of a report, which says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_source import chart_source, local_chart_problem
from cilium_ako.charts.charts_lock import (
    LOCK_FILE,
    ChartsLock,
    KnownDigest,
    known_digest,
    read_lock,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.limits import CONFIG_BYTES

CHARTS_VARIABLE: Final = "CILIUM_AKO_CHARTS"
"""Environment variable with the folder of charts."""
CACHE_VARIABLE: Final = "CILIUM_AKO_CACHE"
"""Environment variable with the folder for what can be made again."""


class ChartUnusableError(Exception):
    """A chart is there and cannot be used; the text says why."""


class LocalChart(NamedTuple):
    """A chart on this machine."""

    path: Path
    """An archive or a directory."""
    digest: str
    """SHA-256 of its content."""


def cache_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Where charts and renderings are kept: `.cache` of a checkout, else the user's own cache."""
    if environment.get(CACHE_VARIABLE):
        return Path(environment[CACHE_VARIABLE])
    checkout = Path(__file__).parents[2]
    if (checkout / "Pulumi.yaml").is_file() and os.access(checkout, os.W_OK):
        return checkout / ".cache"
    home = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "cilium-ako"


def charts_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `make charts` puts archives, by chart and version."""
    return cache_directory(environment) / "charts"


def refusal(cache: Path, name: str) -> Path:
    """Where it is kept that an archive was refused, so that a report can say so later."""
    return cache / f"{name}.refused"


def keep_refusal(cache: Path, name: str, digest: str) -> None:
    """Keeps the SHA-256 of an archive that was refused. Nothing is kept where nothing can be."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        refusal(cache, name).write_text(f"{digest}\n", "utf-8")


def _refused_digest(cache: Path, name: str) -> str:
    try:
        return text_of(read_bytes(refusal(cache, name), CONFIG_BYTES)).strip()[:64]
    except DocumentError:
        return ""


def find_chart(
    chart: Chart,
    version: Release,
    given: str,
    project: Path,
    environment: Mapping[str, str] = os.environ,
) -> LocalChart | None:
    """The chart of a release, or None where it is not on this machine.

    `given` is the config's `chart` key and `project` where a relative path in it starts, with the
    lock beside its Pulumi.yaml. Raises ChartUnusableError where the path it names, or an archive,
    is not that chart, and where the lock cannot be read.
    """
    if given and chart_source(chart, version, given).local:
        problem = local_chart_problem(chart, version, given, project)
        if problem:
            raise ChartUnusableError(problem)
        return local_chart(project / given)
    try:
        lock = read_lock(project) or ChartsLock()
    except DocumentError as error:
        raise ChartUnusableError(f"{LOCK_FILE} {error.message}; {error.fix}") from None
    expected = known_digest(lock, chart, version, given)
    if environment.get(CHARTS_VARIABLE):
        folder = Path(environment[CHARTS_VARIABLE])
        if not folder.is_dir():
            raise ChartUnusableError(f"{CHARTS_VARIABLE} names {folder}, which is no folder")
        there = _in_folder(folder, chart, version)
        # a folder is a person's own choice, of which only what their lock says is asked
        if there is None or there.path.is_dir() or expected.by != LOCK_FILE:
            return there
    else:
        archive = charts_cache(environment) / f"{chart}-{version}.tgz"
        if not archive.is_file():
            _raise_refused(archive.parent, archive.stem, expected)
            return None
        there = local_chart(archive)
    if expected.digest and there.digest != expected.digest:
        raise ChartUnusableError(
            f"{there.path.name} in {there.path.parent} is not the chart that is known: its SHA-256"
            f" is {there.digest}, and {expected.digest} is expected by {expected.by}; remove it and"
            " run `cilium-ako charts pull`"
        )
    return there


def _raise_refused(cache: Path, name: str, expected: KnownDigest) -> None:
    refused = _refused_digest(cache, name)
    if refused and expected.digest and refused != expected.digest:
        raise ChartUnusableError(
            f"its archive {name}.tgz was refused: it came with the SHA-256 {refused}, and"
            f" {expected.digest} is expected by {expected.by}; `cilium-ako charts pull` says what"
            " to do"
        )


def _in_folder(folder: Path, chart: Chart, version: Release) -> LocalChart | None:
    for name in (f"{chart}-{version}.tgz", f"{chart}-{version}", chart):
        path = folder / name
        if path.is_file() or (path / "Chart.yaml").is_file():
            if name == chart and local_chart_problem(chart, version, name, folder):
                continue  # the one without a version in its name may be of another one
            return local_chart(path)
    return None


def local_chart(path: Path) -> LocalChart:
    """A chart at a path, with its content's digest. Raises ChartUnusableError if unreadable."""
    try:
        if path.is_dir():
            return LocalChart(path, _directory_digest(path))
        state = path.stat()
        return LocalChart(path, _file_digest(path, state.st_mtime_ns, state.st_size))
    except OSError as error:
        raise ChartUnusableError(f"{path} cannot be read: {error.strerror}") from None


@lru_cache(maxsize=64)
def _file_digest(path: Path, modified: int, size: int) -> str:
    del modified, size  # they are the key under which a digest is remembered
    return file_digest(path)


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _directory_digest(path: Path) -> str:
    digest = hashlib.sha256()
    for each in sorted(path.rglob("*")):
        if each.is_file():
            digest.update(f"{each.relative_to(path).as_posix()}\0".encode())
            digest.update(file_digest(each).encode())
    return digest.hexdigest()
