"""Changes of AKO.

Paths are of the AKO repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import DELETE_OBJECTS_FIRST, Transition

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

AKO: Final[tuple[Transition, ...]] = (
    Transition(
        id="ako-added",
        facts=("ako.installed",),
        when="begins",
        impact="rolling",
        consequence="AKO begins to make virtual services for Ingresses and Services, and writes "
        "routes to"
        " pods.",
        runbook=("check that no other controller serves the same Ingress class",),
        source="docs/install/helm.md",
    ),
    Transition(
        id="ako-removed",
        facts=("ako.installed",),
        when="ends_with_objects",
        impact="forbidden",
        consequence="Virtual services, pools and routes stay in the controller without an owner, "
        "and lead to"
        " pods that move on.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/faq.md; docs/values.md",
    ),
    Transition(
        id="ako-removed-after-deletion",
        facts=("ako.installed",),
        when="ends_without_objects",
        impact="disruptive",
        consequence="AKO goes; its objects were deleted before, if the deletion has ended.",
        runbook=(
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
            " says Done",
        ),
        source="docs/faq.md; docs/values.md",
    ),
    Transition(
        id="ako-renamed",
        facts=_NAMES,
        when="with_objects",
        impact="forbidden",
        consequence="Names, markers and routes in the controller carry the cluster's name: under "
        "another one"
        " the old ones are orphans, or another cluster's routes are taken for its own.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/values.md; CHANGELOG.md",
    ),
    Transition(
        id="ako-renamed-after-deletion",
        facts=_NAMES,
        when="without_objects",
        impact="disruptive",
        consequence="Objects of the old name were deleted before, if the deletion has ended; all "
        "are made"
        " anew under the new one.",
        runbook=DELETE_OBJECTS_FIRST[1:],
        source="docs/values.md; CHANGELOG.md",
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
        source="docs/install/helm.md",
    ),
    Transition(
        id="ako-downgraded",
        facts=("ako.version",),
        when="version_down",
        impact="disruptive",
        consequence="An older AKO may not know the CRDs and objects that the newer one wrote; "
        "nobody documents"
        " the way back.",
        runbook=("stay, or delete the objects first:", *DELETE_OBJECTS_FIRST),
        source="not documented",
    ),
    Transition(
        id="ako-controller-upgraded",
        facts=("ako.controller.version",),
        when="version_up",
        impact="rolling",
        consequence="AKO restarts and speaks the newer API, which must not be newer than the "
        "controller.",
        runbook=("upgrade the controller first", "pulumi up"),
        source="docs/values.md",
    ),
    Transition(
        id="ako-controller-replaced",
        facts=("ako.controller.host",),
        when="with_objects",
        impact="forbidden",
        consequence="Everything that AKO made stays in the old controller without an owner.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/values.md",
    ),
    Transition(
        id="ako-controller-replaced-after-deletion",
        facts=("ako.controller.host",),
        when="without_objects",
        impact="disruptive",
        consequence="The old controller's objects were deleted before, if the deletion has ended; "
        "all are made"
        " anew in the other.",
        runbook=DELETE_OBJECTS_FIRST[1:],
        source="docs/values.md",
    ),
    Transition(
        id="ako-moved",
        facts=_PLACE,
        when="with_objects",
        impact="forbidden",
        consequence="Objects, labels of the service engine group and routes stay in the old "
        "place, and AKO no"
        " longer looks there.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/faq.md; internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-moved-after-deletion",
        facts=_PLACE,
        when="without_objects",
        impact="disruptive",
        consequence="Objects in the old place were deleted before, if the deletion has ended; all "
        "are made"
        " anew in the new one, so every virtual service is down meanwhile.",
        runbook=DELETE_OBJECTS_FIRST[1:],
        source="docs/faq.md; internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-vip-networks-changed",
        facts=("ako.vipNetworks",),
        when="always",
        impact="disruptive",
        consequence="Virtual services get other addresses, and DNS follows later; with an empty "
        "list AKO"
        " restarts for ever.",
        runbook=("lower the TTL of the names beforehand", *DELETE_OBJECTS_FIRST),
        source="internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-node-networks-changed",
        facts=("ako.nodeNetworks",),
        when="always",
        impact="rolling",
        consequence="AKO restarts and places pools by the new list.",
        runbook=(),
        source="docs/values.md",
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
        consequence="Ingresses are spread over other virtual services, so names move to other "
        "addresses.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/faq.md; docs/values.md",
    ),
    Transition(
        id="ako-service-type-changed",
        facts=("ako.serviceType",),
        when="always",
        impact="disruptive",
        consequence="Every pool is rebuilt with nodes instead of pods or the other way round, and "
        "routes come"
        " or go.",
        runbook=DELETE_OBJECTS_FIRST,
        source="docs/faq.md",
    ),
    Transition(
        id="ako-cni-plugin-changed",
        facts=("ako.cniPlugin",),
        when="always",
        impact="disruptive",
        consequence="Routes are worked out anew when AKO restarts, from another object: with a "
        "plugin that"
        " does not fit Cilium's IPAM mode they are wrong or none.",
        runbook=("it only ever changes with ipam.mode, which never changes: find out why it does",),
        source="internal/lib/dynamic_client.go",
    ),
    Transition(
        id="ako-routes-off",
        facts=("ako.disableStaticRouteSync",),
        when="switched_on",
        impact="disruptive",
        consequence="Routes and labels that AKO wrote stay, since it no longer reads them.",
        runbook=DELETE_OBJECTS_FIRST,
        source="internal/cache/controller_obj_cache.go",
    ),
    Transition(
        id="ako-routes-on",
        facts=("ako.disableStaticRouteSync",),
        when="switched_off",
        impact="rolling",
        consequence="AKO restarts and writes routes; the service engine group must be this "
        "cluster's alone.",
        runbook=("check that no other cluster uses the service engine group", "pulumi up"),
        source="internal/cache/controller_obj_cache.go",
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
        source="docs/faq.md",
    ),
    Transition(
        id="ako-delete-config-withdrawn",
        facts=("ako.deleteConfig",),
        when="switched_off",
        impact="rolling",
        consequence="AKO makes its objects anew.",
        runbook=(),
        source="docs/faq.md",
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
        consequence="Virtual services appear or vanish with what AKO looks at, and without RHI "
        "their routes"
        " are withdrawn.",
        runbook=("list the namespaces and Ingresses that come or go", "pulumi up"),
        source="docs/values.md",
    ),
    Transition(
        id="ako-primary-changed",
        facts=("ako.primaryInstance",),
        when="always",
        impact="disruptive",
        consequence="Only the primary AKO writes routes and permissions: with two they fight, "
        "with none they"
        " rot.",
        runbook=("take it from one AKO before another gets it",),
        source="docs/multiple-ako.md",
    ),
    Transition(
        id="ako-credentials-changed",
        facts=("ako.credentials",),
        when="always",
        impact="rolling",
        consequence="AKO stops when its Secret changes, and the kubelet starts it again.",
        runbook=(),
        source="internal/k8s/ako_init.go",
    ),
    Transition(
        id="ako-logging-changed",
        facts=("ako.logLevel", "ako.enableEvents"),
        when="always",
        impact="safe",
        consequence="AKO reads it while it runs.",
        runbook=(),
        source="docs/values.md; internal/k8s/ako_init.go (HandleConfigMap)",
    ),
    Transition(
        id="ako-restarted",
        facts=(
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
        consequence="AKO reads it when it starts: this program restarts it, and virtual services "
        "stay up.",
        runbook=(),
        source="helm/ako/templates/statefulset.yaml; internal/k8s/ako_init.go (HandleConfigMap)",
    ),
    Transition(
        id="unknown-ako-change",
        facts=("ako.values.*",),
        when="never",
        impact="disruptive",
        consequence="What it does to a running cluster is not known here, so it counts as "
        "disruptive.",
        runbook=("look up the setting in AKO's documentation", "try it elsewhere"),
        source="no row of this table",
    ),
)
"""Rows, by subject."""
