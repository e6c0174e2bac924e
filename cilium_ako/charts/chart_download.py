"""The charts that the stacks pin: pulled once, and held against the digests that are known.

What a chart must be says `charts.lock`, or the table that this program was made with
(`catalogue/charts/digests.py`). `make charts` and `cilium-ako charts` are this.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_lookup import charts_cache, file_digest, keep_refusal, refusal
from cilium_ako.charts.chart_source import ChartSource, chart_source
from cilium_ako.charts.charts_lock import (
    LOCK_FILE,
    ChartsLock,
    KnownDigest,
    LockedChart,
    disagreements,
    known_digest,
    source_text,
)
from cilium_ako.config.stack import Stack

_LIMIT: Final = 300
"""Seconds that one pull may take."""
_NO_LOCK: Final = ChartsLock()


class PinnedChart(NamedTuple):
    """A chart that a stack pins."""

    chart: Chart
    """Which chart."""
    version: Release
    """Its version."""
    given: str
    """The config's `chart` key; empty for the public chart."""

    @property
    def name(self) -> str:
        """What its archive is called, without `.tgz`."""
        return f"{self.chart}-{self.version}"

    @property
    def source(self) -> str:
        """Where it is pulled from, in one text."""
        return source_text(chart_source(self.chart, self.version, self.given))

    @property
    def is_published(self) -> bool:
        """Whether it comes from where its publisher has it."""
        return self.source == source_text(chart_source(self.chart, self.version, ""))


class PullResult(NamedTuple):
    """What became of one chart."""

    name: str
    """Chart and version, as its archive is called."""
    ok: bool
    """Whether it is in the cache now."""
    digest: str
    """SHA-256 of what is in the cache now; empty where nothing was put there."""
    message: str
    """What became of it, behind its name."""


def pinned_charts(stacks: Iterable[Stack]) -> list[PinnedChart]:
    """Every chart that stacks pin and that is not a path of theirs, once, sorted."""
    return sorted({each for stack in stacks for each in _pinned(stack)})


def _pinned(stack: Stack) -> Iterator[PinnedChart]:
    parts: tuple[tuple[Chart, object], ...] = (("cilium", stack.cilium), ("ako", stack.ako))
    for chart, part in parts:
        version, given = getattr(part, "version", None), getattr(part, "chart", "")
        if version is not None and not chart_source(chart, version, given).local:
            yield PinnedChart(chart, version, given)


def pull(
    charts: Iterable[PinnedChart],
    *,
    lock: ChartsLock = _NO_LOCK,
    record: bool = False,
    replace: frozenset[str] = frozenset(),
    environment: Mapping[str, str] = os.environ,
) -> list[PullResult]:
    """Puts charts into the cache, each only if its digest is the one that is known.

    With `record` a chart without one is accepted, and the caller writes the digest down; so is a
    chart whose name is in `replace`, whatever the lock says of it. Nothing is raised: a chart that
    cannot be pulled is not `ok`.
    """
    cache = charts_cache(environment)
    found = []
    for each in charts:
        expected = known_digest(lock, each.chart, each.version, each.given)
        if each.name in replace:
            # of the published archive no other can be taken; a mirror's may be another one
            published = known_digest(_NO_LOCK, each.chart, each.version, "")
            expected = published if each.is_published else KnownDigest("")
        found.append(_one(each, cache, expected, record=record, environment=environment))
    return found


def _one(
    pinned_chart: PinnedChart,
    cache: Path,
    expected: KnownDigest,
    *,
    record: bool,
    environment: Mapping[str, str],
) -> PullResult:
    name, target = pinned_chart.name, cache / f"{pinned_chart.name}.tgz"
    if target.is_file() and expected.digest and file_digest(target) == expected.digest:
        return PullResult(name, ok=True, digest=expected.digest, message="is in the cache")
    helm = shutil.which("helm", path=environment.get("PATH"))
    if helm is None:
        return _refused(name, "cannot be pulled: there is no helm on PATH")
    source = chart_source(pinned_chart.chart, pinned_chart.version, pinned_chart.given)
    with tempfile.TemporaryDirectory() as folder:
        problem = _pull(helm, source, Path(folder), environment)
        archives = sorted(Path(folder).glob("*.tgz"))
        if problem or len(archives) != 1:
            return _refused(name, f"cannot be pulled: {problem or 'no archive came'}")
        digest = file_digest(archives[0])
        if expected.digest and digest != expected.digest:
            keep_refusal(cache, name, digest)
            return _refused(name, _another(pinned_chart, digest, expected))
        if not expected.digest and not record:
            return _refused(
                name,
                f"refused: nobody has said what its SHA-256 is; from {pinned_chart.source} it came"
                f" with {digest}. Compare that with what its publisher says, then write it into"
                f" {LOCK_FILE}: cilium-ako charts lock",
            )
        cache.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(archives[0], part)
        part.replace(target)
        refusal(cache, name).unlink(missing_ok=True)
    message = "pulled" if expected.digest else "pulled, and its digest recorded"
    return PullResult(name, ok=True, digest=digest, message=message)


