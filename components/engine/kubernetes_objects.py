"""The plain Kubernetes objects that are in no chart.

The three classes are `kubernetes:core/v1:Secret`, `kubernetes:core/v1:Namespace` and
`kubernetes:apps/v1:StatefulSetPatch` without the generated SDK modules, whose import alone takes
longer than the rest of a preview. To the engine the resources are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

import pulumi


@cache
def _plugin_version() -> str:
    return version("pulumi-kubernetes")


def _with_plugin(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    plugin = pulumi.ResourceOptions(version=_plugin_version())
    return pulumi.ResourceOptions.merge(opts, plugin)


class KubernetesSecret(pulumi.CustomResource):
    """A Secret of type Opaque."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        texts: Mapping[str, pulumi.Input[str]],
        opts: pulumi.ResourceOptions,
        annotations: Mapping[str, pulumi.Input[str]] | None = None,
        labels: Mapping[str, pulumi.Input[str]] | None = None,
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
                    **({"labels": dict(labels)} if labels else {}),
                },
                "type": "Opaque",
                "stringData": pulumi.Output.secret(dict(texts)),
            },
            pulumi.ResourceOptions.merge(
                _with_plugin(opts),
                pulumi.ResourceOptions(additional_secret_outputs=["data", "stringData"]),
            ),
        )


class KubernetesNamespace(pulumi.CustomResource):
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
