"""Which hooks of the engine's each resource has."""

from __future__ import annotations

from typing import NamedTuple

import pulumi

from cilium_ako.config.stack import Stack
from components.engine.deletion_guard import deletion_guard, is_protected
from components.engine.failed_release import failed_release_hook
from components.engine.foreign_ako import foreign_ako_hook, keeps_running
from components.engine.foreign_cilium import foreign_cilium_hook
from components.engine.guard import update_guard


class ResourceHooks(NamedTuple):
    """The bindings for `ResourceOptions.hooks`, by resource."""

    cilium: pulumi.ResourceHookBinding
    """Of the Helm release cilium."""
    ako: pulumi.ResourceHookBinding
    """Of the Helm release ako."""
    ako_restart: pulumi.ResourceHookBinding
    """Of the annotation that restarts AKO: the engine deletes it before the release."""
    ako_beside: pulumi.ResourceHookBinding
    """Of AKO's namespace and of the Secret with its credentials."""
    kept_off: pulumi.ResourceHookBinding
    """Of the patches that keep other DaemonSets off nodes."""
    ipsec_key: pulumi.ResourceHookBinding
    """Of the Secret with the IPsec key."""
    etcd_client_tls: pulumi.ResourceHookBinding
    """Of the Secret with etcd's client certificates."""
    mesh_service: pulumi.ResourceHookBinding
    """Of the Service that peers of a mesh come to."""
    etcd_config_map: pulumi.ResourceHookBinding
    """Of the managed etcd's ConfigMap, which says what is asked of it."""
    etcd_authority: pulumi.ResourceHookBinding
    """Of the private keys of the managed etcd's authorities."""
    etcd_member: pulumi.ResourceHookBinding
    """Of the StatefulSets of the managed etcd."""


def resource_hooks(stack_name: str, stack: Stack) -> ResourceHooks:
    """Registers every hook, once per program, and returns what to bind where."""
    foreign = foreign_cilium_hook(stack)
    foreign_ako = foreign_ako_hook(stack)
    update = update_guard(stack_name, stack.acknowledge, ako_keeps_running=keeps_running(stack))
    deletion = deletion_guard(stack_name, stack)
    failed = failed_release_hook(stack_name, stack)
    before_delete = [deletion] if is_protected(stack) else []
    return ResourceHooks(
        cilium=pulumi.ResourceHookBinding(
            before_create=[foreign],
            before_update=[update],
            before_delete=before_delete,
            on_error=[failed],
        ),
        ako=pulumi.ResourceHookBinding(
            before_create=[foreign_ako],
            before_update=[update],
            before_delete=before_delete,
            on_error=[failed],
        ),
        kept_off=pulumi.ResourceHookBinding(before_delete=before_delete),
        ako_restart=pulumi.ResourceHookBinding(before_delete=before_delete),
        ako_beside=pulumi.ResourceHookBinding(before_create=[foreign_ako]),
        ipsec_key=pulumi.ResourceHookBinding(
            before_create=[foreign], before_update=[update], before_delete=before_delete
        ),
        etcd_client_tls=pulumi.ResourceHookBinding(before_create=[foreign], before_update=[update]),
        mesh_service=pulumi.ResourceHookBinding(before_delete=before_delete),
        etcd_config_map=pulumi.ResourceHookBinding(before_update=[update]),
        etcd_authority=pulumi.ResourceHookBinding(before_delete=before_delete),
        etcd_member=pulumi.ResourceHookBinding(before_delete=before_delete),
    )
