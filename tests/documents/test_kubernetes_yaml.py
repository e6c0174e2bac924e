"""YAML as Kubernetes and Helm read it: what each text is, was recorded from sigs.k8s.io/yaml."""

from __future__ import annotations

import pytest

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import (
    load_kubernetes_documents,
    load_kubernetes_yaml,
    load_rendered_documents,
)

TEXTS = """\
    12:30 12:30:45 1:2:3.5 . .. _ + _1 ._5 1.5.2 1.18.12 1e 1e+ e3 1p4 0x 0b 0o 0o8 0b2 0xG 0x1p4
    1e400 .5e400 0xFFFFFFFFFFFFFFFFF inf nan yEs tRue nUll oN 10.0.0.0/8 fe80::1 a#b a:b 1- --1
    2026-01-02 2026-99-99 2026-01-02T03:04:05Z = <<x
"""
SCALARS: dict[str, object] = {
    **{text: text for text in TEXTS.split()},
    **dict.fromkeys(("true", "True", "yes", "YES", "on", "On", "y", "Y"), True),
    **dict.fromkeys(("false", "FALSE", "no", "No", "off", "OFF", "n", "N"), False),
    **dict.fromkeys(("~", "null", "Null", ""), None),
    "0": 0,
    "-0": 0,
    "00": 0,
    "017": 15,
    "0o17": 15,
    "08": 8,
    "0b11": 3,
    "0x1F": 31,
    "1_000": 1000,
    "1e3": 1000,
    "1.": 1,
    ".5": 0.5,
    "-.5": -0.5,
    "1.50": 1.5,
    "1.0": 1,
    ".5_0": 0.5,
    "1_0.5": 10.5,
    "9223372036854775807": (1 << 63) - 1,
    "18446744073709551615": (1 << 64) - 1,
    '"yes"': "yes",
    "'1'": "1",
    "!!str 1": "1",
    '!!int "5"': 5,
    "!!float 5": 5,
    "!other 5": "5",
    "!!timestamp 2026-01-02": "2026-01-02",
    "!!binary aGk=": "hi",
    "!!null ~": None,
    "!!set {a, b}": {"a": None, "b": None},
    "!!omap [a: 1]": [{"a": 1}],
    "!other {a: 1}": {"a": 1},
    "{yes: 1}": {"true": 1},
    "{1: a}": {"1": "a"},
    "{0x1F: a}": {"31": "a"},
    "{1.5: a}": {"1.5": "a"},
    "{2026-01-02: a}": {"2026-01-02": "a"},
    '{"<<": 5}': {"<<": 5},
}

REFUSED: dict[str, str] = {
    ".inf": "not finite",
    "-.INF": "not finite",
    ".nan": "not finite",
    "!!float .inf": "not finite",
    "!!int x": "another kind",
    "!!int yes": "another kind",
    "!!float yes": "another kind",
    "!!null x": "another kind",
    "!!binary x": "bytes that are no text",
    "!!binary /w==": "bytes that are no text",
    "{~: 1}": "no text",
    "{[a]: 1}": "no text",
    "{{a: 1}: 1}": "no text",
    "{<<: 5}": "without a mapping",
    "&a [*a]": "what it stands in",
    "*a": "is not valid YAML",
    '"\\ud800"': "is not valid YAML",
}


@pytest.mark.parametrize(("text", "value"), SCALARS.items(), ids=SCALARS)
def test_what_a_value_is(text: str, value: object) -> None:
    found = load_kubernetes_yaml(f"a: {text}")
    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=REFUSED)
def test_what_json_does_not_have_is_refused(text: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as error:
        load_kubernetes_yaml(f"a: {text}")
    assert error.value.where.startswith("line 1, column ")


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ("<<: *x, b: 2", {"a": 1, "b": 2}),
        ("b: 2, <<: *x", {"a": 1, "b": 1}),  # unlike go-yaml v3
        ("<<: [*x, *y]", {"a": 1, "b": 1, "c": 3}),
        ("<<: {a: 9}, b: 2", {"a": 9, "b": 2}),
    ],
)
def test_merging(entries: str, value: object) -> None:
    text = f"x: &x {{a: 1, b: 1}}\ny: &y {{b: 3, c: 3}}\nz: {{{entries}}}\n"
    found = load_kubernetes_yaml(text)
    assert isinstance(found, dict)
    assert found["z"] == value


TWICE = "data:\n  enable-ipv4: 'true'\n  enable-ipv4: 'false'\n"


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(DocumentError, match="has the key enable-ipv4 twice") as error:
        load_kubernetes_yaml(TWICE)
    assert error.value.where == "line 3, column 3"


def test_in_what_a_chart_rendered_the_last_of_two_equal_keys_counts() -> None:
    assert list(load_rendered_documents(TWICE)) == [{"data": {"enable-ipv4": "false"}}]


def test_a_second_document_is_refused_and_rendered_ones_may_be_many() -> None:
    text = "a: 1\n---\n---\nb: 2\n...\n"
    with pytest.raises(DocumentError):
        load_kubernetes_yaml(text)
    assert list(load_rendered_documents(text)) == [{"a": 1}, None, {"b": 2}]


@pytest.mark.parametrize("text", ["", "# a comment\n", "---\n"])
def test_nothing_is_no_document(text: str) -> None:
    assert load_kubernetes_yaml(text) is None


def test_several_documents_that_a_person_wrote() -> None:
    assert load_kubernetes_documents("a: y\n---\n---\nb: 1\n") == [{"a": True}, {"b": 1}]
    assert load_kubernetes_documents("") == []
    with pytest.raises(DocumentError, match="has the key a twice"):
        load_kubernetes_documents("a: 1\n---\na: 1\na: 2\n")
