"""The program: read the stack's config, judge it, register the components.

Whatever is wrong is said in one message before the first resource is registered, so a preview
of a wrong config costs nothing and changes nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pulumi

from cilium_ako.catalogue.etcd.objects import STARTED_EMPTY
from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.catalogue.taking import AKO, CILIUM
from cilium_ako.charts.cluster_mesh import has_own_service
from cilium_ako.check.checked_stack import check_config
from cilium_ako.check.problem_text import acknowledged_text, problems_text
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.operator_role import MadePolicy
from cilium_ako.config.stack import PROJECT, RawConfig, SecretKey, Stack
from cilium_ako.preview.recording import SECRET
from cilium_ako.rules.problem import Finding, Problem
from components.ako import AkoArgs, AkoComponent
from components.cilium import CiliumArgs, CiliumComponent
from components.engine.deletion_guard import is_protected, warn_of_ignored_protection
from components.engine.engine_config import engine_config
from components.engine.foreign_ako import keeps_running
from components.engine.kubeconfig_check import server_problems
from components.engine.provider import kubernetes_provider
from components.engine.resource_hooks import ResourceHooks, resource_hooks
from components.engine.runtime import has_engine, is_offline
from components.engine.taking import taking_problems, ways_back
from components.engine.wording import inform, refused, warn

if TYPE_CHECKING:
    from components.etcd.etcd import EtcdComponent


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
    if not offline:  # else the environment is the caller's, and says nothing of an engine
        warn_of_ignored_protection()
    stack = fit_stack(engine_config(offline=offline), offline=offline)
    if has_engine():
        tell_way_back(stack)
    register(stack)


def fit_stack(config: RawConfig, *, offline: bool, problems: Sequence[Problem] = ()) -> Stack:
    """The stack that a config describes, judged fit to be deployed.

    `problems` are those that are known already: what else would be wrong at the same places is not
    said. Warnings and notes go to the log. Raises pulumi.RunError, with every problem in its text,
    where it is not fit.
    """
    checked = check_config(
        pulumi.get_stack(),
        config,
        Path.cwd(),
        offline=offline,
        external_findings=None if offline else _seen_outside,
    )
    if problems:
        found = (each for each in checked.problems if not _is_within(each.path, problems))
        checked = replace(checked, problems=(*problems, *found))
    if checked.stack is None or not checked.ok:
        raise refused(problems_text(checked))
    for problem in checked.problems:
        tell = inform if problem.severity == "note" else warn
        tell(acknowledged_text(problem, checked.stack.acknowledge))
    return checked.stack


def _is_within(path: str, problems: Sequence[Problem]) -> bool:
    return any(
        path == each.path or path.startswith((f"{each.path}.", f"{each.path}["))
        for each in problems
    )


def _seen_outside(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """What only the cluster's API server and AWS know, with the ids of rules."""
    yield from server_problems(stack)
    if has_engine():  # a test has no cluster
        yield from taking_problems(stack)
    if stack.cilium is not None and isinstance(stack.cilium.ipam, Eni):
        from components.eni.account_lookup import account_findings  # noqa: PLC0415 - start-up time
        from components.eni.subnet_lookup import subnet_findings  # noqa: PLC0415 - as above

        yield from account_findings(stack)
        yield from subnet_findings(stack)


def tell_way_back(stack: Stack, parents: str = "") -> None:
    """Tells how what is taken over can be let go again; nothing where nothing is.

    `parents` are the types of what the components stand below, as a URN has them.
    """
    lines = "\n".join(ways_back(stack, parents))
    if lines:
        inform(f"what is taken over can be let go again; the cluster keeps it as it is:\n{lines}")


def register(stack: Stack) -> None:
    """Registers the components of a stack that was judged fit, and exports what they are.

    Outputs of the stack, each by component (`cilium`, `ako`): `decisions`, `versions`, and
    `releases` as `<namespace>/<name>`. In a mesh, where AKO serves it, `mesh` as well: its name,
    and the address that the mesh API server was given.
    """
    installed = install(stack)
    if installed.mesh is not None:
        pulumi.export("mesh", installed.mesh)
    pulumi.export("decisions", installed.decisions)
    pulumi.export("versions", installed.versions)
    pulumi.export("releases", installed.releases)


class Installed(NamedTuple):
    """What was registered, each by component (`cilium`, `ako`)."""

    decisions: Mapping[str, pulumi.Output[Mapping[str, str]]]
    """What the config decides."""
    versions: Mapping[str, pulumi.Output[str]]
    """The charts' versions."""
    releases: Mapping[str, pulumi.Output[str]]
    """The Helm releases, as `<namespace>/<name>`."""
    mesh: Mapping[str, pulumi.Input[str]] | None
    """In a mesh that AKO serves: its `name`, and the `address` of the mesh API server."""


