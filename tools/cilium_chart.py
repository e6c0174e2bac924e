"""A chart as a maintainer has it: its metadata, defaults, schema and templates."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

_RENDERED: Final = ("templates/", "files/nodeinit/")
"""Folders whose files read values: scripts of nodeinit are rendered, too."""
_KEY: Final = re.compile(r"\.Values((?:\.[A-Za-z0-9_-]+)+)")
_COMPATIBILITY: Final = re.compile(
    r'semverCompare "[<>=]+\s*(\d+\.\d+)[^"]*" \(default [^)]*upgradeCompatibility'
)


class ChartError(Exception):
    """A chart cannot be used; the text says why."""


class Chart(NamedTuple):
    """What is looked at of a chart."""

    name: str
    version: Release
    kubernetes: str
    """`kubeVersion` of its Chart.yaml: the versions of Kubernetes that Helm accepts."""
    values: Mapping[str, object]
    """Its default values."""
    schema: object
    """Its `values.schema.json`, None where it has none."""
    templates: Mapping[str, str]
    """Path in the chart to the text of a template."""

    def keys_in_templates(self) -> Mapping[str, str]:
        """Every Helm key that a template reads, with one that does."""
        found: dict[str, str] = {}
        for path, text in self.templates.items():
            for match in _KEY.finditer(text):
                found.setdefault(match[1].removeprefix("."), path)
        return found

    def reads(self, key: str, path: str) -> bool:
        """Whether a template reads a key: as a whole, or its last name by way of a variable."""
        leaf = key.rpartition(".")[2]
        return re.search(rf"\b{re.escape(leaf)}\b", self.templates.get(path, "")) is not None

    def compatibility_steps(self) -> set[Release]:
        """The minors at which `upgradeCompatibility` changes what the chart does."""
        texts = "\n".join(self.templates.values())
        steps = (Release.parse(text) for text in _COMPATIBILITY.findall(texts))
        return {step.minor_release for step in steps if step is not None}


def read_chart(path: Path) -> Chart:
    """The chart at a path. Raises ChartError."""
    try:
        files = dict(_files(path))
        metadata = load_kubernetes_yaml(files["Chart.yaml"])
        values = load_kubernetes_yaml(files["values.yaml"])
        schema = json.loads(files.get("values.schema.json", "null"))
    except (OSError, tarfile.TarError, UnicodeDecodeError) as error:
        raise ChartError(f"{path} cannot be read: {error}") from None
    except KeyError as error:
        raise ChartError(f"{path} is no chart: it has no {error.args[0]}") from None
    except DocumentError as error:
        raise ChartError(f"{path} {error.message}") from None
    if not isinstance(metadata, Mapping) or not isinstance(values, Mapping):
        raise ChartError(f"{path} is no chart: Chart.yaml or values.yaml is no mapping")
    version = Release.parse(str(metadata.get("version", "")), full=True)
    if version is None:
        raise ChartError(f"{path} says no version in its Chart.yaml")
    templates = {name: text for name, text in files.items() if name.startswith(_RENDERED)}
    return Chart(
        str(metadata.get("name", "")),
        version,
        str(metadata.get("kubeVersion", "")),
        values,
        schema,
        templates,
    )


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """Path in the chart and text of every file that is looked at."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            name = file.relative_to(path).as_posix()
            if file.is_file() and _is_wanted(name):
                yield name, file.read_text("utf-8")
        return
    with tarfile.open(path) as archive:
        for member in archive:
            name = member.name.partition("/")[2]
            content = archive.extractfile(member) if _is_wanted(name) else None
            if content is not None:
                yield name, content.read().decode("utf-8")


def _is_wanted(name: str) -> bool:
    return name in ("Chart.yaml", "values.yaml", "values.schema.json") or name.startswith(_RENDERED)
