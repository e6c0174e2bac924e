"""What changes in manifests without meaning anything: set aside, and counted by kind.

A checksum annotation says that a ConfigMap changed, which is shown itself; a version label says
which chart it was; a certificate that the chart makes is another one in every rendering.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

CHART, VERSION, CHECKSUM, CERTIFICATE = "chart label", "version label", "checksum", "certificate"
"""The kinds of noise."""

MADE_CERTIFICATE: Final = "[certificate]"
"""What stands in the place of a certificate that the values do not hold."""

_CHART_LABELS: Final = frozenset({"helm.sh/chart", "chart"})
_VERSION_LABELS: Final = frozenset({"app.kubernetes.io/version"})


def without_noise(content: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """An object without noise, and the noise by path as kind and digest."""
    noise: dict[str, str] = {}
    kept = _kept(content, "", noise)
    assert isinstance(kept, dict)  # noqa: S101 - a mapping stays one
    return kept, noise


def _kept(value: object, path: str, noise: dict[str, str]) -> object:
    if isinstance(value, Mapping):
        result: dict[str, object] = {}
        tags = path.endswith((".labels", ".annotations"))
        for key, inner in value.items():
            at = f"{path}.{key}"
            kind = _kind(str(key)) if tags else ""
            if kind:
                noise[at] = f"{kind}:{_digest(inner)}"
                continue
            if inner is None:
                continue  # to the API server the same as a key that is not there
            result[str(key)] = _kept(inner, at, noise)
        return result
    if isinstance(value, list):
        return [_kept(inner, f"{path}[{index}]", noise) for index, inner in enumerate(value)]
    if isinstance(value, str) and MADE_CERTIFICATE in value:
        noise[path] = f"{CERTIFICATE}:anew"
    return value


def _kind(key: str) -> str:
    if key in _CHART_LABELS:
        return CHART
    if key in _VERSION_LABELS:
        return VERSION
    if key.startswith("checksum/") or key.endswith(("-checksum", "/checksum")):
        return CHECKSUM
    return ""


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode(errors="replace")).hexdigest()[:8]


def dropped(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, int]:
    """How many differences between two objects' noise were not shown, by kind.

    A certificate that the chart makes differs in every rendering, wherever it stands.
    """
    counted: dict[str, int] = {}
    for path in {*old, *new}:
        before, after = old.get(path, ""), new.get(path, "")
        kind = (after or before).partition(":")[0]
        if before != after or kind == CERTIFICATE:
            counted[kind] = counted.get(kind, 0) + 1
    return counted
