"""A stack file's `environment`: what is read of it, and what is said to be out of sight."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.config.stack import RawConfig, parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.documents.error import DocumentError
from tests.strategies import examples

OWN = "the stack file's own `environment`"


def _read(text: str) -> RawConfig:
    return raw_config(text)


def _inline(config: str, file: str = "{}") -> RawConfig:
    return _read(f"environment: {{values: {{pulumiConfig: {config}}}}}\nconfig: {file}\n")


@pytest.mark.parametrize(
    ("environment", "unseen"),
    [
        ("null", ()),
        ("[]", ()),
        ("{}", ()),
        ("[platform/prod, shared]", ("platform/prod", "shared")),
        ("{imports: [platform/prod]}", ("platform/prod",)),
        ("{imports: [{platform/prod: {merge: false}}, b]}", ("platform/prod", "b")),
        ("{description: x, values: {environmentVariables: {A: b}}}", ()),
        ("{values: {pulumiConfig: '${shared.config}'}}", (OWN,)),
        ("{values: {pulumiConfig: {'fn::open::x': {}}}}", (OWN,)),
        ("{values: {pulumiConfig: {aviUsername: '${x}'}}}", (OWN,)),
        ("{values: {pulumiConfig: {aviUsername: admin}}}", ()),
    ],
)
def test_what_is_out_of_sight(environment: str, unseen: tuple[str, ...]) -> None:
    assert _read(f"environment: {environment}\n").unseen == unseen


@pytest.mark.parametrize(
    "environment",
    [
        "5",
        "a-name",
        "[[a]]",
        "[{a: b}]",
        "['']",
        "{imports: a}",
        "{imports: [5]}",
        "{imports: [{a: {}, b: {}}]}",
        "{values: [a]}",
        "{values: {pulumiConfig: [a]}}",
        "{values: {pulumiConfig: text}}",
    ],
)
def test_another_shape_is_one_message(environment: str) -> None:
    with pytest.raises(DocumentError, match="has an `environment`") as caught:
        _read(f"environment: {environment}\n")
    assert "`imports`" in caught.value.fix


def test_literal_values_are_read_and_the_file_wins() -> None:
    found = _inline(
        "{cilium-ako:cluster: {name: a, maxNodes: 3, nodeCidrs: [10.0.0.0/16]},"
        " aviUsername: admin, other:key: 1}",
        "{cilium-ako:cluster: {name: b, nodeCidrs: [10.1.0.0/16]}}",
    )
    assert found.keys == {
        "cilium-ako:cluster": {"name": "b", "maxNodes": 3, "nodeCidrs": ["10.1.0.0/16"]},
        "cilium-ako:aviUsername": "admin",
        "other:key": 1,
    }
    assert found.unseen == ()


@pytest.mark.parametrize(
    "value", ["'${a}'", "'x-${a}'", "{'fn::open::aws': {}}", "{'fn::toJSON': {}}", "['${a}', b]"]
)
def test_what_is_not_literal_is_absent_and_the_rest_is_read(value: str) -> None:
    found = _inline(f"{{cilium-ako:cluster: {{name: a, nodeCidrs: {value}}}}}")
    assert found.keys == {"cilium-ako:cluster": {"name": "a"}}
    assert found.unseen == (OWN,)


def test_what_the_file_says_is_no_secret_of_the_environment() -> None:
    found = _inline(
        "{aviPassword: {'fn::secret': {ciphertext: abc}}, aviToken: {'fn::secret': '${x}'}}",
        "{cilium-ako:aviToken: {secure: v1:x}}",
    )
    assert set(found.secrets) == {"cilium-ako:aviPassword", "cilium-ako:aviToken"}
    assert found.secrets["cilium-ako:aviPassword"].sealed
    assert "abc" not in repr(found)


def test_a_secret_in_clear_is_refused_and_not_repeated() -> None:
    _, errors = parse("dev", _inline("{aviPassword: {'fn::secret': hunter2}}"), offline=True)
    (found,) = (each for each in errors if each.path == "cilium-ako:aviPassword")
    assert found.kind == "clear-secret"
    assert "hunter2" not in repr(errors)


def test_a_secret_inside_an_object_is_refused() -> None:
    raw = _inline("{cluster: {name: {'fn::secret': {ciphertext: abc}}}}")
    assert raw.nested_secrets == ("cilium-ako:cluster.name",)


_WORDS = st.sampled_from(
    ["imports", "values", "pulumiConfig", "cluster", "fn::secret", "fn::open::x", "${a}", "a", ""]
)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=12,
)


@examples()
@given(_ANYTHING)
def test_whatever_stands_there_is_read_or_refused_in_one_message(value: object) -> None:
    fixes = []
    for shape in (value, {"values": {"pulumiConfig": value}}, {"values": value}):
        text = json.dumps({"environment": shape, "config": {"cilium-ako:cluster": {"name": "a"}}})
        try:
            raw = _read(text)
        except DocumentError as error:
            fixes.append(error.fix)
            continue
        parse("dev", raw, offline=True)
        cluster = raw.keys["cilium-ako:cluster"]
        assert isinstance(cluster, dict)
        assert cluster["name"] == "a", "the file wins"
    assert all(fixes)


CLUSTER: dict[str, Any] = {"name": "dev"}


def test_what_is_missing_may_come_from_there() -> None:
    raw = RawConfig({"cilium-ako:cluster": {**CLUSTER, "maxNodes": "3"}}, unseen=("platform",))
    stack, errors = parse("dev", raw, offline=True)
    assert [(each.path, each.kind) for each in errors] == [
        ("cilium-ako:cluster.maxNodes", "wrong-type")
    ]
    assert stack.unseen is not None
    assert "cilium-ako:cilium" in stack.unseen.missing
    assert "cilium-ako:cluster.nodeCidrs" in stack.unseen.missing
    assert stack.unseen.says("cilium-ako:cluster.name")
    assert not stack.unseen.says("cilium-ako:cluster.region")


def test_without_an_environment_what_is_missing_is_an_error() -> None:
    stack, errors = parse("dev", RawConfig({"cilium-ako:cluster": CLUSTER}), offline=True)
    assert stack.unseen is None
    assert "cilium-ako:cilium" in {each.path for each in errors if each.kind == "missing-key"}
