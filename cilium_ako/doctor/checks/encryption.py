"""Does every node encrypt, with the key that it should have?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding

_ROTATION: Final = timedelta(minutes=10)
"""How long nodes may take to use a new key."""


def _has_ipsec(view: ClusterView) -> bool:
    return view.ipsec is not None


def _has_wireguard(view: ClusterView) -> bool:
    return view.has_wireguard


def _secret(view: ClusterView) -> str:
    return f"Secret {NAMESPACE}/{view.ipsec.secret_name}" if view.ipsec is not None else ""


@check("ipsec-secret", "ipsec_secret", when=_has_ipsec)
def ipsec_secret(view: ClusterView) -> Iterator[RawFinding]:
    """The key's Secret is not there, or not as agents take it."""
    secret = view.observation.ipsec_secret
    if secret is None:
        yield RawFinding("it is not there", object=_secret(view))
    elif secret.problems:
        yield RawFinding("; ".join(secret.problems), object=_secret(view))


@check("ipsec-key-id", "ipsec_secret", when=_has_ipsec)
def ipsec_key_id(view: ClusterView) -> Iterator[RawFinding]:
    """The key's id does not follow from the stack's rotation."""
    secret = view.observation.ipsec_secret
    expected = view.ipsec.key_id if view.ipsec is not None else None
    if secret is None or not secret.ids or expected is None:
        return
    if secret.ids[-1] != expected:
        yield RawFinding(
            f"its id is {secret.ids[-1]}, the stack's rotation gives {expected}",
            object=_secret(view),
        )


def _id_in_force(view: ClusterView) -> int | None:
    """The id that nodes should use: the Secret's, else what most nodes use.

    None while nodes may still be on their way to a new key.
    """
    secret = view.observation.ipsec_secret
    if "ipsec_secret" not in view.observation.unread and secret is not None and secret.ids:
        if secret.changed is not None and view.observation.now - secret.changed < _ROTATION:
            return None
        return secret.ids[-1]
    used = Counter(node.encryption_key for _, node in view.node_pairs if node.encryption_key)
    return used.most_common(1)[0][0] if used else None


@check("ipsec-rotation-stuck", "cilium_nodes", "nodes", when=_has_ipsec)
def ipsec_rotation_stuck(view: ClusterView) -> Iterator[RawFinding]:
    """A node does not use the key in force. It shows without reading the Secret, too."""
    expected = _id_in_force(view)
    for _, node in view.node_pairs:
        if view.is_new(node):
            continue
        if not node.encryption_key:
            yield RawFinding.of_cilium_node(node.name, "spec.encryption.key is 0")
        elif expected is not None and node.encryption_key != expected:
            yield RawFinding.of_cilium_node(
                node.name,
                f"spec.encryption.key is {node.encryption_key}, the key in force is {expected}",
            )


@check("boot-id-missing", "cilium_nodes", "nodes", when=_has_ipsec)
def boot_id_missing(view: ClusterView) -> Iterator[RawFinding]:
    """A node without the boot id that the keys of its tunnels derive from."""
    minor = cilium_minor(view.version)
    if minor is not None and minor.ipsec_since is not None and view.version < minor.ipsec_since:
        return
    for _, node in view.node_pairs:
        if not node.boot_id and not view.is_new(node):
            yield RawFinding.of_cilium_node(node.name, "spec.bootid is empty")


@check("wireguard-key", "cilium_nodes", "nodes", when=_has_wireguard)
def wireguard_key(view: ClusterView) -> Iterator[RawFinding]:
    """A node without a public key, or with another node's."""
    holders: dict[str, list[str]] = defaultdict(list)
    for _, node in view.node_pairs:
        if node.wireguard_key:
            holders[node.wireguard_key].append(node.name)
        elif not view.is_new(node):
            yield RawFinding.of_cilium_node(
                node.name, "the annotation network.cilium.io/wg-pub-key is not there"
            )
    for names in holders.values():
        if len(names) > 1:
            yield RawFinding(
                "they have one public key",
                object=f"CiliumNodes {', '.join(sorted(names))}",
                node=min(names),
            )
