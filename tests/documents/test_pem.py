"""Certificates and keys: what is read of them, and that anything else is the one error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.pem import load_certificates, load_private_key
from tests.certificates import CERTIFICATE, OTHER_KEY, PRIVATE_KEY

READERS: dict[str, Callable[[bytes], object]] = {
    "certificates": load_certificates,
    "a private key": load_private_key,
}


def test_a_certificate() -> None:
    (found,) = load_certificates(CERTIFICATE.encode())
    assert found.not_before == datetime(2019, 3, 23, tzinfo=UTC)
    assert found.not_after == datetime(2126, 1, 1, tzinfo=UTC)


def test_all_of_a_bundle_are_read_whatever_stands_between_them() -> None:
    content = f"subject=a\n{CERTIFICATE}\nsubject=b\n{CERTIFICATE}"
    assert len(load_certificates(content.encode())) == 2


def test_a_key_fits_its_certificate_and_no_other() -> None:
    (certificate,) = load_certificates(CERTIFICATE.encode())
    assert load_private_key(PRIVATE_KEY.encode()) == certificate.public_key
    assert load_private_key(OTHER_KEY.encode()) != certificate.public_key


@pytest.mark.parametrize(
    ("reader", "content"),
    [
        (load_certificates, ""),
        (load_certificates, PRIVATE_KEY),
        (load_certificates, CERTIFICATE.replace("MII", "MIJ", 1)),
        (load_certificates, CERTIFICATE[:200]),
        (load_private_key, ""),
        (load_private_key, CERTIFICATE),
        (load_private_key, PRIVATE_KEY.replace("MIG", "MIH", 1)),
        (load_private_key, PRIVATE_KEY.replace("PRIVATE", "ENCRYPTED PRIVATE")),
    ],
)
def test_anything_else_is_refused_and_not_repeated(
    reader: Callable[[bytes], object], content: str
) -> None:
    with pytest.raises(DocumentError, match="holds no") as error:
        reader(content.encode())
    assert error.value.fix
    assert error.value.__cause__ is None


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(
    before=st.binary(max_size=20),
    content=st.sampled_from([CERTIFICATE, PRIVATE_KEY, OTHER_KEY]),
    place=st.integers(0, 600),
    put=st.binary(max_size=3),
)
def test_any_bytes(
    reader: Callable[[bytes], object], before: bytes, content: str, place: int, put: bytes
) -> None:
    text = content.encode()
    changed = before + text[:place] + put + text[place + len(put) :]
    with suppress(DocumentError):
        reader(changed)
