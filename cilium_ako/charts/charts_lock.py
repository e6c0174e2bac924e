"""`charts.lock` beside Pulumi.yaml: which archives the stacks' charts are, by their digests.

It says of every chart that a stack pins where it is from and the SHA-256 of its archive, as Helm's
own Chart.lock does for dependencies. `cilium-ako charts lock` writes it; a pull, a report and
`cilium-ako charts check` hold archives against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, get_args
from urllib.parse import urlsplit, urlunsplit

from cilium_ako.catalogue.charts.digests import digest_of
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_source import ChartSource, chart_source
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.limits import CONFIG_BYTES

LOCK_FILE: Final = "charts.lock"
"""The file's name."""
_FORMAT: Final = 1
"""Counts changes of the file's form that an older program cannot read."""
_KEYS: Final = ("chart", "version", "source", "digest")
_DIGEST: Final = re.compile(r"sha256:([0-9a-f]{64})")
_AGAIN: Final = f"take {LOCK_FILE} from git as it was, or write it anew: cilium-ako charts lock"
_HEADING: Final = """\
# Which archives the charts are. Written by `cilium-ako charts lock`; commit it.
"""


class LockedChart(NamedTuple):
    """A row of the lock."""

    chart: Chart
    version: Release
    source: str
    """Where it was pulled from: a repository's URL, an archive's URL or an oci:// reference."""
    digest: str
    """SHA-256 of its archive, 64 hex digits."""

    @property
    def name(self) -> str:
        """Chart and version, as its archive is called."""
        return f"{self.chart}-{self.version}"


class ChartsLock(NamedTuple):
    """What `charts.lock` says."""

    rows: tuple[LockedChart, ...] = ()
    """Sorted."""

    def row(self, chart: Chart, version: Release, source: str) -> LockedChart | None:
        """The row of a chart from a source; None where it has none."""
        for each in self.rows:
            if (each.chart, each.version, each.source) == (chart, version, source):
                return each
        return None

    def others(self, chart: Chart, version: Release) -> tuple[str, ...]:
        """The sources from which a chart is locked."""
        return tuple(
            each.source for each in self.rows if (each.chart, each.version) == (chart, version)
        )


class KnownDigest(NamedTuple):
    """What an archive must be, and who says so."""

    digest: str
    """64 hex digits; empty where nobody knows."""
    by: str = ""
    """Who says so, as the end of `by …`."""


def source_text(source: ChartSource) -> str:
    """Where a chart comes from, in one text and without the user and password of a URL."""
    text = source.repository or source.chart
    if "@" not in text:
        return text
    parts = urlsplit(text)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def known_digest(lock: ChartsLock, chart: Chart, version: Release, given: str) -> KnownDigest:
    """The digest that a chart's archive must have; `given` is the config's `chart` key.

    The lock's where it has the chart from that source, else the one that this program was made
    with.
    """
    row = lock.row(chart, version, source_text(chart_source(chart, version, given)))
    if row is not None:
        return KnownDigest(row.digest, LOCK_FILE)
    recorded = digest_of(chart, str(version))
    return KnownDigest(recorded, "this program" if recorded else "")


class Disagreement(NamedTuple):
    """A row that says something else than the digest that this program was made with."""

    row: LockedChart
    recorded: str
    published: bool
    """Whether the row's source is the public one, so that one of the two is wrong. From another
    source it is another archive of the same version, which a person may want."""

    @property
    def message(self) -> str:
        """What is wrong, as a sentence's beginning and end without the full stop."""
        row = self.row
        what = f"the SHA-256 of {row.name} is {row.digest} in {LOCK_FILE}"
        if self.published:
            return (
                f"{what}, and {self.recorded} is that of the published archive that this program"
                f" was made with; one of them is not what {row.source} serves"
            )
        return (
            f"{what}, from {row.source}, and {self.recorded} is that of the published archive: it"
            " is another archive of that version"
        )


def disagreements(lock: ChartsLock) -> Iterator[Disagreement]:
    """Every row that says something else than this program knows."""
    for row in lock.rows:
        recorded = digest_of(row.chart, str(row.version))
        if recorded and recorded != row.digest:
            public = source_text(chart_source(row.chart, row.version, ""))
            yield Disagreement(row, recorded, published=row.source == public)


