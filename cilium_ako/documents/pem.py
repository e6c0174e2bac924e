"""Certificates and private keys out of PEM, by `cryptography`.

Only dates and public keys leave this module: no message and no value carries any part of a
private key.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cilium_ako.documents.error import DocumentError


class Certificate(NamedTuple):
    """What is asked of a certificate."""

    not_before: datetime
    """The first moment at which it is valid, in UTC."""
    not_after: datetime
    """The last moment at which it is valid, in UTC."""
    public_key: bytes
    """Its public key, DER of a SubjectPublicKeyInfo; equal for equal keys."""


def load_certificates(content: bytes) -> tuple[Certificate, ...]:
    """Every certificate in a PEM text, in its order. Raises DocumentError where there is none."""
    from cryptography import x509  # noqa: PLC0415 - start-up time
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415

    try:
        return tuple(
            Certificate(
                each.not_valid_before_utc, each.not_valid_after_utc, _der(each.public_key())
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


def _der(key: object) -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - start-up time

    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    content: bytes = key.public_bytes(*form)  # type: ignore[attr-defined]  # a union of all kinds
    return content
