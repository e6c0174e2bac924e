"""The types that keys of a stack's config have: versions, ranges, endpoints, ports, texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cilium_ako.catalogue.release import Release


def _parsed(
    value: object, example: str, *, full: bool, quoted: Callable[[float], str] = str
) -> Release:
    """The release in a config's value; `full` asks for three bare numbers."""
    if isinstance(value, float):
        raise PydanticCustomError(
            "unquoted_version",
            "is a number, and numbers lose their trailing zeros (1.30 becomes 1.3); "
            'write "{example}", with the quotes',
            {"example": quoted(value)},
        )
    if not isinstance(value, str):
        raise PydanticCustomError("version_type", "must be a quoted version", {"example": example})
    release = Release.parse(value)
    if release is None or (full and str(release) != value):
        raise PydanticCustomError(
            "version_format", "is not a version such as {example}", {"example": example}
        )
    return release


def _chart(value: object) -> Release:
    return _parsed(value, "1.18.12", full=True)


def _kubernetes(value: object) -> Release:
    return _parsed(value, "1.33", full=False, quoted=_two_digits)


def _two_digits(number: float) -> str:
    """1.3 was 1.30: no Kubernetes with one digit is left."""
    text = str(number)
    return text if len(text.partition(".")[2]) > 1 else f"{text}0"


def _kernel(value: object) -> Release:
    return _parsed(value, "5.15", full=False)


def _avi(value: object) -> Release:
    return _parsed(value, "22.1.5", full=True)


_VERSION_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d+\.\d+$"})
_MINOR_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^v?\d+\.\d+(\.\d+)?([-+].*)?$"})

ChartVersion = Annotated[Release, PlainValidator(_chart), _VERSION_SCHEMA]
"""A chart's release: three numbers."""
KubernetesVersion = Annotated[Release, PlainValidator(_kubernetes), _MINOR_SCHEMA]
"""A Kubernetes version: two numbers, or three."""
KernelVersion = Annotated[Release, PlainValidator(_kernel), _MINOR_SCHEMA]
"""A Linux kernel version: what `uname -r` prints is accepted, the numbers count."""
ControllerVersion = Annotated[Release, PlainValidator(_avi), _VERSION_SCHEMA]
"""An Avi Controller's release: three numbers."""


_IPV4_CIDR = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}")
_IPV6_CIDR = re.compile(r"[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}")
_IPV4_EXAMPLE: Final = "10.42.0.0/16"
_IPV6_EXAMPLE: Final = "fd42::/104"


def _network(value: object) -> IPv4Network | IPv6Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("cidr_type", "must be a range such as 10.42.0.0/16")
    return _network_of(value)


@lru_cache(maxsize=4096)  # the stacks of a fleet share many, and a stack its own
def _network_of(value: str) -> IPv4Network | IPv6Network:
    address, slash, _ = value.partition("/")
    ipv6 = ":" in address
    one = "128" if ipv6 else "32"
    shape = _IPV6_CIDR if ipv6 else _IPV4_CIDR
    if shape.fullmatch(value if slash else f"{value}/{one}") is None:
        raise _no_cidr(ipv6=ipv6)
    if not slash:
        raise PydanticCustomError(
            "cidr_mask",
            "has no mask length; one address is {example}",
            {"example": f"{value}/{one}"},
        )
    try:
        loose = IPv6Network(value, strict=False) if ipv6 else IPv4Network(value, strict=False)
        given = ip_address(address)
    except ValueError:
        raise _no_cidr(ipv6=ipv6) from None
    if loose.network_address != given:
        raise PydanticCustomError(
            "cidr_host_bits",
            "has host bits set: the range that contains it is {network}",
            {"network": str(loose), "example": str(loose)},
        )
    return loose


def _no_cidr(*, ipv6: bool) -> PydanticCustomError:
    if ipv6:
        return PydanticCustomError("cidr_format", f"is not an IPv6 range such as {_IPV6_EXAMPLE}")
    return PydanticCustomError("cidr_format", f"is not an IPv4 range such as {_IPV4_EXAMPLE}")


def _ipv4_network(value: object) -> IPv4Network:
    if isinstance(value, str) and ":" in value:
        raise PydanticCustomError("cidr_ipv6", "is IPv6, and IPv4 is meant here")
    network = _network(value)
    if isinstance(network, IPv6Network):
        raise PydanticCustomError("cidr_ipv6", "is IPv6, and IPv4 is meant here")
    return network


