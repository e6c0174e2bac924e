"""A release as a program declares it, whatever language that is in: which chart, told what.

The properties are those of `kubernetes:helm.sh/v3:Release` and `kubernetes:helm.sh/v4:Chart`, in
camelCase as the engine has them. What stands in an asset of text is read as Helm does, below
`values`; what the engine does not know yet, or keeps to itself, is `Hidden`.
Source: pulumi-kubernetes:provider/pkg/provider/helm_release.go, helm/v4/chart.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from cilium_ako.adopt.helm_files import over
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.sources import UNVERSIONED
from cilium_ako.catalogue.pulumi.type_tokens import HELM_CHART_V3, HELM_CHART_V4, HELM_RELEASE
from cilium_ako.catalogue.pulumi.wire_format import REDACTED
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.release_facts import OTHER_CHARTS
from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.from_release import chart_version
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

RELEASE_TYPES: Final = frozenset({HELM_RELEASE, HELM_CHART_V4, HELM_CHART_V3})
"""The types of resources that may be a release."""

_FILE_NAME: Final = re.compile(
    r"(?P<name>.+?)(?:-(?P<version>v?\d+\.\d+\.\d+.*?))?(?P<archive>\.tgz|\.tar\.gz)?"
)
_REDACTED: Final = Hidden("the engine could not decrypt it")


@dataclass(frozen=True, slots=True)
class AssetText:
    """The text of an asset, which may hold secrets as any value may."""

    text: str = field(repr=False)


class Unread(NamedTuple):
    """A property, or a part of one, that nobody could read."""

    property: str
    """In camelCase, with dots: `values.k8sServiceHost`, `valueYamlFiles[0]`."""
    reason: str
    """Why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class DeclaredRelease:
    """One release of a chart that this program knows."""

    chart: Chart
    name: str
    """The release's own name, or the resource's where it has none of its own."""
    version: Release | None
    """The chart's release; None where nothing says it, or it is of no form that is known."""
    source: Literal["repository", "path", "unknown"]
    """Where Helm gets the chart: somewhere that has several versions, one place on this machine, or
    the program says that only while it runs."""
    values: Mapping[str, object] = field(repr=False)
    """Helm values, without those that nobody could read."""
    hidden: tuple[str, ...] = ()
    """Dotted Helm keys of those that nobody could read."""
    unread: tuple[Unread, ...] = ()
    """What of the release could not be read, with why; for each of `hidden` and more."""
    readable: bool = True
    """Whether the values are known but for `hidden`."""
    as_objects: bool = False
    """Whether the values were found out from the objects that a chart made of them."""

    def with_values(self, values: Mapping[str, object]) -> DeclaredRelease:
        """The same release, told something else, all of which is known."""
        return replace(self, values=values, hidden=())


def declared_release(
    kind: str, name: str, properties: Mapping[str, object]
) -> DeclaredRelease | None:
    """The release that a resource of a type and a name declares.

    None where it is of no chart that this program knows.
    """
    if kind not in RELEASE_TYPES:
        return None
    given = {key: _plain(value) for key, value in properties.items()}
    chart, version, source = _chart(given, name)
    if chart is None:
        return None
    unread: list[Unread] = []
    if isinstance(given.get("chart"), Hidden):
        unread.append(Unread("chart", _reason(given["chart"])))
    if isinstance(given.get("version"), Hidden):
        unread.append(Unread("version", _reason(given["version"])))
    values, readable = _values(given, unread)
    hidden: dict[str, str] = {}
    kept = _without_hidden(values, "", hidden)
    unread += [Unread(f"values.{key}", reason) for key, reason in hidden.items()]
    own = given.get("name")
    return DeclaredRelease(
        chart=chart,
        name=own if isinstance(own, str) and own else name,
        version=_version(chart, given, version),
        source=source,
        values=kept,
        hidden=tuple(hidden),
        unread=tuple(unread),
        readable=readable,
    )


