"""Can Cilium reach its etcd, and has that etcd its quorum?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium.etcd import CERTIFICATE_FILE, KEY_FILE
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import Observation, SecretCertificate

_ENDS_SOON: Final = timedelta(days=30)


def _has_tls(view: ClusterView) -> bool:
    kvstore = view.cilium.kvstore
    return kvstore is not None and kvstore.has_tls


def _has_kvstore(view: ClusterView) -> bool:
    return view.cilium.kvstore is not None


@check("etcd-secret", "etcd_secret", when=_has_tls)
def etcd_secret(view: ClusterView) -> Iterator[RawFinding]:
    """The client certificates are not all there, no pair, or end soon."""
    secret = view.observation.etcd_secret
    if secret is None:
        yield RawFinding("it is not there")
        return
    if secret.missing:
        yield RawFinding(f"it lacks {', '.join(secret.missing)}")
    unreadable = [each.key for each in secret.certificates if each.ends is None]
    if unreadable:
        yield RawFinding(f"{', '.join(unreadable)} is no certificate")
    elif not secret.pair:
        yield RawFinding(f"{CERTIFICATE_FILE} and {KEY_FILE} do not belong together")
    yield from _ending(view.observation, secret.certificates)


@check("managed-etcd", "etcd_pods", "etcd_member_certificates", when=_has_kvstore)
def managed_etcd(view: ClusterView) -> Iterator[RawFinding]:
    """Members of an etcd that runs in the cluster, where there is one, are in danger."""
    pods = [pod for pod in view.observation.etcd_pods if not pod.terminating]
    if not pods or view.cilium.kvstore is None:
        return
    members = max(len(pods), len(view.cilium.kvstore.endpoints))
    quorum = members // 2 + 1
    ready = sum(1 for pod in pods if pod.ready)
    if ready < quorum:
        yield RawFinding(f"{ready} of {members} members are ready, a quorum is {quorum}")
    places = Counter(pod.node for pod in pods if pod.node)
    crowded = sorted(node for node, count in places.items() if count > 1)
    if crowded:
        yield RawFinding(f"several members are on {', '.join(crowded)}", severity="warn")
    yield from _ending(view.observation, view.observation.etcd_member_certificates)


def _ending(
    observation: Observation, certificates: tuple[SecretCertificate, ...]
) -> Iterator[RawFinding]:
    for each in certificates:
        if each.ends is None or each.ends - observation.now >= _ENDS_SOON:
            continue
        is_over = each.ends <= observation.now
        yield RawFinding(
            f"{each.key} {'ended' if is_over else 'ends'} on {each.ends:%Y-%m-%d}",
            object=f"Secret {NAMESPACE}/{each.secret}",
            severity=None if is_over else "warn",
        )
