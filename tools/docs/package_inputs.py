"""components/package/inputs.py: what the component package takes, as the SDK's analyzer reads it.

The analyzer knows neither unions nor `Literal` nor tuples. So every model becomes a TypedDict, a
union of models one TypedDict with the keys of all of them beside the enum that tells them apart,
and a choice of words an enum. Docstrings go along, with what a key is required for.
Source: pulumi:sdk/python/lib/pulumi/provider/experimental/analyzer.py.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from tools.docs.stack_schema import PARTS, SECRETS, described_schema

_HEAD: Final = '''"""What the component package takes: the keys of the config, as TypedDicts.

Generated from the models in `cilium_ako/config/` by `make docs`. Keys are spelled as a stack file
spells them. The analyzer does not evaluate annotations that are texts, so there is no
`from __future__ import annotations` here.
"""

import enum
from typing import Any, NotRequired, TypedDict

import pulumi
'''

_ARGS: Final = "CiliumAkoArgs"
_ROOTS: Final = {"cluster": "Cluster", "cilium": "Cilium", "ako": "Ako", "mesh": "Mesh"}
_OF_PARTS: Final = {
    "cluster": "The cluster: name, versions, API server, address ranges, size, kube-proxy.",
    "cilium": "Cilium: version, IPAM, routing, kube-proxy replacement, kvstore, encryption.",
    "ako": "AKO: version, cloud, controller, networks, service type. Cilium alone without it.",
    "mesh": "The cluster mesh that the cluster is a member of.",
}


class _Key(NamedTuple):
    type: str
    required: bool
    text: str


class _Types:
    """Types in the order in which a module must define them."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions
        self.sources: dict[str, str] = {}

    def model(self, name: str, schema: Mapping[str, Any]) -> str:
        """The TypedDict of a model's schema."""
        if name not in self.sources:
            self.sources[name] = ""
            keys = self.keys(name, schema)
            self.define(name, str(schema["description"]), keys)
        return name

    def define(self, name: str, text: str, keys: Mapping[str, _Key]) -> None:
        """Writes a TypedDict."""
        lines = [f"class {name}(TypedDict):", *_docstring(text)]
        lines.append("")
        for key, each in keys.items():
            of = each.type if each.required else f"NotRequired[{each.type}]"
            lines += [f"    {key}: {of}", *_docstring(each.text)]
        # what it is made of comes before it
        del self.sources[name]
        self.sources[name] = "\n".join(lines)

    def keys(self, name: str, schema: Mapping[str, Any]) -> dict[str, _Key]:
        required = schema.get("required", ())
        return {
            key: _Key(self.type_of(inner, name, key), key in required, self.text_of(inner))
            for key, inner in schema["properties"].items()
        }

    def text_of(self, schema: Mapping[str, Any]) -> str:
        text = str(schema.get("description") or self.described(schema)).strip()
        default = schema.get("default")
        if default in (None, "", [], {}) or isinstance(default, dict):
            return text
        if schema.get("type") == "string" and isinstance(default, list):  # two ports
            default = "-".join(map(str, default))
        return f"{text} Default: `{json.dumps(default).strip(chr(34))}`."

    def described(self, schema: Mapping[str, Any]) -> str:
        """What a type says of itself, where a key says nothing."""
        if "$ref" in schema:
            return str(self.resolved(schema)["description"])
        for option in schema.get("anyOf", ()):
            if option.get("type") != "null":
                return self.described(option)
        raise ValueError(f"a key without a description: {schema}")

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.definitions[schema["$ref"].rpartition("/")[2]]
        return found

    def type_of(self, schema: Mapping[str, Any], parent: str, key: str) -> str:
        """The annotation of a key, and in passing the types that it names."""
        if "anyOf" in schema:
            (given,) = (each for each in schema["anyOf"] if each.get("type") != "null")
            return self.type_of({**given, "description": self.text_of(schema)}, parent, key)
        if "$ref" in schema:
            return self.model(schema["$ref"].rpartition("/")[2], self.resolved(schema))
        if "oneOf" in schema:
            return self.union(_pascal(key) if parent == "Cilium" else _named(parent, key), schema)
        if "enum" in schema and schema["type"] == "string":
            name = _named(parent, key)
            text = str(schema["description"])
            return self.words(name, text, dict.fromkeys(schema["enum"], ""))
        match schema["type"]:
            case "array":
                items = {"description": schema.get("description", ""), **schema["items"]}
                return f"list[{self.type_of(items, parent, key)}]"
            case "object":
                values = schema["additionalProperties"]
                of = "Any" if values is True else self.type_of(values, parent, key)
                return f"dict[str, {of}]"
            case kind:
                return {"string": "str", "integer": "int", "boolean": "bool"}[kind]

    def words(self, name: str, text: str, words: Mapping[str, str]) -> str:
        """The enum of words, each with what is said of it."""
        lines = [f"class {name}(enum.StrEnum):", *_docstring(text), ""]
        for word, said in words.items():
            lines.append(f'    {_member(word)} = "{word}"')
            lines += _docstring(said) if said else ()
        self.sources[name] = "\n".join(lines)
        return name

    def union(self, name: str, schema: Mapping[str, Any]) -> str:
        """One TypedDict for all members of a union."""
        tag = schema["discriminator"]["propertyName"]
        members = {}
        for option in schema["oneOf"]:
            member = self.resolved(option)
            members[str(member["properties"][tag]["const"])] = member
        text = str(schema.get("description") or "") or _first_sentence(members)
        enum = self.words(
            f"{name}{_pascal(tag)}",
            f"What tells the kinds of `{name}` apart.",
            {word: str(member["description"]) for word, member in members.items()},
        )
        of_members = {
            word: self.keys(name, _without(member, tag)) for word, member in members.items()
        }
        keys = {tag: _Key(enum, required=True, text=self.tag_text(members, tag))}
        for key in dict.fromkeys(key for each in of_members.values() for key in each):
            having = {word: each[key] for word, each in of_members.items() if key in each}
            (of,) = {each.type for each in having.values()}  # else nothing can be said of both
            keys[key] = _Key(of, required=False, text=_text_by_word(having, len(members)))
        self.sources.setdefault(name, "")
        self.define(name, text, keys)
        return name

    def tag_text(self, members: Mapping[str, Any], tag: str) -> str:
        texts = {str(member["properties"][tag]["description"]) for member in members.values()}
        return texts.pop() if len(texts) == 1 else "What tells the kinds apart."


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    kept = {name: inner for name, inner in schema["properties"].items() if name != key}
    return {**schema, "properties": kept}