def _ipv6_network(value: object) -> IPv6Network:
    if isinstance(value, str) and ":" not in value:
        raise PydanticCustomError(
            "cidr_ipv4", f"is not an IPv6 range such as {_IPV6_EXAMPLE}; IPv6 is meant here"
        )
    network = _network(value)
    if isinstance(network, IPv4Network):
        raise PydanticCustomError("cidr_ipv4", "is IPv4, and IPv6 is meant here")
    return network


_IPV4_PATTERN: Final = r"(\d{1,3}\.){3}\d{1,3}/\d{1,2}"
_IPV6_PATTERN: Final = r"[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+/\d{1,3}"

Cidr = Annotated[
    IPv4Network | IPv6Network,
    PlainValidator(_network),
    WithJsonSchema({"type": "string", "pattern": f"^({_IPV4_PATTERN}|{_IPV6_PATTERN})$"}),
]
"""A range of either family without host bits."""
Ipv4Cidr = Annotated[
    IPv4Network,
    PlainValidator(_ipv4_network),
    WithJsonSchema({"type": "string", "pattern": f"^{_IPV4_PATTERN}$"}),
]
"""An IPv4 range without host bits."""
Ipv6Cidr = Annotated[
    IPv6Network,
    PlainValidator(_ipv6_network),
    WithJsonSchema({"type": "string", "pattern": f"^{_IPV6_PATTERN}$"}),
]
"""An IPv6 range without host bits."""


class Endpoint(NamedTuple):
    """Where a server listens: scheme, host (a name or an address, IPv6 bare) and port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as a URL has them, an IPv6 address in its brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether every host means itself by it: localhost, ::1, or an address of 127.0.0.0/8."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower().rstrip(".") == "localhost"


_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def _host(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("host_type", "must be a name or an address")
    try:
        return str(ip_address(value))
    except ValueError:
        pass
    name = value.rstrip(".").lower()
    if _HOST.fullmatch(name) is None or ".." in name or name.replace(".", "").isdigit():
        raise PydanticCustomError(
            "host_format", "is no name and no address, without scheme, port or path"
        )
    return name


Host = Annotated[
    str, PlainValidator(_host), WithJsonSchema({"type": "string", "pattern": r"^[^/\s]+$"})
]
"""A DNS name in small letters, or an address of either family in its one spelling."""


@lru_cache(maxsize=4096)  # a mesh's peers are asked about by every member, many times each
def is_address(host: str) -> bool:
    """Whether a host is an address, and not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def endpoint_of(text: str, default_port: int | None = None) -> Endpoint:
    """The endpoint that a URL names.

    Raises ValueError, with a sentence that names no part of the text, where it is no plain
    http or https URL of a server.
    """
    try:
        parts: SplitResult = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("is not a URL such as https://api.example.test:6443") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with https:// (or http://)")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not carry a user name or password")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must end after the port: no path, query or fragment")
    host = parts.hostname or ""
    if ":" in host:
        try:
            host = str(IPv6Address(host if "%" not in host else ""))
        except ValueError:
            raise ValueError("has no IPv6 address between its brackets") from None
    elif _HOST.fullmatch(host) is None:
        raise ValueError("has no host name or address")
    if port is None:
        port = default_port
    if port is None:
        raise ValueError("has no port")
    if not 1 <= port <= 65535:
        raise ValueError("has a port outside 1..65535")
    return Endpoint(parts.scheme, host, port)


def _endpoint(default_port: int | None) -> PlainValidator:
    def validate(value: object) -> Endpoint:
        if not isinstance(value, str):
            raise PydanticCustomError("url_type", "must be a URL")
        try:
            return endpoint_of(value, default_port)
        except ValueError as error:
            raise PydanticCustomError("url_format", "{why}", {"why": str(error)}) from None

    return PlainValidator(validate)


_URL_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^https?://[^/\s]+/?$"})

ApiServer = Annotated[Endpoint, _endpoint(443), _URL_SCHEMA]
"""The URL of a Kubernetes API server; port 443 where none is given."""
EtcdEndpoint = Annotated[Endpoint, _endpoint(2379), _URL_SCHEMA]
"""The URL of an etcd member; port 2379 where none is given."""


def _port_range(value: object) -> tuple[int, int]:
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", value)
        if match is not None:
            return (int(match[1]), int(match[2]))
    raise PydanticCustomError("port_range", "must be two ports with a dash: 30000-32767")


PortRange = Annotated[
    tuple[int, int],
    PlainValidator(_port_range),
    PlainSerializer(lambda ports: f"{ports[0]}-{ports[1]}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5}-\d{1,5}$"}),
]
"""First and last port, both included."""

NonEmptyStr = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
"""A text that is not empty."""
