"""A release without one of its processes, or with another's; platform modes and old keys.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import (
    AnyOf,
    Is,
    IsNot,
    IsSet,
    IsUnset,
    NoDuration,
    Refusal,
    off,
    on,
)
from cilium_ako.catalogue.release import Release

_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"
_CONFIG_MAP: Final = "install/kubernetes/cilium/templates/cilium-configmap.yaml"

REFUSALS: Final = (
    Refusal(
        id="agent-left-out",
        by="nobody",
        when=(off("agent.enabled"),),
        says="The release has its agents.",
        why="Helm takes the DaemonSet away: nodes lose their network with the next restart.",
        fix="Remove agent from cilium.values.",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml",
    ),
    Refusal(
        id="operator-left-out",
        by="nobody",
        when=(off("operator.enabled"),),
        says="The release has its operator.",
        why="Without it there are no CRDs, no range for a new node and no end of old identities; "
        "on a "
        "new cluster agents stop after five minutes.",
        fix="Remove operator.enabled from cilium.values.",
        source="install/kubernetes/cilium/templates/cilium-operator; pkg/k8s/synced",
    ),
    Refusal(
        id="preflight-here",
        by="nobody",
        when=(on("preflight"),),
        says="A preflight check is a release of its own.",
        why="In this release it takes agents, operator and Envoy away.",
        fix="Remove preflight from cilium.values, and install the check beside it: helm template "
        "with "
        "preflight.enabled=true, agent=false and operator.enabled=false.",
        source="install/kubernetes/cilium/templates (conditions on preflight.enabled)",
    ),
    Refusal(
        id="agent-image-minor",
        by="nobody",
        acknowledgeable=True,
        when=(on("agent.imageOfAnotherMinor"),),
        says="The agent's image is of the chart's minor.",
        why="Values and ConfigMap are those of one minor, and an agent of another reads other "
        "keys and "
        "other defaults.",
        fix="Remove image.tag from cilium.values, and choose cilium.version.",
        source="install/kubernetes/cilium/templates/_helpers.tpl",
    ),
    Refusal(
        id="gke-native",
        by="chart",
        when=(IsSet("gke.enabled"), IsNot("routing.tunnel", ("disabled",))),
        since=Release(1, 14),
        says="GKE's mode has native routing.",
        why="The chart does not render it with a tunnel (gke.enabled).",
        fix="Set cilium.routing.mode to native with the cluster's range, or remove gke.enabled.",
        source=_CONFIG_MAP,
    ),
    Refusal(
        id="gke-labels",
        by="chart",
        when=(IsSet("gke.enabled"), IsSet("keepDeprecatedLabels")),
        says="GKE's mode goes without the deprecated labels.",
        why="The chart does not render them in kube-system.",
        fix="Remove keepDeprecatedLabels from cilium.values.",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml",
    ),
    Refusal(
        id="byocni-tunnel",
        by="chart",
        when=(
            IsSet("aksbyocni.enabled"),
            IsUnset("gke.enabled"),
            Is("routing.tunnel", ("disabled",)),
        ),
        since=Release(1, 14),
        says="AKS's mode has a tunnel.",
        why="The chart does not render it with native routing (aksbyocni.enabled).",
        fix="Set cilium.routing.mode to tunnel, or remove aksbyocni.enabled.",
        source=_CONFIG_MAP,
    ),
    Refusal(
        id="node-taints",
        by="chart",
        when=(IsSet("operator.setNodeTaints"), Is("operator.removeNodeTaints", (False,))),
        since=Release(1, 14),
        says="An operator that sets its taint removes it, too.",
        why="The chart does not render it otherwise: no pod would ever be scheduled.",
        fix="Remove operator.removeNodeTaints from cilium.values.",
        source=_CONFIG_MAP,
    ),
    Refusal(
        id="duration-form",
        by="chart",
        when=(
            AnyOf(
                tuple(
                    NoDuration(key)
                    for key in (
                        "authentication.gcInterval",
                        "authentication.mutual.connectTimeout",
                        "bpf.monitorInterval",
                        "conntrackGCInterval",
                        "conntrackGCMaxInterval",
                        "crdWaitTimeout",
                        "encryption.ipsec.keyRotationDuration",
                        "envoyConfig.retryInterval",
                        "hubble.export.aggregationInterval",
                        "hubble.lostEventSendInterval",
                        "identityChangeGracePeriod",
                        "ipam.ciliumNodeUpdateRate",
                        "l2NeighDiscovery.refreshPeriod",
                        "operator.endpointGCInterval",
                        "operator.identityGCInterval",
                        "operator.identityHeartbeatTimeout",
                        "operator.nodeGCInterval",
                    )
                )
            ),
        ),
        says="Durations are written as Go reads them.",
        why="The chart reads them and does not render another text.",
        fix="Write it as 5s, 10m or 1h30m.",
        source="install/kubernetes/cilium/templates/_helpers.tpl validateDuration",
    ),
    Refusal(
        id="external-workloads",
        by="chart",
        when=(
            IsSet("externalWorkloads.enabled"),
            AnyOf((IsNot("identityAllocation", ("crd",)), on("endpointObjectsOff"))),
        ),
        since=Release(1, 15),
        until=Release(1, 17),
        says="Workloads outside have identities and endpoints in objects.",
        why="The chart does not render them otherwise.",
        fix="Remove externalWorkloads, or cilium.kvstore and disableEndpointCRD.",
        source=_VALIDATE,
    ),
)
