"""Does AKO look at the object that holds the pod ranges, and does it run what it was told?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.addresses.intervals import parse_range
from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.scene import AKO_CONFIG, Scene
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json

_HOUR: Final = timedelta(hours=1)
_READ_LIVE: Final = frozenset({"logLevel", "enableEvents", "deleteConfig"})
"""Keys that AKO follows while it runs (AKO:internal/k8s/ako_init.go)."""
_STATEFUL_SET: Final = f"StatefulSet {ako_objects.NAMESPACE}/{ako_objects.STATEFUL_SET}"
_STOPS: Final = frozenset({"AKOShutdown", "SyncDisabled"})
_VERBS: Final = frozenset({"get", "list", "watch"})


def _asked(scene: Scene) -> bool:
    return scene.ako is not None


def _configured(scene: Scene) -> bool:
    return scene.ako is not None and scene.seen.ako_config is not None


def _flag(text: str) -> bool:
    return text.strip().lower() == "true"


@check("ako-config-missing", "ako_config", when=_asked)
def ako_config_missing(scene: Scene) -> Iterator[Found]:
    """No config for AKO."""
    if scene.seen.ako_config is None:
        yield Found(AKO_CONFIG, "it is not there")


@check("ako-cni-plugin", "ako_config", when=_configured)
def ako_cni_plugin(scene: Scene) -> Iterator[Found]:
    """The object that AKO reads against the one that the live mode fills."""
    routes = POD_ROUTES.get(scene.mode)
    live = scene.ako_data.get("cniPlugin", "").strip().lower()
    if routes is None or live == routes.cni_plugin:
        return
    # agents copy the Node's ranges in this mode, so this reads the right ones by another way
    harmless = scene.mode == "kubernetes" and live == "cilium"
    idle = scene.ako_data.get("serviceType") == "NodePort"
    yield Found(
        AKO_CONFIG,
        f"cniPlugin is “{live}”; in the mode {scene.mode} ranges are in"
        f" {routes.reads if routes.reads != 'nothing' else 'no object'}, which is"
        f" “{routes.cni_plugin}”",
        level="warn" if harmless or idle else None,
    )


@check("ako-route-sync", "ako_config", when=_configured)
def ako_route_sync(scene: Scene) -> Iterator[Found]:
    """Whether AKO writes routes against whether pods need them."""
    routes = POD_ROUTES.get(scene.mode)
    live = _flag(scene.ako_data.get("disableStaticRouteSync", "false"))
    if routes is None or live == routes.disable_static_route_sync:
        return
    idle = scene.ako_data.get("serviceType") == "NodePort"
    yield Found(
        AKO_CONFIG,
        f"disableStaticRouteSync is {str(live).lower()}; in the mode {scene.mode} it must be"
        f" {str(not live).lower()}, since {routes.because}",
        level="warn" if idle else None,
    )


@check("ako-service-type", "ako_config", when=_configured)
def ako_service_type(scene: Scene) -> Iterator[Found]:
    """The service type. That nobody serves node ports, `service-proxy-missing` says."""
    live = scene.ako_data.get("serviceType", "")
    if scene.ako is None or live == scene.ako.service_type:
        return
    yield Found(
        AKO_CONFIG, f"serviceType is {live or 'empty'}, the stack has {scene.ako.service_type}"
    )


def _list(text: str) -> list[object] | None:
    """A JSON list; None where it is none."""
    try:
        found = load_json(text or "[]")
    except DocumentError:
        return None
    return found if isinstance(found, list) else []


@check("ako-vip-networks", "ako_config", when=_configured)
def ako_vip_networks(scene: Scene) -> Iterator[Found]:
    """What AKO checks of its input and ends over."""
    ako = scene.ako
    if ako is None:
        return
    networks = _list(scene.ako_data.get("vipNetworkList", ""))
    if networks is None:
        yield Found(AKO_CONFIG, "vipNetworkList is no JSON list")
    elif not networks and not _flag(scene.ako_data.get("vpcMode", "false")):
        yield Found(AKO_CONFIG, "vipNetworkList is empty")
    router = scene.ako_data.get("nsxtT1LR", "")
    if router and ako.cloud != "nsxt":
        yield Found(AKO_CONFIG, f"nsxtT1LR is set, and the cloud is {ako.cloud}")
    elif bool(router) != bool(ako.t1lr) and ako.cloud == "nsxt":
        yield Found(
            AKO_CONFIG,
            f"nsxtT1LR is {'set' if router else 'empty'}, and the stack has"
            f" {'a' if ako.t1lr else 'no'} tier-1 router",
        )


@check("ako-deletes", "ako_config", when=_configured)
def ako_deletes(scene: Scene) -> Iterator[Found]:
    """AKO told to take everything off the controller."""
    if _flag(scene.ako_data.get("deleteConfig", "false")):
        yield Found(AKO_CONFIG, "deleteConfig is true")


@check("ako-behind-config", "ako_config", "ako_pods", when=_configured)
def ako_behind_config(scene: Scene) -> Iterator[Found]:
    """An AKO that started before its config was written.

    Its environment comes from the ConfigMap whenever the container starts, so a container that
    restarted in its old pod has read it.
    """
    config = scene.seen.ako_config
    if config is None:
        return
    times = [when for key, when in config.changed_keys.items() if key not in _READ_LIVE]
    changed = max(times, default=None)
    for pod in scene.seen.ako_pods:
        started = pod.container_started or pod.started
        if changed is not None and started is not None and changed > started and not pod.ending:
            yield Found(
                AKO_CONFIG,
                f"written {changed:%Y-%m-%d %H:%M:%S} UTC, {pod.name} started"
                f" {started:%Y-%m-%d %H:%M:%S}",
            )


@check("ako-not-ready", "ako", when=_asked)
def ako_not_ready(scene: Scene) -> Iterator[Found]:
    """No AKO, or one that takes its objects away."""
    ako = scene.seen.ako
    if ako is None:
        yield Found(_STATEFUL_SET, "it is not there")
        return
    if ako.ready == 0:
        yield Found(_STATEFUL_SET, f"0 of {ako.desired} replicas are ready")
    status = ako.annotations.get("AviObjectDeletionStatus")
    if status is not None:
        yield Found(
            _STATEFUL_SET, f"the annotation AviObjectDeletionStatus is {status}", level="warn"
        )


@check("ako-shut-down", "ako_events", when=_asked)
def ako_shut_down(scene: Scene) -> Iterator[Found]:
    """AKO's own word that it stopped."""
    last: dict[tuple[str, str], str] = {}
    for event in scene.seen.ako_events:
        if (
            event.reason in _STOPS
            and event.last is not None
            and scene.seen.now - event.last < _HOUR
        ):
            last[event.object, event.reason] = f"{event.last:%H:%M:%S}"
    for (pod, reason), at in sorted(last.items()):
        yield Found(f"Event {ako_objects.NAMESPACE}, Pod {pod}", f"{reason} at {at} UTC")


