"""Rules about the etcd that Cilium keeps its state in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import IntervalIndex
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.kvstore import ExternalEtcd, TlsNone
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.config.types import Endpoint
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.queries import (
    cluster_name,
    pod_ranges,
    range_containing,
    service_ranges,
    value_at,
)
from cilium_ako.rules.registry import rule

_PLACEHOLDER: Final = "change-me"
_IDENTITIES: Final = ("kvstore", "doublewrite-readkvstore", "doublewrite-readcrd")


def _endpoints(kvstore: ExternalEtcd | None) -> Iterator[tuple[str, Endpoint]]:
    if kvstore is not None:
        for index, endpoint in enumerate(kvstore.endpoints):
            yield key_path("cilium", "kvstore", "endpoints", index), endpoint


@rule("identities-without-etcd")
def identities_without_etcd(cilium: Cilium) -> Iterator[Finding]:
    """Identities for an etcd that is not there."""
    asked = value_at(cilium.values, "identityAllocationMode")
    if cilium.kvstore is None and isinstance(asked, str) and asked in _IDENTITIES:
        path = key_path("cilium", "values", "identityAllocationMode")
        yield Finding(
            path, f"identityAllocationMode is {asked} and there is no kvstore", removed(path)
        )


@rule("double-write")
def double_write(cilium: Cilium) -> Iterator[Finding]:
    """A mode that the minor does not have."""
    kvstore = cilium.kvstore
    if (
        kvstore is not None
        and kvstore.identity_allocation.startswith("doublewrite")
        and not features.DOUBLE_WRITE.is_in(cilium.version)
    ):
        path = key_path("cilium", "kvstore", "identityAllocation")
        yield Finding(
            path,
            f"Cilium {cilium.version} does not know {kvstore.identity_allocation}",
            set_to(path, "crd"),
        )


@rule("etcd-placeholder")
def etcd_placeholder(cilium: Cilium) -> Iterator[Finding]:
    """The host that the chart writes where none is given."""
    for path, endpoint in _endpoints(cilium.kvstore):
        if endpoint.host.lower() == _PLACEHOLDER:
            yield Finding(path, f"{endpoint} is the chart's placeholder", set_to(path, "https://…"))


@rule("etcd-service-name")
def etcd_service_name(cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """An etcd behind a Service."""
    services = IntervalIndex(service_ranges(stack.cluster) if stack.cluster is not None else [])
    for path, endpoint in _endpoints(cilium.kvstore):
        found = range_containing(endpoint.host, services)
        if cluster_name(endpoint.host):
            yield Finding(path, f"{endpoint.host} is a name that only cluster DNS knows")
        elif found is not None:
            yield Finding(path, f"{endpoint.host} is a Service's address ({found.path})")


@rule("etcd-loopback")
def etcd_loopback(cilium: Cilium) -> Iterator[Finding]:
    """An etcd on every node."""
    for path, endpoint in _endpoints(cilium.kvstore):
        if endpoint.host == "localhost" or endpoint.host.startswith("127."):
            yield Finding(path, f"{endpoint.host} is each node itself", set_to(path, "https://…"))


@rule("etcd-in-pods")
def etcd_in_pods(cilium: Cilium) -> Iterator[Finding]:
    """An etcd in a pod."""
    pods = IntervalIndex(pod_ranges(cilium))
    for path, endpoint in _endpoints(cilium.kvstore):
        found = range_containing(endpoint.host, pods)
        if found is not None:
            yield Finding(path, f"{endpoint.host} is in the pod range {found.network}")


@rule("etcd-repeated")
def etcd_repeated(cilium: Cilium) -> Iterator[Finding]:
    """The same member twice."""
    seen: set[tuple[str, int]] = set()
    for path, endpoint in _endpoints(cilium.kvstore):
        member = (endpoint.host.lower(), endpoint.port)
        if member in seen:
            yield Finding(path, f"{endpoint.host}:{endpoint.port} is listed twice", removed(path))
        seen.add(member)


@rule("etcd-even")
def etcd_even(cilium: Cilium) -> Iterator[Finding]:
    """A cluster that splits down the middle."""
    if cilium.kvstore is not None:
        members = {(each.host.lower(), each.port) for each in cilium.kvstore.endpoints}
        if len(members) == len(cilium.kvstore.endpoints) and len(members) % 2 == 0:
            yield Finding(
                key_path("cilium", "kvstore", "endpoints"), f"etcd has {len(members)} members"
            )


@rule("etcd-tls-scheme")
def etcd_tls_scheme(cilium: Cilium) -> Iterator[Finding]:
    """https without certificates, or certificates without https."""
    if cilium.kvstore is None:
        return
    plain = isinstance(cilium.kvstore.tls, TlsNone)
    wanted = "http" if plain else "https"
    source = key_path("cilium", "kvstore", "tls", "source")
    for path, endpoint in _endpoints(cilium.kvstore):
        if endpoint.scheme != wanted:
            yield Finding(
                path,
                f"the endpoint is {endpoint.scheme} and tls.source is {cilium.kvstore.tls.source}",
                set_to(source, "config")
                if plain
                else set_to(path, f"https://{endpoint.host}:{endpoint.port}"),
            )


@rule("etcd-plain")
def etcd_plain(cilium: Cilium) -> Iterator[Finding]:
    """An etcd that anybody may write to; mixed endpoints are another rule's."""
    kvstore = cilium.kvstore
    if (
        kvstore is not None
        and isinstance(kvstore.tls, TlsNone)
        and all(endpoint.scheme == "http" for endpoint in kvstore.endpoints)
    ):
        path = key_path("cilium", "kvstore", "tls", "source")
        yield Finding(
            path,
            "etcd is reached without TLS",
            f"{set_to(path, 'config')}, and https endpoints",
        )
