"""Where a release says what a config says: paths and words of the one in those of the other."""

from __future__ import annotations

import re
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart, types_of
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.fact_keys import helm_key
from cilium_ako.config.stack import PROJECT

_INDEX: Final = re.compile(r"\[\d+\]")
_PARTS: Final = ("cluster", "cilium", "ako")
_WORD: Final = re.compile(r"(?<![\w.-])[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+(?![\w-])")


def helm_property(path: str, chart: Chart, minor: Release) -> str:
    """The property of a release, in camelCase, for a path as `pulumi config --path` has it.

    `values` where a release has no place of its own for it.
    """
    return _property(path.removeprefix(f"{PROJECT}:"), chart, minor) or "values"


def in_helm_words(text: str, chart: Chart, minor: Release) -> str:
    """A sentence of the catalogue, with keys of a release in place of those of a config.

    A key of the chart stays as it is; one of the config may stand there without its first word.
    """
    return _WORD.sub(lambda found: _in_helm_words(found[0], chart, minor), text)


def _in_helm_words(word: str, chart: Chart, minor: Release) -> str:
    if types_of(chart, minor, word) is not None:
        return word
    if word.partition(".")[0] in _PARTS:
        return _property(word, chart, minor) or word
    exact = _helm_key(f"{chart}.{word}", chart, minor)
    return f"values.{exact}" if exact else word


def _property(path: str, chart: Chart, minor: Release) -> str:
    for of in ("cilium", "ako"):
        if path == f"{of}.version":
            return "version"
        if path == f"{of}.values" or path.startswith((f"{of}.values.", f"{of}.values[")):
            return path.removeprefix(f"{of}.")
    steps = _INDEX.sub("", path).split(".")
    for length in range(len(steps), 1, -1):
        key = _helm_key(".".join(steps[:length]), chart, minor)
        if key:
            return f"values.{key}"
    return ""


def _helm_key(path: str, chart: Chart, minor: Release) -> str:
    of: Chart = "ako" if path.startswith("ako.") else "cilium"
    for fact in BY_NAME.values():
        if path in (fact.path, fact.name) and fact.name.startswith("ako.") == (of == "ako"):
            key = helm_key(of, fact.name, minor if of == chart else None)
            if key:
                return key
    return ""
