"""Certificates and private keys out of PEM, by `cryptography`.

Only dates and public keys leave this module: no message and no value carries any part of a
private key.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cilium_ako.documents.error import DocumentError

if TYPE_CHECKING:
    from cryptography import x509


class Certificate(NamedTuple):
    """What is asked of a certificate."""

    not_before: datetime
    """The first moment at which it is valid, in UTC."""
    not_after: datetime
    """The last moment at which it is valid, in UTC."""
    public_key: bytes
    """Its public key, DER of a SubjectPublicKeyInfo; equal for equal keys."""
    for_clients: bool
    """Whether a server takes it from a client: its extended key usage says so, or says nothing."""


def load_certificates(content: bytes) -> tuple[Certificate, ...]:
    """Every certificate in a PEM text, in its order. Raises DocumentError where there is none."""
    from cryptography import x509  # noqa: PLC0415 - start-up time
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415

    try:
        return tuple(
            Certificate(
                each.not_valid_before_utc,
                each.not_valid_after_utc,
                _der(each.public_key()),
                _is_for_clients(each),
            )
            for each in x509.load_pem_x509_certificates(content)
        )
    except (ValueError, UnsupportedAlgorithm):
        raise DocumentError(
            "holds no certificate that can be read", "take it from the file that its issuer gave"
        ) from None


def load_private_key(content: bytes) -> bytes:
    """The public half of the private key in a PEM text, as `Certificate.public_key` has it.

    Raises DocumentError where there is no private key, or one with a passphrase.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - start-up time
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    try:
        return _der(serialization.load_pem_private_key(content, password=None).public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise DocumentError(
            "holds no private key that can be read", "take it from the file beside its certificate"
        ) from None


def _is_for_clients(certificate: x509.Certificate) -> bool:
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound  # noqa: PLC0415 - start-up
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except ExtensionNotFound:
        return True
    any_usage = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
    return any(each in (ExtendedKeyUsageOID.CLIENT_AUTH, any_usage) for each in usage)


def _der(key: object) -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - start-up time

    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    content: bytes = key.public_bytes(*form)  # type: ignore[attr-defined]  # a union of all kinds
    return content
