"""Certificates and keys: what is read of them, and that anything else is the one error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.pem import (
    fingerprints,
    is_issued_by,
    load_certificates,
    load_private_key,
)
from tests.certificates import CERTIFICATE, OTHER_KEY, PRIVATE_KEY
from tests.doctor.certificates import AUTHORITY, certificate_pem

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


def test_fingerprints_tell_certificates_apart_and_nothing_else() -> None:
    another = certificate_pem("another", datetime(2126, 1, 1, tzinfo=UTC)).decode()
    one, other, again = fingerprints(f"text\n{CERTIFICATE}{another}\n{CERTIFICATE}".encode())
    assert one == again != other
    assert len(one) == len(other) == 16
    with pytest.raises(DocumentError, match="holds no certificate"):
        fingerprints(PRIVATE_KEY.encode())


def test_what_an_authority_signed_leads_up_to_it() -> None:
    far = datetime(2126, 1, 1, tzinfo=UTC)
    root, other = (certificate_pem(name, far, extensions=(AUTHORITY,)) for name in ("root", "x"))
    between = certificate_pem("between", far, extensions=(AUTHORITY,), issuer="root")
    leaf = certificate_pem("leaf", far, issuer="between")
    assert is_issued_by(leaf + between, root)
    assert is_issued_by(leaf + other + between, other + root)
    assert is_issued_by(leaf, leaf)
    assert not is_issued_by(leaf, root)
    assert not is_issued_by(leaf + between, other)
    # one that is no authority signs nothing, whoever made it
    assert not is_issued_by(certificate_pem("below", far, issuer="leaf"), leaf)


def test_names_and_what_it_may_do() -> None:
    names = x509.SubjectAlternativeName(
        [x509.DNSName("ETCD.example.test"), x509.IPAddress(IPv4Address("10.0.0.5"))]
    )
    pem = certificate_pem("server", datetime(2126, 1, 1, tzinfo=UTC), extensions=(names,))
    (found,) = load_certificates(pem)
    assert found.hosts == ("etcd.example.test", "10.0.0.5")
    assert not found.is_authority
    assert load_certificates(CERTIFICATE.encode())[0].is_authority
