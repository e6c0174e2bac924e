"""Whether the cluster already runs an AKO that this stack does not own.

The engine calls the hook when it is about to create AKO's namespace, its Secret, its release or the
annotation that restarts it, none of which is in the stack's state then.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import pulumi

from cilium_ako.catalogue.ako import objects
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.catalogue.taking import AKO
from cilium_ako.charts.release_values import ako_release_values
from cilium_ako.charts.values_digest import values_digest
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.shell import set_to
from components.engine.installed_release import installed_release
from components.engine.wording import refused

_RULE: Final = BY_ID[AKO.rule]


def foreign_ako_hook(stack: Stack) -> pulumi.ResourceHook:
    """A hook that stops the creation of anything of AKO's beside an AKO that is there."""
    found = cache(lambda: installed_release(AKO, stack))

    def stop(args: pulumi.ResourceHookArgs) -> None:
        installed = found()
        if not installed.what:
            return
        allowed = installed.owned or _RULE.id in stack.acknowledge
        if args.name == objects.RELEASE or not allowed:
            raise refused(_message(installed.what, stack))

    return pulumi.ResourceHook("foreign-ako", stop, pulumi.ResourceHookOptions(on_dry_run=True))


def keeps_running(stack: Stack) -> bool:
    """Whether AKO was taken over with the very values that the stack has, and needs no restart."""
    acknowledged = stack.acknowledge.get(_RULE.id)
    # the digest is of all of AKO's values, and hardly a run needs it
    if acknowledged is None or not acknowledged.to:
        return False
    return _digest(stack).startswith(acknowledged.to)


def _digest(stack: Stack) -> str:
    if stack.cluster is None or stack.cilium is None or stack.ako is None:
        return ""
    return values_digest(ako_release_values(stack.cluster, stack.cilium, stack.ako))


def _message(what: str, stack: Stack) -> str:
    lines = [
        f"{what}, and this stack does not own it (rule {_RULE.id}).",
        _RULE.why,
        f"fix: {_RULE.fix}",
        f"     {set_to(key_path('acknowledge', _RULE.id, 'reason'), '…')}",
    ]
    digest = _digest(stack)
    if digest:
        lines += [
            "     and, where the stack's values are those that run, so that AKO is not restarted:",
            f"     {set_to(key_path('acknowledge', _RULE.id, 'to'), digest)}",
        ]
    return "\n".join(lines)
