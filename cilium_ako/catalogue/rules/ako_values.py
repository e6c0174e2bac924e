"""Rules about single Helm values of AKO that its chart cannot render, or that AKO does not read."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_VALUES: Final = "AKO:docs/values.md"
_TABLE: Final = "cilium_ako/catalogue/ako/value_words.py names the code of each row"

RULES: Final = (
    Rule(
        id="ako-value-type",
        severity="error",
        says="A value that AKO's templates compare has the type that they compare it with.",
        why="Helm fails on the API server, where nothing is rendered at all; `helm template` on a "
        "desk may hide it.",
        fix="Correct the type; quote what must be a text.",
        source=_TABLE,
    ),
    Rule(
        id="ako-value-word",
        severity="warning",
        says="A value with a fixed set of words is one of them, as AKO spells it.",
        why="AKO says at most a line in its log, and goes by a word of its own.",
        fix="Correct the word.",
        source=_TABLE,
        acknowledgeable=True,
    ),
    Rule(
        id="ako-ip-family-word",
        severity="error",
        says="AKO's ipFamily is a word that this release knows, as it spells it.",
        why="At any other word AKO stops syncing: no virtual service follows the cluster.",
        fix="Correct the word.",
        source="AKO:internal/lib/lib.go IsValidV6Config",
    ),
    Rule(
        id="ako-ip-family-ignored",
        severity="warning",
        says="AKO's ipFamily is set where AKO reads it: on vCenter, NSX-T and none.",
        why="On every other cloud AKO takes V4 without a word.",
        fix="Remove it.",
        source="AKO:internal/lib/lib.go SetIPFamily",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-full-sync-frequency",
        severity="error",
        says="AKO's fullSyncFrequency is a whole number of seconds.",
        why="AKO logs anything else and leaves out the full sync at its start: what the cluster "
        "has at that time gets no virtual service.",
        fix="Give seconds, without a unit; 0 switches full syncs off.",
        source="AKO:internal/k8s/ako_init.go",
    ),
    Rule(
        id="ako-replicas",
        severity="error",
        says="AKO has one or two replicas, and two only as the primary.",
        why="The chart refuses to render anything else.",
        fix="Set replicaCount to 1.",
        source="AKO:helm/ako/templates/statefulset.yaml",
    ),
    Rule(
        id="ako-istio",
        severity="error",
        says="istioEnabled is set with a chart that defines the volume which it then mounts.",
        why="The API server refuses AKO's StatefulSet, and Helm fails.",
        fix="Remove AKOSettings.istioEnabled.",
        source="AKO:helm/ako/templates/statefulset.yaml by branch (AV-254061)",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-pod-security-policy",
        severity="error",
        says="A PodSecurityPolicy is asked for only of a Kubernetes that has them.",
        why="The API server does not know the kind any more, and Helm fails.",
        fix="Remove rbac.pspEnable.",
        source="AKO:helm/ako/templates/psppolicy.yaml; Kubernetes' API removals of 1.25",
    ),
    Rule(
        id="ako-gateway-api-crds",
        severity="warning",
        says="Before AKO serves the Gateway API, its CRDs are in the cluster.",
        why="The chart makes a GatewayClass, and Helm fails at once where the kind is not known; "
        "this config cannot show whether it is.",
        fix="Apply the CRDs of gateway.networking.k8s.io first, then acknowledge this rule.",
        source="AKO:helm/ako/templates/gatewayclass.yaml",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-gateway-api-old",
        severity="error",
        says="The Gateway API is asked for of AKO 1.11.1 or later.",
        why="Older charts have no such switch, so nobody would serve a Gateway.",
        fix="Use a later AKO, or remove ako.gatewayApi.",
        source="AKO:helm/ako/values.yaml by branch",
    ),
    Rule(
        id="ako-namespace-selector-half",
        severity="warning",
        says="A namespace selector has both its key and its value.",
        why="AKO takes half of one for none, and serves every namespace.",
        fix="Give both.",
        source=f"{_VALUES} `namespaceSelector`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-mode-off",
        severity="warning",
        says="A value that AKO reads in one mode only is set in that mode.",
        why="It renders, and changes nothing.",
        fix="Remove it, or switch its mode on.",
        source=_TABLE,
        acknowledgeable=True,
    ),
    Rule(
        id="ako-default-domain",
        severity="warning",
        says="The default domain of Layer 4 is the one of NetworkSettings, where both are set.",
        why="AKO takes that of NetworkSettings and never reads the other.",
        fix="Remove L4Settings.defaultDomain.",
        source="AKO:CHANGELOG.md of 1.13.1; AKO:helm/ako/templates/configmap.yaml",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-not-primary",
        severity="warning",
        says="The one AKO of this stack is the primary one.",
        why="Without another AKO in the cluster nobody makes the ClusterRole and the IngressClass, "
        "or writes routes.",
        fix="Remove AKOSettings.primaryInstance; where another release is the primary one, "
        "acknowledge this rule.",
        source="AKO:docs/multiple-ako.md; AKO:helm/ako/templates/clusterrole.yaml",
        acknowledgeable=True,
    ),
)
