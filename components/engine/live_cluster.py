"""Looking into the stack's cluster, read-only, where the engine's own view does not reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from cilium_ako.config.stack import SecretKey, Stack
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubeconfig import kubeconfig_of

if TYPE_CHECKING:
    from cilium_ako.doctor.api_server import ApiServer
    from cilium_ako.doctor.read_error import ClusterAccessError

SECONDS = 15.0
"""How long to look at the cluster: a preview must not hang on an API server that is away."""


def live_cluster(stack: Stack) -> ApiServer:
    """The API server that the stack's provider talks to. Raises ClusterAccessError."""
    # Only hooks of the engine's come here, and those of a quiet run do not.
    from cilium_ako.doctor.connection import connect  # noqa: PLC0415

    context = stack.cluster.kubeconfig_context if stack.cluster is not None else ""
    secret = stack.secrets.get(SecretKey.KUBECONFIG)
    if secret is not None and secret.text is None:  # of a cluster that is made in the same run
        raise _not_known_yet()
    return connect(
        context or None,
        SECONDS,
        _document(secret.text) if secret is not None and secret.text else None,
        notify=lambda message: pulumi.log.warn(f"{message.what}. Fix: {message.fix}"),
    )


def _not_known_yet() -> ClusterAccessError:
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415 - as above

    return ClusterAccessError("the kubeconfig is not known yet", "")


def _document(text: str) -> Mapping[str, Any]:
    """The kubeconfig in the stack's secret. Raises ClusterAccessError."""
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415 - as above

    try:
        return kubeconfig_of(text)
    except DocumentError as error:
        raise ClusterAccessError(f"the secret kubeconfig {error.message}", error.fix) from None
