"""Encryption of pod traffic between nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cilium_ako.catalogue.cilium.ipsec import key_id
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import Ipv4Cidr


class GeneratedKey(ConfigModel):
    """The program makes the key and keeps it, encrypted, in the stack's state."""

    source: Literal["generate"]
    """Who makes the key."""
    rotation: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Counts rotations, by one at a time; the key's id follows from it."""


class ImportedKey(ConfigModel):
    """The secret `ipsecKey` of this stack holds the key."""

    source: Literal["import"]
    """Who makes the key."""
    rotation: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Counts rotations. Where given, the id in the key must follow from it."""


class ExternalKey(ConfigModel):
    """Somebody else puts the key's Secret into the cluster."""

    source: Literal["external"]
    """Who makes the key."""
    name: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)
    ] = IPSEC_SECRET
    """The Secret's name, in Cilium's namespace."""


IpsecKey = Annotated[GeneratedKey | ImportedKey | ExternalKey, Field(discriminator="source")]
"""The IPsec key, told apart by `source`."""


class Strict(ConfigModel):
    """Drop what would leave a node unencrypted."""

    cidr: Ipv4Cidr
    """The pod range in which nothing may go in clear."""


class Ipsec(ConfigModel):
    """IPsec in the kernel, with one pre-shared key for the cluster."""

    type: Literal["ipsec"]
    """Cilium's `encryption.type`."""
    key: IpsecKey = GeneratedKey(source="generate")
    """The pre-shared key."""
    strict: Strict | None = None
    """Strict mode, from 1.19 on; off otherwise."""

    @property
    def secret_name(self) -> str:
        """The Secret, in Cilium's namespace, that agents read the key from."""
        return self.key.name if isinstance(self.key, ExternalKey) else IPSEC_SECRET

    @property
    def key_id(self) -> int | None:
        """The id that follows from the rotation; None where the stack knows no rotation."""
        rotation = None if isinstance(self.key, ExternalKey) else self.key.rotation
        return None if rotation is None else key_id(rotation)


class Wireguard(ConfigModel):
    """WireGuard, with a key pair that each agent makes."""

    type: Literal["wireguard"]
    """Cilium's `encryption.type`."""
    node_encryption: bool = False
    """Whether traffic of the nodes themselves is encrypted too (beta)."""
    strict: Strict | None = None
    """Strict mode; off otherwise."""


Encryption = Annotated[Ipsec | Wireguard, Field(discriminator="type")]
"""Cilium's encryption, told apart by `type`."""