def _reads_cilium(scene: Scene) -> bool:
    return _configured(scene) and scene.ako_data.get("cniPlugin", "").lower() == "cilium"


@check("ako-role", "ako_role", "ako_config", when=_reads_cilium)
def ako_role(scene: Scene) -> Iterator[Found]:
    """Whether AKO may read what it is told to read."""
    if scene.seen.ako_role is None:
        yield Found("ClusterRole ako-cr", "it is not there")
        return
    allowed: set[str] = set()
    for rule in scene.seen.ako_role:
        if {"cilium.io", "*"} & set(rule.groups) and {"ciliumnodes", "*"} & set(rule.resources):
            allowed |= _VERBS if "*" in rule.verbs else _VERBS & set(rule.verbs)
    missing = sorted(_VERBS - allowed)
    if missing:
        yield Found("ClusterRole ako-cr", f"no {', '.join(missing)} of ciliumnodes.cilium.io")


def _annotations(scene: Scene) -> bool:
    return (
        _configured(scene)
        and scene.ako_data.get("cniPlugin", "") == ""
        and not _flag(scene.ako_data.get("disableStaticRouteSync", "false"))
        and scene.by_node_ranges
    )


@check("ako-range-annotation", "nodes", "cilium_nodes", "ako_config", when=_annotations)
def ako_range_annotation(scene: Scene) -> Iterator[Found]:
    """Annotations that lead AKO to other ranges than the node's."""
    for node, own in scene.pairs:
        if node.ako_ranges is None:
            continue
        told = {each.strip() for each in node.ako_ranges.split(",") if each.strip()}
        if told != set(own.ranges):
            yield Found(
                f"Node {node.name}",
                f"ako.vmware.com/pod-cidrs is {node.ako_ranges}, its ranges are"
                f" {', '.join(own.ranges) or 'none'}",
                node.name,
                fix=f"kubectl annotate node {node.name} ako.vmware.com/pod-cidrs-",
            )


def _exported(scene: Scene) -> bool:
    return scene.avi_routes is not None and scene.routes_wanted


@check("avi-routes", "nodes", "cilium_nodes", "ako_config", when=_exported)
def avi_routes(scene: Scene) -> Iterator[Found]:
    """The controller's routes against those that nodes need."""
    there = {(parse_range(route.prefix), route.next_hop) for route in scene.avi_routes or ()}
    by_prefix = {parse_range(route.prefix): route for route in scene.avi_routes or ()}
    wanted = {parse_range(prefix): (node, hop, prefix) for node, hop, prefix in scene.routes()}
    for key, (node, hop, prefix) in wanted.items():
        if key is None or (key, hop) in there:
            continue
        route = by_prefix.get(key)
        if route is None:
            what = f"there is no route {prefix} to {hop}, for {node}"
        else:
            what = f"{prefix} leads to {route.next_hop}, and {node} is at {hop}"
        yield Found(f"Avi VRF, node {node}", what, node)
    for key, route in by_prefix.items():
        if key not in wanted:
            yield Found(
                f"Avi VRF {route.vrf}, route {route.identity}",
                f"{route.prefix} leads to {route.next_hop}, and no node has that range",
                level="warn",
            )


@check("avi-secret", "avi_secret", when=_asked)
def avi_secret(scene: Scene) -> Iterator[Found]:
    """Credentials for the controller: which keys are there, never their values."""
    name = f"Secret {ako_objects.NAMESPACE}/{ako_objects.SECRET}"
    secret = scene.seen.avi_secret
    if secret is None:
        yield Found(name, "it is not there")
        return
    missing = [] if "username" in secret.keys else ["username"]
    if not {"password", "authtoken"} & secret.keys:
        missing.append("password or authtoken")
    if missing:
        yield Found(name, f"it lacks {', '.join(missing)}")
