"""Rendered manifests as objects that can be compared: named, without secrets and without noise.

What a chart's version alone changes (labels, checksums, certificates that it makes anew with
every rendering) is set aside and counted, so that a reviewer sees what matters and knows how
much was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cilium_ako.catalogue.kubernetes.api_versions import CLUSTER_SCOPED, removed
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.manifests_noise import without_noise
from cilium_ako.charts.manifests_secrets import Hiding
from cilium_ako.documents.kubernetes_yaml import load_rendered_documents


class Key(NamedTuple):
    """What an object is known by."""

    kind: str
    """As in the object: `DaemonSet`."""
    namespace: str
    """Empty for what stands outside all namespaces."""
    name: str
    """Its name in that namespace."""

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


class Manifest(NamedTuple):
    """One object that a chart renders."""

    key: Key
    """Which object."""
    content: Mapping[str, object]
    """Without secrets and noise."""
    noise: Mapping[str, str]
    """What was set aside, by path: the kind of noise and a digest, as `checksum:1f3a`."""


def manifests(text: str, *, namespace: str, kubernetes: Release, hiding: Hiding) -> list[Manifest]:
    """The objects in what `helm template` printed, by key.

    `namespace` is the release's, `kubernetes` the minor of the API server. Raises
    DocumentError.
    """
    found: dict[Key, Manifest] = {}
    for content in _objects(text):
        kind, api = str(content.get("kind", "")), str(content.get("apiVersion", ""))
        if not kind or removed(api, kind, kubernetes):
            continue
        key = _unique(_key(content, kind, namespace), found)
        kept, noise = without_noise(hiding.hidden_object(content))
        found[key] = Manifest(key, kept, noise)
    return [found[key] for key in sorted(found)]


def _key(content: Mapping[str, object], kind: str, namespace: str) -> Key:
    metadata = content.get("metadata")
    named: Mapping[str, object] = metadata if isinstance(metadata, Mapping) else {}
    own = "" if kind in CLUSTER_SCOPED else namespace
    return Key(kind, str(named.get("namespace") or own), str(named.get("name", "")))


def _unique(key: Key, taken: Iterable[Key]) -> Key:
    """The key itself, or with a number behind the name where a chart renders an object twice."""
    number, unique = 1, key
    while unique in taken:
        number += 1
        unique = key._replace(name=f"{key.name}#{number}")
    return unique


def _objects(text: str) -> Iterator[dict[str, object]]:
    for document in load_rendered_documents(text):
        yield from _listed(document)


def _listed(document: object) -> Iterator[dict[str, object]]:
    if not isinstance(document, dict):
        return
    items = document.get("items")
    if str(document.get("kind", "")).endswith("List") and isinstance(items, list):
        for item in items:
            yield from _listed(item)
    else:
        yield document
