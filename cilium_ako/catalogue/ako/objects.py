"""Names of AKO's objects in a cluster, as its chart and this program make them.

Source: AKO:helm/ako/templates of each release branch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NAMESPACE: Final = "avi-system"
"""The namespace of the release and of everything below; AKO knows no other."""

RELEASE: Final = "ako"
"""The Helm release's name."""

RELEASE_NAME: Final = f"{NAMESPACE}/{RELEASE}"
"""The release as `helm -n avi-system` and an import spell it."""

STATEFUL_SET: Final = "ako"
"""AKO's StatefulSet."""

DELETION_ANNOTATIONS: Final = ("AviObjectDeletionStatus", "AviGatewayObjectDeletionStatus")
"""Annotations of the StatefulSet that tell how far deleteConfig is; the second one is that of the
Gateway API's container. Source: AKO:internal/status/statefulset_status.go,
AKO:ako-gateway-api/k8s/ako_init.go."""

CONFIG_MAP: Final = "avi-k8s-config"
"""The ConfigMap that AKO reads when it starts."""

SECRET: Final = "avi-secret"  # noqa: S105 - a Secret's name
"""The Secret with the controller's credentials; AKO's templates know no other name."""

EXTERNAL: Final = "external"
"""Where the Secret's content comes from, where it is not this program's: `credentials.source`."""

SECRET_ANNOTATIONS: Final[Mapping[str, str]] = {
    "helm.sh/resource-policy": "keep",
    "meta.helm.sh/release-name": RELEASE,
    "meta.helm.sh/release-namespace": NAMESPACE,
}
"""Helm keeps the Secret where a chart no longer renders it, and takes it over where one does.

Source: Helm's documentation of resource policies; pkg/action/validate.go of Helm.
"""

SECRET_LABELS: Final[Mapping[str, str]] = {"app.kubernetes.io/managed-by": "Helm"}
"""The other half of what Helm asks of an object that it takes over."""

CLUSTER_ROLE: Final = "ako-cr"
"""The ClusterRole of AKO's ServiceAccount."""

INGRESS_CLASS: Final = "avi-lb"
"""The IngressClass that AKO serves."""

POD_LABELS: Final = "app.kubernetes.io/name=ako"
"""What selects AKO's pods."""

LOAD_BALANCER_IP: Final = "ako.vmware.com/load-balancer-ip"
"""The annotation of a Service that asks AKO for an address, at the Service's creation alone.

Source: AKO:docs/objects.md.
"""
