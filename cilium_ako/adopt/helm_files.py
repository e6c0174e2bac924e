"""Helm values in files: plain ones, and those inside of what GitOps tools install releases by.

Several files are merged as Helm does, the last one has the last word. Templates that Helm or Jinja
would fill in are not run: what they make stays unknown, and is named with its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.adopt.found import FoundRelease
from cilium_ako.catalogue.charts.keys import Chart, chart_keys
from cilium_ako.catalogue.gitops import CONTAINERS, Container
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import set_dotted
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.kubernetes_yaml import load_rendered_documents
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.documents.templated_text import take_out_marks, without_templates
from cilium_ako.message import Message


class HelmFiles(NamedTuple):
    """What some files tell of one chart's release."""

    release: FoundRelease
    notes: tuple[Message, ...]


class _Read(NamedTuple):
    values: dict[str, object]
    version: str = ""
    hidden: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def read_helm_files(chart: Chart, paths: Sequence[Path], version: Release | None) -> HelmFiles:
    """The release that files tell of, the first one lowest. Raises DocumentError.

    `version` is the chart's release where it is said beside the files; it counts before theirs.
    """
    values: dict[str, object] = {}
    hidden: list[str] = []
    notes: list[Message] = []
    for path in paths:
        try:
            read = _read(chart, path)
        except DocumentError as error:
            raise DocumentError(f"{path} {error.message}", error.fix) from None
        values = over(values, read.values)
        hidden += read.hidden
        notes += read.notes
        if version is None and read.version:
            version = Release.parse(read.version, full=True)
            if version is None:
                notes.append(
                    Message(
                        f"names the chart's version {read.version}, which may be any of several",
                        f"--{'' if chart == 'cilium' else 'ako-'}chart-version VERSION, as"
                        " `helm list -A` shows it",
                        str(path),
                        "warning",
                    )
                )
    source = ", ".join(str(path) for path in paths)
    release = FoundRelease(chart, source, values, version, tuple(dict.fromkeys(hidden)))
    return HelmFiles(release, tuple(notes))


