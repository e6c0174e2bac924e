"""The words that stand beside a Release."""

from __future__ import annotations

import pytest

from cilium_ako.changes.release_description import describe, parse_description


def test_written_and_read() -> None:
    text = describe("prod", cilium="1.18.12", ipsec_key_id=1)
    assert text == "cilium-ako/1 stack=prod cilium=1.18.12 ipsec-key-id=1"
    assert parse_description(text) == {"stack": "prod", "cilium": "1.18.12", "ipsec-key-id": "1"}


def test_nothing_said_of_a_key_that_is_not_there() -> None:
    assert describe("prod", cilium="1.18.12", ipsec_key_id=None).endswith("cilium=1.18.12")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Install complete",
        "cilium-ako/2 stack=a",
        "cilium-ako/1 stack",
        "cilium-ako/1 a=1 a=2",
        3,
    ],
)
def test_what_is_not_ours_is_not_read(text: object) -> None:
    assert parse_description(text) is None


@pytest.mark.parametrize("value", ["", "a b", "a=b"])
def test_a_value_that_would_not_be_read_back(value: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        describe("prod", cilium=value)
