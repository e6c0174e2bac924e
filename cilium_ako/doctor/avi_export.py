"""The static routes in an export of the Avi Controller.

An export is what `GET /api/vrfcontext` answers, one VRF of it, or the whole configuration, in
which VRFs stand under `VrfContext`. AKO puts the cluster's name into a route's id and labels.
Source: AKO:internal/nodes/avi_vrf_translator.go, the controller's API guide `VrfContext`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cilium_ako.doctor.json_access import JsonObject, int_at, object_at, objects_at, string_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import EXPORT_BYTES


class AviRoute(NamedTuple):
    """One static route of this cluster."""

    vrf: str
    """The name of its VRF."""
    route_id: str
    prefix: str
    """Such as `10.42.1.0/24`."""
    next_hop: str
    """An address."""


def read_routes(path: Path, cluster_name: str, vrf: str) -> tuple[AviRoute, ...]:
    """The cluster's routes in an export, of all VRFs or of the one that is named.

    Raises DocumentError.
    """
    content = load_json(text_of(read_option(path, EXPORT_BYTES)))
    return tuple(routes_of(content, cluster_name, vrf))


def routes_of(content: object, cluster_name: str, vrf: str) -> Iterator[AviRoute]:
    """The cluster's routes in what an export holds. Raises DocumentError where it holds no VRF."""
    contexts = list(_contexts(content))
    if not contexts:
        raise DocumentError("holds no VRF", "export `GET /api/vrfcontext`, with every page")
    for context in contexts:
        if not vrf or string_at(context, "name") == vrf:
            yield from _routes(context, cluster_name)


def _contexts(content: object) -> Iterator[JsonObject]:
    if isinstance(content, list):
        for each in content:
            yield from _contexts(each)
        return
    top = object_at(content)
    if "static_routes" in top or ("name" in top and "cloud_ref" in top):
        yield top
    for key in ("results", "VrfContext"):
        yield from objects_at(top, key)


def _routes(context: JsonObject, cluster_name: str) -> Iterator[AviRoute]:
    for route in objects_at(context, "static_routes"):
        route_id = string_at(route, "route_id")
        labels = {
            string_at(each, "key"): string_at(each, "value") for each in objects_at(route, "labels")
        }
        owner = labels.get("clustername")
        # older releases of AKO write no labels
        ours = route_id.startswith(f"{cluster_name}-") if owner is None else owner == cluster_name
        if ours:
            address = string_at(route, "prefix", "ip_addr", "addr")
            yield AviRoute(
                vrf=string_at(context, "name"),
                route_id=route_id,
                prefix=f"{address}/{int_at(route, 'prefix', 'mask')}",
                next_hop=string_at(route, "next_hop", "addr"),
            )
