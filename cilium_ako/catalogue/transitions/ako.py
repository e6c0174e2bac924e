"""Changes of AKO: its release, its controller, the place of its objects, their names and scope.

Paths are of the AKO repository, which `AKO:` stands for.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import (
    DELETE_AKO_OBJECTS_FIRST,
    FINISH_AKO_DELETION,
    TAKE_AKO_AWAY,
)
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
            " to pods that move on; the service engine group keeps this cluster's label, and serves"
            " no other."
        ),
        runbook=TAKE_AKO_AWAY,
        source="AKO:docs/faq.md; AKO:docs/values.md",
    ),
    Transition(
        id="ako-removed-after-deletion",
        facts=("ako.installed",),
        when="ako_removed_without_objects",
        impact="disruptive",
        consequence=(
            "AKO goes; its objects were deleted before, if the deletion has ended. Its CRDs stay,"
            " and routes and label where the switch was not seen by a running AKO."
        ),
        runbook=TAKE_AKO_AWAY[2:],
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
        when="version_up_one_owner",
        impact="rolling",
        consequence=(
            "AKO restarts; virtual services stay up. Helm never upgrades CRDs: the steps name those"
            " that differ."
        ),
        runbook=(
            "pulumi up",
            "where two AKOs share a controller, upgrade both",
        ),
        source="AKO:docs/install/helm.md",
    ),
    Transition(
        id="ako-secret-handed-over",
        facts=("ako.version",),
        when="secret_leaves_helm",
        impact="rolling",
        consequence=(
            "Up to 1.12 the chart makes avi-secret, and Helm deletes what a newer chart no longer"
            " renders: this program takes the Secret over first and marks it"
            " (helm.sh/resource-policy: keep), so AKO keeps its credentials. AKO restarts; virtual"
            " services stay up."
        ),
        runbook=(
            "change neither the credentials nor anything else with it",
            "pulumi up",
            "kubectl -n avi-system get secret avi-secret is still there; if not, pulumi up"
            " --refresh makes it again, and AKO starts",
        ),
        source="AKO:helm/ako/templates/secret.yaml by branch; Helm's resource policy",
    ),
    Transition(
        id="ako-secret-lost",
        facts=("ako.version",),
        when="secret_lost",
        impact="disruptive",
        consequence=(
            "Helm deletes the avi-secret that the older chart made, also where somebody else has"
            " written it since: AKO has no credentials and stays down until it is made again."
            " Virtual services stay as they are, and follow nothing."
        ),
        runbook=(
            "go up with credentials.source config first, and to external in a second change;",
            "or, right before: kubectl -n avi-system annotate secret avi-secret"
            " helm.sh/resource-policy=keep",
            "pulumi up",
        ),
        source="AKO:helm/ako/templates/secret.yaml by branch; Helm's resource policy",
    ),
    Transition(
        id="ako-downgraded",
        facts=("ako.version",),
        when="version_down_one_owner",
        impact="disruptive",
        consequence=(
            "An older AKO may not know the CRDs and objects that the newer one wrote; nobody"
            " documents the way back."
        ),
        runbook=("stay, or delete the objects first:", *DELETE_AKO_OBJECTS_FIRST),
        source="not documented",
    ),
    Transition(
        id="ako-secret-handed-back",
        facts=("ako.version",),
        when="secret_returns_to_helm",
        impact="disruptive",
        consequence=(
            "The older chart makes avi-secret itself, and Helm takes the one that is there over"
            " only by its marks, which this program's Secret has; the engine then forgets it and"
            " deletes nothing. The older AKO may not know the CRDs and objects that the newer one"
            " wrote; nobody documents the way back."
        ),
        runbook=(
            "pulumi up once at the version that runs, so that the Secret has its marks:"
            " kubectl -n avi-system get secret avi-secret -o yaml | grep meta.helm.sh",
            "stay, or delete the objects first:",
            *DELETE_AKO_OBJECTS_FIRST,
        ),
        source="AKO:helm/ako/templates/secret.yaml by branch; Helm's import of existing objects",
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
            "be sure, and acknowledge it with a ticket; change nothing else with it",
            "pulumi up, and do not restart AKO before it has ended: one that starts with"
            " deleteConfig leaves its routes and the service engine group's label",
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 ObjectDeletionStatus"
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
        id="ako-replicas-raised",
        facts=("ako.replicaCount",),
        when="second_ako_leads",
        impact="disruptive",
        consequence=(
            "From 1.14.1 on a single AKO holds no lease: a second one that starts beside it leads"
            " as well, and both write."
        ),
        runbook=(
            "kubectl -n avi-system scale statefulset ako --replicas=0, and wait until no pod is"
            " left",
            "pulumi up",
        ),
        source="AKO:docs/ako_ha.md (AV-252233)",
    ),
    Transition(
        id="ako-replicas-changed",
        facts=("ako.replicaCount",),
        when="one_ako_leads",
        impact="rolling",
        consequence="An AKO comes or goes; one of them leads, and virtual services stay up.",
        runbook=(),
        source="AKO:docs/ako_ha.md",
    ),
    Transition(
        id="ako-crd-operator-off",
        facts=("ako.crdOperator",),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "The CRDs of ako-crd-operator are templates of the chart: Helm deletes them, and"
            " Kubernetes every object of theirs."
        ),
        runbook=(
            "kubectl get healthmonitors,applicationprofiles,pkiprofiles,routebackendextensions -A:"
            " what is there goes",
            "pulumi up",
        ),
        source="AKO:helm/ako-crd-operator/templates/crd",
    ),
    Transition(
        id="ako-crd-operator-on",
        facts=("ako.crdOperator",),
        when="switched_on",
        impact="rolling",
        consequence="ako-crd-operator and its CRDs come, and AKO restarts.",
        runbook=(),
        source="AKO:helm/ako/values.yaml",
    ),
    Transition(
        id="ako-crd-operator-changed",
        facts=("ako.values.ako-crd-operator.*",),
        when="always",
        impact="rolling",
        consequence="ako-crd-operator restarts; AKO and its virtual services do not.",
        runbook=(),
        source="AKO:helm/ako-crd-operator/templates",
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
        id="ako-credentials-left",
        facts=("ako.credentials",),
        when="credentials_left_to_others",
        impact="rolling",
        consequence=(
            "This program lets go of avi-secret and does not delete it: it stays with its last"
            " content until somebody else writes it, and AKO stops at other content and starts"
            " again."
        ),
        runbook=(
            "pulumi up once before, so that the engine knows that it must not delete the Secret",
            "pulumi up",
            "kubectl -n avi-system get secret avi-secret is still there; let its new owner take it"
            " over",
        ),
        source="AKO:internal/k8s/ako_init.go; components/avi_credentials.py",
    ),
    Transition(
        id="ako-credentials-changed",
        facts=("ako.credentials",),
        when="credentials_stay_here",
        impact="rolling",
        consequence=(
            "AKO stops when its Secret's content changes, and the kubelet starts it again. A Secret"
            " of somebody else's is taken over, and two who write it fight."
        ),
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
