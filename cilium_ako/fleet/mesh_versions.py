"""Which Cilium the other members of a stack's mesh have, by their stack files."""

from __future__ import annotations

from pathlib import Path

from cilium_ako.catalogue.release import Release
from cilium_ako.check.checked_stack import check_all_stacks
from cilium_ako.config.stack import Stack


def mesh_versions(stack: Stack, directory: Path) -> dict[str, Release]:
    """The versions of the other members, by their clusters' names.

    Those are the stack files of the project at or above a directory whose mesh is called the same.
    None of a stack that is in no mesh, and of one that did not parse.
    """
    if stack.mesh is None:
        return {}
    found: dict[str, Release] = {}
    for each in check_all_stacks(directory):
        other = each.stack
        if other is None or other.cluster is None or other.cilium is None or other.mesh is None:
            continue
        if other.mesh.name == stack.mesh.name and other.name != stack.name:
            found[other.cluster.name] = other.cilium.version
    return found
