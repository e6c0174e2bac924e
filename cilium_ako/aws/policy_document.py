"""Documents in IAM's policy language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

_VERSION: Final = "2012-10-17"
"""The version of IAM's policy language."""


def policy_document(statements: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The document with these statements, in their order."""
    return {"Version": _VERSION, "Statement": [*statements]}


def document_text(document: Mapping[str, object]) -> str:
    """A document as indented JSON, without a line break at its end."""
    return json.dumps(document, indent=2, ensure_ascii=False)
