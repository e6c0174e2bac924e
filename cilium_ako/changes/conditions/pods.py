"""Conditions of changes of where Cilium's own pods may run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.conditions.registry import Change, condition
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json


def _tolerations(value: Value | None) -> set[str]:
    """Each toleration of a list in JSON, as a text; none where it is no list."""
    try:
        entries = load_json(str(value))
    except DocumentError:
        return set()
    if not isinstance(entries, list):
        return set()
    return {json.dumps(each, sort_keys=True) for each in entries if isinstance(each, Mapping)}


_EVERYTHING: Final = json.dumps({"operator": "Exists"})


@condition
def tolerations_widened(change: Change) -> bool:
    """Everything that was tolerated still is."""
    new = _tolerations(change.new)
    return _EVERYTHING in new or (bool(new) and _tolerations(change.old) <= new)


@condition
def tolerations_narrowed(change: Change) -> bool:
    """Something that was tolerated no longer is, or the list cannot be read."""
    return not tolerations_widened(change)
