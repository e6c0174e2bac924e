"""Rules about the etcd that Cilium keeps its state in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from cilium_ako.addresses.intervals import IntervalIndex
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.etcd import PLACEHOLDER_HOST
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.identity_allocation import IdentityAllocation
from cilium_ako.config.kvstore import ExternalEtcd, Kvstore, TlsNone
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.config.types import Endpoint
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    cluster_name,
    pod_ranges,
    range_containing,
    service_name,
    service_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_WITH_ETCD: Final = frozenset(get_args(IdentityAllocation)) - {"crd"}


def _endpoints(kvstore: Kvstore | None) -> Iterator[tuple[str, Endpoint]]:
    if isinstance(kvstore, ExternalEtcd):
        for index, endpoint in enumerate(kvstore.endpoints):
            yield key_path("cilium", "kvstore", "endpoints", index), endpoint


@rule("identities-without-etcd")
def identities_without_etcd(cilium: Cilium) -> Iterator[Finding]:
    """Identities are to be kept in etcd, and there is no kvstore."""
    asked = value_at(cilium.values, "identityAllocationMode")
    if cilium.kvstore is None and isinstance(asked, str) and asked in _WITH_ETCD:
        path = key_path("cilium", "values", "identityAllocationMode")
        yield Finding(
            path, f"identityAllocationMode is {asked} and there is no kvstore", removed(path)
        )


@rule("double-write")
def double_write(cilium: Cilium) -> Iterator[Finding]:
    """Identities are to be kept in both stores, which this minor does not do."""
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
    """An endpoint is the placeholder that the chart writes where none is given."""
    for path, endpoint in _endpoints(cilium.kvstore):
        if endpoint.host.lower() == PLACEHOLDER_HOST:
            yield Finding(path, f"{endpoint} is the chart's placeholder", set_to(path, "https://…"))


@rule("etcd-service-name")
def etcd_service_name(cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """An endpoint is a Service's address, or a name of cluster DNS."""
    services = IntervalIndex(service_ranges(stack.cluster) if stack.cluster is not None else [])
    for path, endpoint in _endpoints(cilium.kvstore):
        found = range_containing(endpoint.host, services)
        disguised = service_name(endpoint.host)
        if disguised is not None:
            service, namespace = disguised
            what = f"{endpoint.host} reads as the Service {service} in the namespace {namespace}"
            if features.SERVICE_NAME_NEVER_DIALED.is_in(cilium.version):
                what += f", and Cilium {cilium.version} never dials such a name"
            yield Finding(path, what)
        elif cluster_name(endpoint.host):
            yield Finding(path, f"{endpoint.host} is a name that only cluster DNS knows")
        elif found is not None:
            yield Finding(path, f"{endpoint.host} is a Service's address ({found.path})")


@rule("etcd-loopback")
def etcd_loopback(cilium: Cilium) -> Iterator[Finding]:
    """An endpoint is the node's own loopback address."""
    for path, endpoint in _endpoints(cilium.kvstore):
        if endpoint.is_loopback:
            yield Finding(path, f"{endpoint.host} is each node itself", set_to(path, "https://…"))


@rule("etcd-in-pods")
def etcd_in_pods(cilium: Cilium) -> Iterator[Finding]:
    """An endpoint is a pod's address."""
    pods = IntervalIndex(pod_ranges(cilium))
    for path, endpoint in _endpoints(cilium.kvstore):
        found = range_containing(endpoint.host, pods)
        if found is not None:
            yield Finding(path, f"{endpoint.host} is in the pod range {found.network}")


@rule("etcd-repeated")
def etcd_repeated(cilium: Cilium) -> Iterator[Finding]:
    """The same endpoint is listed twice."""
    seen: set[tuple[str, int]] = set()
    for path, endpoint in _endpoints(cilium.kvstore):
        member = (endpoint.host.lower(), endpoint.port)
        if member in seen:
            yield Finding(path, f"{endpoint.authority} is listed twice", removed(path))
        seen.add(member)


@rule("etcd-even")
def etcd_even(cilium: Cilium) -> Iterator[Finding]:
    """etcd has an even number of members."""
    if isinstance(cilium.kvstore, ExternalEtcd):
        members = {(each.host.lower(), each.port) for each in cilium.kvstore.endpoints}
        if len(members) == len(cilium.kvstore.endpoints) and len(members) % 2 == 0:
            yield Finding(
                key_path("cilium", "kvstore", "endpoints"), f"etcd has {len(members)} members"
            )


@rule("etcd-tls-scheme")
def etcd_tls_scheme(cilium: Cilium) -> Iterator[Finding]:
    """Endpoints are http although there are certificates, or https although there are none."""
    if not isinstance(cilium.kvstore, ExternalEtcd):
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
                else set_to(path, str(endpoint._replace(scheme="https"))),
            )


@rule("etcd-plain")
def etcd_plain(cilium: Cilium) -> Iterator[Finding]:
    """All endpoints are http; a mixture breaks another rule."""
    kvstore = cilium.kvstore
    if (
        isinstance(kvstore, ExternalEtcd)
        and isinstance(kvstore.tls, TlsNone)
        and all(endpoint.scheme == "http" for endpoint in kvstore.endpoints)
    ):
        path = key_path("cilium", "kvstore", "tls", "source")
        yield Finding(
            path,
            "etcd is reached without TLS",
            f"{set_to(path, 'config')}, and https endpoints",
        )
