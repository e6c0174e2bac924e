"""An AKOConfig of AKO's operator, or the values of Tanzu's add-on, as AKO's Helm values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from cilium_ako.adopt.found import Found, FoundRelease
from cilium_ako.catalogue.ako.ako_config_keys import (
    ADD_ON,
    ADD_ON_ALONE,
    ADD_ON_KEYS,
    KEYS,
    SECTIONS,
)
from cilium_ako.catalogue.ako.objects import NAMESPACE
from cilium_ako.catalogue.ako.value_keys import VALUE_KEYS
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import Values, leaves, set_dotted
from cilium_ako.config.helm_value import value_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.kubernetes_yaml import load_rendered_documents
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.message import Message

_KIND: Final = "AKOConfig"
_IMAGE: Final = "imageRepository"
_TEXTS: Final = {row.key for row in VALUE_KEYS if row.value_map is not None}
"""Keys under which the chart has booleans as texts."""


def read_ako_config(path: Path, version: Release | None) -> Found:
    """The release that a file tells of. Raises DocumentError.

    `version` is the chart's release where it is said beside the file; an image's tag says it, too.
    """
    try:
        text = text_of(read_option(path, CONFIG_BYTES))
        documents = [each for each in load_rendered_documents(text) if isinstance(each, Mapping)]
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", error.fix) from None
    found = [
        (each, is_add_on)
        for each in documents
        for is_add_on in (ADD_ON in each,)
        if is_add_on or each.get("kind") == _KIND
    ]
    if len(found) != 1:
        what = "neither an AKOConfig nor values of Tanzu's add-on" if not found else "two of them"
        raise DocumentError(
            f"{path} holds {what}",
            f"kubectl -n {NAMESPACE} get akoconfig -o yaml > FILE",
        )
    document, is_add_on = found[0]
    notes: list[Message] = []
    if is_add_on:
        values = _of_add_on(document, path, notes)
    else:
        spec = document.get("spec")
        given: Mapping[str, object] = spec if isinstance(spec, Mapping) else {}
        values = _of_config(given, path, notes)
        version = version or _version_of_image(given.get(_IMAGE))
    return Found(ako=FoundRelease("ako", str(path), values, version), notes=tuple(notes))


def _version_of_image(image: object) -> Release | None:
    """The release that an image's tag names: the operator's AKOConfig has it there."""
    if not isinstance(image, str):
        return None
    return Release.parse(image.rpartition(":")[2], full=True)


def _of_config(spec: Mapping[str, object], path: Path, notes: list[Message]) -> Values:
    values: Values = {}
    for steps, value in leaves(spec):
        key = ".".join(steps)
        if key in KEYS:
            if key == _IMAGE and isinstance(value, str):
                value = _without_tag(value)  # noqa: PLW2901 - the chart adds its own
            set_dotted(values, KEYS[key], value)
        elif steps[0] in SECTIONS and len(steps) > 1:
            set_dotted(values, ".".join((SECTIONS[steps[0]], *steps[1:])), _worded(key, value))
        elif value not in (None, "", [], {}):
            notes.append(_note(path, f"spec.{key}: no key of the chart says it"))
    return _with_texts(values)


def _without_tag(image: str) -> str:
    name, colon, tag = image.rpartition(":")
    return name if colon and "/" not in tag else image


def _worded(key: str, value: object) -> object:
    """Networks as the chart spells them: an AKOConfig's sample has `v6Cidr`."""
    if not key.endswith("vipNetworkList") or not isinstance(value, list):
        return value
    return [
        {("v6cidr" if name == "v6Cidr" else name): each for name, each in network.items()}
        if isinstance(network, Mapping)
        else network
        for network in value
    ]


def _of_add_on(document: Mapping[str, object], path: Path, notes: list[Message]) -> Values:
    given = value_at(document, ADD_ON, "config")
    config: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    values: Values = {}
    for steps, value in leaves(config):
        key = ".".join(steps)
        if value in (None, "", [], {}):
            continue  # the add-on's own default, which is AKO's
        if key in ADD_ON_KEYS:
            set_dotted(values, ADD_ON_KEYS[key], _parsed(value))
        else:
            why = ADD_ON_ALONE.get(key, "no key of the chart says it")
            notes.append(_note(path, f"{ADD_ON}.config.{key}: {why}"))
    if not value_at(values, "NetworkSettings", "vipNetworkList"):
        older = dict(_older_network(config))
        if older:
            set_dotted(values, "NetworkSettings.vipNetworkList", [older])
    return _with_texts(values)


def _older_network(config: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The only network of virtual services, as older add-ons name it."""
    name, address, prefix = (
        value_at(config, "network_settings", key)
        for key in ("network_name", "subnet_ip", "subnet_prefix")
    )
    if isinstance(name, str) and name:
        yield "networkName", name
        if isinstance(address, str) and isinstance(prefix, int | str) and prefix:
            yield "cidr", f"{address}/{prefix}"


def _parsed(value: object) -> object:
    """A list that stands there as the text of one."""
    if not isinstance(value, str) or not value.startswith("["):
        return value
    try:
        return load_json(value)
    except DocumentError:
        return value


def _with_texts(values: Values) -> Values:
    """With texts for the booleans that the chart compares as texts."""
    for key in _TEXTS:
        found = value_at(values, *key.split("."))
        if isinstance(found, bool):
            set_dotted(values, key, str(found).lower())
    return values


def _note(path: Path, what: str) -> Message:
    return Message(what, "", str(path), "warning")
