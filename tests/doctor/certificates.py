"""Certificates for tests, made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@cache
def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """A key; the same for the same name."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(name: str) -> bytes:
    """A key as PEM."""
    return private_key(name).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def certificate_pem(
    name: str,
    ends: datetime,
    *,
    key: str = "",
    extensions: Iterable[x509.ExtensionType] = (),
    issuer: str = "",
    begins: datetime | None = None,
) -> bytes:
    """A certificate of a name, with the key of that name or of another.

    It is signed with the issuer's key, or with its own.
    """
    builder = (
        x509.CertificateBuilder()
        .subject_name(_common_name(name))
        .issuer_name(_common_name(issuer or name))
        .public_key(private_key(key or name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or ends - timedelta(days=400))
        .not_valid_after(ends)
    )
    for each in extensions:
        builder = builder.add_extension(each, critical=False)
    signed = builder.sign(private_key(issuer or key or name), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


def _common_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


AUTHORITY: Final = x509.BasicConstraints(ca=True, path_length=None)
"""The extension of a certificate that may sign others."""
