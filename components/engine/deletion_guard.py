"""The guard before a deletion: no flag of the engine takes a running cluster's network away.

While the releases are protected, a hook before their deletion and that of the IPsec key's Secret
refuses it: by removal from the config, by a replacement, by `pulumi destroy`. State names the hook,
so the engine asks for it whatever its flags say, and stops where no program runs that has it. What
acknowledges `cluster-taken-down` lifts `protect` and the hook in one `pulumi up`, so that the
`pulumi destroy` after it needs no program and no flag.
Source: pulumi:pkg/resource/deploy/step.go, pulumi:pkg/engine/destroy.go.
"""

from __future__ import annotations

import os
from typing import Final

import pulumi

from cilium_ako.catalogue.cilium.cluster_mesh import LOAD_BALANCER
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET, RELEASE
from cilium_ako.catalogue.etcd.objects import CLIENTS, PEERS, authority_name
from cilium_ako.catalogue.pulumi.deletions import (
    AKO_RESTART,
    AWS_NODE_KEPT_OFF,
    BY_RESOURCE,
    DELETION_GUARD,
    IGNORE_PROTECT,
    KUBE_PROXY_KEPT_OFF,
    TAKEN_DOWN,
    TRUE_WORDS,
    GuardedDeletion,
    guarded_deletion,
)
from cilium_ako.catalogue.taking import AKO
from cilium_ako.config.encryption import Ipsec
from cilium_ako.config.ipam import AwsVpcCni
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.shell import quoted, removed, set_to
from components.engine.foreign_ako import keeps_running
from components.engine.wording import refused

_ADDRESS_CHANGED: Final = "mesh-address-changed"
"""The change after which the mesh API server's Service is made anew."""
_WITHOUT_IPSEC: Final = ("encryption-off", "encryption-swapped")
"""The changes after which no agent reads the key."""


_GONE_ALREADY: Final = (
    "Where its DaemonSet is deleted for good, `pulumi refresh` takes the patch out of the state.",
)


def is_protected(stack: Stack) -> bool:
    """Whether releases and key are kept from being deleted."""
    return TAKEN_DOWN not in stack.acknowledge


def deletion_guard(stack_name: str, stack: Stack) -> pulumi.ResourceHook:
    """Registers the hook, once per program and always.

    Bind it only where `is_protected`. It is registered otherwise too: a state names it until the
    next `pulumi up`, also for a resource whose block has left the config, and the engine deletes
    nothing whose hook it does not know.
    """

    def guard(args: pulumi.ResourceHookArgs) -> None:
        refusal = deletion_refusal(args.name, stack_name, stack)
        if refusal:
            raise refused(refusal)

    return pulumi.ResourceHook(
        DELETION_GUARD, guard, opts=pulumi.ResourceHookOptions(on_dry_run=True)
    )


def deletion_refusal(resource: str, stack_name: str, stack: Stack) -> str:
    """Why a resource is not deleted, and what to type; empty where it may go.

    `resource` is its name in the program.
    """
    deletion = guarded_deletion(resource)
    if deletion is None or not is_protected(stack):
        return ""
    if deletion.of_each:
        return "" if _is_no_part_of_etcd(resource, stack) else _refusal(deletion, (), stack_name)
    if resource == IPSEC_SECRET:
        if _nobody_reads_the_key(stack):
            return ""
        return _refusal(deletion, _other_ways(stack, stack_name), stack_name)
    if resource == LOAD_BALANCER:
        if stack.mesh is None or _ADDRESS_CHANGED in stack.acknowledge:
            return ""
        return _refusal(deletion, _ways_to_another_address(stack_name), stack_name)
    if resource == AKO_RESTART and keeps_running(stack):
        return _STALE_DIGEST
    if resource in (AWS_NODE_KEPT_OFF, KUBE_PROXY_KEPT_OFF):
        if _nothing_to_keep_off(resource, stack):
            return ""
        return _refusal(deletion, _GONE_ALREADY, stack_name)
    if resource != RELEASE and stack.ako is not None:
        # the config still has AKO, so all of the stack is about to go, and AKO goes first
        cilium = BY_RESOURCE[RELEASE]
        after = ("", f"{cilium.called} would go after it. {cilium.consequence}")
        return _refusal(deletion, (), stack_name, after)
    return _refusal(deletion, (), stack_name)


