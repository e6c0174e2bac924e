"""What is made from the models says something of every key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def _properties(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            yield f"{path}.{name}", inner
        for name, inner in schema.items():
            yield from _properties(inner, f"{path}/{name}")


def test_every_key_of_a_model_is_described() -> None:
    schema = json.loads((ROOT / "schema" / "stack.schema.json").read_text("utf-8"))
    described = {**schema["$defs"], **schema["properties"]["config"]["properties"]}
    for key in ("cluster", "cilium", "ako"):
        assert described[f"cilium-ako:{key}"]["description"]
        for path, inner in _properties(described[f"cilium-ako:{key}"]):
            assert inner.get("description") or "$ref" in inner, path
    for name, model in schema["$defs"].items():
        assert model.get("description"), name
        for path, inner in _properties(model):
            assert inner.get("description") or "$ref" in inner, (name, path)
