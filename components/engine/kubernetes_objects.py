"""The plain Kubernetes objects that are in no chart.

The classes are `kubernetes:core/v1:Secret`, `Namespace` and `Service`, and
`kubernetes:apps/v1:StatefulSetPatch` and `DaemonSetPatch`, and whatever a manifest says, without
the generated SDK modules, whose import alone takes longer than the rest of a preview. To the engine
the resources are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from components.engine.plugin_versions import plugin_version


def _with_plugin(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    plugin = pulumi.ResourceOptions(version=plugin_version("pulumi-kubernetes"))
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


class KubernetesObject(pulumi.CustomResource):
    """An object that a manifest says whole."""

    def __init__(
        self, name: str, manifest: Mapping[str, Any], opts: pulumi.ResourceOptions
    ) -> None:
        """The object of a manifest, which has its name and namespace."""
        version_of_api: str = manifest["apiVersion"]
        token = version_of_api if "/" in version_of_api else f"core/{version_of_api}"
        super().__init__(
            f"kubernetes:{token}:{manifest['kind']}", name, dict(manifest), _with_plugin(opts)
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


class KubernetesService(pulumi.CustomResource):
    """A Service of type LoadBalancer. The engine waits until it has an address."""

    address: pulumi.Output[str]
    """The address or the name that it was given; empty where none is known."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str,
        selector: Mapping[str, str],
        port: int,
        annotations: Mapping[str, str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """A Service that is called as its resource is, for one TCP port of some pods."""
        super().__init__(
            "kubernetes:core/v1:Service",
            name,
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {
                    "name": name,
                    "namespace": namespace,
                    **({"annotations": dict(annotations)} if annotations else {}),
                },
                "spec": {
                    "type": "LoadBalancer",
                    "selector": dict(selector),
                    "ports": [{"port": port, "protocol": "TCP", "targetPort": port}],
                },
                "status": None,
            },
            _with_plugin(opts),
        )
        status: pulumi.Output[object] = pulumi.Output.from_input(
            getattr(self, "status", None)  # set by the engine, for every key above
        )
        self.address = status.apply(_given_address)


def _given_address(status: object) -> str:
    """What stands first in a Service's `status.loadBalancer.ingress`."""
    balancer = status.get("loadBalancer") if isinstance(status, Mapping) else None
    given = balancer.get("ingress") if isinstance(balancer, Mapping) else None
    first = given[0] if isinstance(given, list) and given else None
    if not isinstance(first, Mapping):
        return ""
    return str(first.get("ip") or first.get("hostname") or "")


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


class DaemonSetKeptOff(pulumi.CustomResource):
    """A DaemonSet of somebody else's that runs on no node: it selects a label that none has.

    Server-side apply takes the selector back when the resource is deleted, and the DaemonSet runs
    as before; one that others had patched the same way stays as they patched it. Without such a
    DaemonSet the resource cannot be made.
    Source: Documentation/installation/k8s-install-helm.rst.
    """

    def __init__(
        self,
        name: str,
        *,
        daemon_set: str,
        namespace: str,
        label: str,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Keeps one DaemonSet off all nodes without a label."""
        super().__init__(
            "kubernetes:apps/v1:DaemonSetPatch",
            name,
            {
                "apiVersion": "apps/v1",
                "kind": "DaemonSet",
                "metadata": {"name": daemon_set, "namespace": namespace},
                "spec": {"template": {"spec": {"nodeSelector": {label: "true"}}}},
            },
            _with_plugin(opts),
        )
