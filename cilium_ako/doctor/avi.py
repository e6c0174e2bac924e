"""The static routes in an export of the Avi Controller.

An export is what `GET /api/vrfcontext` answers, one VRF of it, or the whole configuration, in
which VRFs stand under `VrfContext`. AKO puts the cluster's name into a route's id and labels.
Source: AKO:internal/nodes/avi_vrf_translator.go, the controller's API guide `VrfContext`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cilium_ako.doctor.raw import Raw, inner, mappings, number, text
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.limits import EXPORT_BYTES


class Route(NamedTuple):
    """One static route of this cluster."""

    vrf: str
    identity: str
    prefix: str
    next_hop: str


def read(path: Path, cluster_name: str, vrf: str) -> tuple[Route, ...]:
    """The cluster's routes in an export, of all VRFs or of the one that is named.

    Raises DocumentError.
    """
    content = load_json(text_of(read_option(path, EXPORT_BYTES)))
    return tuple(routes_of(content, cluster_name, vrf))


def routes_of(content: object, cluster_name: str, vrf: str) -> Iterator[Route]:
    """The cluster's routes in what an export holds. Raises DocumentError where it holds no VRF."""
    contexts = list(_contexts(content))
    if not contexts:
        raise DocumentError("holds no VRF", "export `GET /api/vrfcontext`, with every page")
    yield from _routes(contexts, cluster_name, vrf)


def _contexts(content: object) -> Iterator[Raw]:
    if isinstance(content, list):
        for each in content:
            yield from _contexts(each)
        return
    top = inner(content)
    if "static_routes" in top or ("name" in top and "cloud_ref" in top):
        yield top
    for key in ("results", "VrfContext"):
        for each in mappings(top, key):
            yield each


def _routes(contexts: list[Raw], cluster_name: str, vrf: str) -> Iterator[Route]:
    for context in contexts:
        name = text(context, "name")
        if vrf and name != vrf:
            continue
        for route in mappings(context, "static_routes"):
            identity = text(route, "route_id")
            named = {text(each, "key"): text(each, "value") for each in mappings(route, "labels")}
            owner = named.get("clustername")
            if owner is None and not identity.startswith(f"{cluster_name}-"):
                continue
            if owner is not None and owner != cluster_name:
                continue
            address = text(route, "prefix", "ip_addr", "addr")
            yield Route(
                name,
                identity,
                f"{address}/{number(route, 'prefix', 'mask')}",
                text(route, "next_hop", "addr"),
            )
