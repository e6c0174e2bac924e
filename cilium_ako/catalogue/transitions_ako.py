"""Changes of AKO.

Paths are of the AKO repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import DELETE_OBJECTS_FIRST, Transition

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
        "ako-added",
        ("ako.installed",),
        "begins",
        "rolling",
        "AKO begins to make virtual services for Ingresses and Services, and writes routes to"
        " pods.",
        ("check that no other controller serves the same Ingress class",),
        "docs/install/helm.md",
    ),
    Transition(
        "ako-removed",
        ("ako.installed",),
        "ends_with_objects",
        "forbidden",
        "Virtual services, pools and routes stay in the controller without an owner, and lead to"
        " pods that move on.",
        DELETE_OBJECTS_FIRST,
        "docs/faq.md; docs/values.md",
    ),
    Transition(
        "ako-removed-after-deletion",
        ("ako.installed",),
        "ends_without_objects",
        "disruptive",
        "AKO goes; its objects were deleted before, if the deletion has ended.",
        (
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
            " says Done",
        ),
        "docs/faq.md; docs/values.md",
    ),
    Transition(
        "ako-renamed",
        _NAMES,
        "with_objects",
        "forbidden",
        "Names, markers and routes in the controller carry the cluster's name: under another one"
        " the old ones are orphans, or another cluster's routes are taken for its own.",
        DELETE_OBJECTS_FIRST,
        "docs/values.md; CHANGELOG.md",
    ),
    Transition(
        "ako-renamed-after-deletion",
        _NAMES,
        "without_objects",
        "disruptive",
        "Objects of the old name were deleted before, if the deletion has ended; all are made"
        " anew under the new one.",
        DELETE_OBJECTS_FIRST[1:],
        "docs/values.md; CHANGELOG.md",
    ),
    Transition(
        "ako-upgraded",
        ("ako.version",),
        "version_up",
        "rolling",
        "AKO restarts; virtual services stay up. Helm never upgrades CRDs.",
        (
            "helm pull the chart, and kubectl apply -f ako/crds/",
            "pulumi up",
            "where two AKOs share a controller, upgrade both",
        ),
        "docs/install/helm.md",
    ),
    Transition(
        "ako-downgraded",
        ("ako.version",),
        "version_down",
        "disruptive",
        "An older AKO may not know the CRDs and objects that the newer one wrote; nobody documents"
        " the way back.",
        ("stay, or delete the objects first:", *DELETE_OBJECTS_FIRST),
        "not documented",
    ),
    Transition(
        "ako-controller-upgraded",
        ("ako.controller.version",),
        "version_up",
        "rolling",
        "AKO restarts and speaks the newer API, which must not be newer than the controller.",
        ("upgrade the controller first", "pulumi up"),
        "docs/values.md",
    ),
    Transition(
        "ako-controller-replaced",
        ("ako.controller.host",),
        "with_objects",
        "forbidden",
        "Everything that AKO made stays in the old controller without an owner.",
        DELETE_OBJECTS_FIRST,
        "docs/values.md",
    ),
    Transition(
        "ako-controller-replaced-after-deletion",
        ("ako.controller.host",),
        "without_objects",
        "disruptive",
        "The old controller's objects were deleted before, if the deletion has ended; all are made"
        " anew in the other.",
        DELETE_OBJECTS_FIRST[1:],
        "docs/values.md",
    ),
    Transition(
        "ako-moved",
        _PLACE,
        "with_objects",
        "forbidden",
        "Objects, labels of the service engine group and routes stay in the old place, and AKO no"
        " longer looks there.",
        DELETE_OBJECTS_FIRST,
        "docs/faq.md; internal/cache/controller_obj_cache.go",
    ),
    Transition(
        "ako-moved-after-deletion",
        _PLACE,
        "without_objects",
        "disruptive",
        "Objects in the old place were deleted before, if the deletion has ended; all are made"
        " anew in the new one, so every virtual service is down meanwhile.",
        DELETE_OBJECTS_FIRST[1:],
        "docs/faq.md; internal/cache/controller_obj_cache.go",
    ),
    Transition(
        "ako-vip-networks-changed",
        ("ako.vipNetworks",),
        "always",
        "disruptive",
        "Virtual services get other addresses, and DNS follows later; with an empty list AKO"
        " restarts for ever.",
        ("lower the TTL of the names beforehand", *DELETE_OBJECTS_FIRST),
        "internal/cache/controller_obj_cache.go",
    ),
    Transition(
        "ako-node-networks-changed",
        ("ako.nodeNetworks",),
        "always",
        "rolling",
        "AKO restarts and places pools by the new list.",
        (),
        "docs/values.md",
    ),
    Transition(
        "ako-sharding-changed",
        (
            "ako.shardSize",
            "ako.passthroughShardSize",
            "ako.enableEVH",
            "ako.vipPerNamespace",
        ),
        "always",
        "disruptive",
        "Ingresses are spread over other virtual services, so names move to other addresses.",
        DELETE_OBJECTS_FIRST,
        "docs/faq.md; docs/values.md",
    ),
    Transition(
        "ako-service-type-changed",
        ("ako.serviceType",),
        "always",
        "disruptive",
        "Every pool is rebuilt with nodes instead of pods or the other way round, and routes come"
        " or go.",
        DELETE_OBJECTS_FIRST,
        "docs/faq.md",
    ),
    Transition(
        "ako-cni-plugin-changed",
        ("ako.cniPlugin",),
        "always",
        "disruptive",
        "Routes are worked out anew when AKO restarts, from another object: with a plugin that"
        " does not fit Cilium's IPAM mode they are wrong or none.",
        ("it only ever changes with ipam.mode, which never changes: find out why it does",),
        "internal/lib/dynamic_client.go",
    ),
    Transition(
        "ako-routes-off",
        ("ako.disableStaticRouteSync",),
        "switched_on",
        "disruptive",
        "Routes and labels that AKO wrote stay, since it no longer reads them.",
        DELETE_OBJECTS_FIRST,
        "internal/cache/controller_obj_cache.go",
    ),
    Transition(
        "ako-routes-on",
        ("ako.disableStaticRouteSync",),
        "switched_off",
        "rolling",
        "AKO restarts and writes routes; the service engine group must be this cluster's alone.",
        ("check that no other cluster uses the service engine group", "pulumi up"),
        "internal/cache/controller_obj_cache.go",
    ),
    Transition(
        "ako-delete-config-set",
        ("ako.deleteConfig",),
        "switched_on",
        "forbidden",
        "AKO deletes everything that it made: all virtual services go down.",
        (
            "be sure, and acknowledge it with a ticket",
            "pulumi up",
            "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
            " until it says Done",
        ),
        "docs/faq.md",
    ),
    Transition(
        "ako-delete-config-withdrawn",
        ("ako.deleteConfig",),
        "switched_off",
        "rolling",
        "AKO makes its objects anew.",
        (),
        "docs/faq.md",
    ),
    Transition(
        "ako-scope-changed",
        (
            "ako.layer7Only",
            "ako.defaultIngController",
            "ako.namespaceSelector.key",
            "ako.namespaceSelector.value",
            "ako.blockedNamespaces",
            "ako.rhi.enabled",
            "ako.rhi.peerLabels",
        ),
        "always",
        "disruptive",
        "Virtual services appear or vanish with what AKO looks at, and without RHI their routes"
        " are withdrawn.",
        ("list the namespaces and Ingresses that come or go", "pulumi up"),
        "docs/values.md",
    ),
    Transition(
        "ako-primary-changed",
        ("ako.primaryInstance",),
        "always",
        "disruptive",
        "Only the primary AKO writes routes and permissions: with two they fight, with none they"
        " rot.",
        ("take it from one AKO before another gets it",),
        "docs/multiple-ako.md",
    ),
    Transition(
        "ako-credentials-changed",
        ("ako.credentials",),
        "always",
        "rolling",
        "AKO stops when its Secret changes, and the kubelet starts it again.",
        (),
        "internal/k8s/ako_init.go",
    ),
    Transition(
        "ako-logging-changed",
        ("ako.logLevel", "ako.enableEvents"),
        "always",
        "safe",
        "AKO reads it while it runs.",
        (),
        "docs/values.md; internal/k8s/ako_init.go (HandleConfigMap)",
    ),
    Transition(
        "ako-restarted",
        (
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
        "always",
        "rolling",
        "AKO reads it when it starts: this program restarts it, and virtual services stay up.",
        (),
        "helm/ako/templates/statefulset.yaml; internal/k8s/ako_init.go (HandleConfigMap)",
    ),
    Transition(
        "unknown-ako-change",
        ("ako.values.*",),
        "never",
        "disruptive",
        "What it does to a running cluster is not known here, so it counts as disruptive.",
        ("look up the setting in AKO's documentation", "try it elsewhere"),
        "no row of this table",
    ),
)
"""Rows, by subject."""