def _chart(
    given: Mapping[str, object], resource: str
) -> tuple[Chart | None, str, Literal["repository", "path", "unknown"]]:
    """The chart, the version that its reference names, and where it is from."""
    reference = given.get("chart")
    if isinstance(reference, Hidden):
        own = given.get("name")
        return _known(own if isinstance(own, str) and own else resource), "", "unknown"
    if not isinstance(reference, str) or not reference:
        return None, "", "unknown"
    options = given.get("repositoryOpts")
    repository = options.get("repo") if isinstance(options, Mapping) else None
    where = f"{reference} {repository if isinstance(repository, str) else ''}".lower()
    if any(other in where for other in OTHER_CHARTS):
        return None, "", "unknown"
    remote = "://" in reference or bool(repository)
    last = reference.rstrip("/").rpartition("/")[2].partition("?")[0]
    if reference.startswith("oci://"):
        name, _, version = last.partition("@")[0].partition(":")
        return _known(name), version, "repository"
    found = _FILE_NAME.fullmatch(last)
    name, version = (found["name"], found["version"] or "") if found else (last, "")
    local = reference.startswith((".", "/", "~")) or (found is not None and bool(found["archive"]))
    return _known(name), version, "path" if local and not remote else "repository"


def _known(name: str) -> Chart | None:
    match name:
        case "cilium":
            return "cilium"
        case "ako":
            return "ako"
        case _:
            return None


def _version(chart: Chart, given: Mapping[str, object], of_reference: str) -> Release | None:
    said = chart_version(chart, given)
    if said in UNVERSIONED[chart]:
        said = ""
    return Release.parse(said or of_reference, full=True)


def _values(given: Mapping[str, object], unread: list[Unread]) -> tuple[Mapping[str, object], bool]:
    """Values of files with those of `values` above, and whether nothing is missing among them."""
    merged: dict[str, object] = {}
    readable = True
    files = given.get("valueYamlFiles")
    listed = files if isinstance(files, list) else [] if files is None else [files]
    for number, each in enumerate(listed):
        found = _file(each)
        if isinstance(found, Hidden):
            at = f"valueYamlFiles[{number}]" if isinstance(files, list) else "valueYamlFiles"
            unread.append(Unread(at, found.reason))
            readable = False
        else:
            merged = over(merged, found)
    own = given.get("values")
    if isinstance(own, Mapping):
        merged = over(merged, own)
    elif own is not None:
        readable = False
        unread.append(
            Unread("values", own.reason if isinstance(own, Hidden) else "it is no mapping")
        )
    return merged, readable


def _file(given: object) -> Mapping[str, object] | Hidden:
    if isinstance(given, Hidden):
        return given
    if not isinstance(given, AssetText):
        return Hidden("it is no asset of text")
    try:
        document = load_kubernetes_yaml(given.text)
    except DocumentError:
        return Hidden("it is no YAML that can be read")  # more would show its text
    if document is None:
        return {}
    return document if isinstance(document, Mapping) else Hidden("it is no mapping of values")


def _plain(value: object) -> object:
    """A value with whole numbers as such, and Hidden where an engine has put its mark for one."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _REDACTED if value == REDACTED else value


def _without_hidden(
    values: Mapping[str, object], above: str, hidden: dict[str, str]
) -> dict[str, object]:
    """Values without what is Hidden, which is put into `hidden` by its dotted key."""
    kept: dict[str, object] = {}
    for key, value in values.items():
        at = f"{above}.{key}" if above else key
        if isinstance(value, Mapping):
            kept[key] = _without_hidden(value, at, hidden)
            continue
        inside = next(_hidden_in(value), None)
        if inside is None:
            kept[key] = value
        else:
            hidden[at] = inside.reason
    return kept


def _hidden_in(value: object) -> Iterator[Hidden]:
    if isinstance(value, Hidden):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _hidden_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _hidden_in(inner)


def _reason(value: object) -> str:
    return value.reason if isinstance(value, Hidden) else ""