def _another(pinned_chart: PinnedChart, digest: str, expected: KnownDigest) -> str:
    """Why an archive is refused that is not the one that is known."""
    serves = f"refused: what {pinned_chart.source} serves has the SHA-256 {digest}"
    if expected.by == LOCK_FILE:
        return (
            f"{serves}, and {LOCK_FILE} says {expected.digest}. A published archive does not"
            " change: ask its publisher, and take it only when you know why:"
            f" {replace_command(pinned_chart.name)}"
        )
    known = f"{serves}, and the published archive that this program was made with has"
    if pinned_chart.is_published:
        return (
            f"{known} {expected.digest}. Somebody stands between you and the publisher, or the"
            " publisher changed an archive: ask before you go on, and take the chart from"
            " elsewhere (the config's `chart`) until you know"
        )
    return (
        f"{known} {expected.digest}. Ask who runs that repository; if it is to be another"
        f" archive: {replace_command(pinned_chart.name)}"
    )


class Locked(NamedTuple):
    """What became of writing the lock."""

    lock: ChartsLock
    """The lock as it is to be."""
    results: list[PullResult]
    """What became of each chart."""


def locked(
    charts: Iterable[PinnedChart],
    old: ChartsLock,
    *,
    all_stacks: bool,
    replace: frozenset[str] = frozenset(),
    environment: Mapping[str, str] = os.environ,
) -> Locked:
    """The lock with the rows of charts, each pulled; rows of no stack stay unless `all_stacks`.

    A chart that could not be had or was refused keeps the row that it had.
    """
    pinned = list(charts)
    results = pull(pinned, lock=old, record=True, replace=replace, environment=environment)
    names = {each.name for each in pinned}
    rows = [] if all_stacks else [row for row in old.rows if row.name not in names]
    for each, result in zip(pinned, results, strict=True):
        kept = old.row(each.chart, each.version, each.source)
        if result.ok:
            rows.append(LockedChart(each.chart, each.version, each.source, result.digest))
        elif kept is not None:
            rows.append(kept)
    return Locked(ChartsLock(tuple(sorted(set(rows)))), results)


def checked(
    charts: Iterable[PinnedChart], lock: ChartsLock, environment: Mapping[str, str] = os.environ
) -> list[PullResult]:
    """What is wrong with a lock for the charts that stacks pin; nothing is pulled.

    Each chart, and each row that disagrees with a digest of this program, once.
    """
    told = {each.row: each for each in disagreements(lock)}
    wrong = {row for row, each in told.items() if each.published}
    found = [
        _refused(
            row.name, f"{told[row].message}. To take the published one: {replace_command(row.name)}"
        )
        for row in sorted(wrong)
    ]
    for each in charts:
        row = lock.row(each.chart, each.version, each.source)
        if row is None:
            others = lock.others(each.chart, each.version)
            instead = f" (it is locked from {', '.join(others)})" if others else ""
            message = f"from {each.source} is not in {LOCK_FILE}{instead}: cilium-ako charts lock"
            found.append(_refused(each.name, message))
        elif row not in wrong:
            result = _in_cache(row, charts_cache(environment))
            about = f"{result.message}; {told[row].message}" if row in told else result.message
            found.append(result._replace(message=about))
    return found


def _in_cache(row: LockedChart, cache: Path) -> PullResult:
    target = cache / f"{row.name}.tgz"
    if not target.is_file():
        return PullResult(row.name, ok=True, digest=row.digest, message="is locked, and not pulled")
    digest = file_digest(target)
    if digest != row.digest:
        return _refused(
            row.name,
            f"the archive in the cache has the SHA-256 {digest}, and {row.digest} is in"
            f" {LOCK_FILE}: remove {target} and pull it anew (cilium-ako charts pull)",
        )
    about = "is locked, and the archive in the cache is that one"
    return PullResult(row.name, ok=True, digest=digest, message=about)


def replace_command(name: str) -> str:
    """What to type to take another archive of a chart than is known."""
    return f"cilium-ako charts lock --replace {name}"


def _refused(name: str, message: str) -> PullResult:
    return PullResult(name, ok=False, digest="", message=message)


def _pull(helm: str, source: ChartSource, folder: Path, environment: Mapping[str, str]) -> str:
    command = [helm, "pull", source.chart, "--version", source.version]
    command += ["--destination", str(folder)]
    if source.repository:
        command += ["--repo", source.repository]
    try:
        ran = subprocess.run(  # noqa: S603 - an argument list, and no shell
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT,
            check=False,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"helm pull did not run: {type(error).__name__}"
    words = ran.stderr.strip().splitlines()
    return (words[-1] if words else "helm pull failed") if ran.returncode else ""
