"""Whether the kubeconfig leads to the cluster that the stack describes.

AKO's routes, the API server that agents dial and the pod ranges are all of one cluster: put
into another one they cut both off. The kubeconfig's server is held against `cluster.apiServer`
before anything is registered; `foreign_cilium` looks into the cluster itself, before the first
resource is made in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cilium_ako.config.stack import SecretKey, Stack, key_path
from cilium_ako.config.types import Endpoint, endpoint_of
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.rules.problem import Finding


def server_problems(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """The rule `api-server-mismatch`, where the kubeconfig in use names another server."""
    if stack.cluster is None:
        return
    secret = stack.secrets.get(SecretKey.KUBECONFIG)
    text = secret.text if secret is not None else None
    found = kubeconfig_server(text, stack.cluster.kubeconfig_context)
    if found is None:
        return
    context, server = found
    known = [(each.host.lower(), each.port) for each in stack.cluster.api_server]
    if (server.host.lower(), server.port) not in known:
        servers = ", ".join(str(each) for each in stack.cluster.api_server)
        yield (
            "api-server-mismatch",
            Finding(
                key_path("cluster", "apiServer"),
                f"the kubeconfig's context {context!r} leads to {server}, and this stack is for "
                f"{servers}",
            ),
        )


def kubeconfig_server(text: str | None, context: str) -> tuple[str, Endpoint] | None:
    """Context and server that the provider will use; None where no kubeconfig tells.

    `text` is the kubeconfig itself or a path to one, as the provider takes both; without it
    `KUBECONFIG` and `~/.kube/config` count, merged as kubectl does: the first word wins.
    """
    documents = list(kubeconfigs(text))
    current = context or next(
        (str(each["current-context"]) for each in documents if each.get("current-context")), ""
    )
    entry = _named(documents, "contexts", current)
    cluster = _named(documents, "clusters", str(_inside(entry, "context").get("cluster", "")))
    server = _inside(cluster, "cluster").get("server")
    try:
        return (current, endpoint_of(_origin(str(server)), 443)) if server else None
    except ValueError:
        return None


def _origin(url: str) -> str:
    """A server's URL without the path that a proxy in front of it may add."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}"


def kubeconfigs(text: str | None) -> Iterator[Mapping[str, object]]:
    """Every kubeconfig that counts: the text, or the file that it names, or those around us."""
    if (text is not None and "\n" in text.strip()) or (text or "").lstrip().startswith("{"):
        texts = [text or ""]
    else:
        variable = os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")
        paths = [text] if text else variable.split(os.pathsep)
        texts = [_content(Path(path).expanduser()) for path in paths if path]
    for each in texts:
        try:
            document = load_kubernetes_yaml(each)
        except DocumentError:
            continue
        if isinstance(document, dict):
            yield document


def _content(path: Path) -> str:
    try:
        return text_of(read_bytes(path, CONFIG_BYTES))
    except DocumentError:
        return ""


def _named(documents: list[Mapping[str, object]], kind: str, name: str) -> Mapping[str, object]:
    for document in documents:
        entries = document.get(kind)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("name") == name:
                return entry
    return {}


def _inside(entry: Mapping[str, object], key: str) -> Mapping[str, object]:
    inner = entry.get(key)
    return inner if isinstance(inner, dict) else {}