def install(stack: Stack, opts: pulumi.ResourceOptions | None = None) -> Installed:
    """Registers the components of a stack that was judged fit, below the stack or below a parent.

    `opts` has that parent, and what all of it comes after. State depends on the parent's type; the
    program gives none.
    """
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None:
        raise pulumi.RunError("cluster and cilium are required")
    secrets = {
        key: SECRET if secret.text is None else secret.text for key, secret in stack.secrets.items()
    }
    provider = kubernetes_provider(
        cluster,
        _kubeconfig(stack),
        identifier=pulumi.get_project() if opts is None else PROJECT,
        config_maps=isinstance(cilium.kvstore, ManagedEtcd),
        opts=opts,
    )
    protect = is_protected(stack)
    below = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(provider=provider))
    in_cluster = pulumi.ResourceOptions.merge(
        below, pulumi.ResourceOptions(depends_on=_in_vpc(stack, opts, protect=protect) or None)
    )
    hooks = resource_hooks(pulumi.get_stack(), stack)
    together = STARTED_EMPTY in stack.acknowledge
    etcd = _etcd(cluster, cilium, hooks, in_cluster, together=together)
    cilium_args = CiliumArgs(
        cluster=cluster,
        cilium=cilium,
        ako=ako,
        operator_policy=_operator_policy(stack),
        secrets=secrets,
        protect_release=protect,
        import_release=CILIUM.rule in stack.acknowledge,
        release_hooks=hooks.cilium,
        kept_off_hooks=hooks.kept_off,
        ipsec_key_hooks=hooks.ipsec_key,
        etcd_client_tls=None if etcd is None else etcd.client_tls(hooks.etcd_client_tls),
        etcd_client_tls_hooks=hooks.etcd_client_tls,
    )
    after_etcd = pulumi.ResourceOptions.merge(
        in_cluster, pulumi.ResourceOptions(depends_on=None if etcd is None else [etcd.ready])
    )
    installed: dict[str, CiliumComponent | AkoComponent] = {
        "cilium": CiliumComponent("cilium", cilium_args, after_etcd)
    }
    if ako is not None:
        ako_args = AkoArgs(
            cluster=cluster,
            cilium=cilium,
            ako=ako,
            username=stack.avi_username,
            secrets=secrets,
            protect_release=protect,
            import_release=AKO.rule in stack.acknowledge,
            restarted_by_values=not keeps_running(stack),
            namespace_hooks=hooks.ako_beside,
            credentials_hooks=hooks.ako_beside,
            release_hooks=hooks.ako,
            restart_hooks=hooks.ako_restart,
        )
        after_cilium = pulumi.ResourceOptions.merge(
            below, pulumi.ResourceOptions(depends_on=[*installed.values()])
        )
        installed["ako"] = AkoComponent("ako", ako_args, after_cilium)
    mesh: Mapping[str, pulumi.Input[str]] | None = None
    if stack.mesh is not None and has_own_service(ako):
        from components.mesh_service import MeshService, MeshServiceArgs  # noqa: PLC0415 - as rarely

        after_ako = pulumi.ResourceOptions.merge(
            below, pulumi.ResourceOptions(depends_on=[*installed.values()])
        )
        service_args = MeshServiceArgs(mesh=stack.mesh, hooks=hooks.mesh_service)
        service = MeshService("mesh-service", service_args, after_ako)
        mesh = {"name": stack.mesh.name, "address": service.address}
    return Installed(
        {key: each.decisions for key, each in installed.items()},
        {key: each.version for key, each in installed.items()},
        {key: each.release_name for key, each in installed.items()},
        mesh,
    )


def _kubeconfig(stack: Stack) -> pulumi.Output[str] | None:
    """The kubeconfig in the stack's secret; an unknown one of a cluster that is yet to be made."""
    secret = stack.secrets.get(SecretKey.KUBECONFIG)
    if secret is None:
        return None
    if secret.text is None:
        return pulumi.Output.secret(SECRET if stack.offline else wire_format.UNKNOWN)
    return pulumi.Output.secret(secret.text) if secret.text else None


def _etcd(
    cluster: Cluster,
    cilium: Cilium,
    hooks: ResourceHooks,
    opts: pulumi.ResourceOptions,
    *,
    together: bool,
) -> EtcdComponent | None:
    """The etcd that the program runs, where it is asked to."""
    if not isinstance(cilium.kvstore, ManagedEtcd):
        return None
    from components.etcd.etcd import EtcdArgs, EtcdComponent  # noqa: PLC0415 - start-up time

    args = EtcdArgs(
        cluster_name=cluster.name,
        etcd=cilium.kvstore,
        together=together,
        config_map_hooks=hooks.etcd_config_map,
        authority_hooks=hooks.etcd_authority,
        member_hooks=hooks.etcd_member,
    )
    return EtcdComponent("etcd", args, opts)


def _operator_policy(stack: Stack) -> str:
    """The policy document of an operator that the program gives one; empty where it gives none."""
    if stack.cilium is None or not isinstance(stack.cilium.operator_role, MadePolicy):
        return ""
    from cilium_ako.aws.operator_policy import operator_policy  # noqa: PLC0415 - start-up time

    policy = operator_policy(stack)
    return "" if policy is None else policy.text


def _in_vpc(
    stack: Stack, opts: pulumi.ResourceOptions | None, *, protect: bool
) -> list[pulumi.Resource]:
    """What a stack makes in its VPC before Cilium comes."""
    if stack.cilium is None or not isinstance(stack.cilium.ipam, Eni):
        return []
    from components.eni.vpc import vpc_resources  # noqa: PLC0415 - start-up time

    return [*vpc_resources(stack, opts, protect=protect)]
