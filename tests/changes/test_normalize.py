"""Equal things have one normal form, however they are written."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.facts import Kind
from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.normalize import HiddenValueError, normalize


@pytest.mark.parametrize(
    ("kind", "written", "normal"),
    [
        ("text", [" snat ", "snat"], "snat"),
        ("text", [6443, 6443.0, "6443"], "6443"),
        ("boolean", [True, "true", "True"], True),
        ("boolean", ["maybe"], "maybe"),
        ("number", [24, 24.0, "24", "24.0"], 24),
        ("number", [0.0025, "0.0025"], 0.0025),
        ("number", ["many"], "many"),
        ("list", [["b", "a"], "b a", "b,a", "b, a"], ("b", "a")),
        ("ranges", [["10.1.0.0/16"], "10.1.0.0/16"], ("10.1.0.0/16",)),
        ("ranges", [["FD00:0::/64"], "fd00::/64"], ("fd00::/64",)),
        ("ranges", [["fd00::1/64", "::x/64"]], ("fd00::1/64", "::x/64")),
        ("set", [["b", "a", "b"], "b a"], ("a", "b")),
        ("set", [{"a": 1, "b": "x"}, ["b=x", "a=1"]], ("a=1", "b=x")),
        ("json", [{"b": 1.0, "a": [True]}, '{"a": [true], "b": 1}'], '{"a":[true],"b":1}'),
        ("json", ["no json"], "no json"),
        ("kpr", [True, "true", "strict"], True),
        ("kpr", [False, "disabled"], False),
        ("kpr", ["Partial"], "partial"),
    ],
)
def test_one_form(kind: Kind, written: list[object], normal: object) -> None:
    assert [normalize(kind, each) for each in written] == [normal] * len(written)


@pytest.mark.parametrize(
    ("kind", "written"),
    [("text", ""), ("text", None), ("number", ""), ("list", None), ("set", None), ("json", "")],
)
def test_what_says_nothing(kind: Kind, written: object) -> None:
    assert normalize(kind, written) is None


@pytest.mark.parametrize("kind", ["text", "number", "list", "set", "json", "kpr"])
def test_what_is_hidden_is_not_read(kind: Kind) -> None:
    with pytest.raises(HiddenValueError, match="it is a secret"):
        normalize(kind, Hidden("it is a secret"))


def test_what_is_hidden_deep_inside_is_not_read() -> None:
    with pytest.raises(HiddenValueError, match="it is a secret"):
        normalize("json", {"a": [{"b": Hidden("it is a secret")}]})