_STALE_DIGEST: Final = (
    f"The annotation {AKO_RESTART} would be taken from AKO's pods, and was left alone: the stack's"
    " values are again those that AKO was taken over with, and the acknowledgement of that still"
    " stands.\n"
    "Take it out, so that the annotation goes with the values:\n\n"
    f"    {removed(key_path('acknowledge', AKO.rule))}"
)


def _is_no_part_of_etcd(resource: str, stack: Stack) -> bool:
    """Whether a member or an authority has left the config, which the guard has let pass."""
    kvstore = stack.cilium.kvstore if stack.cilium is not None else None
    if not isinstance(kvstore, ManagedEtcd):
        return True
    authorities = {
        f"{authority_name(of, generation)}-key"
        for of in (CLIENTS, PEERS)
        for generation in kvstore.authorities.trusted
    }
    return resource not in {*authorities, *(member.name for member in kvstore.members)}


def _nothing_to_keep_off(resource: str, stack: Stack) -> bool:
    """Whether the release's guard has let pass that Cilium no longer stands in its place."""
    if stack.cilium is None:
        return False
    if resource == KUBE_PROXY_KEPT_OFF:
        return not stack.cilium.kube_proxy_replacement
    return isinstance(stack.cilium.ipam, AwsVpcCni)


def _nobody_reads_the_key(stack: Stack) -> bool:
    """Whether the release's guard has let pass that agents take no key, or another Secret's."""
    encryption = stack.cilium.encryption if stack.cilium is not None else None
    if isinstance(encryption, Ipsec):
        return encryption.secret_name != IPSEC_SECRET
    return any(each in stack.acknowledge for each in _WITHOUT_IPSEC)


def _other_ways(stack: Stack, stack_name: str) -> tuple[str, ...]:
    """How the key's Secret may go while the cluster stays."""
    if stack.cilium is not None and isinstance(stack.cilium.encryption, Ipsec):
        name = key_path("cilium", "encryption", "key", "name")
        return (
            "Where others bring the key from now on, give their Secret a name of its own"
            f" ({name}): agents take the key from there, and then this Secret may go.",
        )
    path = key_path("acknowledge", _WITHOUT_IPSEC[0], "reason")
    return (
        "To switch IPsec off and keep the cluster, acknowledge that as well:",
        "",
        f"    {set_to(path, 'TICKET and why', stack=stack_name)}",
        "",
    )


def _ways_to_another_address(stack_name: str) -> tuple[str, ...]:
    path = key_path("acknowledge", _ADDRESS_CHANGED, "reason")
    return (
        "To give it another address (AKO reads it when the Service is made), acknowledge that:",
        "",
        f"    {set_to(path, 'TICKET and why', stack=stack_name)}",
        "",
    )


def _refusal(
    deletion: GuardedDeletion,
    other_ways: tuple[str, ...],
    stack_name: str,
    after: tuple[str, ...] = (),
) -> str:
    path = key_path("acknowledge", TAKEN_DOWN, "reason")
    of = f" --stack {quoted(stack_name)}"
    return "\n".join(
        [
            f"{deletion.called} would be deleted, or replaced, and was left alone.",
            "",
            deletion.consequence,
            *after,
            "",
            "To go back, put what was taken away back into the stack's config, or do not type"
            " `destroy` or `--replace`.",
            *other_ways,
            "To take it away on purpose, first with all that is deployed still in the config:",
            "",
            f"    {set_to(path, 'TICKET and why', stack=stack_name)}",
            f"    pulumi up{of}       # lifts protection and guard, changes nothing else",
            "",
            f"then `pulumi destroy{of}` for all of the stack, or `pulumi up{of}` without the block"
            " that shall go.",
            "What has to be done in the cluster before: docs/deletion.md",
        ]
    )


def warn_of_ignored_protection() -> None:
    """Warns where the environment makes the engine ignore `protect`, by the variable's name."""
    if os.environ.get(IGNORE_PROTECT) in TRUE_WORDS:
        pulumi.log.warn(
            f"{IGNORE_PROTECT} is set: the engine ignores `protect`, of every resource and in every"
            " command that reads this environment. Releases and IPsec key are still kept by a hook;"
            " what others protected in this backend is not.\n"
            f"fix: unset {IGNORE_PROTECT}, and take it out of the pipeline's variables"
        )
