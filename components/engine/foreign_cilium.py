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
from typing import Final

import pulumi

from cilium_ako.catalogue.cilium import objects
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.catalogue.taking import CILIUM
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.shell import set_to
from components.engine.installed_release import installed_release
from components.engine.live_cluster import live_cluster
from components.engine.wording import refused

_RULE: Final = BY_ID[CILIUM.rule]
_KEY_CHANGED: Final = "secret-ipsec-key-changed"
"""The transition whose acknowledgement says that the key in the cluster may be written over."""
_SECRETS: Final = f"/api/v1/namespaces/{objects.NAMESPACE}/secrets"


def foreign_cilium_hook(stack: Stack) -> pulumi.ResourceHook:
    """A hook that stops the creation of anything of Cilium's beside a Cilium that is there."""
    found = cache(lambda: installed_release(CILIUM, stack))
    has_key = cache(lambda: _has_key(stack))

    def stop(args: pulumi.ResourceHookArgs) -> None:
        installed = found()
        if not installed.what:
            return
        is_release = args.name == objects.RELEASE
        allowed = installed.owned or _RULE.id in stack.acknowledge
        if is_release or not allowed:
            raise refused(_message(installed.what))
        is_key = args.name == objects.IPSEC_SECRET
        if is_key and _KEY_CHANGED not in stack.acknowledge and has_key():
            raise refused(_KEY_IS_THERE)

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


def _has_key(stack: Stack) -> bool:
    """Whether the Secret with the IPsec key is there; asked where the cluster answered before."""
    from cilium_ako.doctor.read_error import ClusterAccessError, ReadError  # noqa: PLC0415

    path = f"{_SECRETS}/{objects.IPSEC_SECRET}"
    try:
        return live_cluster(stack).get(path, metadata_only=True) is not None
    except (ClusterAccessError, ReadError) as error:
        pulumi.log.warn(f"could not look whether the IPsec key's Secret is there: {error.message}")
        return True
