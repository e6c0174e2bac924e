"""What an API server offers, as far as the charts ask for it.

`helm template` knows groups and versions only, and all of them of every Kubernetes: a kind that
a chart asks for by name is missing there, and one that was removed long ago is not. Sources: the
`.Capabilities.APIVersions.Has` of both charts' templates, and the deprecation guide of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class Offered(NamedTuple):
    """A kind that every API server from a minor on offers."""

    api: str
    since: Release


OFFERED: Final = (Offered(api="networking.k8s.io/v1/IngressClass", since=Release(1, 19)),)
"""What `helm template` must be told although Kubernetes itself has it."""

SERVICE_MONITOR_API: Final = "monitoring.coreos.com/v1"
"""The API of the Prometheus operator's ServiceMonitor."""

PRESUPPOSED: Final[Mapping[str, str]] = {
    "serviceMonitor.enabled": SERVICE_MONITOR_API,
    "gatewayAPI.enabled": "gateway.networking.k8s.io/v1/GatewayClass",
}
"""Ends of Helm keys, and the API that a cluster must have where one of them is true.

A config does not say which other operators a cluster has. One that asks for their objects is
taken at its word, since the chart would refuse it on a cluster without them.
"""

REMOVED: Final[Mapping[tuple[str, str], Release]] = {
    ("policy/v1beta1", "PodSecurityPolicy"): Release(1, 25),
    ("extensions/v1beta1", "PodSecurityPolicy"): Release(1, 16),
    ("policy/v1beta1", "PodDisruptionBudget"): Release(1, 25),
}
"""API version and kind, and the minor that no longer has it."""

CLUSTER_SCOPED: Final = frozenset(
    {
        "APIService",
        "CertificateSigningRequest",
        "CiliumClusterwideNetworkPolicy",
        "CiliumEgressGatewayPolicy",
        "CiliumLoadBalancerIPPool",
        "CiliumNode",
        "CiliumPodIPPool",
        "ClusterRole",
        "ClusterRoleBinding",
        "CSIDriver",
        "CustomResourceDefinition",
        "GatewayClass",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PodSecurityPolicy",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
    }
)
"""Kinds without a namespace. An object of any other kind without one is in its release's."""


def offered(minor: Release, switches: Mapping[str, object]) -> tuple[str, ...]:
    """What to tell Helm for a Kubernetes minor and a release's values, by dotted key; sorted."""
    found = {each.api for each in OFFERED if each.since <= minor}
    for key, value in switches.items():
        for ending, api in PRESUPPOSED.items():
            if value is True and (key == ending or key.endswith(f".{ending}")):
                found.add(api)
    return tuple(sorted(found))


def removed(api_version: str, kind: str, minor: Release) -> bool:
    """Whether an API server of this minor no longer has a kind."""
    return (api_version, kind) in REMOVED and REMOVED[api_version, kind] <= minor
