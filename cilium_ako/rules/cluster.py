"""Rules about the cluster's name and id, and about who owns the Cilium in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding, set_to
from cilium_ako.rules.queries import value_at
from cilium_ako.rules.registry import rule

_NAME: Final = key_path("cluster", "name")
_ID: Final = key_path("cluster", "id")
_OF_CILIUM: Final = re.compile(r"([a-z0-9][-a-z0-9]*)?[a-z0-9]")
_OF_AKO: Final = re.compile(r"[a-zA-Z0-9_-]+")
_LONGEST: Final = 32
_ONE_BYTE: Final = 255
_TWO_BYTES: Final = 511


@rule("cluster-name-form")
def cluster_name_form(cluster: Cluster, stack: Stack) -> Iterator[Finding]:
    """A name that Cilium's chart or AKO refuses."""
    strict = stack.cilium is None or features.CLUSTER_NAME_CHECKED.is_in(stack.cilium.version)
    if len(cluster.name) > _LONGEST:
        if not (strict or stack.ako_asked):
            return
        what = f"has {len(cluster.name)} characters, and {_LONGEST} is the most"
    elif strict and not _OF_CILIUM.fullmatch(cluster.name):
        what = "is not one that Cilium's chart accepts"
    elif stack.ako_asked and not _OF_AKO.fullmatch(cluster.name):
        what = "is not one that AKO accepts"
    else:
        return
    better = re.sub(r"[^a-z0-9-]+", "-", cluster.name.lower())[:_LONGEST].strip("-")
    yield Finding(
        _NAME,
        f"the cluster's name {cluster.name[:40]!r} {what}",
        f"{set_to(_NAME, better or 'dev')}  (on a running cluster a new name renumbers every "
        "identity and AKO makes its objects anew)",
    )


@rule("cluster-id-name")
def cluster_id_name(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """An id without a name; with eni the name alone is refused already."""
    if cluster.id and cluster.name == "default" and not isinstance(cilium.ipam, Eni):
        yield Finding(
            _NAME,
            f"the cluster has the id {cluster.id} and the name default",
            f"give it a name of its own, or {set_to(_ID, '0')}",
        )


@rule("cluster-id-range")
def cluster_id_range(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """An id that the mesh has no room for."""
    if cluster.id <= _ONE_BYTE:
        return
    most = value_at(cilium.values, "clustermesh", "maxConnectedClusters")
    if not features.CLUSTERS_511.is_in(cilium.version) or most != _TWO_BYTES:
        yield Finding(
            _ID,
            f"the cluster's id is {cluster.id}"
            + (
                f", and Cilium {cilium.version} knows ids up to {_ONE_BYTE}"
                if not features.CLUSTERS_511.is_in(cilium.version)
                else f", and clustermesh.maxConnectedClusters is not {_TWO_BYTES}"
            ),
        )
