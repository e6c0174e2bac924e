"""AKO: its namespace, credentials and release, and the restart that Helm does not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes.helm.v3 import Release

from cilium_ako.catalogue.ako import objects
from cilium_ako.catalogue.ako.features import EXISTING_SECRET
from cilium_ako.catalogue.ako.objects import EXTERNAL
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.pulumi.deletions import AKO_RESTART
from cilium_ako.changes.release_description import describe
from cilium_ako.charts.chart_source import chart_source
from cilium_ako.charts.decisions import ako_decisions
from cilium_ako.charts.release_values import ako_release_values
from cilium_ako.charts.values_digest import values_digest
from cilium_ako.config.ako import Ako, CredentialsFromConfig
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import SecretKey
from components.avi_credentials import KEYS_IN_SECRET, AviCredentials, AviCredentialsArgs
from components.engine.component_options import child_options, component_options
from components.engine.helm_release import helm_release
from components.engine.kubernetes_objects import (
    KubernetesNamespace,
    PodTemplateAnnotation,
)

DIGEST_ANNOTATION = "cilium-ako/values-digest"
"""Annotation of AKO's pods that changes with the values that it reads at its start."""


@dataclass(frozen=True, kw_only=True)
class AkoArgs:
    """What `AkoComponent` is given: parsed config that the rules have judged fit."""

    cluster: Cluster
    """The cluster: addresses, versions, API server, size."""
    cilium: Cilium
    """What is asked of Cilium: where AKO reads pod ranges follows from its IPAM."""
    ako: Ako
    """What is asked of AKO."""
    username: str = ""
    """The Avi Controller's user name, with credentials from the config."""
    secrets: Mapping[SecretKey, str] = field(default_factory=dict, repr=False)
    """The texts of the config's secret keys, in clear; they go into secret inputs only."""
    protect_release: bool = True
    """Whether the engine refuses to delete the release."""
    import_release: bool = False
    """Whether a release `avi-system/ako` that is there is taken over into the state."""
    restarted_by_values: bool = True
    """Whether the digest of the values stands on AKO's pods; not yet where AKO was taken over with
    the very values that it runs with."""
    namespace_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the namespace, which is the first thing that is made."""
    credentials_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret with the controller's credentials."""
    release_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Helm release."""
    restart_hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the annotation that restarts AKO."""


class AkoComponent(pulumi.ComponentResource):
    """AKO in `avi-system`: its namespace, credentials and release, and its restart.

    It deliberately does not own the AKO custom resources (AviInfraSetting, HostRule, …), nor
    anything in the Avi Controller. Pass the Cilium whose operator makes the CRDs that AKO reads
    in `opts.depends_on`. One per stack: namespace and release have fixed names.
    """

    release: Release
    """The Helm release."""
    release_name: pulumi.Output[str]
    """`avi-system/ako`, as `helm -n avi-system` and an import spell it."""
    version: pulumi.Output[str]
    """The chart's version, which is AKO's."""
    decisions: pulumi.Output[Mapping[str, str]]
    """What the config decides, by the names that a preview prints."""

    def __init__(
        self, name: str, args: AkoArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:ako:Ako", name, None, options)
        ako = args.ako
        hooks = pulumi.ResourceOptions(hooks=args.namespace_hooks)
        namespace = KubernetesNamespace(objects.NAMESPACE, opts=child_options(self, opts, hooks))
        values: dict[str, pulumi.Input[object]] = dict(
            ako_release_values(args.cluster, args.cilium, ako)
        )
        digest = values_digest(values)
        before: list[pulumi.Resource] = [namespace]
        if isinstance(ako.credentials, CredentialsFromConfig):
            credentials = _credentials(args)
            if EXISTING_SECRET.is_in(ako.version):
                after_namespace = pulumi.ResourceOptions(depends_on=[namespace])
                before.append(
                    AviCredentials(
                        "avi-credentials",
                        AviCredentialsArgs(texts=credentials, hooks=args.credentials_hooks),
                        child_options(self, opts, after_namespace),
                    )
                )
            else:
                values[AKO_CREDENTIALS] = {
                    **credentials,
                    "username": pulumi.Output.secret(args.username),
                }
        self.release = helm_release(
            objects.RELEASE,
            namespace=objects.NAMESPACE,
            source=chart_source("ako", ako.version, ako.chart),
            values=values,
            description=describe(
                pulumi.get_stack(),
                ako=ako.version,
                # what an upgrade across 1.12.1 does to the Secret hangs on it
                credentials=EXTERNAL if ako.credentials.source == EXTERNAL else None,
            ),
            cluster=args.cluster,
            opts=child_options(
                self,
                opts,
                pulumi.ResourceOptions(
                    depends_on=before,
                    protect=args.protect_release,
                    import_=objects.RELEASE_NAME if args.import_release else None,
                    hooks=args.release_hooks,
                ),
            ),
        )
        if args.restarted_by_values:
            PodTemplateAnnotation(
                AKO_RESTART,
                stateful_set=objects.STATEFUL_SET,
                namespace=objects.NAMESPACE,
                annotation=DIGEST_ANNOTATION,
                value=digest,
                opts=child_options(
                    self,
                    None,
                    pulumi.ResourceOptions(depends_on=[self.release], hooks=args.restart_hooks),
                ),
            )
        self.release_name = pulumi.Output.from_input(objects.RELEASE_NAME)
        self.version = pulumi.Output.from_input(str(ako.version))
        self.decisions = pulumi.Output.from_input(
            {each.name: each.value for each in ako_decisions(args.cilium, ako)}
        )
        self.register_outputs(
            {
                "decisions": self.decisions,
                "releaseName": self.release_name,
                "version": self.version,
            }
        )


def _credentials(args: AkoArgs) -> dict[str, pulumi.Input[str]]:
    """What `avi-secret` holds, by its keys."""
    return {
        "username": args.username,
        **{
            key_in_secret: pulumi.Output.secret(args.secrets[key])
            for key, key_in_secret in KEYS_IN_SECRET.items()
            if args.secrets.get(key)
        },
    }
