"""Certificates and keys that the data files name, made once for a run of the tests.

`authority` signed all of etcd's clients here but one, and no data file holds a key in clear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.doctor.certificates import AUTHORITY, certificate_pem, key_pem

_LONG_AGO: Final = datetime(2018, 11, 27, tzinfo=UTC)
_OVER: Final = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_YET: Final = datetime(2125, 12, 22, tzinfo=UTC)
_FAR: Final = datetime(2126, 1, 1, tzinfo=UTC)


def _authority(name: str, ends: datetime = _FAR, *, issuer: str = "") -> bytes:
    extensions = (AUTHORITY,)
    return certificate_pem(name, ends, extensions=extensions, issuer=issuer, begins=_LONG_AGO)


def _client(
    *usages: x509.ObjectIdentifier,
    issuer: str = "authority",
    begins: datetime = _LONG_AGO,
    ends: datetime = _FAR,
) -> bytes:
    extensions = (x509.ExtendedKeyUsage(usages),) if usages else ()
    return certificate_pem("client", ends, issuer=issuer, begins=begins, extensions=extensions)


def _server(*addresses: str) -> bytes:
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(each)) for each in addresses])
    return certificate_pem("server", _FAR, begins=_LONG_AGO, extensions=(names,))


def _soon() -> datetime:
    return datetime.now(tz=UTC) + timedelta(days=9, hours=1)


_MADE: Final[Mapping[str, Callable[[], bytes]]] = {
    "authority": lambda: _authority("authority"),
    "old authority": lambda: _authority("old authority", _OVER),
    "another authority": lambda: _authority("another authority"),
    "authority that ends soon": lambda: _authority("authority", _soon()),
    "intermediate": lambda: _authority("intermediate", issuer="authority"),
    "client": _client,
    "client for servers": lambda: _client(ExtendedKeyUsageOID.SERVER_AUTH),
    "client for both ends": lambda: _client(
        ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
    ),
    "client that is over": lambda: _client(ends=_OVER),
    "client of the future": lambda: _client(begins=_NOT_YET),
    "client that ends soon": lambda: _client(ends=_soon()),
    "client of an intermediate": lambda: _client(issuer="intermediate"),
    "client of another authority": lambda: _client(issuer="another authority"),
    "servers": lambda: _server("192.168.30.1", "192.168.30.2", "192.168.30.3"),
    "one server": lambda: _server("192.168.30.1"),
    "key": lambda: key_pem("client"),
    "another key": lambda: key_pem("another client"),
}


@cache
def pem(name: str) -> str:
    """The PEM text of a certificate or key that a data file names."""
    return _MADE[name]().decode()
