"""Helm's own record of a release, as far as its description.

Helm keeps each revision as a Secret whose entry `release` is gzipped JSON in base64, which the
Secret's own base64 wraps once more. Only the description leaves this module: the record holds
values and manifests.
Source: pkg/storage/driver/util.go of Helm 3.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Final

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import ARCHIVE_BYTES

_GZIP: Final = 31
"""What tells zlib that a gzip header stands in front."""


def record_description(entry: str) -> str:
    """The description in the entry `release` of a record's Secret; empty where it has none.

    Raises DocumentError where it is no such record.
    """
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
    info = record.get("info") if isinstance(record, Mapping) else None
    description = info.get("description") if isinstance(info, Mapping) else None
    return description if isinstance(description, str) else ""
