"""Whether the cluster already runs a Cilium that this stack does not own.

Who owns a release only the engine knows: it calls the hook here when it is about to create
something that is not in the stack's state, in a preview as well as in an update. What is then in
the cluster is somebody else's, or the remains of a run of this stack that was cut off.

A Secret may come later than the release that reads it, as where encryption is switched on. The
hook sees that Secret alone, so whose the release is follows from what this program wrote into
Helm's record of it. A Secret with a key that is there already is never written over.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pulumi

from cilium_ako.catalogue.cilium import objects
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.changes.release_description import parse_description
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.documents.error import DocumentError
from cilium_ako.shell import set_to
from components.engine.live_cluster import live_cluster

if TYPE_CHECKING:
    from cilium_ako.doctor.api_server import ApiServer, Json

_RULE: Final = BY_ID["foreign-cilium"]
_KEY_CHANGED: Final = "secret-ipsec-key-changed"
"""The transition whose acknowledgement says that the key in the cluster may be written over."""
_DAEMON_SET: Final = f"/apis/apps/v1/namespaces/{objects.NAMESPACE}/daemonsets/{objects.AGENTS}"
_SECRETS: Final = f"/api/v1/namespaces/{objects.NAMESPACE}/secrets"


class _Installed(NamedTuple):
    """What there is of Cilium in the cluster."""

    what: str = ""
    """As a sentence without its end; empty where there is nothing, or where it cannot be seen."""
    owned: bool = False
    """Whether this stack installed it."""
    has_key: bool = False
    """Whether the Secret with the IPsec key is there."""


def foreign_cilium_hook(stack: Stack) -> pulumi.ResourceHook:
    """A hook that stops the creation of anything of Cilium's beside a Cilium that is there."""

    @cache
    def found() -> _Installed:
        return _installed(stack)

    def stop(args: pulumi.ResourceHookArgs) -> None:
        installed = found()
        if not installed.what:
            return
        is_release = args.name == objects.RELEASE
        allowed = installed.owned or _RULE.id in stack.acknowledge
        if is_release or not allowed:
            raise pulumi.RunError(_message(installed.what))
        overwrites = args.name == objects.IPSEC_SECRET and installed.has_key
        if overwrites and _KEY_CHANGED not in stack.acknowledge:
            raise pulumi.RunError(_KEY_IS_THERE)

    return pulumi.ResourceHook("foreign-cilium", stop, pulumi.ResourceHookOptions(on_dry_run=True))


def _message(what: str) -> str:
    return (
        f"{what}, and this stack does not own it (rule {_RULE.id}).\n"
        f"{_RULE.why}\n"
        f"fix: {_RULE.fix}\n"
        f"     {set_to(key_path('acknowledge', _RULE.id, 'reason'), '…')}"
    )


_KEY_IS_THERE: Final = (
    f"the Secret {objects.NAMESPACE}/{objects.IPSEC_SECRET} is in the cluster, and this stack does"
    f" not own it (rule {_RULE.id}).\n"
    "It would be written over, and with another key under the same id nodes drop each other's"
    " traffic.\n"
    "fix: leave it to its owner:"
    f" {set_to(key_path('cilium', 'encryption', 'key', 'source'), 'external')}\n"
    "     or, with the very same key as `source: import`, say so:"
    f" {set_to(key_path('acknowledge', _KEY_CHANGED, 'reason'), '…')}"
)


def _installed(stack: Stack) -> _Installed:
    # Only a hook of the engine's comes here, and only when something is created.
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415

    try:
        return _seen(live_cluster(stack), stack.name)
    except (ClusterAccessError, ReadError) as error:
        pulumi.log.warn(
            f"could not look whether the cluster already runs a Cilium: {error.message}"
        )
        return _Installed()


def _seen(server: ApiServer, stack: str) -> _Installed:
    from cilium_ako.doctor.helm_records import helm_records  # noqa: PLC0415 - as above

    what = ""
    if server.get(_DAEMON_SET, metadata_only=True) is not None:
        what = f"the cluster already runs a Cilium (DaemonSet {objects.NAMESPACE}/{objects.AGENTS})"
    records = helm_records(server, objects.NAMESPACE, objects.RELEASE)
    if not what and records:
        what = f"the cluster already has a Helm release {objects.RELEASE_NAME}"
    if not what:
        return _Installed()
    key = server.get(f"{_SECRETS}/{objects.IPSEC_SECRET}", metadata_only=True)
    return _Installed(what, any(_is_of(each, stack) for each in records), key is not None)


def _is_of(record: Json, stack: str) -> bool:
    """Whether a record of Helm's is of a release that this stack installed."""
    from cilium_ako.doctor.json_access import string_at  # noqa: PLC0415 - as above
    from cilium_ako.documents.helm_record import record_description  # noqa: PLC0415

    try:
        pairs = parse_description(record_description(string_at(record, "data", "release")))
    except DocumentError:
        return False
    return pairs is not None and pairs.get("stack") == stack
