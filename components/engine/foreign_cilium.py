"""Whether the cluster already runs a Cilium that this stack does not own.

Who owns a release only the engine knows: it calls the hook here when it is about to create
something that is not in the stack's state, in a preview as well as in an update. What is then in
the cluster is somebody else's, or the remains of a run of this stack that was cut off.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pulumi

from cilium_ako.catalogue.cilium import objects
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.config.stack import Stack, key_path
from components.engine.live_cluster import live_cluster

if TYPE_CHECKING:
    from cilium_ako.doctor.api_server import ApiServer

_RULE = BY_ID["foreign-cilium"]
_DAEMON_SET = f"/apis/apps/v1/namespaces/{objects.NAMESPACE}/daemonsets/{objects.AGENTS}"
_HELM_SECRETS = f"/api/v1/namespaces/{objects.NAMESPACE}/secrets"


def foreign_cilium_hook(stack: Stack) -> pulumi.ResourceHook:
    """A hook that stops the creation of anything of Cilium's beside a Cilium that is there."""

    @cache
    def found() -> str:
        return _installed(stack)

    def stop(args: pulumi.ResourceHookArgs) -> None:
        what = found()
        if what:
            raise pulumi.RunError(_message(what))

    return pulumi.ResourceHook("foreign-cilium", stop, pulumi.ResourceHookOptions(on_dry_run=True))


def _message(what: str) -> str:
    return (
        f"{what}, and this stack does not own it (rule {_RULE.id}).\n"
        f"{_RULE.why}\n"
        f"fix: {_RULE.fix}\n"
        f"     pulumi config set --path '{key_path('acknowledge', _RULE.id)}.reason' '…'"
    )


def _installed(stack: Stack) -> str:
    """What there is of Cilium; empty where there is nothing, or where it cannot be seen."""
    # Only a hook of the engine's comes here, and only when something is created.
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415

    try:
        return _seen(live_cluster(stack))
    except (ClusterAccessError, ReadError) as error:
        pulumi.log.warn(
            f"could not look whether the cluster already runs a Cilium: {error.message}"
        )
        return ""


def _seen(server: ApiServer) -> str:
    if server.get(_DAEMON_SET, metadata_only=True) is not None:
        return f"the cluster already runs a Cilium (DaemonSet {objects.NAMESPACE}/{objects.AGENTS})"
    pages = server.pages(_HELM_SECRETS, {"labelSelector": "owner=helm,name=cilium"})
    if pages is not None and any(page for page in pages):
        return f"the cluster already has a Helm release {objects.RELEASE_NAME}"
    return ""
