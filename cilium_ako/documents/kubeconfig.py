"""Kubeconfigs: the files of `KUBECONFIG`, merged as kubectl merges them.

The official client's KubeConfigMerger is not used: it takes `current-context` of the last file
where kubectl takes that of the first, so the two could lead to different clusters; and it opens
any path (a FIFO hangs it) with a reader of its own, which ends in Python's errors at a date that
is none or at deep nesting.
Source: k8s.io/client-go/tools/clientcmd/loader.go, ClientConfigLoadingRules.Load and
ResolveLocalPaths.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.limits import CONFIG_BYTES

_FIX: Final = "check that `kubectl config view` works with the same KUBECONFIG"
_LISTS: Final[Mapping[str, str]] = {"clusters": "cluster", "users": "user", "contexts": "context"}
"""Each list of a kubeconfig, and the key that an entry's content stands under."""
_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "clusters": ("certificate-authority",),
    "users": ("client-certificate", "client-key", "tokenFile"),
}
"""A list, and the keys of an entry's content that hold paths."""


def kubeconfig_files(environment: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """The kubeconfigs that count and are there, the first word's first.

    They are those of `KUBECONFIG`, or `~/.kube/config` where it is empty. A file that is not
    there is passed over, as kubectl does.
    """
    listed = (os.environ if environment is None else environment).get("KUBECONFIG", "")
    texts = listed.split(os.pathsep) if listed else ["~/.kube/config"]
    return tuple(path for text in texts if text and _exists(path := Path(text).expanduser()))


def kubeconfig_of(text: str) -> dict[str, Any]:
    """A kubeconfig as the Kubernetes provider takes it: its text, or the path of its file.

    Raises DocumentError.
    """
    if "\n" in text.strip() or text.lstrip().startswith("{"):
        return load_kubeconfig(text)
    return read_kubeconfig(Path(text).expanduser())


def read_kubeconfig(file: Path) -> dict[str, Any]:
    """The kubeconfig in a file, its paths made absolute: they are relative to the file's folder.

    Raises DocumentError where the file cannot be read or holds another document.
    """
    document = load_kubeconfig(text_of(read_bytes(file, CONFIG_BYTES)))
    _resolve_paths(document, file.absolute().parent)
    return document


def merge_kubeconfigs(documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One kubeconfig out of several: the first that sets a value or names an entry wins."""
    merged: dict[str, Any] = {key: [] for key in _LISTS}
    known: set[tuple[str, object]] = set()
    for document in documents:
        for key, value in document.items():
            if key not in _LISTS:
                merged[key] = merged.get(key) or value
                continue
            for entry in value:
                named = (key, repr(entry.get("name")))
                if named not in known:
                    known.add(named)
                    merged[key].append(entry)
    return merged


def load_kubeconfig(text: str) -> dict[str, Any]:
    """The kubeconfig in a text; each of its lists is there and holds mappings.

    Raises DocumentError where the text is no YAML, or another document.
    """
    document = load_kubernetes_yaml(text)
    if not isinstance(document, dict):
        raise DocumentError("is no kubeconfig", _FIX)
    for key, inner in _LISTS.items():
        entries = document.get(key)
        if entries is None:
            document[key] = []
        elif not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise DocumentError(f"has no list of mappings under `{key}`", _FIX)
        elif not all(isinstance(each.get(inner, {}), dict) for each in entries):
            raise DocumentError(f"has an entry of `{key}` with no mapping under `{inner}`", _FIX)
    return document


class KubeContext(NamedTuple):
    """A context of a kubeconfig, with its cluster."""

    name: str
    cluster: Mapping[str, object]
    """What its cluster's entry holds, such as `server`; empty where it holds nothing."""


def context_of(document: Mapping[str, Any], name: str = "") -> KubeContext:
    """The context of a name, or the current one where that is empty.

    Raises DocumentError where there is no such context, or none of the cluster that it names.
    """
    chosen = name or document.get("current-context")
    known = ", ".join(str(each.get("name")) for each in document["contexts"]) or "none"
    if not isinstance(chosen, str) or not chosen:
        raise DocumentError(
            "names no current context",
            f"kubectl config use-context NAME, or --context NAME; there are: {known}",
        )
    context = _entry(document, "contexts", chosen)
    if context is None:
        raise DocumentError(
            f"has no context {chosen}",
            f"--context NAME, or cluster.kubeconfigContext in the stack; there are: {known}",
        )
    cluster_name = context.get("cluster")
    cluster = _entry(document, "clusters", cluster_name)
    if cluster is None:
        raise DocumentError(
            f"has no cluster {cluster_name}, which its context {chosen} names", _FIX
        )
    return KubeContext(chosen, cluster)


def _entry(document: Mapping[str, Any], kind: str, name: object) -> Mapping[str, object] | None:
    """What the entry of a name holds; None where there is no such entry."""
    for entry in document[kind]:
        if entry.get("name") == name:
            content: Mapping[str, object] = entry.get(_LISTS[kind], {})
            return content
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that may not be entered: reading says it
        return True


def _resolve_paths(document: Mapping[str, Any], folder: Path) -> None:
    for kind, keys in _PATHS.items():
        for entry in document[kind]:
            content = entry.get(_LISTS[kind], {})
            for key in keys:
                if isinstance(content.get(key), str) and content[key]:
                    content[key] = str(folder / content[key])
            plugin = content.get("exec")
            command = plugin.get("command") if isinstance(plugin, dict) else None
            # a name without a slash is looked for on PATH
            if isinstance(plugin, dict) and isinstance(command, str) and os.sep in command:
                plugin["command"] = str(folder / command)
