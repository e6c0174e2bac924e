"""`make charts`: the charts that the stacks pin, pulled once, and held against recorded digests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts import digests as chart_digests
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_lookup import charts_cache, file_digest
from cilium_ako.charts.chart_source import ChartSource, chart_source
from cilium_ako.config.stack import Stack

_LIMIT: Final = 300
"""Seconds that one pull may take."""
_TABLE: Final = re.compile(r"(?s)(# begin digests[^\n]*\n).*?(# end digests)")


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
    recorded: Mapping[str, str] = chart_digests.DIGESTS,
    record: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> list[PullResult]:
    """Puts charts into the cache, each only if its digest is the recorded one.

    `recorded` has SHA-256 digests by name. With `record` a chart without one is accepted, and the
    caller writes the digest down. Nothing is raised: a chart that cannot be pulled is not `ok`.
    """
    cache = charts_cache(environment)
    return [_one(each, cache, recorded, record=record, environment=environment) for each in charts]


def _one(
    pinned_chart: PinnedChart,
    cache: Path,
    recorded: Mapping[str, str],
    *,
    record: bool,
    environment: Mapping[str, str],
) -> PullResult:
    name, target = pinned_chart.name, cache / f"{pinned_chart.name}.tgz"
    expected = recorded.get(name, "")
    if target.is_file() and expected and file_digest(target) == expected:
        return PullResult(name, ok=True, digest=expected, message="is in the cache")
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
        if expected and digest != expected:
            return _refused(name, f"refused: its SHA-256 is {digest}, recorded is {expected}")
        if not expected and not record:
            return _refused(
                name,
                f"refused: no digest is recorded for it; it came with {digest}. Compare that with"
                " what its publisher says, then run `make charts RECORD=1`",
            )
        cache.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(archives[0], part)
        part.replace(target)
    message = "pulled" if expected else "pulled, and its digest recorded"
    return PullResult(name, ok=True, digest=digest, message=message)


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


def with_digests(source: str, digests: Mapping[str, str]) -> str:
    """The text of `catalogue/charts/digests.py` with another table in it."""
    rows = "".join(f'    "{name}": "{digest}",\n' for name, digest in sorted(digests.items()))
    table = f"DIGESTS: Final[dict[str, str]] = {{\n{rows}}}\n"
    return _TABLE.sub(lambda match: f"{match[1]}{table}{match[2]}", source)
