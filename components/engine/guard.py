"""The guard: no update of a running cluster that it does not survive, unless someone says so.

A hook before the update of both releases, of the IPsec key's Secret and of what the managed etcd is
told compares what is with what
is asked for, in `pulumi preview` and in `pulumi up`, and stops on a disruptive or forbidden change
that the stack's config does not acknowledge. A hook sees one resource only: what the comparison
needs beside its inputs stands in the release's `description` and in the Secret's annotations.

Where the release was somebody else's until now, and was imported a moment ago, it stops on
everything that a running pod would notice: whoever takes over does not change.

Taking something away is `deletion_guard`'s.
Source: pulumi:sdk/python/lib/pulumi/resource_hooks.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import pulumi

from cilium_ako.catalogue.cilium.objects import ETCD_SECRET, IPSEC_SECRET
from cilium_ako.catalogue.etcd import objects as etcd
from cilium_ako.config.acknowledge import Acknowledgement
from components.engine.wording import refused, warn

if TYPE_CHECKING:
    from components.engine.update_verdict import Kind

_KINDS: Final[Mapping[str, Kind]] = {
    "cilium": "cilium",
    "ako": "ako",
    IPSEC_SECRET: "ipsec-key",
    ETCD_SECRET: "etcd-client",
    etcd.NAME: "etcd",
}
"""Resource names, which a test pins, to what they are; any other resource is let pass."""


def update_guard(
    stack_name: str,
    acknowledgements: Mapping[str, Acknowledgement],
    *,
    ako_keeps_running: bool = False,
) -> pulumi.ResourceHook:
    """Registers the guard, once per program; bind it before the update of what it judges.

    `ako_keeps_running` says that AKO is taken over with the very values that it runs with, so that
    nothing restarts it.
    """

    async def guard(args: pulumi.ResourceHookArgs) -> None:
        kind = _KINDS.get(args.name)
        if kind is None:
            return
        # what a first preview does not need
        from components.engine.update_verdict import (  # noqa: PLC0415
            judge_update,
            readable_inputs,
            without_credentials,
        )

        old, new = args.old_inputs or {}, args.new_inputs or {}
        if kind == "ako":
            old, new = await without_credentials(old, new)
        judged = judge_update(
            kind,
            readable_inputs(old),
            readable_inputs(new),
            acknowledgements,
            stack_name,
            ako_keeps_running=ako_keeps_running,
        )
        for warning in judged.warnings:
            warn(f"acknowledged: {warning}")
        if judged.refusal:
            raise refused(judged.refusal)

    return pulumi.ResourceHook(
        "cilium-ako-guard", guard, opts=pulumi.ResourceHookOptions(on_dry_run=True)
    )
