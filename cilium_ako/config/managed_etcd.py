"""An etcd that this program runs in the cluster, for Cilium alone."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Final, Literal

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cilium_ako.catalogue.etcd import ports
from cilium_ako.catalogue.etcd.objects import member_name
from cilium_ako.catalogue.etcd.releases import IMAGE
from cilium_ako.catalogue.release import Release
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.identity_allocation import IdentityAllocation
from cilium_ako.config.types import Endpoint


def _address(value: object) -> IPv4Address | IPv6Address:
    try:
        return ip_address(value if isinstance(value, str) and "%" not in value else "")
    except ValueError:
        raise PydanticCustomError(
            "address_format", "is not an address such as 192.168.10.11"
        ) from None


NodeAddress = Annotated[
    IPv4Address | IPv6Address,
    PlainValidator(_address),
    WithJsonSchema({"type": "string", "pattern": "^[0-9A-Fa-f.:]+$"}),
]
"""An address of a node, of either family."""

NodeName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)
]
"""A node's name, as `kubectl get nodes` lists it."""

HostPath = Annotated[
    str, StringConstraints(pattern=r"^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$", max_length=256)
]
"""A folder of a node."""


class EtcdImage(str):
    """An image of etcd, as it is pulled."""

    __slots__ = ()

    @property
    def release(self) -> Release:
        """The release of etcd in it, by its tag."""
        match = _IMAGE.fullmatch(self)
        found = None if match is None else Release.parse(match["tag"], full=True)
        if found is None:
            raise ValueError("no image of a release of etcd")
        return found

    @property
    def digest(self) -> str:
        """`sha256:` and 64 hex digits; empty where it is not pinned."""
        return self.partition("@")[2]


_IMAGE: Final = re.compile(
    r"[a-z0-9][a-z0-9._:/-]*:(?P<tag>v?\d[A-Za-z0-9._-]*)(@sha256:[0-9a-f]{64})?"
)


def _image(value: object) -> EtcdImage:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "must be a text")
    image = EtcdImage(value)
    try:
        _ = image.release
    except ValueError:
        raise PydanticCustomError(
            "image_format",
            "is no image with the release as its tag and a digest, such as {example}",
            {"example": IMAGE},
        ) from None
    return image


Image = Annotated[
    EtcdImage,
    PlainValidator(_image),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[^@\s]+:v?\d+\.\d+\.\d+[^@\s]*(@sha256:.+)?$"}),
]
"""An image of etcd, by its release and its digest."""

_UNITS: Final = {"Mi": 2**20, "Gi": 2**30}
_SIZE: Final = re.compile(r"([1-9][0-9]{0,4})(Mi|Gi)")
_SMALLEST: Final = 256 * 2**20
_LARGEST: Final = 8 * 2**30


class DatabaseSize(str):
    """A size, written with `Mi` or `Gi`."""

    __slots__ = ()

    @property
    def in_bytes(self) -> int:
        """The same in bytes; 0 where it is none."""
        match = _SIZE.fullmatch(self)
        return 0 if match is None else int(match[1]) * _UNITS[match[2]]


def _size(value: object) -> DatabaseSize:
    size = DatabaseSize(value if isinstance(value, str) else "")
    if not _SMALLEST <= size.in_bytes <= _LARGEST:
        raise PydanticCustomError(
            "size_format",
            "must be a size from 256Mi to 8Gi, such as {example}",
            {"example": "2Gi"},
        )
    return size


Quota = Annotated[
    DatabaseSize,
    PlainValidator(_size),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]*(Mi|Gi)$"}),
]
"""A size, written with `Mi` or `Gi`. etcd's own advice ends at 8 GiB."""

_DAILY: Final = re.compile(r"(\d{1,2}) (\*|\*/\d{1,2}|\d{1,2}(?:,\d{1,2})*) \* \* \*")


class DailySchedule(str):
    """A minute and hours of every day, as cron has them."""

    __slots__ = ()

    @property
    def minute(self) -> int:
        """The minute of each hour."""
        return int(self.partition(" ")[0])

    @property
    def hours(self) -> tuple[int, ...]:
        """The hours, ascending."""
        text = self.split(" ")[1]
        if text.startswith("*"):
            step = int(text.partition("/")[2] or 1)
            return tuple(range(0, 24, step)) if step else ()
        return tuple(sorted({int(each) for each in text.split(",")}))


def _daily(value: object) -> DailySchedule:
    if isinstance(value, str) and _DAILY.fullmatch(value) is not None:
        schedule = DailySchedule(value)
        if schedule.minute < 60 and schedule.hours and schedule.hours[-1] < 24:
            return schedule
    raise PydanticCustomError(
        "schedule_format",
        "must be a minute and hours of every day, such as {example}",
        {"example": "17 */6 * * *"},
    )


