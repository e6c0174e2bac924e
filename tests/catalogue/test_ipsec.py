"""The ids of IPsec keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.cilium.ipsec import is_key_id, key_id, next_key_id


@pytest.mark.parametrize(
    ("rotation", "identity"), [(1, 1), (2, 2), (15, 15), (16, 1), (17, 2), (30, 15), (31, 1)]
)
def test_the_id_of_a_rotation(rotation: int, identity: int) -> None:
    assert key_id(rotation) == identity


@given(st.integers(1, 1_000_000))
def test_a_rotation_steps_to_the_next_id(rotation: int) -> None:
    assert is_key_id(key_id(rotation))
    assert key_id(rotation + 1) == next_key_id(key_id(rotation))


def test_what_is_no_id() -> None:
    assert [number for number in range(-1, 18) if is_key_id(number)] == list(range(1, 16))