def _first_sentence(members: Mapping[str, Any]) -> str:
    return "One of: " + ", ".join(f"`{word}`" for word in members) + "."


def _text_by_word(having: Mapping[str, _Key], number_of_all: int) -> str:
    """What is said of a key, with the words that it goes with."""
    by_text: dict[str, list[str]] = {}
    for word, key in having.items():
        by_text.setdefault(key.text + (" Required." if key.required else ""), []).append(word)
    if len(by_text) == 1 and len(having) == number_of_all:
        return next(iter(by_text))
    return " ".join(
        f"With {', '.join(f'`{word}`' for word in words)}: {text}"
        for text, words in by_text.items()
    )


def _named(parent: str, key: str) -> str:
    return parent + _pascal(key)


def _pascal(key: str) -> str:
    return key[:1].upper() + key[1:]


def _member(word: str) -> str:
    """A word as the name of an enum's member."""
    parts = re.split(r"[^A-Za-z0-9]+", word.lower() if word.isupper() else word)
    name = "".join(_pascal(part) for part in parts)
    return f"{name}_" if keyword.iskeyword(name) else name


def _docstring(text: str) -> Iterator[str]:
    """A text as a docstring of something in a class: on one line, as the schema takes it over."""
    yield f'    """{" ".join(text.split())}"""'


def package_inputs() -> str:
    """The module's text."""
    definitions: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for key, model in PARTS:
        schema = described_schema(model)
        definitions.update(schema.pop("$defs", {}))
        parts[key] = schema
    types = _Types(definitions)
    keys = {
        key: _Key(types.model(_ROOTS[key], schema), key in ("cluster", "cilium"), _OF_PARTS[key])
        for key, schema in parts.items()
    }
    # a map of a type of its own would be right, but Go's SDK does not compile with one
    keys["acknowledge"] = _Key(
        "dict[str, dict[str, str]]",
        required=False,
        text=(
            "Rules and transitions that somebody takes upon themselves, by id: `reason`, and for a"
            " transition `to`, the digest that the refusal prints."
        ),
    )
    keys["aviUsername"] = _Key("str", required=False, text="The Avi Controller's user name.")
    for secret, text in SECRETS.items():
        keys[str(secret)] = _Key("pulumi.Input[str]", required=False, text=f"Secret: {text}.")
    types.sources[_ARGS] = ""
    types.define(
        _ARGS,
        "What `CiliumAko` takes. All of it must be known when the program runs, but for secrets.",
        keys,
    )
    return "\n\n\n".join([_HEAD.rstrip("\n"), *types.sources.values()]) + "\n"
