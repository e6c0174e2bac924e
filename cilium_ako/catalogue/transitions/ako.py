"""Changes of AKO: its release, its controller, the place of its objects, their names and scope.

Paths are of the AKO repository, which `AKO:` stands for.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DELETE_AKO_OBJECTS_FIRST, FINISH_AKO_DELETION
from cilium_ako.catalogue.transitions.row import Transition

_PLACE: Final = (
    "ako.controller.tenant",
    "ako.controller.cloud",
    "ako.controller.vrf",
    "ako.controller.serviceEngineGroup",
    "ako.controller.dedicatedTenant",
    "ako.t1lr",
    "ako.vpcMode",
)
_NAMES: Final = ("ako.clusterName", "ako.release")

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="ako-added",
        facts=("ako.installed",),
        when="appears",
        impact="rolling",
        consequence=(
            "AKO begins to make virtual services for Ingresses and Services, and writes routes to"
            " pods."
        ),
        runbook=("check that no other controller serves the same Ingress class",),
        source="AKO:docs/install/helm.md",
    ),
    Transition(
        id="ako-removed",
        facts=("ako.installed",),
        when="ako_removed_with_objects",
        impact="forbidden",
        consequence=(
            "Virtual services, pools and routes stay in the controller without an owner, and lead"
            " to pods that move on."
        ),
        runbook=DELETE_AKO_OBJECTS_FIRST,
        source="AKO:docs/faq.md; AKO:docs/values.md",
    ),
    Transition(
        id="ako-removed-after-deletion",
        facts=("ako.installed",),
        when="ako_removed_without_objects",
        impact="disruptive",
        consequence="AKO goes; its objects were deleted before, if the deletion has ended.",
        runbook=(
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
            " says Done",
        ),
        source="AKO:docs/faq.md; AKO:docs/values.md",
    ),
    Transition(
        id="ako-renamed",
        facts=_NAMES,
        when="ako_objects_remain",
        impact="forbidden",
        consequence=(
            "Names, markers and routes in the controller carry the cluster's name: under another"
            " one the old ones are orphans, or another cluster's routes are taken for its own."
        ),
        runbook=DELETE_AKO_OBJECTS_FIRST,
        source="AKO:docs/values.md; AKO:CHANGELOG.md",
    ),
    Transition(
        id="ako-renamed-after-deletion",
        facts=_NAMES,
        when="ako_objects_deleted",
        impact="disruptive",
        consequence=(
            "Objects of the old name were deleted before, if the deletion has ended; all are made"
            " anew under the new one."
        ),
        runbook=FINISH_AKO_DELETION,
        source="AKO:docs/values.md; AKO:CHANGELOG.md",
    ),
    Transition(
        id="ako-upgraded",
        facts=("ako.version",),
        when="version_up",
        impact="rolling",
        consequence="AKO restarts; virtual services stay up. Helm never upgrades CRDs.",
        runbook=(
            "helm pull the chart, and kubectl apply -f ako/crds/",
            "pulumi up",
            "where two AKOs share a controller, upgrade both",
        ),
        source="AKO:docs/install/helm.md",
    ),
    Transition(
        id="ako-downgraded",
        facts=("ako.version",),
        when="version_down",
        impact="disruptive",
        consequence=(
            "An older AKO may not know the CRDs and objects that the newer one wrote; nobody"
            " documents the way back."
        ),
        runbook=("stay, or delete the objects first:", *DELETE_AKO_OBJECTS_FIRST),
        source="not documented",
    ),
    Transition(
        id="ako-controller-replaced",
        facts=("ako.controller.host",),
        when="ako_objects_remain",
        impact="forbidden",
        consequence="Everything that AKO made stays in the old controller without an owner.",
        runbook=DELETE_AKO_OBJECTS_FIRST,
        source="AKO:docs/values.md",
    ),
    Transition(
        id="ako-controller-replaced-after-deletion",
        facts=("ako.controller.host",),
        when="ako_objects_deleted",
        impact="disruptive",
        consequence=(
            "The old controller's objects were deleted before, if the deletion has ended; all are"
            " made anew in the other."
        ),
        runbook=FINISH_AKO_DELETION,
        source="AKO:docs/values.md",
    ),
    Transition(
        id="ako-moved",
        facts=_PLACE,
        when="ako_objects_remain",
        impact="forbidden",
        consequence=(
            "Objects, labels of the service engine group and routes stay in the old place, and AKO"
            " no longer looks there."
        ),
        runbook=DELETE_AKO_OBJECTS_FIRST,
        source="AKO:docs/faq.md; AKO:internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-moved-after-deletion",
        facts=_PLACE,
        when="ako_objects_deleted",
        impact="disruptive",
        consequence=(
            "Objects in the old place were deleted before, if the deletion has ended; all are made"
            " anew in the new one, so every virtual service is down meanwhile."
        ),
        runbook=FINISH_AKO_DELETION,
        source="AKO:docs/faq.md; AKO:internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-sharding-changed",
        facts=(
            "ako.shardSize",
            "ako.passthroughShardSize",
            "ako.enableEVH",
            "ako.vipPerNamespace",
        ),
        when="always",
        impact="disruptive",
        consequence=(
            "Ingresses are spread over other virtual services, so names move to other addresses."
        ),
        runbook=DELETE_AKO_OBJECTS_FIRST,
        source="AKO:docs/faq.md; AKO:docs/values.md",
    ),
    Transition(
        id="ako-delete-config-set",
        facts=("ako.deleteConfig",),
        when="switched_on",
        impact="forbidden",
        consequence="AKO deletes everything that it made: all virtual services go down.",
        runbook=(
            "be sure, and acknowledge it with a ticket",
            "pulumi up",
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
            " until it says Done",
        ),
        source="AKO:docs/faq.md",
    ),
    Transition(
        id="ako-delete-config-withdrawn",
        facts=("ako.deleteConfig",),
        when="switched_off",
        impact="rolling",
        consequence="AKO makes its objects anew.",
        runbook=(),
        source="AKO:docs/faq.md",
    ),
    Transition(
        id="ako-scope-changed",
        facts=(
            "ako.layer7Only",
            "ako.defaultIngController",
            "ako.namespaceSelector.key",
            "ako.namespaceSelector.value",
            "ako.blockedNamespaces",
            "ako.rhi.enabled",
            "ako.rhi.peerLabels",
        ),
        when="always",
        impact="disruptive",
        consequence=(
            "Virtual services appear or vanish with what AKO looks at, and without RHI their routes"
            " are withdrawn."
        ),
        runbook=("list the namespaces and Ingresses that come or go", "pulumi up"),
        source="AKO:docs/values.md",
    ),
    Transition(
        id="ako-gateway-api-on",
        facts=("ako.gatewayApi",),
        when="switched_on",
        impact="rolling",
        consequence=(
            "AKO's pod gets a second container and starts again; the chart makes a GatewayClass,"
            " and Helm fails where the Gateway API's CRDs are not there."
        ),
        runbook=(
            "kubectl get crd gatewayclasses.gateway.networking.k8s.io, or apply the CRDs first",
            "pulumi up",
        ),
        source="AKO:helm/ako/templates/gatewayclass.yaml; AKO:helm/ako/templates/statefulset.yaml",
    ),
    Transition(
        id="ako-gateway-api-off",
        facts=("ako.gatewayApi",),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "The GatewayClass goes, and nobody is left who follows the Gateways: their virtual"
            " services stay in the controller as they are."
        ),
        runbook=(
            "kubectl get gateways -A, and delete those of the class avi-lb first: AKO then takes"
            " their virtual services away",
            "pulumi up",
        ),
        source="AKO:helm/ako/templates/gatewayclass.yaml; AKO:helm/ako/templates/statefulset.yaml",
    ),
    Transition(
        id="ako-primary-changed",
        facts=("ako.primaryInstance",),
        when="always",
        impact="disruptive",
        consequence=(
            "Only the primary AKO writes routes and permissions: with two they fight, with none"
            " they rot."
        ),
        runbook=("take it from one AKO before another gets it",),
        source="AKO:docs/multiple-ako.md",
    ),
    Transition(
        id="ako-credentials-changed",
        facts=("ako.credentials",),
        when="always",
        impact="rolling",
        consequence="AKO stops when its Secret changes, and the kubelet starts it again.",
        runbook=(),
        source="AKO:internal/k8s/ako_init.go",
    ),
    Transition(
        id="ako-logging-changed",
        facts=("ako.logLevel", "ako.enableEvents"),
        when="always",
        impact="safe",
        consequence="AKO reads it while it runs.",
        runbook=(),
        source="AKO:docs/values.md; AKO:internal/k8s/ako_init.go (HandleConfigMap)",
    ),
    Transition(
        id="ako-restarted",
        facts=(
            # AKO asks the controller for its version, whatever this says
            "ako.controller.version",
            "ako.fullSyncFrequency",
            "ako.servicesAPI",
            "ako.defaultDomain",
            "ako.defaultLBController",
            "ako.noPGForSNI",
            "ako.autoFQDN",
            "ako.nodePortSelector.key",
            "ako.nodePortSelector.value",
            "ako.apiServerPort",
            "ako.enableMCI",
            "ako.ipFamily",
            "ako.istioEnabled",
            "ako.useDefaultSecretsOnly",
            "ako.enablePrometheus",
            "ako.enableEndpointSlice",
            "ako.fqdnReusePolicy",
            "ako.values.resources.*",
        ),
        when="always",
        impact="rolling",
        consequence=(
            "AKO reads it when it starts: this program restarts it, and virtual services stay up."
        ),
        runbook=(),
        source=(
            "AKO:helm/ako/templates/statefulset.yaml;"
            " AKO:internal/k8s/ako_init.go (HandleConfigMap)"
        ),
    ),
)