def lock_text(rows: Iterable[LockedChart]) -> str:
    """The file's text, rows sorted: equal rows give equal bytes."""
    found = sorted(set(rows))
    lines = [f"format: {_FORMAT}", "charts:" if found else "charts: []"]
    for row in found:
        lines += [
            f"- chart: {row.chart}",
            f"  version: {row.version}",
            f"  source: {_quoted(row.source)}",
            f"  digest: sha256:{row.digest}",
        ]
    return _HEADING + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text in quotes that every reader of YAML reads alike."""
    return "'" + text.replace("'", "''") + "'"


def read_lock(project: Path) -> ChartsLock | None:
    """The lock of a project; None where it has none. Raises DocumentError."""
    path = project / LOCK_FILE
    try:
        state = path.stat()
    except FileNotFoundError:
        if not path.is_symlink():
            return None
        raise DocumentError("is a link to a file that does not exist", _AGAIN) from None
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}", "check its permissions") from None
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=16)
def _read(path: Path, modified: int, size: int) -> ChartsLock:
    del modified, size  # they are the key under which a lock is remembered
    return parsed_lock(text_of(read_bytes(path, CONFIG_BYTES)))


def parsed_lock(text: str) -> ChartsLock:
    """The lock that a text says. Raises DocumentError where it is none of this form."""
    document = load_kubernetes_yaml(text)
    if not isinstance(document, Mapping) or "format" not in document:
        raise DocumentError("is no lock of charts: it has no `format`", _AGAIN)
    if document["format"] != _FORMAT or isinstance(document["format"], bool):
        raise DocumentError(
            f"has another format than {_FORMAT}, the one that this program reads",
            "use the version of cilium-ako that wrote it, or write it anew: cilium-ako charts lock",
        )
    unknown = sorted(set(document) - {"format", "charts"})
    if unknown:
        raise DocumentError(f"has the key {unknown[0]:.60}, which is none of a lock", _AGAIN)
    given = document.get("charts")
    if not isinstance(given, list):
        raise DocumentError("has no list of `charts`", _AGAIN)
    rows = [_row(each, f"charts[{index}]") for index, each in enumerate(given)]
    _refuse_twice(rows)
    return ChartsLock(tuple(sorted(rows)))


def _row(given: object, where: str) -> LockedChart:
    if not isinstance(given, Mapping) or set(given) != set(_KEYS):
        raise DocumentError(f"has a row without exactly {', '.join(_KEYS)}", _AGAIN, where)
    chart, version, source, digest = (given[key] for key in _KEYS)
    if chart not in get_args(Chart):
        raise DocumentError("names another chart than cilium or ako", _AGAIN, where)
    release = Release.parse(version, full=True) if isinstance(version, str) else None
    if release is None or str(release) != version:
        raise DocumentError("has a version without three numbers", _AGAIN, where)
    if not isinstance(source, str) or not source:
        raise DocumentError("has a source that is no text", _AGAIN, where)
    match = _DIGEST.fullmatch(digest) if isinstance(digest, str) else None
    if match is None:
        raise DocumentError(
            "has a digest that is not `sha256:` and 64 hex digits", _AGAIN, f"{where}, {chart}"
        )
    return LockedChart("cilium" if chart == "cilium" else "ako", release, source, match[1])


def _refuse_twice(rows: Iterable[LockedChart]) -> None:
    digests: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.name, row.source) in seen:
            raise DocumentError(f"has {row.name} from {row.source:.200} twice", _AGAIN)
        seen.add((row.name, row.source))
        if digests.setdefault(row.name, row.digest) != row.digest:
            raise DocumentError(
                f"has two digests of {row.name}, {digests[row.name]} and {row.digest}: one archive"
                " of a version is all that a project can have",
                "take the chart of all stacks from one source, then: cilium-ako charts lock",
            )


def lock_changes(old: ChartsLock | None, new: ChartsLock | None) -> Iterator[str]:
    """What changes between two locks, as sentences for a reviewer; None is a lock that is not."""
    before = {(each.name, each.source): each.digest for each in (old or ChartsLock()).rows}
    after = {(each.name, each.source): each.digest for each in (new or ChartsLock()).rows}
    for name, source in sorted(before.keys() | after.keys()):
        was, becomes = before.get((name, source)), after.get((name, source))
        if was == becomes:
            continue
        if was is None:
            yield f"{LOCK_FILE} gets {name} from {source}, SHA-256 {becomes}."
        elif becomes is None:
            yield f"{LOCK_FILE} loses {name} from {source}."
        else:
            yield (
                f"{LOCK_FILE} says another digest of {name} from {source}: it was {was} and becomes"
                f" {becomes}. A published archive does not change: ask who changed it, and why."
            )
