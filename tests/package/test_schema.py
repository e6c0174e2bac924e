"""The package's schema: what the SDK's analyzer makes of the component, and what it promises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.config.stack import KEYS, SecretKey
from components.package.provider import PackageProvider
from tools.package_schema import Promise, broken, may_break, promise, promised

ROOT = Path(__file__).parents[2]
TOKEN = "cilium-ako:index:"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PackageProvider().schema or "")
    return found


def test_what_the_analyzer_makes_is_what_is_committed(schema: Mapping[str, Any]) -> None:
    committed = json.loads((ROOT / "package" / "schema.json").read_text("utf-8"))
    assert schema == committed, "run `make docs`"


def test_nothing_that_was_promised_is_gone(schema: Mapping[str, Any]) -> None:
    before, now = promised(), promise(schema)
    assert before is not None
    lost = {} if may_break(before.version, now.version) else broken(before, now)
    assert not lost, (
        f"programs of others use these, and {now.version} does not say that they go: raise the"
        " version in pyproject.toml (its minor before 1.0), then `make setup docs`"
    )


def test_all_that_is_there_is_promised(schema: Mapping[str, Any]) -> None:
    before = promised()
    assert before is not None
    assert promise(schema).shapes.items() <= before.shapes.items(), "run `make docs`"


PROMISE = Promise("0.1.0", {"Cluster.name": "required string", "Cluster.id": "integer"})


@pytest.mark.parametrize(
    ("shapes", "lost"),
    [
        ({"Cluster.name": "required string"}, {"Cluster.id": "integer"}),
        (
            {"Cluster.name": "required string", "Cluster.id": "string"},
            {"Cluster.id": "integer"},
        ),
        (
            {"Cluster.name": "required string", "Cluster.id": "required integer"},
            {"Cluster.id": "integer"},
        ),
        (
            {**PROMISE.shapes, "Cluster.zone": "required string"},
            {"Cluster.zone": "not there"},
        ),
        ({**PROMISE.shapes, "Cluster.zone": "string"}, {}),
        ({**PROMISE.shapes, "Mesh.name": "required string"}, {}),
        ({"Cluster.name": "string", "Cluster.id": "integer"}, {}),
    ],
    ids=["removed", "retyped", "now-required", "newly-required", "added", "new-type", "optional"],
)
def test_what_breaks_a_promise(shapes: dict[str, str], lost: dict[str, str]) -> None:
    assert broken(PROMISE, Promise("0.1.1", shapes)) == lost


@pytest.mark.parametrize(
    ("before", "now", "may"),
    [
        ("0.1.0", "0.1.9", False),
        ("0.1.0", "0.2.0", True),
        ("0.9.0", "1.0.0", True),
        ("1.0.0", "1.9.0", False),
        ("1.9.0", "2.0.0", True),
    ],
)
def test_which_version_says_that_something_goes(before: str, now: str, may: bool) -> None:  # noqa: FBT001
    assert may_break(before, now) is may


def test_inputs_are_the_keys_of_a_stack_file(schema: Mapping[str, Any]) -> None:
    inputs = schema["resources"][f"{TOKEN}CiliumAko"]["inputProperties"]
    assert set(inputs) == set(KEYS)
    not_plain = {name for name, each in inputs.items() if not each.get("plain")}
    assert not_plain == set(SecretKey)


@pytest.mark.parametrize("part", ["cluster", "cilium", "ako", "mesh"])
def test_every_key_of_the_models_is_there_with_its_type(
    part: str, schema: Mapping[str, Any]
) -> None:
    """Both schemas are walked together: a union's members are held against the one type."""
    stack = _models()
    models = stack["properties"]["config"]["properties"][f"cilium-ako:{part}"]
    reference = schema["resources"][f"{TOKEN}CiliumAko"]["inputProperties"][part]
    differing = list(_differences(models, reference, stack["$defs"], schema["types"], part))
    assert not differing


def _models() -> Mapping[str, Any]:
    """The models as a schema of stack files, which `make docs-check` holds current."""
    found: dict[str, Any] = json.loads((ROOT / "schema" / "stack.schema.json").read_text("utf-8"))
    return found


def _differences(
    model: Mapping[str, Any],
    property_: Mapping[str, Any],
    definitions: Mapping[str, Any],
    types: Mapping[str, Any],
    path: str,
) -> Iterator[str]:
    for member in _members(model, definitions):
        kind = member.get("type")
        if "properties" in member:
            of = types[property_["$ref"].removeprefix("#/types/")]["properties"]
            for key, inner in member["properties"].items():
                if key not in of:
                    yield f"{path}.{key} is missing"
                    continue
                if not of[key].get("description"):  # what an editor shows
                    yield f"{path}.{key} is not described"
                yield from _differences(inner, of[key], definitions, types, f"{path}.{key}")
        elif kind == "string" and "$ref" in property_:
            words = member.get("enum") or [member["const"]]
            of = types[property_["$ref"].removeprefix("#/types/")]["enum"]
            if not {*words} <= {each["value"] for each in of}:
                yield f"{path}: {words} are not all there"
        elif kind == "array":
            yield from _differences(
                member["items"], property_["items"], definitions, types, f"{path}[]"
            )
        elif kind == "object":
            inner = member["additionalProperties"]
            of = property_["additionalProperties"]
            if inner is not True:
                yield from _differences(inner, of, definitions, types, f"{path}{{}}")
            elif of["$ref"] != "pulumi.json#/Any":
                yield f"{path} takes more than {of}"
        elif property_.get("type") != kind or ("enum" in member and kind == "string"):
            yield f"{path} is {property_}, and should be {kind}"


def _members(
    model: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    if "$ref" in model:
        yield from _members(definitions[model["$ref"].rpartition("/")[2]], definitions)
    elif "oneOf" in model or "anyOf" in model:
        for each in (*model.get("oneOf", ()), *model.get("anyOf", ())):
            yield from _members(each, definitions)
    elif model.get("type") != "null":
        yield model


def test_no_type_has_a_key_or_a_word_that_no_model_has(schema: Mapping[str, Any]) -> None:
    stack = _models()
    every = [*stack["$defs"].values(), *stack["properties"]["config"]["properties"].values()]
    keys = {key for each in every for key in each.get("properties", ())}
    words = {
        word
        for each in every
        for inner in each.get("properties", {}).values()
        for word in _words(inner)
    }
    own = {"StaticRoutes"}
    for token, each in schema["types"].items():
        if token.removeprefix(TOKEN) in own:
            continue
        assert set(each.get("properties", ())) <= keys, token
        assert {word["value"] for word in each.get("enum", ())} <= words, token


def _words(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    for each in (*schema.get("anyOf", ()), schema.get("items")):
        if each:
            yield from _words(each)
