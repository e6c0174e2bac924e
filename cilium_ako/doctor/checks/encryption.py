"""Does every node encrypt, with the key that it should have?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.ipsec import key_id
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.config.encryption import ExternalKey, Ipsec
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.scene import NEWBORN, Scene

_ROTATION: Final = timedelta(minutes=10)


def _ipsec(scene: Scene) -> bool:
    return scene.ipsec is not None


def _wireguard(scene: Scene) -> bool:
    return scene.wireguard


def secret_name(ipsec: Ipsec) -> str:
    """The Secret that the key is in."""
    return ipsec.key.name if isinstance(ipsec.key, ExternalKey) else cilium_objects.IPSEC_SECRET


def wanted_id(ipsec: Ipsec) -> int | None:
    """The key id that follows from the rotation, 1 to 15 and then 1 again; None without one."""
    rotation = None if isinstance(ipsec.key, ExternalKey) else ipsec.key.rotation
    return None if rotation is None else key_id(rotation)


def _object(scene: Scene) -> str:
    return (
        f"Secret {cilium_objects.NAMESPACE}/{secret_name(scene.ipsec)}"
        if scene.ipsec is not None
        else ""
    )


@check("ipsec-secret", "ipsec_secret", when=_ipsec)
def ipsec_secret(scene: Scene) -> Iterator[Found]:
    """The key as agents would take it."""
    secret = scene.seen.ipsec_secret
    if secret is None:
        yield Found(_object(scene), "it is not there")
    elif secret.problems:
        yield Found(_object(scene), "; ".join(secret.problems))


@check("ipsec-key-id", "ipsec_secret", when=_ipsec)
def ipsec_key_id(scene: Scene) -> Iterator[Found]:
    """The key's id against the stack's rotation."""
    secret = scene.seen.ipsec_secret
    wanted = wanted_id(scene.ipsec) if scene.ipsec is not None else None
    if secret is None or not secret.ids or wanted is None:
        return
    if secret.ids[-1] != wanted:
        yield Found(
            _object(scene), f"its id is {secret.ids[-1]}, the stack's rotation gives {wanted}"
        )


def _id_in_force(scene: Scene) -> int | None:
    """The id that nodes should use: the Secret's, else what most nodes use."""
    secret = scene.seen.ipsec_secret
    if "ipsec_secret" not in scene.seen.unread and secret is not None and secret.ids:
        if secret.changed is not None and scene.seen.now - secret.changed < _ROTATION:
            return None
        return secret.ids[-1]
    used = Counter(node.encryption_key for _, node in scene.pairs if node.encryption_key)
    return used.most_common(1)[0][0] if used else None


@check("ipsec-rotation-stuck", "cilium_nodes", "nodes", when=_ipsec)
def ipsec_rotation_stuck(scene: Scene) -> Iterator[Found]:
    """Nodes that do not use the key in force. It shows without reading the Secret."""
    wanted = _id_in_force(scene)
    for _, node in scene.pairs:
        if scene.age(node) <= NEWBORN:
            continue
        if not node.encryption_key:
            yield Found(f"CiliumNode {node.name}", "spec.encryption.key is 0", node.name)
        elif wanted is not None and node.encryption_key != wanted:
            yield Found(
                f"CiliumNode {node.name}",
                f"spec.encryption.key is {node.encryption_key}, the key in force is {wanted}",
                node.name,
            )


@check("boot-id-missing", "cilium_nodes", "nodes", when=_ipsec)
def boot_id_missing(scene: Scene) -> Iterator[Found]:
    """Nodes without the boot id that tunnel keys derive from."""
    minor = cilium_minor(scene.version)
    if minor is not None and minor.ipsec_since is not None and scene.version < minor.ipsec_since:
        return
    for _, node in scene.pairs:
        if not node.boot_id and scene.age(node) > NEWBORN:
            yield Found(f"CiliumNode {node.name}", "spec.bootid is empty", node.name)


@check("wireguard-key", "cilium_nodes", "nodes", when=_wireguard)
def wireguard_key(scene: Scene) -> Iterator[Found]:
    """Nodes without a public key, or with another's."""
    holders: dict[str, list[str]] = defaultdict(list)
    for _, node in scene.pairs:
        if node.wireguard_key:
            holders[node.wireguard_key].append(node.name)
        elif scene.age(node) > NEWBORN:
            yield Found(
                f"CiliumNode {node.name}",
                "the annotation network.cilium.io/wg-pub-key is not there",
                node.name,
            )
    for names in holders.values():
        if len(names) > 1:
            listed = ", ".join(sorted(names))
            yield Found(f"CiliumNodes {listed}", "they have one public key", min(names))
