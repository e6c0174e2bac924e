"""Whatever stands in a stack file, the answer is a list of problems: never an exception."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cilium_ako.check.checked_stack import check_config
from cilium_ako.check.problem_text import problems_json, problems_markdown, problems_text
from cilium_ako.config.stack import KEYS, PROJECT, RawConfig
from cilium_ako.config.stack_files import raw_config
from cilium_ako.documents.error import DocumentError
from tests.config.test_stack import places
from tests.configs import ALL, Config, changed
from tests.strategies import examples

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=300)

YAML = st.text(alphabet=" \n\t:-[]{}'\"&*!|>#%@`,?~<=.0189abcxoe_+\\é\u2028\x01", max_size=80)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["10.0.0.0/8", "1.33", "cluster-pool", "https://a:1", "", "[secret]"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["mode", "type", "source", "version", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(YAML)
@STEADY
def test_any_text(text: str) -> None:
    try:
        found = raw_config(text)
    except DocumentError:
        return
    assert all(isinstance(key, str) for key in found.keys)
    json.dumps(dict(found.keys), allow_nan=False)


def said(raw: RawConfig) -> None:
    """Every format of the problems can be made."""
    checked = check_config("any", raw, Path(), offline=True)
    assert problems_text(checked)
    assert problems_markdown(checked)
    json.dumps(problems_json(checked))
    if checked.ok:
        checked.helm_values("cilium")
        checked.decisions()


@given(st.dictionaries(st.sampled_from([f"{PROJECT}:{key}" for key in KEYS]), VALUES, max_size=6))
@STEADY
def test_any_values(keys: dict[str, object]) -> None:
    said(RawConfig(keys))


SPOTS = [
    (config, steps)
    for config in ALL.values()
    for part in config
    for steps, _ in places(config[part], (part,))
]


@given(st.sampled_from(SPOTS), VALUES)
@examples(0.5)
def test_any_value_at_any_place(spot: tuple[Config, tuple[str | int, ...]], value: object) -> None:
    config, steps = spot
    damaged = changed(config, (steps, value))
    said(RawConfig({f"{PROJECT}:{key}": inner for key, inner in damaged.items()}))
