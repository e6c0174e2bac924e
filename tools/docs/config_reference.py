"""docs/config.md: every key of a stack file, its type, default and meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cilium_ako.config.stack import PROJECT
from tools.docs.stack_schema import PARTS, SECRETS, described_schema, json_schema


def config_reference() -> str:
    """Tables of every key: type, default, meaning."""
    lines = [
        "# Config reference",
        "",
        "Generated from the models in `cilium_ako/config/` by `make docs`.",
        "",
        "The keys stand in a stack file (`Pulumi.<stack>.yaml`), below `config:`. For editors,",
        "`schema/stack.schema.json` says the same: put",
        "`# yaml-language-server: $schema=schema/stack.schema.json` on a file's first line.",
        "",
        "`ipam(eni).vpcCidrs` is the key `vpcCidrs` of `ipam` where its `mode` is `eni`. Versions",
        "are quoted: without quotes YAML reads 1.30 as the number 1.3.",
        "",
    ]
    definitions = json_schema()["$defs"]
    for key, model in PARTS:
        schema = described_schema(model)
        lines += [f"## `{PROJECT}:{key}`", "", schema["description"].strip(), ""]
        lines += ["| key | type | default | meaning |", "|---|---|---|---|"]
        lines += _rows(schema, definitions, "")
        lines.append("")
    lines += ["## Secrets and the rest", "", "| key | meaning |", "|---|---|"]
    lines.append(f"| `{PROJECT}:aviUsername` | the Avi Controller's user name, in clear |")
    lines += [f"| `{PROJECT}:{key}` | secret: {text} |" for key, text in SECRETS.items()]
    lines.append(
        f"| `{PROJECT}:acknowledge` | rule or transition id to `{{reason: …}}`; a transition's "
        "also `to`, the digest that the refusal prints |"
    )
    return "\n".join(lines) + "\n"


def _rows(schema: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for name, inner in schema["properties"].items():
        if "const" in inner and prefix.endswith(")."):
            continue  # the word that tells a union's members apart stands in its key
        key = f"{prefix}{name}"
        default = "required" if name in required else _default(inner)
        described = inner.get("description") or _described(inner, definitions)
        meaning = described.strip().replace("\n", " ").replace("|", "\\|")
        yield f"| `{key}` | {_type(inner, definitions)} | {default} | {meaning} |"
        for tag, member in _members(inner, definitions):
            yield from _rows(member, definitions, f"{key}{tag}.")


def _described(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    for _, member in _members(schema, definitions):
        return str(member.get("description", ""))
    return ""


def _default(schema: dict[str, Any]) -> str:
    if "default" not in schema:
        return ""
    value = schema["default"]
    if value is None or value in ("", {}, []):
        return "none" if value is None else "empty"
    if isinstance(value, dict):
        words = ", ".join(f"{key}: {word}" for key, word in value.items() if isinstance(word, str))
        return f"`{{{words}}}`" if words and len(value) == 1 else "as below"
    return f"`{json.dumps(value).strip(chr(34))}`"


def _type(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "enum" in schema:
        return " \\| ".join(f"`{word}`" for word in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(options) == 1:
        return _type(options[0], definitions)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), definitions)}"
    members = list(_members(schema, definitions))
    if members:
        tags = [tag.strip("()") for tag, _ in members if tag]
        return "one of " + ", ".join(f"`{tag}`" for tag in tags) if tags else "mapping"
    kind = str(schema.get("type", "any"))
    return {"string": "string", "integer": "number", "boolean": "boolean", "object": "mapping"}.get(
        kind, kind
    )


def _members(schema: dict[str, Any], definitions: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The models that a key may hold, each with the tag that tells it apart."""
    if "$ref" in schema:
        member = definitions[schema["$ref"].rpartition("/")[2]]
        if "properties" in member:
            yield "", member
    elif "oneOf" in schema:
        for option in schema["oneOf"]:
            member = definitions[option["$ref"].rpartition("/")[2]]
            constants = [p["const"] for p in member["properties"].values() if "const" in p]
            yield f"({constants[0]})" if constants else "", member
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from _members(option, definitions)
    elif schema.get("type") == "array":
        for tag, member in _members(schema.get("items", {}), definitions):
            yield f"[]{tag}", member
