"""Rules about the cluster's name and id, and about who owns the Cilium in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.ako.limits import CLUSTER_NAME_PATTERN
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.cluster_mesh import (
    LAST_EXTENDED_ID,
    LAST_ID,
    LONGEST_NAME,
    NAME_PATTERN,
)
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.cluster_mesh import largest_id
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to

_NAME: Final = key_path("cluster", "name")
_ID: Final = key_path("cluster", "id")


@rule("cluster-name-form")
def cluster_name_form(cluster: Cluster, stack: Stack) -> Iterator[Finding]:
    """The cluster's name is longer, or of other characters, than Cilium's chart or AKO accepts."""
    strict = stack.cilium is None or features.CLUSTER_NAME_CHECKED.is_in(stack.cilium.version)
    if len(cluster.name) > LONGEST_NAME:
        if not (strict or _is_akos_name(stack)):
            return
        what = f"has {len(cluster.name)} characters, and {LONGEST_NAME} is the most"
    elif strict and not re.fullmatch(NAME_PATTERN, cluster.name):
        what = "is not one that Cilium's chart accepts"
    elif _is_akos_name(stack) and not re.fullmatch(CLUSTER_NAME_PATTERN, cluster.name):
        what = "is not one that AKO accepts"
    else:
        return
    better = re.sub(r"[^a-z0-9-]+", "-", cluster.name.lower())[:LONGEST_NAME].strip("-")
    yield Finding(
        _NAME,
        f"the cluster's name {cluster.name[:40]!r} {what}",
        f"{set_to(_NAME, better or 'dev')}  (on a running cluster a new name renumbers every "
        "identity and AKO makes its objects anew)",
    )


def _is_akos_name(stack: Stack) -> bool:
    """Whether AKO, where it is asked for, goes by the cluster's name."""
    return stack.ako_asked and (stack.ako is None or not stack.ako.cluster_name)


@rule("cluster-id-name")
def cluster_id_name(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The cluster has an id and the name `default`; with eni the name alone breaks a rule."""
    if cluster.id and cluster.name == "default" and not isinstance(cilium.ipam, Eni):
        yield Finding(
            _NAME,
            f"the cluster has the id {cluster.id} and the name default",
            f"give it a name of its own, or {set_to(_ID, '0')}",
        )


@rule("cluster-id-range")
def cluster_id_range(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The cluster's id is above 255, and this minor or its values have no room for it."""
    if cluster.id <= LAST_ID:
        return
    if not features.CLUSTERS_511.is_in(cilium.version) or cluster.id > largest_id(cilium):
        yield Finding(
            _ID,
            f"the cluster's id is {cluster.id}"
            + (
                f", and Cilium {cilium.version} knows ids up to {LAST_ID}"
                if not features.CLUSTERS_511.is_in(cilium.version)
                else f", and the mesh {cilium.mesh.name} has the size {cilium.mesh.size}"
                if cilium.mesh is not None
                else f", and clustermesh.maxConnectedClusters is not {LAST_EXTENDED_ID}"
            ),
            f"{set_to(_ID, '1')}  (an id up to {LAST_ID} that no member has)"
            if cilium.mesh is not None
            else "",
        )
