"""The program: read the stack's config, judge it, register the components.

Whatever is wrong is said in one message before the first resource is registered, so a preview
of a wrong config costs nothing and changes nothing.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pulumi

from cilium_ako.check.checked_stack import Checked, check_config
from cilium_ako.check.problem_text import acknowledged_text, problems_text
from cilium_ako.config.stack import SecretKey, Stack
from cilium_ako.preview.recording import SECRET
from components.ako import Ako
from components.cilium import Cilium
from components.configuration import engine_config
from components.foreign_cilium import foreign_cilium_hook
from components.guard import guard_hooks
from components.kubernetes import kubernetes_provider
from components.offline import has_engine, is_offline
from components.wrong_cluster import server_problems

TAKEN_DOWN = "cluster-taken-down"
"""The acknowledgement that lifts `protect` from both releases."""

ADOPTED = "foreign-cilium"
"""The acknowledgement that takes a Cilium which is there over into the stack."""


def run() -> None:
    """Registers everything that the stack's config asks for.

    Raises pulumi.RunError, with every problem in its text, where the config is not fit to be
    deployed.
    """
    if has_engine():
        # The engine ends a failed preview with an interrupt; Python's own answer to it is a
        # traceback below the message that a person should read.
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    offline = is_offline()
    checked = check_config(
        pulumi.get_stack(),
        engine_config(offline=offline),
        Path.cwd(),
        offline=offline,
        more=None if offline else server_problems,
    )
    register(_fit(checked))


def _fit(checked: Checked) -> Stack:
    if checked.stack is None or not checked.ok:
        raise pulumi.RunError(problems_text(checked))
    for problem in checked.problems:
        pulumi.log.warn(acknowledged_text(problem, checked.stack.acknowledge))
    return checked.stack


def register(stack: Stack) -> None:
    """Registers the components of a stack that was judged fit."""
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None:
        raise pulumi.RunError("cluster and cilium are required")
    secrets = {
        key: SECRET if secret.text is None else secret.text for key, secret in stack.secrets.items()
    }
    kubeconfig = secrets.get(SecretKey.KUBECONFIG)
    provider = kubernetes_provider(
        cluster, pulumi.Output.secret(kubeconfig) if kubeconfig else None
    )
    protect = TAKEN_DOWN not in stack.acknowledge
    foreign = foreign_cilium_hook(stack)
    guards = guard_hooks(pulumi.get_stack(), stack.acknowledge)
    installed = Cilium(
        "cilium",
        cluster=cluster,
        cilium=cilium,
        ako=ako,
        secrets=secrets,
        provider=provider,
        protect=protect,
        adopt=ADOPTED in stack.acknowledge,
        hooks=pulumi.ResourceHookBinding(
            before_create=[foreign], before_update=guards.releases.before_update
        ),
        secret_hooks=pulumi.ResourceHookBinding(
            before_create=[foreign], before_update=guards.secrets.before_update
        ),
    )
    if ako is not None:
        Ako(
            "ako",
            cluster=cluster,
            cilium=cilium,
            ako=ako,
            username=stack.avi_username,
            secrets=secrets,
            provider=provider,
            protect=protect,
            hooks=guards.releases,
            opts=pulumi.ResourceOptions(depends_on=[installed]),
        )
