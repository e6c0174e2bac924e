"""Is the config that the cluster has the stack's, and do agents run it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from cilium_ako.catalogue.cilium.etcd import PLACEHOLDER_HOST
from cilium_ako.changes.fact_keys import decided_config_keys
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.drift import Drift, drifts, fault_of, value_text
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

_MOST_PODS: Final = 3
"""How many pods are named."""
_MOST_LETTERS: Final = 80
"""How much of an endpoint that is no URL is shown."""


def _has_config(view: ClusterView) -> bool:
    return view.observation.cilium_config is not None


def _drifts(view: ClusterView, fault: str) -> list[Drift]:
    return [each for each in drifts(view) if fault_of(each.fact) == fault]


def _steps(drift: Drift) -> tuple[str, ...]:
    return drift.remedy.runbook if drift.remedy is not None else ()


def _together(found: list[Drift]) -> Iterator[RawFinding]:
    """All drifts of one subject in one finding."""
    if found:
        yield RawFinding(
            "; ".join(map(str, found)),
            steps=tuple(dict.fromkeys(step for each in found for step in _steps(each))),
        )


@check("cilium-config-missing", "cilium_config")
def cilium_config_missing(view: ClusterView) -> Iterator[RawFinding]:
    """There is no cilium-config."""
    if view.observation.cilium_config is None:
        yield RawFinding("it is not there")


@check("ipam-mode-drift", "cilium_config", when=_has_config)
def ipam_mode_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Another IPAM mode than the stack's, with what AKO reads meanwhile."""
    found = _drifts(view, "ipam-mode-drift")
    note = ""
    if view.ako is not None and view.observation.ako_config is not None:
        note = f"; AKO's cniPlugin is “{view.ako_data.get('cniPlugin', '')}”"
    if found:
        yield RawFinding("; ".join(map(str, found)) + note)


@check("pools-drift", "cilium_config", when=_has_config)
def pools_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Pools that are missing or too many, or in another order."""
    for drift in _drifts(view, "pools-drift"):
        key = f"cluster-pool-ipv{6 if drift.fact == 'ipam.poolsIpv6' else 4}-cidr"
        live = drift.live if isinstance(drift.live, tuple) else ()
        expected = drift.expected if isinstance(drift.expected, tuple) else ()
        missing = [pool for pool in expected if pool not in live]
        extra = [pool for pool in live if pool not in expected]
        parts = []
        if missing:
            parts.append(f"it lacks {', '.join(missing)}")
        if extra:
            parts.append(f"it has {', '.join(extra)}, which the stack has not")
        if parts:
            yield RawFinding(f"{key}: " + "; ".join(parts))
        else:
            yield RawFinding(
                f"{key} has the order {value_text(drift.live)}, the stack"
                f" {value_text(drift.expected)}",
                severity="warn",
            )


@check("mask-drift", "cilium_config", when=_has_config)
def mask_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Another mask of the nodes' ranges than the stack's."""
    return _together(_drifts(view, "mask-drift"))


@check("routing-drift", "cilium_config", when=_has_config)
def routing_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Another routing mode, tunnel protocol or port than the stack's."""
    return _together(_drifts(view, "routing-drift"))


@check("masquerade-drift", "cilium_config", when=_has_config)
def masquerade_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Other masquerading than the stack's."""
    return _together(_drifts(view, "masquerade-drift"))


@check("kube-proxy-replacement-drift", "cilium_config", when=_has_config)
def kube_proxy_replacement_drift(view: ClusterView) -> Iterator[RawFinding]:
    """kube-proxy replacement is on and the stack has it off, or the other way round."""
    return _together(_drifts(view, "kube-proxy-replacement-drift"))


@check("kvstore-drift", "cilium_config", when=_has_config)
def kvstore_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Another kvstore than the stack's."""
    return _together(_drifts(view, "kvstore-drift"))


