"""Faults of AKO: what it was told, what it runs, what it may read, what reached the controller."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_CONFIGMAP: Final = "ConfigMap avi-system/avi-k8s-config"
_MODE: Final = ("ipam-mode-drift",)
_UP: Final = "run `pulumi up`: it writes the ConfigMap and restarts AKO"

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="ako-config-missing",
        severity="fail",
        object=_CONFIGMAP,
        evidence="The ConfigMap that AKO reads is not there, and the stack has AKO.",
        why="AKO does not run, so no Service and no Ingress has an address",
        fix="install AKO with `pulumi up`, or check --context",
        healthy="AKO's config is there",
        source="AKO:helm/ako/templates/configmap.yaml",
    ),
    Fault(
        id="ako-cni-plugin",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`cniPlugin` makes AKO read pod ranges from an object that this IPAM mode does"
        " not fill.",
        why="the controller gets no routes, or routes to ranges that no pod has: pools are down",
        fix=_UP,
        healthy="AKO looks at the object that holds the pod ranges",
        source="AKO:internal/lib/dynamic_client.go GetPodCIDR",
        explained_by=_MODE,
    ),
    Fault(
        id="ako-route-sync",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`disableStaticRouteSync` does not suit the IPAM mode.",
        why="off where pods are reached by routes, nothing reaches them; on where the VPC routes"
        " them, AKO looks for ranges that do not exist",
        fix=_UP,
        healthy="AKO writes routes where pods need them",
        source="AKO:internal/lib/lib.go GetDisableStaticRoute, AKO:docs/public_clouds.md",
        explained_by=_MODE,
    ),
    Fault(
        id="ako-service-type",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`serviceType` is not the stack's. NodePortLocal is for Antrea.",
        why="AKO stops with NodePortLocal; another type rebuilds every pool",
        fix="ClusterIP or NodePort; a change of type needs AKO's deleteConfig first",
        healthy="AKO's service type suits",
        source="AKO:internal/lib/lib.go, AKO:docs/faq.md",
    ),
    Fault(
        id="ako-vip-networks",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`vipNetworkList` is empty or no JSON, or `nsxtT1LR` does not suit the cloud.",
        why="AKO refuses its input and starts over and over",
        fix=_UP,
        healthy="AKO knows where virtual services get their addresses",
        source="AKO:internal/cache/controller_obj_cache.go",
    ),
    Fault(
        id="ako-deletes",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`deleteConfig` is true.",
        why="AKO is taking every virtual service of this cluster off the controller",
        fix="if nobody meant it: set it to false now; AKO makes everything anew",
        healthy="AKO deletes nothing",
        source="AKO:docs/faq.md",
    ),
    Fault(
        id="ako-config-drift",
        severity="warn",
        object=_CONFIGMAP,
        evidence="Any other key that the stack decides has another value.",
        why="AKO works at another place than the stack says, from its next start on",
        fix=_UP + "; tenant, cloud, VRF and cluster name need deleteConfig first",
        healthy="everything else that the stack tells AKO is in its config",
        source="AKO:helm/ako/templates/configmap.yaml",
    ),
    Fault(
        id="ako-behind-config",
        severity="fail",
        object=_CONFIGMAP,
        evidence="`metadata.managedFields` says that it was written after AKO's container started."
        " AKO reads it when it starts.",
        why="AKO runs the old values until it restarts",
        fix="kubectl -n avi-system rollout restart statefulset ako",
        healthy="AKO runs its config",
        source="AKO:helm/ako/templates/statefulset.yaml, AKO:internal/k8s/ako_init.go",
    ),
    Fault(
        id="ako-not-ready",
        severity="fail",
        object="StatefulSet avi-system/ako",
        evidence="It is not there, `status.readyReplicas` is 0, or the annotation"
        " `AviObjectDeletionStatus` says that AKO deletes or has deleted its objects.",
        why="changes of Services, Ingresses and nodes do not reach the controller",
        fix="kubectl -n avi-system logs ako-0; with the annotation Done: deleteConfig false,"
        " restart",
        healthy="AKO is ready",
        source="AKO:docs/faq.md, AKO:internal/k8s/ako_init.go",
        explained_by=("ako-deletes",),
    ),
    Fault(
        id="ako-shut-down",
        severity="fail",
        object="Event avi-system, Pod ako-0",
        evidence="An Event of the last hour has the reason AKOShutdown or SyncDisabled.",
        why="what changed since has not reached the controller",
        fix="kubectl -n avi-system describe pod ako-0: the event says which input it refused",
        healthy="AKO did not stop itself in the last hour",
        source="AKO:internal/lib/constants.go, AKO:internal/k8s/ako_init.go",
        explained_by=("ako-service-type", "ako-vip-networks", "ako-deletes"),
    ),
    Fault(
        id="ako-role",
        severity="fail",
        object="ClusterRole ako-cr",
        evidence="It lacks get, list or watch of ciliumnodes in cilium.io, which `cniPlugin`"
        " cilium needs.",
        why="AKO waits for a list that it may not read, and writes no route",
        fix="upgrade AKO's chart (from 1.10.1 on it has the rule), or add the rule",
        healthy="AKO may read the pod ranges",
        source="AKO:helm/ako/templates/clusterrole.yaml",
        explained_by=_MODE,
    ),
    Fault(
        id="ako-range-annotation",
        severity="fail",
        object="Node",
        evidence="The annotation `ako.vmware.com/pod-cidrs` names other ranges than the node has.",
        why="AKO takes the annotation first, so its routes lead astray",
        fix="kubectl annotate node NAME ako.vmware.com/pod-cidrs-",
        healthy="no annotation misleads AKO",
        source="AKO:internal/lib/dynamic_client.go GetPodCIDR",
        explained_by=_MODE,
    ),
    Fault(
        id="avi-routes",
        severity="fail",
        object="Avi VRF",
        evidence="The controller's export (`--avi`) lacks a node's route, has it to another"
        " address, or has one of a node that is gone.",
        why="service engines cannot reach that node's pods; a left-over route may catch another"
        " node's traffic later",
        fix="restart AKO, which writes its routes anew; delete a left-over route on the controller",
        healthy="the controller's routes are those of the nodes",
        source="AKO:internal/nodes/avi_vrf_translator.go",
        explained_by=_MODE,
    ),
    Fault(
        id="avi-secret",
        severity="fail",
        object="Secret avi-system/avi-secret",
        evidence="It is missing, has no `username`, or neither `password` nor `authtoken`.",
        why="AKO cannot log in to the controller and does not start",
        fix="set aviUsername and the secret aviPassword or aviToken, then `pulumi up`",
        healthy="AKO's credentials are complete",
        source="AKO:internal/k8s/ako_init.go, AKO:helm/ako/templates/secret.yaml",
    ),
)
