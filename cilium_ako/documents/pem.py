"""Certificates and private keys out of PEM, by `cryptography`.

Only dates and public keys leave this module: no message and no value carries any part of a
private key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

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
    is_authority: bool
    """Whether it may sign others: its basic constraints say so (Go's crypto/x509 asks for them)."""
    hosts: tuple[str, ...]
    """The names and addresses that a server may show it for: its subject alternative names, in
    small letters, addresses in their normal form."""
    fingerprint: str
    """The SHA-256 digest of its DER form, 64 hex digits; no secret."""


def load_certificates(content: bytes) -> tuple[Certificate, ...]:
    """Every certificate in a PEM text, in its order. Raises DocumentError where there is none."""
    from cryptography import x509  # noqa: PLC0415 - start-up time
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    try:
        return tuple(
            Certificate(
                each.not_valid_before_utc,
                each.not_valid_after_utc,
                _der(each.public_key()),
                _is_for_clients(each),
                _is_authority(each),
                _hosts(each),
                hashlib.sha256(each.public_bytes(serialization.Encoding.DER)).hexdigest(),
            )
            for each in x509.load_pem_x509_certificates(content)
        )
    except (
        ValueError,
        UnsupportedAlgorithm,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ):
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


_CERTIFICATE: Final = re.compile(
    rb"-----BEGIN CERTIFICATE-----(.{1,65536}?)-----END CERTIFICATE-----", re.DOTALL
)
_FINGERPRINT_DIGITS: Final = 16


def fingerprints(content: bytes) -> tuple[str, ...]:
    """16 hex digits of the SHA-256 of every certificate in a PEM text, in its order.

    A certificate is not looked into. Raises DocumentError where there is none.
    """
    found = []
    for block in _CERTIFICATE.findall(content):
        try:
            der = base64.b64decode(b"".join(block.split()), validate=True)
        except binascii.Error:
            continue
        found.append(hashlib.sha256(der).hexdigest()[:_FINGERPRINT_DIGITS])
    if not found:
        raise DocumentError(
            "holds no certificate that can be read", "take it from the file that its issuer gave"
        )
    return tuple(found)


def is_issued_by(chain: bytes, authorities: bytes) -> bool:
    """Whether the first certificate of a PEM text leads up to one of the authorities in another.

    What stands behind the first may be in between, in any order; one that is among the authorities
    itself is trusted as it is. Dates are not looked at. Raises DocumentError where one of the two
    texts holds no certificate that can be read. Source: Go's crypto/x509, Certificate.Verify.
    """
    from cryptography import x509  # noqa: PLC0415 - start-up time
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415

    for content in (chain, authorities):
        load_certificates(content)  # for its error
    found, *between = x509.load_pem_x509_certificates(chain)
    roots = x509.load_pem_x509_certificates(authorities)

    def signed(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        if not _is_authority(issuer):
            return False
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    while not any(each == found or signed(found, each) for each in roots):
        issuer = next((each for each in between if signed(found, each)), None)
        if issuer is None:
            return False
        between.remove(issuer)
        found = issuer
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound  # noqa: PLC0415 - start-up

    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False


def _hosts(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography.x509 import (  # noqa: PLC0415 - start-up time
        DNSName,
        ExtensionNotFound,
        IPAddress,
        SubjectAlternativeName,
    )

    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return ()
    addresses = (str(each) for each in names.get_values_for_type(IPAddress))
    return (*(each.lower() for each in names.get_values_for_type(DNSName)), *addresses)


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
