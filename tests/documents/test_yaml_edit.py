"""One entry set in a YAML text: the entry is set, and every other byte stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.yaml_edit import with_entry
from tests.strategies import examples

PATH = ("a", "b", "n")

EDITS: dict[str, tuple[str, str]] = {
    "block": ("a:\n  b:\n    n: 1  # one\n    m: x\n", "a:\n  b:\n    n: 2  # one\n    m: x\n"),
    "flow": ("a: {b: {m: 'x', n: 1}}  # c\n", "a: {b: {m: 'x', n: 2}}  # c\n"),
    "quoted keys": ('"a":\n    "b": {"n": 0b1}', '"a":\n    "b": {"n": 2}'),
    "no line break at the end": ("a:\n  b:\n    n: 1", "a:\n  b:\n    n: 2"),
    "absent from a flow": ("a: {b: {m: x}}\n", "a: {b: {m: x, n: 2}}\n"),
    "absent from an empty flow": ("a: {b: {}}\n", "a: {b: {n: 2}}\n"),
    "absent from a flow on lines": (
        "a:\n  b: {\n    m: x\n  }\n",
        "a:\n  b: {\n    m: x, n: 2\n  }\n",
    ),
    "absent from a block": (
        "a:\n  b:\n    m: x  # kept\n  c: 1\n",
        "a:\n  b:\n    m: x  # kept\n    n: 2\n  c: 1\n",
    ),
    "absent from a block that ends in a block": (
        "a:\n  b:\n    m:\n      - 1\n\n# kept\nd: 1\n",
        "a:\n  b:\n    n: 2\n    m:\n      - 1\n\n# kept\nd: 1\n",
    ),
    "line breaks of Windows": (
        "a:\r\n  b:\r\n    m: x\r\n  c: 1\r\n",
        "a:\r\n  b:\r\n    m: x\r\n    n: 2\r\n  c: 1\r\n",
    ),
    "beyond ASCII": ("# für\na:\n  b: {ü: 'ß', n: 1}\n", "# für\na:\n  b: {ü: 'ß', n: 2}\n"),
}


@pytest.mark.parametrize(("text", "expected"), EDITS.values(), ids=EDITS)
def test_nothing_else_changes(text: str, expected: str) -> None:
    assert with_entry(text, PATH, 2) == expected


def test_a_mapping_is_added_in_one_line() -> None:
    text = "a:\n  b: {type: ipsec}\n"
    added = with_entry(text, ("a", "b", "key"), {"source": "generate", "rotation": 2})
    assert added == "a:\n  b: {type: ipsec, key: {source: generate, rotation: 2}}\n"


REFUSED: dict[str, str] = {
    "an alias of what stands elsewhere": "x: &x {n: 1}\na: {b: *x}\n",
    "an entry that a merge key gives": "x: &x {n: 1}\na:\n  b:\n    <<: *x\n    n: &n 1\ny: *n\n",
    "a mapping in its place": "a: {b: {n: {o: 1}}}\n",
    "no mapping above": "a: 1\n",
    "nothing above": "c: 1\n",
    "a list above": "a: [b]\n",
    "a comma at the end of a flow": "a: {b: {m: x,}}\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_changed_alone_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="n where it cannot be changed alone"):
        with_entry(text, PATH, 2)


_LEAVES = st.one_of(st.integers(0, 99), st.sampled_from(["x", "a: b", "", "#", "ü"]), st.none())
_DOCUMENTS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from("abcdn"), inner, max_size=4),
    ),
    max_leaves=12,
)


@examples(0.3)
@given(
    st.dictionaries(st.sampled_from("cd"), _DOCUMENTS),
    _DOCUMENTS,
    st.sampled_from(["flow", "block"]),
)
def test_any_document_is_edited_or_refused(
    beside: dict[str, Any], inner: object, style: str
) -> None:
    text = yaml.safe_dump({**beside, "a": {"b": inner, "c": 1}}, default_flow_style=style == "flow")
    before: Any = load_go_yaml(text)
    try:
        after: Any = load_go_yaml(with_entry(text, PATH, 2))
    except DocumentError:
        assert not isinstance(inner, dict) or isinstance(inner.get("n"), dict | list) or not inner
        return
    assert after["a"]["b"].pop("n") == 2
    before["a"]["b"].pop("n", None)
    assert after == before
