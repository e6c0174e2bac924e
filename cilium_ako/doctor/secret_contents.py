"""What is wrong with a Secret, without saying what is in it.

Only names of keys, ids and dates leave this module. No message and no exception carries any part
of a value.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from cilium_ako.catalogue.cilium.etcd import CLIENT_FILES
from cilium_ako.catalogue.cilium.features import IPSEC_KEY_WITH_WHITE_SPACE
from cilium_ako.catalogue.cilium.ipsec import ALGORITHM, LAST_KEY_ID, is_key_id
from cilium_ako.doctor import observation as seen
from cilium_ako.doctor.raw import Raw, words
from cilium_ako.doctor.reduce import data_changed

_WHITE_SPACE: Final = IPSEC_KEY_WITH_WHITE_SPACE.since
_KEY_ID: Final = re.compile(r"(\d{1,3})(\+?)")
_LENGTHS: Final = frozenset({96, 128, 256})
_HEX: Final = re.compile(r"(0x)?([0-9a-fA-F]{2})+")


def decoded(raw: Raw) -> dict[str, bytes]:
    """A Secret's values; one that is no base64 is empty."""
    values: dict[str, bytes] = {}
    for key, value in words(raw, "data").items():
        try:
            values[key] = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            values[key] = b""
    return values


def ipsec(raw: Raw) -> seen.IpsecSecret:
    """The Secret with the IPsec key, judged as the agent judges it.

    Source: pkg/datapath/linux/ipsec/ipsec_linux.go, LoadIPSecKeys, parseSPI, decodeIPSecKey.
    """
    text = decoded(raw).get("keys")
    if text is None:
        return seen.IpsecSecret(("it has no entry `keys`",), (), data_changed(raw))
    problems: list[str] = []
    ids: list[int] = []
    try:
        lines = [line for line in text.decode("ascii").split("\n") if line.strip()]
    except UnicodeDecodeError:
        return seen.IpsecSecret(("its text is not ASCII",), (), data_changed(raw))
    if not lines:
        problems.append("it is empty")
    for position, line in enumerate(lines, start=1):
        number, faults = _line(line)
        problems.extend(f"line {position}: {fault}" for fault in faults)
        if number is not None:
            if number in ids:
                problems.append(f"line {position}: the id {number} stands twice")
            ids.append(number)
    return seen.IpsecSecret(tuple(problems), tuple(ids), data_changed(raw))


def _line(line: str) -> tuple[int | None, list[str]]:
    fields = line.split()
    if line != " ".join(fields):
        faults = [f"white space at an end or doubled, at which agents before {_WHITE_SPACE} stop"]
    else:
        faults = []
    if not fields:
        return None, faults
    match = _KEY_ID.fullmatch(fields[0])
    if match is None:
        return None, [*faults, "it does not begin with a key id"]
    number = int(match[1])
    if not is_key_id(number):
        faults.append(f"its id is not among 1 to {LAST_KEY_ID}")
    if not match[2]:
        faults.append("no + behind the id, so one key serves all pairs of nodes")
    # "rfc4106(gcm(aes)) <hex> 128", or authentication and encryption with a key each
    if len(fields) == 4:
        faults.extend(_aead(*fields[1:]))
    elif len(fields) in (5, 6):
        for position in (2, 4):
            if _HEX.fullmatch(fields[position]) is None:
                faults.append("a key is not hexadecimal")
    else:
        faults.append("it has not the fields id, algorithm, key and length")
    return number, faults


def _aead(algorithm: str, key: str, length: str) -> Iterator[str]:
    if not algorithm.startswith("rfc"):
        yield "its algorithm is none that the agent takes"
    if _HEX.fullmatch(key) is None:
        yield "its key is not hexadecimal"
    elif algorithm == ALGORITHM and len(key.removeprefix("0x")) not in (40, 56, 72):
        yield f"its key has not the length that {ALGORITHM} needs"
    if not length.isdigit() or int(length) not in _LENGTHS:
        yield "its length is not 96, 128 or 256"


def etcd(raw: Raw, name: str) -> seen.EtcdSecret:
    """The Secret with the client certificates for etcd."""
    values = decoded(raw)
    missing = tuple(key for key in CLIENT_FILES if not values.get(key, b"").strip())
    return seen.EtcdSecret(
        missing=missing,
        pair=True if missing else _pair(values[CLIENT_FILES[1]], values[CLIENT_FILES[2]]),
        certificates=tuple(_certificates(values, name, CLIENT_FILES[:2])),
    )


def certificates(raw: Raw, name: str) -> tuple[seen.Certificate, ...]:
    """Every certificate of a Secret."""
    values = decoded(raw)
    return tuple(_certificates(values, name, tuple(k for k in values if k.endswith(".crt"))))


def _certificates(
    values: Mapping[str, bytes], name: str, keys: tuple[str, ...]
) -> Iterator[seen.Certificate]:
    for key in keys:
        text = values.get(key, b"")
        if not text.strip():
            continue
        try:
            chain = x509.load_pem_x509_certificates(text)
        except (ValueError, UnsupportedAlgorithm):
            yield seen.Certificate(name, key, None)
            continue
        # a bundle serves until its last authority ends, a chain until its first certificate does
        ends = [each.not_valid_after_utc for each in chain]
        yield seen.Certificate(name, key, max(ends) if "ca" in key else ends[0])


def _pair(certificate: bytes, key: bytes) -> bool:
    try:
        public = x509.load_pem_x509_certificate(certificate).public_key()
        private = serialization.load_pem_private_key(key, password=None).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return bool(public.public_bytes(*form) == private.public_bytes(*form))


def avi(raw: Raw) -> seen.AviSecret:
    """Which of AKO's credentials are there."""
    return seen.AviSecret(frozenset(key for key, value in decoded(raw).items() if value.strip()))
