"""The stack file that is written says what was meant, whatever texts stand in it, and no secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.adopt.adopt import adopt
from cilium_ako.adopt.assemble import Assembled
from cilium_ako.adopt.report import adoption_text
from cilium_ako.adopt.stack_text import stack_text
from cilium_ako.config.stack import PROJECT
from cilium_ako.config.stack_files import raw_config
from tests.adopt.files import found_of
from tests.configs import AKO, POOL
from tests.strategies import examples

SECRET: Final = "hunter2-and-more"
VERSIONS: Final = {"cilium": POOL["cilium"]["version"], "ako": AKO["version"]}

# what YAML itself cannot hold is no text of a values file
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff")
    | st.sampled_from("\n\t"),
    max_size=12,
)
leaves = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts
contents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@examples(0.5)
@given(values=st.dictionaries(texts, contents, max_size=4))
def test_any_values_are_read_back_as_they_were(values: dict[str, Any]) -> None:
    parts: dict[str, dict[str, object]] = {
        "cluster": {"name": "home"},
        "cilium": {"version": "x", "values": values},
    }
    text = stack_text("home", Assembled(parts, {}))
    read = raw_config(text).keys[f"{PROJECT}:cilium"]
    assert read == parts["cilium"]


HOLDERS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "an authority's key": {"cilium": {"tls": {"ca": {"cert": "x", "key": SECRET}}}},
    "a server's key": {"cilium": {"hubble": {"tls": {"server": {"key": SECRET}}}}},
    "a mesh's key": {"cilium": {"clustermesh": {"apiserver": {"tls": {"admin": {"key": SECRET}}}}}},
    "a variable": {"cilium": {"extraEnv": [{"name": "API_TOKEN", "value": SECRET}]}},
    "a password": {"cilium": {}, "ako": {"avicredentials": {"password": SECRET}}},
    "a token": {"cilium": {}, "ako": {"avicredentials": {"authtoken": SECRET}}},
    "an authority": {"cilium": {}, "ako": {"avicredentials": {"certificateAuthorityData": SECRET}}},
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_secret_is_named_and_neither_written_nor_told(holder: str, tmp_path: Path) -> None:
    adoption = adopt("home", found_of(HOLDERS[holder], VERSIONS), tmp_path)
    told = adoption_text(adoption, None)
    assert "Secrets, which no file" in told
    written = adoption.path.read_text("utf-8")
    notes = " ".join(f"{each.what} {each.fix}" for each in adoption.assembled.notes)
    for text in (told, written, notes):
        assert SECRET not in text


def test_a_variable_that_is_no_secret_comes_over(tmp_path: Path) -> None:
    values = {"cilium": {"extraEnv": [{"name": "HTTP_PROXY", "value": "http://proxy.test:3128"}]}}
    adoption = adopt("home", found_of(values, VERSIONS), tmp_path)
    assert "proxy.test" in adoption.path.read_text("utf-8")
