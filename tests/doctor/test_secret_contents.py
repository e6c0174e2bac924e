"""Secrets: judged as the agent judges them, and never shown."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.doctor import secret_contents

KEY = "00112233445566778899aabbccddeeff00112233"


def raw(**values: bytes) -> dict[str, Any]:
    return {"data": {key: base64.b64encode(value).decode() for key, value in values.items()}}


def ipsec(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    seen = secret_contents.ipsec(raw(keys=text.encode()))
    return seen.problems, seen.ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (f"3+ rfc4106(gcm(aes)) {KEY} 128", (3,)),
        (f"15+ rfc4106(gcm(aes)) {KEY} 128\n", (15,)),
        (f"3+ rfc4106(gcm(aes)) {KEY} 128\n4+ rfc4106(gcm(aes)) {KEY} 128", (3, 4)),
        (f"3+ hmac(sha256) {KEY} cbc(aes) {KEY}", (3,)),
        (f"3+ rfc4106(gcm(aes)) 0x{KEY} 96", (3,)),
    ],
)
def test_keys_that_agents_take(text: str, ids: tuple[int, ...]) -> None:
    assert ipsec(text) == ((), ids)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (f"rfc4106(gcm(aes)) {KEY} 128", "key id"),
        (f"0+ rfc4106(gcm(aes)) {KEY} 128", "1 to 15"),
        (f"16+ rfc4106(gcm(aes)) {KEY} 128", "1 to 15"),
        (f"-3+ rfc4106(gcm(aes)) {KEY} 128", "key id"),
        (f"3 rfc4106(gcm(aes)) {KEY} 128", "no +"),
        (f" 3+ rfc4106(gcm(aes)) {KEY} 128", "white space"),
        (f"3+  rfc4106(gcm(aes)) {KEY} 128", "white space"),
        (f"3+ gcm(aes) {KEY} 128", "algorithm"),
        (f"3+ rfc4106(gcm(aes)) {KEY[:-2]} 128", "length"),
        ("3+ rfc4106(gcm(aes)) zz 128", "hexadecimal"),
        (f"3+ rfc4106(gcm(aes)) {KEY} 127", "96, 128 or 256"),
        (f"3+ rfc4106(gcm(aes)) {KEY}", "fields"),
        (f"3+ hmac(sha256) zz cbc(aes) {KEY}", "hexadecimal"),
        (f"3+ rfc4106(gcm(aes)) {KEY} 128\n3+ rfc4106(gcm(aes)) {KEY} 128", "twice"),
        ("3+ é", "ASCII"),
    ],
)
def test_keys_that_agents_refuse(text: str, problem: str) -> None:
    problems, _ = ipsec(text)
    assert any(problem in each for each in problems), problems
    assert KEY not in str(problems)


def test_a_secret_without_its_key() -> None:
    assert secret_contents.ipsec(raw(key=b"x")).problems == ("it has no entry `keys`",)


@given(st.dictionaries(st.sampled_from(["keys", "username", "etcd-client.crt"]), st.binary()))
def test_no_content_breaks_or_leaves_the_reading(values: dict[str, bytes]) -> None:
    marked = {key: value + b"not-to-be-seen" for key, value in values.items()}
    for found in (
        secret_contents.ipsec(raw(**marked)),
        secret_contents.etcd(raw(**marked), "cilium-etcd-secrets"),
        secret_contents.certificates(raw(**marked), "cilium-ca"),
        secret_contents.avi(raw(**marked)),
    ):
        assert "not-to-be-seen" not in str(found)


@pytest.mark.parametrize("data", [None, 7, [], {"keys": 7}, {"keys": "%%%"}])
def test_data_that_is_none(data: Any) -> None:
    assert secret_contents.ipsec({"data": data}).problems
    assert secret_contents.avi({"data": data}).keys == frozenset()
