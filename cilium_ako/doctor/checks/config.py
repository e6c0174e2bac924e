"""Is the config that the cluster has the stack's, and do agents run it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.drift import (
    Difference,
    check_of,
    decided_keys,
    differences,
    shown,
)
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.scene import AKO_CONFIG, CONFIG, Scene
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml


def _there(scene: Scene) -> bool:
    return scene.seen.cilium_config is not None


def _ako_there(scene: Scene) -> bool:
    return scene.ako is not None and scene.seen.ako_config is not None


def _differences(scene: Scene, fault: str) -> Iterator[Difference]:
    return (each for each in differences(scene) if check_of(each.fact) == fault)


def _found(difference: Difference, where: str = CONFIG) -> Found:
    mending = difference.mending
    return Found(where, str(difference), steps=mending.runbook if mending is not None else ())


@check("cilium-config-missing", "cilium_config")
def cilium_config_missing(scene: Scene) -> Iterator[Found]:
    """No config at all."""
    if scene.seen.cilium_config is None:
        yield Found(CONFIG, "it is not there")


def _told(fault: str) -> Callable[[Scene], Iterable[Found]]:
    """A check that tells the differences which belong to a fault."""

    def look(scene: Scene) -> Iterator[Found]:
        found = [_found(each) for each in _differences(scene, fault)]
        if fault == "config-drift" or len(found) < 2:
            yield from found
        else:  # one subject, one finding
            yield Found(
                CONFIG,
                "; ".join(each.what for each in found),
                steps=tuple(dict.fromkeys(step for each in found for step in each.steps)),
            )

    look.__doc__ = f"The differences that `{fault}` stands for."
    return look


for _fault in (
    "mask-drift",
    "routing-drift",
    "masquerade-drift",
    "kube-proxy-replacement-drift",
    "kvstore-drift",
    "identity-mode-drift",
    "sctp-drift",
    "config-drift",
):
    check(_fault, "cilium_config", when=_there)(_told(_fault))


@check("ipam-mode-drift", "cilium_config", when=_there)
def ipam_mode_drift(scene: Scene) -> Iterator[Found]:
    """Another mode, with what that means for AKO."""
    note = ""
    if scene.ako is not None and scene.seen.ako_config is not None:
        plugin = scene.ako_data.get("cniPlugin", "")
        note = f"; AKO's cniPlugin is “{plugin}”"
    found = list(_differences(scene, "ipam-mode-drift"))
    if found:
        yield Found(CONFIG, "; ".join(str(each) for each in found) + note)


@check("pools-drift", "cilium_config", when=_there)
def pools_drift(scene: Scene) -> Iterator[Found]:
    """Ranges that are missing or too many, or only their order."""
    for each in _differences(scene, "pools-drift"):
        live = each.live if isinstance(each.live, tuple) else ()
        wanted = each.wanted if isinstance(each.wanted, tuple) else ()
        missing = [pool for pool in wanted if pool not in live]
        extra = [pool for pool in live if pool not in wanted]
        parts = []
        if missing:
            parts.append(f"it lacks {', '.join(missing)}")
        if extra:
            parts.append(f"it has {', '.join(extra)}, which the stack has not")
        if parts:
            yield Found(CONFIG, "cluster-pool-ipv4-cidr: " + "; ".join(parts))
        else:
            yield Found(
                CONFIG,
                f"cluster-pool-ipv4-cidr has the order {shown(each.live)}, the stack"
                f" {shown(each.wanted)}",
                level="warn",
            )


@check("identities-without-kvstore", "cilium_config", when=_there)
def identities_without_kvstore(scene: Scene) -> Iterator[Found]:
    """Identities in a kvstore that is not on."""
    mode = scene.data.get("identity-allocation-mode", "crd")
    if mode != "crd" and scene.data.get("kvstore") != "etcd":
        yield Found(CONFIG, f"identity-allocation-mode is {mode}, and kvstore is not set")


@check("etcd-endpoint-unusable", "cilium_config", when=_there)
def etcd_endpoint_unusable(scene: Scene) -> Iterator[Found]:
    """Endpoints that nobody reaches before Services work."""
    try:
        endpoints = _endpoints(scene.data.get("etcd-config", ""))
    except DocumentError as error:
        yield Found(CONFIG, f"etcd-config {error.message}, so no agent can use it")
        return
    for endpoint in endpoints:
        host = _host(endpoint)
        if host is None:
            yield Found(CONFIG, f"etcd-config names {endpoint[:80]!r}, which is no URL of a server")
            continue
        labels = host.lower().split(".")
        if "change-me" in host.lower() or "svc" in labels[1:]:
            yield Found(CONFIG, f"etcd-config names {host}")


def _host(endpoint: str) -> str | None:
    """The host that a URL names, or the text itself where it names none; None if it is no URL."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts.hostname or endpoint


def _endpoints(text: str) -> list[str]:
    config = load_kubernetes_yaml(text)
    found = config.get("endpoints") if isinstance(config, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


@check("encryption-drift", "cilium_config", when=_there)
def encryption_drift(scene: Scene) -> Iterator[Found]:
    """Both kinds at once, or another than the stack's."""
    if all(scene.data.get(key) == "true" for key in ("enable-ipsec", "enable-wireguard")):
        yield Found(CONFIG, "enable-ipsec and enable-wireguard are both true")
        return
    for each in _differences(scene, "encryption-drift"):
        yield _found(each)


@check("agents-behind-config", "cilium_config", "agent_pods", when=_there)
def agents_behind_config(scene: Scene) -> Iterator[Found]:
    """Agents that started before the config was written.

    An init container copies the config when the pod starts, so a container that only restarted
    has the old one still: what counts is the pod's start.
    """
    config = scene.seen.cilium_config
    if config is None or config.changed is None:
        return
    behind = sorted(
        pod.name
        for pod in scene.seen.agent_pods
        if not pod.ending and pod.started is not None and pod.started < config.changed
    )
    if behind:
        first = ", ".join(behind[:3]) + (", …" if len(behind) > 3 else "")
        yield Found(
            CONFIG,
            f"written {config.changed:%Y-%m-%d %H:%M:%S} UTC; {len(behind)} of"
            f" {len(scene.seen.agent_pods)} agents started before: {first}",
        )


@check("config-overridden", "overrides")
def config_overridden(scene: Scene) -> Iterator[Found]:
    """CiliumNodeConfigs that set what the stack decides."""
    for each in scene.seen.overrides:
        keys = sorted(key for key, _ in each.keys if key in decided_keys())
        if keys:
            yield Found(
                f"CiliumNodeConfig {each.namespace}/{each.name}", f"it sets {', '.join(keys)}"
            )


@check("ako-config-drift", "ako_config", when=_ako_there)
def ako_config_drift(scene: Scene) -> Iterator[Found]:
    """What the stack tells AKO, apart from what has a check of its own."""
    for each in differences(scene):
        empty = each.fact == "ako.vipNetworks" and each.live == "[]"
        if check_of(each.fact) == "ako-config-drift" and not empty:
            yield _found(each, AKO_CONFIG)