Daily = Annotated[
    DailySchedule,
    PlainValidator(_daily),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2} (\*(/\d{1,2})?|[\d,]+) \* \* \*$"}),
]
"""Times of every day, as cron has them."""

_CRON_FIELD: Final = r"(\*|\d{1,2}(-\d{1,2})?)(/\d{1,2})?(,\d{1,2}(-\d{1,2})?)*"

Cron = Annotated[
    str, StringConstraints(pattern=rf"^{_CRON_FIELD}( {_CRON_FIELD}){{4}}$", max_length=100)
]
"""Five fields, as cron has them."""


class EtcdMember(ConfigModel):
    """A member of etcd: what makes it itself is its address."""

    node: NodeName
    """The node that it runs on. A control plane node, as a rule: one that stays."""
    address: NodeAddress
    """That node's address, at which agents and other members find it. Never changes: another
    address is another member."""
    joins: bool = False
    """Whether it was added to an etcd that ran already (docs/etcd.md). Counts only while it has no
    data."""

    @property
    def name(self) -> str:
        """Its StatefulSet's name, and its Secret's."""
        return member_name(str(self.address))


class EtcdPorts(ConfigModel):
    """Where members listen."""

    client: Annotated[int, Field(ge=1, le=65535)] = ports.CLIENT
    """On the node's address, for agents, operator and whoever has a client certificate. Open it
    from all nodes. Never changes."""
    peer: Annotated[int, Field(ge=1, le=65535)] = ports.PEER
    """On the node's address, for other members. Open it between members. Never changes."""
    metrics: Annotated[int, Field(ge=1, le=65535)] = ports.METRICS
    """On the loopback address, for probes and metrics."""


class EtcdSnapshots(ConfigModel):
    """Copies of the store, on the members' nodes. To bring them off the nodes is yours."""

    schedule: Daily = Field(default="17 */6 * * *", validate_default=True)
    """A minute and hours of every day, as cron has them: `17 */6 * * *`."""
    keep: Annotated[int, Field(ge=1, le=168)] = 4
    """How many are kept: each has a file of its own, and its time of day or of the week."""
    host_path: HostPath = "/var/lib/etcd-cilium-snapshots"
    """The folder of a node that they are written to."""


class EtcdDefragmentation(ConfigModel):
    """Giving freed space back to the nodes, one member after the other."""

    schedule: Cron = "41 3 * * 0"
    """When, as cron has it."""


class EtcdAuthorities(ConfigModel):
    """The authorities that members and clients trust, by generation. See docs/etcd.md."""

    signing: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """The generation that signs certificates."""
    trusted: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...],
        Field(min_length=1, max_length=2, strict=False),
    ] = (1,)
    """The generations that are trusted: one, or two while one takes over from the other."""


class ManagedEtcd(ConfigModel):
    """An etcd in the cluster, for Cilium alone: a StatefulSet a member, on the host's network."""

    mode: Literal["managed"]
    """Who runs etcd."""
    members: Annotated[tuple[EtcdMember, ...], Field(min_length=1, max_length=9, strict=False)]
    """Three, as a rule, or five. One comes or goes at a time (docs/etcd.md)."""
    image: Image = Field(default=IMAGE, validate_default=True)
    """etcd's image, with its release as tag and pinned by digest. One minor at a time."""
    quota: Quota = Field(default="2Gi", validate_default=True)
    """The most that the database may hold; beyond it etcd takes no more writes."""
    data_directory: HostPath = "/var/lib/etcd-cilium"
    """The folder of a node that a member keeps its data in. Not on the disk of the control plane's
    etcd. Never changes."""
    ports: EtcdPorts = EtcdPorts()
    """Where members listen."""
    snapshots: EtcdSnapshots = EtcdSnapshots()
    """Copies of the store, on the members' nodes."""
    defragmentation: EtcdDefragmentation = EtcdDefragmentation()
    """Giving freed space back to the nodes."""
    authorities: EtcdAuthorities = EtcdAuthorities()
    """The authorities of certificates, by generation."""
    generation: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Raised by one, etcd starts empty, beside its old data: after a total loss alone."""
    identity_allocation: IdentityAllocation = "crd"
    """Where security identities are kept. Changes by neighbours only on a running cluster."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Client URLs of the members."""
        return tuple(
            Endpoint("https", str(member.address), self.ports.client) for member in self.members
        )

    @property
    def has_tls(self) -> bool:
        """Whether clients need certificates. They do."""
        return True

    @property
    def quorum(self) -> int:
        """How many members have to agree."""
        return len(self.members) // 2 + 1
