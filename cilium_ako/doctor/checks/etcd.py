"""Can Cilium reach its etcd, and has that etcd its quorum?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.etcd import CERTIFICATE_FILE, KEY_FILE
from cilium_ako.config.kvstore import TlsNone
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.observation import Certificate, Observation
from cilium_ako.doctor.scene import Scene

_MONTH: Final = timedelta(days=30)
_SECRET: Final = f"Secret {cilium_objects.NAMESPACE}/{cilium_objects.ETCD_SECRET}"


def _tls(scene: Scene) -> bool:
    kvstore = scene.cilium.kvstore
    return kvstore is not None and not isinstance(kvstore.tls, TlsNone)


def _kvstore(scene: Scene) -> bool:
    return scene.cilium.kvstore is not None


@check("etcd-secret", "etcd_secret", when=_tls)
def etcd_secret(scene: Scene) -> Iterator[Found]:
    """The client certificates: all there, a pair, and valid."""
    secret = scene.seen.etcd_secret
    if secret is None:
        yield Found(_SECRET, "it is not there")
        return
    if secret.missing:
        yield Found(_SECRET, f"it lacks {', '.join(secret.missing)}")
    unreadable = [each.key for each in secret.certificates if each.ends is None]
    if unreadable:
        yield Found(_SECRET, f"{', '.join(unreadable)} is no certificate")
    elif not secret.pair:
        yield Found(_SECRET, f"{CERTIFICATE_FILE} and {KEY_FILE} do not belong together")
    yield from _ending(scene.seen, secret.certificates)


def _ending(seen: Observation, certificates: tuple[Certificate, ...]) -> Iterator[Found]:
    for each in certificates:
        if each.ends is None or each.ends - seen.now >= _MONTH:
            continue
        over = each.ends <= seen.now
        yield Found(
            f"Secret {cilium_objects.NAMESPACE}/{each.secret}",
            f"{each.key} {'ended' if over else 'ends'} on {each.ends:%Y-%m-%d}",
            level=None if over else "warn",
        )


@check("managed-etcd", "etcd_pods", "etcd_member_secrets", when=_kvstore)
def managed_etcd(scene: Scene) -> Iterator[Found]:
    """Members of an etcd that runs in the cluster, where there is one."""
    pods = [pod for pod in scene.seen.etcd_pods if not pod.ending]
    if not pods or scene.cilium.kvstore is None:
        return
    members = max(len(pods), len(scene.cilium.kvstore.endpoints))
    quorum = members // 2 + 1
    ready = sum(1 for pod in pods if pod.ready)
    name = f"Pod {cilium_objects.NAMESPACE}, etcd of Cilium"
    if ready < quorum:
        yield Found(name, f"{ready} of {members} members are ready, a quorum is {quorum}")
    places = Counter(pod.node for pod in pods if pod.node)
    crowded = sorted(node for node, count in places.items() if count > 1)
    if crowded:
        yield Found(name, f"several members are on {', '.join(crowded)}", level="warn")
    yield from _ending(scene.seen, scene.seen.etcd_member_secrets)