@check("identity-mode-drift", "cilium_config", when=_has_config)
def identity_mode_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Identities are kept elsewhere than the stack says."""
    return _together(_drifts(view, "identity-mode-drift"))


@check("sctp-drift", "cilium_config", when=_has_config)
def sctp_drift(view: ClusterView) -> Iterator[RawFinding]:
    """SCTP is on and the stack has it off, or the other way round."""
    return _together(_drifts(view, "sctp-drift"))


@check("config-drift", "cilium_config", when=_has_config)
def config_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Every other key that differs, a finding each."""
    for drift in _drifts(view, "config-drift"):
        yield RawFinding(str(drift), steps=_steps(drift))


@check("encryption-drift", "cilium_config", when=_has_config)
def encryption_drift(view: ClusterView) -> Iterator[RawFinding]:
    """Both kinds of encryption at once, or another than the stack's."""
    if all(view.cilium_data.get(key) == "true" for key in ("enable-ipsec", "enable-wireguard")):
        yield RawFinding("enable-ipsec and enable-wireguard are both true")
        return
    for drift in _drifts(view, "encryption-drift"):
        yield RawFinding(str(drift), steps=_steps(drift))


@check("identities-without-kvstore", "cilium_config", when=_has_config)
def identities_without_kvstore(view: ClusterView) -> Iterator[RawFinding]:
    """Identities are in a kvstore, and none is on."""
    mode = view.cilium_data.get("identity-allocation-mode", "crd")
    if mode != "crd" and view.cilium_data.get("kvstore") != "etcd":
        yield RawFinding(f"identity-allocation-mode is {mode}, and kvstore is not set")


@check("etcd-endpoint-unusable", "cilium_config", when=_has_config)
def etcd_endpoint_unusable(view: ClusterView) -> Iterator[RawFinding]:
    """An etcd-config that cannot be read, or endpoints that no agent reaches."""
    try:
        endpoints = _endpoints(view.cilium_data.get("etcd-config", ""))
    except DocumentError as error:
        yield RawFinding(f"etcd-config {error.message}, so no agent can use it")
        return
    for endpoint in endpoints:
        host = _host(endpoint)
        if host is None:
            yield RawFinding(
                f"etcd-config names {endpoint[:_MOST_LETTERS]!r}, which is no URL of a server"
            )
            continue
        labels = host.lower().split(".")
        # the chart's example, or a name that only cluster DNS knows
        if PLACEHOLDER_HOST in host.lower() or "svc" in labels[1:]:
            yield RawFinding(f"etcd-config names {host}")


def _endpoints(text: str) -> list[str]:
    """The endpoints in an etcd-config. Raises DocumentError where it cannot be read."""
    config = load_kubernetes_yaml(text)
    found = config.get("endpoints") if isinstance(config, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _host(endpoint: str) -> str | None:
    """The host that a URL names, or the text itself where it names none; None if it is no URL."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts.hostname or endpoint


@check("agents-behind-config", "cilium_config", "agent_pods", when=_has_config)
def agents_behind_config(view: ClusterView) -> Iterator[RawFinding]:
    """Agents started before the config was written.

    An init container copies the config when the pod starts, so a container that only restarted
    has the old one still: what counts is the pod's start.
    """
    config = view.observation.cilium_config
    if config is None or config.changed is None:
        return
    behind = sorted(
        pod.name
        for pod in view.observation.agent_pods
        if not pod.terminating and pod.started is not None and pod.started < config.changed
    )
    if behind:
        names = ", ".join(behind[:_MOST_PODS]) + (", …" if len(behind) > _MOST_PODS else "")
        yield RawFinding(
            f"written {config.changed:%Y-%m-%d %H:%M:%S} UTC; {len(behind)} of"
            f" {len(view.observation.agent_pods)} agents started before: {names}"
        )


@check("config-overridden", "node_configs")
def config_overridden(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNodeConfig sets for some nodes what the stack decides."""
    for each in view.observation.node_configs:
        keys = sorted(key for key, _ in each.defaults if key in decided_config_keys())
        if keys:
            yield RawFinding(
                f"it sets {', '.join(keys)}",
                object=f"CiliumNodeConfig {each.namespace}/{each.name}",
            )
