"""Whether the kubeconfig leads to the cluster that the stack describes.

AKO's routes, the API server that agents dial and the pod ranges are all of one cluster: put
into another one they cut both off. The kubeconfig's server is held against `cluster.apiServer`
before anything is registered; `foreign_cilium` looks into the cluster itself, before the first
resource is made in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from cilium_ako.config.stack import SecretKey, Stack, key_path
from cilium_ako.config.types import Endpoint, endpoint_of
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubeconfig import (
    context_of,
    kubeconfig_files,
    kubeconfig_of,
    merge_kubeconfigs,
    read_kubeconfig,
)
from cilium_ako.rules.problem import Finding


def server_problems(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """The rule `api-server-mismatch`, where the kubeconfig in use names another server.

    Nothing is compared where `cluster.apiServer` has loopback addresses alone (KubePrism, the
    balancers of k3s, RKE2 and k0s): no kubeconfig would name one.
    """
    if stack.cluster is None:
        return
    secret = stack.secrets.get(SecretKey.KUBECONFIG)
    text = secret.text if secret is not None else None
    if secret is not None and text is None:
        return  # it comes from something that is made in the same run
    found = kubeconfig_server(text, stack.cluster.kubeconfig_context)
    if found is None:
        return
    context, server = found
    if all(each.is_loopback for each in stack.cluster.api_server):
        return  # every node reaches the API server on itself, and nobody else at that address
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
    try:
        found = context_of(merge_kubeconfigs(_readable(text)), context)
        server = found.cluster.get("server")
        return (found.name, endpoint_of(_origin(str(server)), 443)) if server else None
    except (DocumentError, ValueError):
        return None


def _readable(text: str | None) -> Iterator[Mapping[str, object]]:
    """The kubeconfigs that count; of those that cannot be read the provider will say so."""
    readers = (
        [partial(kubeconfig_of, text)]
        if text
        else [partial(read_kubeconfig, file) for file in kubeconfig_files()]
    )
    for read in readers:
        with suppress(DocumentError):
            yield read()


def _origin(url: str) -> str:
    """A server's URL without the path that a proxy in front of it may add."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}"
