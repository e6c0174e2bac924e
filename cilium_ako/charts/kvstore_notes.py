"""What is to be said of a stack whose state is kept in an etcd."""

from __future__ import annotations

from cilium_ako.catalogue.cilium.kvstore_notes import NOTES
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.managed_etcd import ManagedEtcd


def kvstore_notes(cilium: Cilium) -> tuple[str, ...]:
    """Sentences for a person who reads a preview; none without a kvstore."""
    kvstore = cilium.kvstore
    if kvstore is None:
        return ()
    if not isinstance(kvstore, ManagedEtcd):
        return tuple(note.text for note in NOTES if note.of == "any kvstore")
    folder = kvstore.snapshots.host_path
    return tuple(note.text.replace("{snapshots}", folder) for note in NOTES)
