"""Does AKO look at the object that holds the pod ranges, and does it run what it was told?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.addresses.intervals import parse_range
from cilium_ako.catalogue.ako.objects import DELETION_ANNOTATIONS, NAMESPACE
from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.config.pod_router import pod_router
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView, is_ipv4, split_list
from cilium_ako.doctor.drift import drifts, fault_of
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json
from cilium_ako.shell import quoted

_RECENT: Final = timedelta(hours=1)
_READ_LIVE: Final = frozenset({"logLevel", "enableEvents", "deleteConfig"})
"""Keys that AKO follows while it runs (AKO:internal/k8s/ako_init.go)."""
_STOPS: Final = frozenset({"AKOShutdown", "SyncDisabled"})
"""Reasons of AKO's events that it stopped itself, or its syncing."""
_VERBS: Final = frozenset({"get", "list", "watch"})


def _has_ako(view: ClusterView) -> bool:
    return view.ako is not None


def _has_ako_config(view: ClusterView) -> bool:
    return view.ako is not None and view.observation.ako_config is not None


def _is_true(text: str) -> bool:
    return text.strip().lower() == "true"


def _uses_node_ports(view: ClusterView) -> bool:
    """Whether pools are node ports, for which AKO reads no pod ranges."""
    return view.ako_data.get("serviceType") == "NodePort"


@check("ako-config-missing", "ako_config", when=_has_ako)
def ako_config_missing(view: ClusterView) -> Iterator[RawFinding]:
    """There is no config for AKO."""
    if view.observation.ako_config is None:
        yield RawFinding("it is not there")


@check("ako-cni-plugin", "ako_config", when=_has_ako_config)
def ako_cni_plugin(view: ClusterView) -> Iterator[RawFinding]:
    """AKO reads another object than the one that holds the ranges in the live mode."""
    routes = POD_ROUTES.get(view.ipam_mode)
    live = view.ako_data.get("cniPlugin", "").strip().lower()
    if routes is None or live == routes.cni_plugin:
        return
    # agents copy the Node's ranges in this mode, so this reads the right ones by another way
    harmless = view.ipam_mode == "kubernetes" and live == "cilium"
    yield RawFinding(
        f"cniPlugin is “{live}”; in the mode {view.ipam_mode} ranges are in"
        f" {routes.reads if routes.reads != 'nothing' else 'no object'}, which is"
        f" “{routes.cni_plugin}”",
        severity="warn" if harmless or _uses_node_ports(view) else None,
    )


@check("ako-route-sync", "ako_config", when=_has_ako_config)
def ako_route_sync(view: ClusterView) -> Iterator[RawFinding]:
    """AKO writes routes where pods need none, or none where they do."""
    routes = POD_ROUTES.get(view.ipam_mode)
    live = _is_true(view.ako_data.get("disableStaticRouteSync", "false"))
    if routes is None:
        return
    because = f"in the mode {view.ipam_mode} it must be {str(not live).lower()}, since"
    because += f" {routes.because}"
    expected = routes.disable_static_route_sync
    if not expected and view.ako is not None and pod_router(view.cilium, view.ako) != "ako":
        expected = True
        because = "the stack leaves routes to pods to the network's own routers or to nobody"
    if live == expected:
        return
    yield RawFinding(
        f"disableStaticRouteSync is {str(live).lower()}; {because}",
        severity="warn" if _uses_node_ports(view) else None,
    )


@check("ako-service-type", "ako_config", when=_has_ako_config)
def ako_service_type(view: ClusterView) -> Iterator[RawFinding]:
    """The service type is not the stack's. `service-proxy-missing` looks for who serves it."""
    live = view.ako_data.get("serviceType", "")
    if view.ako is not None and live != view.ako.service_type:
        yield RawFinding(f"serviceType is {live or 'empty'}, the stack has {view.ako.service_type}")


def _json_list(text: str) -> list[object] | None:
    """The list in a JSON text, empty for another value; None where it is no JSON."""
    try:
        found = load_json(text or "[]")
    except DocumentError:
        return None
    return found if isinstance(found, list) else []


