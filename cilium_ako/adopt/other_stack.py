"""What another stack file tells of the cluster, and where its keys come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cilium_ako.adopt.found import Found, Sourced
from cilium_ako.config.stack import PROJECT
from cilium_ako.config.stack_files import StackFile, read
from cilium_ako.documents.error import DocumentError


def read_other_stack(path: Path) -> Found:
    """The `cluster` of a stack file, and what of the rest no Helm value holds.

    Raises DocumentError.
    """
    try:
        raw = read(StackFile(path.stem, path, path.parent))
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", error.fix) from None
    parts: dict[str, dict[str, object]] = {}
    for name in ("cluster", "cilium", "ako", "mesh"):
        part = raw.keys.get(f"{PROJECT}:{name}")
        if isinstance(part, Mapping):
            parts[name] = dict(part)
    if "cluster" not in parts:
        raise DocumentError(
            f"{path} has no {PROJECT}:cluster, so it says nothing of a cluster",
            "give a stack file that has one, or say its keys by options",
        )
    source = str(path)
    keys = {f"cluster.{key}": Sourced(value, source) for key, value in parts["cluster"].items()}
    ipam = parts.get("cilium", {}).get("ipam")
    if isinstance(ipam, Mapping):
        for mode, key in (("kubernetes", "podCidrs"), ("eni", "vpcCidrs")):
            if ipam.get("mode") == mode and key in ipam:
                keys[f"cilium.ipam.{key}"] = Sourced(ipam[key], source)
    for key in ("cloud", "credentials"):
        if key in parts.get("ako", {}):
            keys[f"ako.{key}"] = Sourced(parts["ako"][key], source)
    username = raw.keys.get(f"{PROJECT}:aviUsername")
    if isinstance(username, str) and username:
        keys["aviUsername"] = Sourced(username, source)
    del parts["cluster"]
    return Found(keys=keys, words=parts)
