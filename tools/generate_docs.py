"""Generates what is written twice: README tables and the JSON Schema of a stack file.

    python -m tools.generate_docs [--check]

The models say which keys there are, the catalogue says which rules. With `--check` nothing is
written, and the exit status is 1 where a file is not current.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.catalogue.transitions import BY_ID as TRANSITIONS
from cilium_ako.check.rule_table import rules_markdown
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import PROJECT, SecretKey

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TRANSITIONS_PAGE = ROOT / "docs" / "transitions.md"
SCHEMA = ROOT / "schema" / "stack.schema.json"

_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("cluster", Cluster),
    ("cilium", Cilium),
    ("ako", Ako),
)
_SECRETS = {
    SecretKey.AVI_PASSWORD: "the Avi Controller's password (or `aviToken`)",
    SecretKey.AVI_TOKEN: "an Avi Controller auth token",
    SecretKey.AVI_CA: "the Avi Controller's CA certificate, PEM",
    SecretKey.IPSEC_KEY: "the IPsec key, with `encryption.key.source: import`",
    SecretKey.ETCD_CA: "etcd's CA certificate, PEM, with `kvstore.tls.source: config`",
    SecretKey.ETCD_CERT: "the client certificate for etcd, PEM",
    SecretKey.ETCD_KEY: "the client certificate's private key, PEM",
    SecretKey.KUBECONFIG: "the kubeconfig; `KUBECONFIG` or `~/.kube/config` otherwise",
}


def json_schema() -> dict[str, Any]:
    """The schema of a stack file, for editors."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for key, model in _PARTS:
        schema = _described_schema(model)
        definitions.update(schema.pop("$defs", {}))
        properties[f"{PROJECT}:{key}"] = schema
    acknowledge = TypeAdapter(dict[str, Acknowledgement]).json_schema(
        ref_template="#/$defs/{model}"
    )
    definitions.update(acknowledge.pop("$defs", {}))
    properties[f"{PROJECT}:acknowledge"] = acknowledge
    properties[f"{PROJECT}:aviUsername"] = {"type": "string"}
    for secret, text in _SECRETS.items():
        properties[f"{PROJECT}:{secret}"] = {
            "description": f"Secret: {text}.",
            "type": "object",
            "properties": {"secure": {"type": "string"}},
            "required": ["secure"],
            "additionalProperties": False,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A stack file of cilium-ako",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": properties,
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:": {}},
                "required": [f"{PROJECT}:cluster", f"{PROJECT}:cilium"],
                "additionalProperties": False,
            }
        },
        "$defs": dict(sorted(definitions.items())),
    }


def _described_schema(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema, with the text below each attribute as its description.

    pydantic could collect these texts by itself, at a price that every start of the program
    would pay.
    """
    schema = model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    for name, part in ((model.__name__, schema), *schema.get("$defs", {}).items()):
        texts = _attribute_texts().get(name, {})
        by_key = {key.replace("_", "").lower(): text for key, text in texts.items()}
        for alias, inner in part.get("properties", {}).items():
            inner["description"] = by_key[alias.lower()]
    return schema


@cache
def _attribute_texts() -> dict[str, dict[str, str]]:
    """The text below each attribute of each model, by class and attribute."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "cilium_ako" / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                texts = found.setdefault(node.name, {})
                for attribute, text in pairwise(node.body):
                    match attribute, text:
                        case (
                            ast.AnnAssign(target=ast.Name(id=name)),
                            ast.Expr(value=ast.Constant(value=str(words))),
                        ):
                            texts[name] = inspect.cleandoc(words)
    return found


def config_reference() -> str:
    """Tables of every key: type, default, meaning."""
    lines: list[str] = []
    definitions = json_schema()["$defs"]
    for key, model in _PARTS:
        schema = _described_schema(model)
        lines += [f"#### `{PROJECT}:{key}`", "", schema["description"].strip(), ""]
        lines += ["| key | type | default | meaning |", "|---|---|---|---|"]
        lines += _rows(schema, definitions, "")
        lines.append("")
    lines += ["#### Secrets and the rest", "", "| key | meaning |", "|---|---|"]
    lines.append(f"| `{PROJECT}:aviUsername` | the Avi Controller's user name, in clear |")
    lines += [f"| `{PROJECT}:{key}` | secret: {text} |" for key, text in _SECRETS.items()]
    lines.append(
        f"| `{PROJECT}:acknowledge` | rule or transition id to `{{reason: …}}`; a transition's "
        "also `to`, the digest that the refusal prints |"
    )
    return "\n".join(lines)


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
    members = list(_members(schema, definitions))
    if members:
        tags = [tag.strip("()") for tag, _ in members if tag]
        return "one of " + ", ".join(f"`{tag}`" for tag in tags) if tags else "mapping"
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {_type(schema.get('items', {}), definitions)}"
    return {"string": "text", "integer": "number", "boolean": "switch", "object": "mapping"}.get(
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


def decision_table() -> str:
    """What AKO is told, by IPAM mode."""
    lines = [
        "| `ipam.mode` | AKO `cniPlugin` | AKO `disableStaticRouteSync` | AKO reads | because |",
        "|---|---|---|---|---|",
    ]
    for mode, routes in POD_ROUTES.items():
        sync = '`"true"`' if routes.disable_static_route_sync else '`"false"`'
        plugin = f"`{routes.cni_plugin}`" if routes.cni_plugin else "empty"
        lines.append(f"| `{mode}` | {plugin} | {sync} | {routes.reads} | {routes.because} |")
    return "\n".join(lines)


def transitions() -> str:
    """Every change that is known, with its class, consequence and runbook."""
    lines = [
        "# What a change does to a running cluster",
        "",
        "Generated from `cilium_ako/catalogue/transitions/` by `make docs`.",
        "",
        "Classes: safe (nobody notices), rolling (agents restart, established traffic stays),",
        "disruptive (connections break, or nodes must be recycled), forbidden (the cluster does",
        "not survive it). What is in no row, or could not be read, is unknown, and counts as",
        "disruptive.",
    ]
    for row in TRANSITIONS.values():
        facts = ", ".join(f"`{fact}`" for fact in row.facts)
        may = "can be acknowledged" if row.acknowledgeable else "cannot be acknowledged"
        lines += ["", f"## `{row.id}`: {row.effect}", "", f"{facts}; {may}.", "", row.consequence]
        if row.runbook:
            lines.append("")
            lines += [f"{number}. {step}" for number, step in enumerate(row.runbook, 1)]
        lines += ["", f"Source: {row.source}"]
    return "\n".join(lines) + "\n"


def preview_dev() -> str:
    """What `make preview STACK=dev` prints."""
    run = subprocess.run(
        [sys.executable, "-m", "cilium_ako.cli", "preview", "dev"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.strip("\n")


def readme() -> str:
    """The README with its generated parts written anew."""
    text = README.read_text("utf-8")
    parts = {
        "config reference": config_reference(),
        "decision table": decision_table(),
        "rules": rules_markdown(),
        "preview dev": f"```text\n{preview_dev()}\n```",
    }
    for name, body in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        if pattern.search(text) is None:
            raise SystemExit(f"README.md has no place for the {name}: {begin} … {end}")
        block = f"{begin}\n{body}\n{end}"
        text = pattern.sub(block.replace("\\", r"\\"), text)
    return text


def main() -> int:
    """Writes both files, or says which is not current."""
    wanted = {
        README: readme(),
        TRANSITIONS_PAGE: transitions(),
        SCHEMA: json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