@check("ako-vip-networks", "ako_config", when=_has_ako_config)
def ako_vip_networks(view: ClusterView) -> Iterator[RawFinding]:
    """What AKO checks of its input, and ends over."""
    ako = view.ako
    if ako is None:
        return
    networks = _json_list(view.ako_data.get("vipNetworkList", ""))
    if networks is None:
        yield RawFinding("vipNetworkList is no JSON list")
    elif not networks and not _is_true(view.ako_data.get("vpcMode", "false")):
        yield RawFinding("vipNetworkList is empty")
    router = view.ako_data.get("nsxtT1LR", "")
    if router and ako.cloud != "nsxt":
        yield RawFinding(f"nsxtT1LR is set, and the cloud is {ako.cloud}")
    elif bool(router) != bool(ako.t1lr) and ako.cloud == "nsxt":
        yield RawFinding(
            f"nsxtT1LR is {'set' if router else 'empty'}, and the stack has"
            f" {'a' if ako.t1lr else 'no'} tier-1 router"
        )


@check("ako-deletes", "ako_config", when=_has_ako_config)
def ako_deletes(view: ClusterView) -> Iterator[RawFinding]:
    """AKO is told to take everything off the controller."""
    if _is_true(view.ako_data.get("deleteConfig", "false")):
        yield RawFinding("deleteConfig is true")


@check("ako-config-drift", "ako_config", when=_has_ako_config)
def ako_config_drift(view: ClusterView) -> Iterator[RawFinding]:
    """What the stack tells AKO, apart from what has a check of its own."""
    for drift in drifts(view):
        # `ako-vip-networks` tells of an empty list
        is_empty_list = drift.fact == "ako.vipNetworks" and drift.live == "[]"
        if fault_of(drift.fact) == "ako-config-drift" and not is_empty_list:
            yield RawFinding(str(drift), steps=drift.remedy.runbook if drift.remedy else ())


@check("ako-behind-config", "ako_config", "ako_pods", when=_has_ako_config)
def ako_behind_config(view: ClusterView) -> Iterator[RawFinding]:
    """AKO started before its config was written.

    Its environment comes from the ConfigMap whenever the container starts, so a container that
    restarted in its old pod has read it.
    """
    config = view.observation.ako_config
    if config is None:
        return
    times = [when for key, when in config.changed_keys.items() if key not in _READ_LIVE]
    changed = max(times, default=None)
    for pod in view.observation.ako_pods:
        started = pod.container_started or pod.started
        if changed is None or started is None or changed <= started or pod.terminating:
            continue
        yield RawFinding(
            f"written {changed:%Y-%m-%d %H:%M:%S} UTC, {pod.name} started"
            f" {started:%Y-%m-%d %H:%M:%S}"
        )


@check("ako-not-ready", "ako", when=_has_ako)
def ako_not_ready(view: ClusterView) -> Iterator[RawFinding]:
    """There is no AKO, none is ready, or it takes its objects away."""
    ako = view.observation.ako
    if ako is None:
        yield RawFinding("it is not there")
        return
    if ako.ready == 0:
        yield RawFinding(f"0 of {ako.desired} replicas are ready")
    for annotation in DELETION_ANNOTATIONS:
        status = ako.annotations.get(annotation)
        if status is not None:
            yield RawFinding(f"the annotation {annotation} is {status}", severity="warn")


@check("ako-shut-down", "ako_events", when=_has_ako)
def ako_shut_down(view: ClusterView) -> Iterator[RawFinding]:
    """AKO says itself, in an Event of the last hour, that it stopped."""
    last: dict[tuple[str, str], str] = {}
    for event in view.observation.ako_events:
        if event.reason not in _STOPS or event.last is None:
            continue
        if view.observation.now - event.last < _RECENT:
            last[event.object, event.reason] = f"{event.last:%H:%M:%S}"
    for (pod, reason), at in sorted(last.items()):
        yield RawFinding(f"{reason} at {at} UTC", object=f"Event {NAMESPACE}, Pod {pod}")