def over(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Two files of values as Helm merges them: a null stays one, and takes a default out."""
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        if isinstance(value, Mapping) and isinstance(lower, Mapping):
            merged[key] = over(lower, value)
        else:
            merged[key] = value
    return merged


def _read(chart: Chart, path: Path) -> _Read:
    text = text_of(read_option(path, CONFIG_BYTES))
    templated = without_templates(text)
    notes: list[Message] = []
    if templated is not None:
        text = templated.text
        where = f"{path}: line{'s' if len(templated.lines) > 1 else ''} {_ranges(templated.lines)}"
        left = f"; left out: {_ranges(templated.skipped)}" if templated.skipped else ""
        notes.append(
            Message(
                f"has templates, which are not run here{left}",
                "give what they make: helm get values RELEASE -o yaml > FILE, or the file as the"
                " tool renders it",
                where,
                "warning",
            )
        )
    documents = [each for each in _documents(text, templated=templated is not None) if each]
    found = [each for each in (_values_in(chart, each, path, notes) for each in documents) if each]
    if not found:
        raise DocumentError(
            f"holds no values of the chart {chart}", "give its values file, or the release's object"
        )
    first, *others = found
    if others:
        notes.append(
            Message(
                f"holds {len(found)} documents with values, and only the first is read, as by Helm",
                "give each in a file of its own",
                str(path),
                "warning",
            )
        )
    kept, taken = take_out_marks(first.values)
    _refuse_other_chart(chart, kept)
    return _Read(kept, first.version, tuple(".".join(each) for each in taken), tuple(notes))


def _documents(text: str, *, templated: bool) -> Iterator[Mapping[str, object]]:
    try:
        documents = list(load_rendered_documents(text))
    except DocumentError as error:
        if templated:
            raise DocumentError(
                f"has templates that change its very shape, and {error.message} without them",
                "give what they make: helm get values RELEASE -o yaml > FILE",
            ) from None
        raise
    for each in documents:
        if each is not None and not isinstance(each, Mapping):
            raise DocumentError("is not a mapping of values", "give a values file of the chart")
        yield each or {}


_KNOWN: Final[Mapping[tuple[str, str], Container]] = {
    (row.group, row.kind): row for row in CONTAINERS
}


def _values_in(
    chart: Chart, document: Mapping[str, object], path: Path, notes: list[Message]
) -> _Read | None:
    """The values in a document, and the chart's version where it says one; None without any."""
    kind, api = document.get("kind"), document.get("apiVersion")
    if not (isinstance(kind, str) and isinstance(api, str)):
        return _Read(_unwrapped(chart, document, path, notes))
    row = _KNOWN.get((api.partition("/")[0], kind))
    if row is None:
        notes.append(
            Message(f"holds a {kind} of {api}, which is not read", "", str(path), "warning")
        )
        return None
    places = [place for name in row.releases for place in _at(document, name)]
    for place in places:
        if not isinstance(place, Mapping):
            continue
        name = next((found for where in row.chart for found in _at(place, where)), None)
        if isinstance(name, str) and _names_other(chart, name):
            notes.append(_note(path, f"holds a {kind} of the chart {name}, which is not read"))
            continue
        return _contained(row, place, chart, path, notes)
    return None


def _names_other(chart: Chart, name: str) -> bool:
    """Whether a chart's name is neither this one's nor that of a chart that may hold it."""
    last = name.rstrip("/").rpartition("/")[2]
    return chart not in last.lower()


def _contained(
    row: Container, place: Mapping[str, object], chart: Chart, path: Path, notes: list[Message]
) -> _Read:
    values: dict[str, object] = {}
    for where in row.values:
        for given in _at(place, where):
            if isinstance(given, str):
                given = next(iter(_documents(given, templated=False)), {})  # noqa: PLW2901
            if isinstance(given, Mapping):
                values = over(values, given)
    for where in row.parameters:
        for each in _at(place, where):
            _set_parameter(values, each)
    notes += [
        _note(
            path,
            f"takes values from {where.removesuffix('[]')}, which are not in it and are not read",
            "give all of them: helm get values RELEASE -o yaml > FILE",
        )
        for where in row.elsewhere
        if any(_at(place, where))
    ]
    version = next((each for where in row.version for each in _at(place, where)), "")
    inner = _unwrapped(chart, values, path, notes)
    return _Read(inner, version if isinstance(version, str) else "")


def _set_parameter(values: dict[str, object], parameter: object) -> None:
    """One `--set` of an Application, in place: a word of YAML, or a text where it is forced."""
    if not isinstance(parameter, Mapping):
        return
    name, value = parameter.get("name"), parameter.get("value")
    if not isinstance(name, str) or not isinstance(value, str):
        return
    plain: Mapping[str, object] = {"true": True, "false": False, "null": None}
    said: object = value
    if parameter.get("forceString") is not True:
        said = (
            int(value) if value.isdigit() and not value.startswith("0") else plain.get(value, value)
        )
    try:
        set_dotted(values, name, said)
    except TypeError:
        values[name] = said


def _at(document: object, path: str) -> list[object]:
    """All that stands at a dotted path; `[]` in it stands for every element."""
    found = [document]
    for step in path.split(".") if path else ():
        name, every = step.removesuffix("[]"), step.endswith("[]")
        found = [each[name] for each in found if isinstance(each, Mapping) and name in each]
        if every:
            found = [inner for each in found if isinstance(each, list) for inner in each]
    return found


def _unwrapped(
    chart: Chart, values: Mapping[str, object], path: Path, notes: list[Message]
) -> dict[str, object]:
    """Values of the chart, also where they stand below its name for a chart that holds it."""
    inner = values.get(chart)
    if isinstance(inner, Mapping) and chart not in {
        key.partition(".")[0] for key in chart_keys(chart)
    }:
        others = sorted(key for key in values if key not in (chart, "global"))
        if others:
            notes.append(
                Message(
                    f"has its values below `{chart}`; what stands beside is another chart's:"
                    f" {', '.join(others)}",
                    "",
                    str(path),
                    "warning",
                )
            )
        return dict(inner)
    return dict(values)


def _refuse_other_chart(chart: Chart, values: Mapping[str, object]) -> None:
    """Raises DocumentError where hardly a key is one that the chart has had."""
    known = _first_names(chart)
    foreign = [key for key in values if key not in known]
    if len(foreign) > 2 * (len(values) - len(foreign)):
        raise DocumentError(
            f"holds values of another chart: {', '.join(foreign[:5])}"
            f"{' and more' if len(foreign) > 5 else ''} are no keys of {chart}",
            f"give a values file of the chart {chart}",
        )


def _first_names(chart: Chart) -> frozenset[str]:
    return frozenset(key.partition(".")[0] for key in chart_keys(chart))


def _note(path: Path, what: str, fix: str = "") -> Message:
    return Message(what, fix, str(path), "warning")


def _ranges(numbers: Sequence[int]) -> str:
    """Line numbers as a person lists them: `3, 7-9`."""
    parts: list[str] = []
    start = last = numbers[0]
    for number in (*numbers[1:], 0):
        if number != last + 1:
            parts.append(str(start) if start == last else f"{start}-{last}")
            start = number
        last = number
    return ", ".join(parts)
