"""The provider, and the plain objects that are not charts.

The three classes at the end are `kubernetes:core/v1:Secret`, `kubernetes:core/v1:Namespace` and
`kubernetes:apps/v1:StatefulSetPatch` without the generated SDK modules, whose import alone takes
longer than the rest of a preview. To the engine the resources are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

import pulumi
import pulumi_kubernetes

from cilium_ako.config.cluster import Cluster

SYSTEM_NAMESPACE = "kube-system"
"""Cilium's namespace."""
AVI_NAMESPACE = "avi-system"
"""AKO's namespace; AKO looks for its Secret there (AKO:docs/install/helm.md)."""


def kubernetes_provider(
    cluster: Cluster, kubeconfig: pulumi.Output[str] | None
) -> pulumi_kubernetes.Provider:
    """The provider for everything in the cluster.

    Secrets change in place: replaced, a Secret is gone for a moment, and agents that start in
    it have no key. The identifier is fixed because a provider that believes itself to be of
    another cluster replaces everything, past every guard.
    """
    return pulumi_kubernetes.Provider(
        "kubernetes",
        kubeconfig=kubeconfig,
        context=cluster.kubeconfig_context or None,
        cluster_identifier=pulumi.get_project(),
        enable_server_side_apply=True,
        enable_secret_mutable=True,
    )


@cache
def _plugin_version() -> str:
    return version("pulumi-kubernetes")


def _with_plugin(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    plugin = pulumi.ResourceOptions(version=_plugin_version())
    return pulumi.ResourceOptions.merge(opts, plugin)


class Secret(pulumi.CustomResource):
    """A Secret of type Opaque."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        texts: Mapping[str, pulumi.Input[str]],
        opts: pulumi.ResourceOptions,
        annotations: Mapping[str, pulumi.Input[str]] | None = None,
    ) -> None:
        """A Secret that is called as its resource is."""
        super().__init__(
            "kubernetes:core/v1:Secret",
            name,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {
                    "name": name,
                    "namespace": namespace,
                    **({"annotations": dict(annotations)} if annotations else {}),
                },
                "type": "Opaque",
                "stringData": pulumi.Output.secret(dict(texts)),
            },
            pulumi.ResourceOptions.merge(
                _with_plugin(opts),
                pulumi.ResourceOptions(additional_secret_outputs=["data", "stringData"]),
            ),
        )


class Namespace(pulumi.CustomResource):
    """A namespace."""

    def __init__(self, name: str, *, opts: pulumi.ResourceOptions) -> None:
        """A namespace that is called as its resource is."""
        super().__init__(
            "kubernetes:core/v1:Namespace",
            name,
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}},
            _with_plugin(opts),
        )


class PodTemplateAnnotation(pulumi.CustomResource):
    """An annotation on the pods of a StatefulSet that somebody else made.

    A new value restarts the pods and changes nothing else. The patch says `StatefulSet` as its
    kind: with the resource's own name the server refuses it.
    """

    def __init__(
        self,
        name: str,
        *,
        stateful_set: str,
        namespace: str,
        annotation: str,
        value: pulumi.Input[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """The annotation of one StatefulSet's pod template."""
        super().__init__(
            "kubernetes:apps/v1:StatefulSetPatch",
            name,
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": {"name": stateful_set, "namespace": namespace},
                "spec": {"template": {"metadata": {"annotations": {annotation: value}}}},
            },
            _with_plugin(opts),
        )
