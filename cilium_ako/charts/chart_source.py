"""Where a chart comes from, and whether a local one is what the config says it is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.sources import UNVERSIONED, public_chart
from cilium_ako.catalogue.release import Release
from cilium_ako.documents.error import DocumentError


class ChartSource(NamedTuple):
    """What a Helm release names its chart by."""

    chart: str
    """A name in a repository, an oci:// reference, a URL, or a path."""
    repository: str = ""
    """The repository's URL, where `chart` is a name in it."""
    version: str = ""
    """The version to ask for; empty for a path, which holds one version only."""

    @property
    def local(self) -> bool:
        """Whether it is a path."""
        return not self.version


def chart_source(chart: Chart, version: Release, given: str) -> ChartSource:
    """The source for a config's `chart` key; the public one where that is empty.

    A relative path stays as it is, since Pulumi compares it as text: it starts at the project's
    directory, where the engine runs the program.
    """
    if not given:
        name, repository = public_chart(chart, version)
        return ChartSource(name, repository, str(version))
    if given.startswith("oci://"):
        return ChartSource(given, "", str(version))
    if given.startswith(("https://", "http://")):
        if given.endswith((".tgz", ".tar.gz")):
            return ChartSource(given, "", str(version))
        return ChartSource(chart, given, str(version))
    return ChartSource(given)


def local_chart_problem(chart: Chart, version: Release, given: str, project: Path) -> str:
    """Why a local chart cannot be used for this release; empty where it can."""
    from cilium_ako.documents.chart_metadata import (  # noqa: PLC0415 - few stacks have one
        chart_metadata,
    )

    path = project / given
    if not _exists(path):
        return f"there is no chart at {given:.200} (relative to the project's directory)"
    try:
        metadata = chart_metadata(path)
    except DocumentError as error:
        return f"{given} is no Helm chart: it {error.message}"
    name, found = str(metadata.get("name", "")), str(metadata.get("version", ""))
    if name != chart:
        return f"{given} is the chart {name or 'without a name'}, not {chart}"
    if found == str(version) or found in UNVERSIONED[chart]:
        return ""
    return f"{given} is version {found} of the chart, and the config says {version}"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
