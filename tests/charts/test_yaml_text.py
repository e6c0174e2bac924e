"""What is printed as YAML is read as the same by PyYAML, by Helm and by the engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cilium_ako.charts.yaml_text import yaml_text
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

READERS: dict[str, Callable[[str], object]] = {
    "PyYAML": yaml.safe_load,
    "the engine's": load_go_yaml,
    "Helm's": load_kubernetes_yaml,
}
TEXTS = (
    *("", " ", "~", "null", "Null", "true", "True", "false", "yes", "no", "on", "Off", "y", "N"),
    *(".inf", "-.INF", "+.inf", ".nan", ".NaN", ".5", "5.", "-.5", "1e3", "1E3", "1.5e+3", "0x1F"),
    *("0o17", "017", "08", "0b11", "1_000", "12:30", "12:30:45.5", "1.30", "-0", "+1", "9" * 400),
    *(
        "2026-01-02",
        "2026-99-99",
        "2026-01-02T03:04:05Z",
        "2026-01-02 03:04:05",
        "=",
        "<<",
        "!!str",
    ),
    *(
        "&a",
        "*a",
        "- a",
        "? a",
        "a: b",
        "a #b",
        "#a",
        "{a",
        "[a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "---",
    ),
    *("...", "'", '"', "\\", "a\\n", " a", "a ", "a:", ":a", "a\tb", "\ta", "\n", "a\n", "\na"),
    *(
        "a\nb",
        "a\nb\n",
        "a\nb\n\n",
        "\n\na\nb",
        " a\nb",
        "a \nb",
        "a\n b",
        "a\n\n\nb",
        "a\r\nb",
        "\r",
    ),
    *(
        "\0",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "ü",
        "\U0001f600",
        "a\u2029\nb",
    ),
    *("quay.io/cilium/cilium:v1.18.12@sha256:0a", "10.0.0.0/8", "fd00::/8", "--set=a", "a/b c=d"),
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
    | st.text("aeny0179.:-+_#'\"&*!|>%@`{}[],?= \n\t\\<~/ü", max_size=8)
    | st.text(st.characters(codec="utf-8"), max_size=6)
)
KEYS = st.sampled_from(TEXTS).filter(lambda text: text != "<<") | st.text("abn1.:- \n", max_size=4)
CONTENT = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def _same(one: object, other: object) -> bool:
    """Equal in kind, too: 1 is not True, and a whole float may come back as an integer."""
    return json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_stays_this_text(reader: Callable[[str], object], text: str) -> None:
    content = {"value": text, "list": [text], **({} if text == "<<" else {text: 1})}
    assert reader(yaml_text(content)) == content


@given(content=CONTENT)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_reader_reads_what_was_written(content: dict[str, Any]) -> None:
    shown = yaml_text(content)
    for name, reader in READERS.items():
        assert _same(reader(shown), content), f"{name} reads {shown!r} otherwise"


@given(content=CONTENT)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_equal_contents_are_the_same_text(content: dict[str, Any]) -> None:
    assert yaml_text(dict(reversed(content.items()))) == yaml_text(content)


def test_keys_are_sorted_and_lists_are_not() -> None:
    assert (
        yaml_text({"b": [2, 1], "a": {"d": {}, "c": []}}) == "a:\n  c: []\n  d: {}\nb:\n- 2\n- 1\n"
    )


def test_a_text_of_several_lines_is_a_block() -> None:
    assert yaml_text({"config": "a: 1\nb: 2\n"}) == "config: |\n  a: 1\n  b: 2\n"


def test_no_line_is_folded() -> None:
    assert len(yaml_text({"long": "x " * 200_000}).splitlines()) == 1


@pytest.mark.parametrize("value", [float("inf"), float("nan"), b"a", {1}, object()])
def test_what_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="JSON"):
        yaml_text({"a": value})