def _reads_cilium_nodes(view: ClusterView) -> bool:
    return _has_ako_config(view) and view.ako_data.get("cniPlugin", "").lower() == "cilium"


@check("ako-role", "ako_role", "ako_config", when=_reads_cilium_nodes)
def ako_role(view: ClusterView) -> Iterator[RawFinding]:
    """AKO may not read the CiliumNodes that it is told to read."""
    rules = view.observation.ako_role
    if rules is None:
        yield RawFinding("it is not there")
        return
    allowed: set[str] = set()
    for rule in rules:
        if {"cilium.io", "*"} & set(rule.groups) and {"ciliumnodes", "*"} & set(rule.resources):
            allowed |= _VERBS if "*" in rule.verbs else _VERBS & set(rule.verbs)
    missing = sorted(_VERBS - allowed)
    if missing:
        yield RawFinding(f"no {', '.join(missing)} of ciliumnodes.cilium.io")


def _reads_annotations(view: ClusterView) -> bool:
    return (
        _has_ako_config(view)
        and view.ako_data.get("cniPlugin", "") == ""
        and not _is_true(view.ako_data.get("disableStaticRouteSync", "false"))
        and view.has_pod_cidrs
    )


@check("ako-range-annotation", "nodes", "cilium_nodes", "ako_config", when=_reads_annotations)
def ako_range_annotation(view: ClusterView) -> Iterator[RawFinding]:
    """An annotation that leads AKO to other ranges than the node's."""
    for node, cilium_node in view.node_pairs:
        if node.ako_pod_cidrs is None:
            continue
        read = set(filter(is_ipv4, split_list(node.ako_pod_cidrs)))
        if read != set(filter(is_ipv4, cilium_node.pod_cidrs)):
            yield RawFinding.of_node(
                node.name,
                f"ako.vmware.com/pod-cidrs is {node.ako_pod_cidrs}, its ranges are"
                f" {', '.join(cilium_node.pod_cidrs) or 'none'}",
                fix=f"kubectl annotate node {quoted(node.name)} ako.vmware.com/pod-cidrs-",
            )


def _has_avi_export(view: ClusterView) -> bool:
    return view.avi_routes is not None and view.ako_writes_routes


@check("avi-routes", "nodes", "cilium_nodes", "ako_config", when=_has_avi_export)
def avi_routes(view: ClusterView) -> Iterator[RawFinding]:
    """The controller's routes are not those that nodes need."""
    actual = {parse_range(route.prefix): route for route in view.avi_routes or ()}
    hops = {(parse_range(route.prefix), route.next_hop) for route in view.avi_routes or ()}
    expected = {parse_range(route.prefix): route for route in view.pod_routes()}
    for prefix, route in expected.items():
        if prefix is None or (prefix, route.next_hop) in hops:
            continue
        found = actual.get(prefix)
        if found is None:
            what = f"there is no route {route.prefix} to {route.next_hop}, for {route.node}"
        else:
            what = f"{route.prefix} leads to {found.next_hop}, and {route.node} is at"
            what += f" {route.next_hop}"
        yield RawFinding(what, object=f"Avi VRF, node {route.node}", node=route.node)
    for prefix, found in actual.items():
        if prefix not in expected:
            yield RawFinding(
                f"{found.prefix} leads to {found.next_hop}, and no node has that range",
                object=f"Avi VRF {found.vrf}, route {found.route_id}",
                severity="warn",
            )


@check("avi-secret", "avi_secret", when=_has_ako)
def avi_secret(view: ClusterView) -> Iterator[RawFinding]:
    """Credentials for the controller are not all there. Their values are never looked at."""
    secret = view.observation.avi_secret
    if secret is None:
        yield RawFinding("it is not there")
        return
    missing = [] if "username" in secret.keys else ["username"]
    if not {"password", "authtoken"} & secret.keys:
        missing.append("password or authtoken")
    if missing:
        yield RawFinding(f"it lacks {', '.join(missing)}")
