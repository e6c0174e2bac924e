"""Helm's own record of a release.

Helm keeps each revision as a Secret whose entry `release` is gzipped JSON in base64, which the
Secret's own base64 wraps once more. The rendered manifest, which it holds too, never leaves this
module; the values do, and may hold secrets.
Source: pkg/storage/driver/util.go and pkg/release/release.go of Helm 3.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import ARCHIVE_BYTES

_GZIP: Final = 31
"""What tells zlib that a gzip header stands in front."""


@dataclass(frozen=True, slots=True)
class HelmRecord:
    """One revision of a release, as Helm wrote it down."""

    description: str
    """What whoever made the revision says of it; empty where it has none."""
    chart: str
    """The chart's name."""
    version: str
    """The chart's version."""
    values: Mapping[str, object] = field(repr=False)
    """What the owner gave (`helm get values`), without the chart's defaults. May hold secrets."""


def read_record(entry: str) -> HelmRecord:
    """The record in the entry `release` of its Secret. Raises DocumentError where it is none."""
    try:
        packed = base64.b64decode(base64.b64decode(entry, validate=True), validate=True)
        unpacking = zlib.decompressobj(_GZIP)
        content = unpacking.decompress(packed, ARCHIVE_BYTES)
        text = content.decode()
    except (binascii.Error, zlib.error, ValueError):
        raise DocumentError("is no record of Helm's", "helm history shows the release") from None
    if not unpacking.eof:
        raise DocumentError("is too large, or cut off", "helm history shows the release")
    record = load_json(text)
    chart = _mapping(_mapping(record, "chart"), "metadata")
    return HelmRecord(
        description=_text(_mapping(record, "info"), "description"),
        chart=_text(chart, "name"),
        version=_text(chart, "version"),
        values=_mapping(record, "config"),
    )


def _mapping(value: object, key: str) -> Mapping[str, object]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
