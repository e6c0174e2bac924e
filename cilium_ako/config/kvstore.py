"""The etcd that Cilium may keep its state in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.identity_allocation import IdentityAllocation
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.types import EtcdEndpoint


class TlsFromConfig(ConfigModel):
    """Certificates from this stack's secrets `etcdCa`, `etcdCert` and `etcdKey`."""

    source: Literal["config"]
    """Where the certificates come from."""


class TlsExternal(ConfigModel):
    """Somebody else puts the Secret `cilium-etcd-secrets` into the cluster."""

    source: Literal["external"]
    """Where the certificates come from."""


class TlsNone(ConfigModel):
    """No TLS: http endpoints."""

    source: Literal["none"]
    """Where the certificates come from."""


KvstoreTls = Annotated[TlsFromConfig | TlsExternal | TlsNone, Field(discriminator="source")]
"""Client certificates for etcd, told apart by `source`."""


class ExternalEtcd(ConfigModel):
    """An etcd cluster that exists already."""

    mode: Literal["external"]
    """Who runs etcd."""
    endpoints: Annotated[tuple[EtcdEndpoint, ...], Field(min_length=1, strict=False)]
    """Client URLs of the members."""
    tls: KvstoreTls = TlsFromConfig(source="config")
    """Client certificates."""
    identity_allocation: IdentityAllocation = "crd"
    """Where security identities are kept. Changes by neighbours only on a running cluster."""

    @property
    def has_tls(self) -> bool:
        """Whether clients need certificates."""
        return not isinstance(self.tls, TlsNone)


Kvstore = Annotated[ExternalEtcd | ManagedEtcd, Field(discriminator="mode")]
"""Cilium's kvstore, told apart by `mode`."""


def etcd_tls(kvstore: ExternalEtcd | ManagedEtcd | None) -> KvstoreTls | None:
    """Where the client certificates of an external etcd come from; None with any other kvstore."""
    return kvstore.tls if isinstance(kvstore, ExternalEtcd) else None
