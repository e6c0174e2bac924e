"""Changes of AKO's networks and routes.

Paths are of the AKO repository, which `AKO:` stands for.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import CLEAR_AKO_ROUTES, DELETE_AKO_OBJECTS_FIRST
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="ako-vip-networks-changed",
        facts=("ako.vipNetworks",),
        when="always",
        impact="disruptive",
        consequence=(
            "Virtual services get other addresses, and DNS follows later; with an empty list AKO"
            " restarts for ever."
        ),
        runbook=("lower the TTL of the names beforehand", *DELETE_AKO_OBJECTS_FIRST),
        source="AKO:internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-node-networks-changed",
        facts=("ako.nodeNetworks",),
        when="always",
        impact="rolling",
        consequence="AKO restarts and places pools by the new list.",
        runbook=(),
        source="AKO:docs/values.md",
    ),
    Transition(
        id="ako-node-port-left",
        facts=("ako.serviceType",),
        when="pods_become_members",
        impact="disruptive",
        consequence=(
            "Every pool is rebuilt with pods instead of nodes; with ClusterIP AKO writes routes,"
            " and the service engine group gets this cluster's label."
        ),
        runbook=(
            "check that no other cluster uses the service engine group",
            *DELETE_AKO_OBJECTS_FIRST,
        ),
        source="AKO:docs/faq.md",
    ),
    Transition(
        id="ako-service-type-changed",
        facts=("ako.serviceType",),
        when="nodes_become_members",
        impact="disruptive",
        consequence=(
            "Every pool is rebuilt with nodes instead of pods. With NodePort AKO neither reads nor"
            " writes its VRF: routes and the service engine group's label stay, unless they are"
            " deleted while AKO still runs with ClusterIP."
        ),
        runbook=(*DELETE_AKO_OBJECTS_FIRST, "where it was done without:", *CLEAR_AKO_ROUTES),
        source="AKO:internal/cache/controller_obj_cache.go AviObjVrfCachePopulate;"
        " AKO:internal/rest/dequeue_nodes.go; AKO:docs/faq.md",
    ),
    Transition(
        id="ako-cni-plugin-changed",
        facts=("ako.cniPlugin",),
        when="always",
        impact="disruptive",
        consequence=(
            "Routes are worked out anew when AKO restarts, from another object: with a plugin that"
            " does not fit Cilium's IPAM mode they are wrong or none."
        ),
        runbook=("it only ever changes with ipam.mode, which never changes: find out why it does",),
        source="AKO:internal/lib/dynamic_client.go",
    ),
    Transition(
        id="ako-routes-off",
        facts=("ako.disableStaticRouteSync",),
        when="switched_on",
        impact="disruptive",
        consequence="Routes and labels that AKO wrote stay, since it no longer reads them.",
        runbook=(*DELETE_AKO_OBJECTS_FIRST, "where it was done without:", *CLEAR_AKO_ROUTES),
        source="AKO:internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-routes-on",
        facts=("ako.disableStaticRouteSync",),
        when="switched_off",
        impact="rolling",
        consequence=(
            "AKO restarts and writes routes; the service engine group must be this cluster's alone."
        ),
        runbook=("check that no other cluster uses the service engine group", "pulumi up"),
        source="AKO:internal/cache/controller_obj_cache.go",
    ),
)
