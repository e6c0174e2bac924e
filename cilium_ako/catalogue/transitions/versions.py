"""Changes of Cilium's version, of its release, and of what its pods do beside the datapath.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

_UPGRADE: Final = "D:operations/upgrade.rst; D:operations/upgrade-warning.rst"
_MINOR: Final = (
    "go to the newest patch of the minor that runs now",
    "read the upgrade notes of the new minor; `cilium-ako check` names keys that it removed",
    "run the preflight check: policies must be valid, images pulled (D:operations/upgrade.rst)",
    "pulumi up; the operator brings the CRDs",
    "kubectl -n kube-system rollout status daemonset/cilium",
)

VERSIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="cilium-patched",
        facts=("cilium.version",),
        when="patch_up",
        impact="rolling",
        consequence="Agents restart; connections through the L7 proxy are made anew.",
        runbook=("pull the images beforehand (preflight)", "pulumi up"),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-patch-taken-back",
        facts=("cilium.version",),
        when="patch_down",
        impact="disruptive",
        consequence="Nobody tests the way back to an earlier patch: what was mended since is "
        "broken again.",
        runbook=("read the CHANGELOG between the two", "pulumi up"),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-upgraded",
        facts=("cilium.version",),
        when="minor_up",
        impact="rolling",
        consequence="Agents restart with other defaults and removed keys; what the defaults "
        "change is listed"
        " beside this.",
        runbook=_MINOR,
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-upgraded-with-ingress",
        facts=("cilium.version",),
        when="minor_up_with_ingress",
        impact="disruptive",
        consequence="Agents and the proxy restart: connections through Cilium's Ingress or "
        "Gateway break.",
        runbook=("agree on a maintenance window", *_MINOR),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-downgraded",
        facts=("cilium.version",),
        when="minor_down",
        impact="disruptive",
        consequence="One minor back is tested, but what the new minor brought must be off before, "
        "and the"
        " CRDs stay new.",
        runbook=(
            "switch off every feature that the older minor does not have",
            "be on the newest patch of both",
            "pulumi up",
        ),
        source="D:operations/upgrade-warning.rst",
    ),
    Transition(
        id="cilium-minor-skipped",
        facts=("cilium.version",),
        when="minors_skipped",
        impact="forbidden",
        consequence="Agents that are two minors apart share no tested format of their state.",
        runbook=("go by one minor at a time, and wait for every agent at each",),
        source="D:operations/upgrade-warning.rst",
    ),
    Transition(
        id="cilium-old-nodeconfig-version",
        facts=("cilium.version",),
        when="into_1_20_0",
        impact="forbidden",
        consequence="On a cluster that began with 1.15 or older, the operator of 1.20.0 and "
        "1.20.1 cannot"
        " drop the first version of CiliumNodeConfig and does not start; nothing here shows with"
        " which version a cluster began.",
        runbook=(
            "use 1.20.2 or newer",
            "or acknowledge it where the cluster began with 1.16 or newer:"
            " kubectl get crd ciliumnodeconfigs.cilium.io -o jsonpath='{.status.storedVersions}'"
            " must not name v2alpha1",
        ),
        source="CHANGELOG 1.20.2",
        combination=True,
    ),
    Transition(
        id="upgrade-compatibility-changed",
        facts=("upgradeCompatibility",),
        when="compatibility_seen",
        impact="rolling",
        consequence="It flips defaults by the cluster's first version; each that it flips is "
        "listed beside"
        " this.",
        runbook=("set those values by name and leave upgradeCompatibility out",),
        source="templates/cilium-configmap.yaml and templates/_helpers.tpl (1.20)",
    ),
    Transition(
        id="upgrade-compatibility-before-1-12",
        facts=("upgradeCompatibility",),
        when="compatibility_unseen",
        impact="disruptive",
        consequence="Below 1.12 it also changes the sizes of BPF maps, masquerading and the DNS "
        "proxy, and"
        " with IPsec agents may not start.",
        runbook=("set those values by name and leave upgradeCompatibility out",),
        source="templates/cilium-configmap.yaml and templates/_helpers.tpl (1.20)",
    ),
    Transition(
        id="dns-proxy-changed",
        facts=("dnsProxy.transparent", "envoy.discovery"),
        when="always",
        impact="disruptive",
        consequence="The DNS proxy or Envoy is told its work in another way: L7 rules stop "
        "meanwhile, and"
        " IPsec with L7 proxy needs the transparent mode to start at all.",
        runbook=("agree on a maintenance window", "pulumi up"),
        source="templates/cilium-configmap.yaml; daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="l7-proxy-changed",
        facts=("l7Proxy", "envoy.daemonSet"),
        when="always",
        impact="disruptive",
        consequence="The proxy restarts or goes: connections through it break, and L7 rules do "
        "not work while"
        " it is off.",
        runbook=("agree on a maintenance window", "pulumi up"),
        source="D:operations/upgrade.rst (upgrade impact)",
    ),
    Transition(
        id="policies-enforced",
        facts=("policyEnforcementMode",),
        when="policy_tightened",
        impact="disruptive",
        consequence="Whatever no policy allows is dropped: service engines to pods, DNS and "
        "probes included.",
        runbook=(
            "have policies for DNS, for the service engines' range and for every workload",
            "watch for drops: hubble observe --verdict DROPPED",
            "pulumi up",
        ),
        source="D:security/policy/intro.rst",
    ),
    Transition(
        id="policies-loosened",
        facts=("policyEnforcementMode",),
        when="policy_loosened",
        impact="rolling",
        consequence="Agents restart; less is enforced than before, with `never` nothing at all.",
        runbook=("check that nobody relies on the policies",),
        source="D:security/policy/intro.rst",
    ),
    Transition(
        id="hubble-switched",
        facts=("hubble.enabled",),
        when="always",
        impact="rolling",
        consequence="Agents restart, and flows are recorded or no longer so.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="hubble-pods-changed",
        facts=("hubble.relay", "hubble.ui"),
        when="always",
        impact="safe",
        consequence="Only Hubble's own pods come or go; relay and agents must trust one authority.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="sctp-on",
        facts=("sctp",),
        when="switched_on",
        impact="rolling",
        consequence="Agents restart.",
        runbook=(),
        source="D:configuration/sctp.rst",
    ),
    Transition(
        id="sctp-off",
        facts=("sctp",),
        when="switched_off",
        impact="disruptive",
        consequence="SCTP is no longer served or allowed: its connections end.",
        runbook=("move SCTP workloads away first", "pulumi up"),
        source="D:configuration/sctp.rst",
    ),
    Transition(
        id="operator-moved",
        facts=("operator.replicas", "operator.nodeSelector", "operator.tolerations"),
        when="always",
        impact="safe",
        consequence="Only the operator's pods move; what runs does not need them.",
        runbook=("kubectl -n kube-system rollout status deployment/cilium-operator",),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agent-tolerations-narrowed",
        facts=("agent.tolerations",),
        when="tolerations_narrowed",
        impact="disruptive",
        consequence="Agents leave nodes whose taints they no longer tolerate, and no pod starts "
        "there.",
        runbook=(
            "kubectl get nodes -o custom-columns=NODE:.metadata.name,TAINTS:.spec.taints first",
        ),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agent-tolerations-widened",
        facts=("agent.tolerations",),
        when="tolerations_widened",
        impact="safe",
        consequence="Agents may run on more nodes; those that run restart.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agents-restarted",
        facts=("ipam.requireRange", "secretSync", "rollOut.agents", "rollOut.operator"),
        when="always",
        impact="rolling",
        consequence="Agents or the operator restart; nothing that pods notice changes.",
        runbook=(),
        source="pkg/option/config.go; templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="agent-pods-changed",
        facts=(
            "values.resources.*",
            "values.priorityClassName",
            "values.podAnnotations.*",
            "values.podLabels.*",
            "values.prometheus.*",
            "values.pprof.*",
            "values.debug.*",
            "values.hubble.metrics.*",
            "values.hubble.tls.*",
            "values.updateStrategy.*",
            "values.terminationGracePeriodSeconds",
            "values.imagePullSecrets",
        ),
        when="always",
        impact="rolling",
        consequence="The agents' pods are made anew, one after the other, with another setting "
        "that is not"
        " about traffic.",
        runbook=(),
        source="templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="other-pods-changed",
        facts=(
            "values.operator.resources.*",
            "values.operator.prometheus.*",
            "values.operator.podAnnotations.*",
            "values.operator.podLabels.*",
            "values.operator.priorityClassName",
            "values.operator.affinity.*",
            "values.hubble.relay.*",
            "values.hubble.ui.*",
            "values.dashboards.*",
        ),
        when="always",
        impact="safe",
        consequence="Only pods of the operator, of Hubble Relay or of its user interface are made "
        "anew.",
        runbook=(),
        source="templates/cilium-operator/deployment.yaml; templates/hubble-relay/deployment.yaml",
    ),
    Transition(
        id="cilium-added",
        facts=("cilium.installed",),
        when="begins",
        impact="rolling",
        consequence="Cilium becomes the network of a cluster that had none of ours.",
        runbook=("check that no other network plugin connects pods there",),
        source="D:installation/k8s-install-helm.rst",
    ),
    Transition(
        id="cilium-removed",
        facts=("cilium.installed",),
        when="ends",
        impact="forbidden",
        consequence="The network goes: no pod starts, and policies and Services end.",
        runbook=("put it back", "to take the cluster down, acknowledge cluster-taken-down instead"),
        source="pulumi: a Release is deleted before another is made",
    ),
    Transition(
        id="cilium-release-moved",
        facts=("cilium.release",),
        when="always",
        impact="forbidden",
        consequence="A release with another name or namespace is another one: the old is deleted "
        "before the"
        " new is made, and the network is gone in between.",
        runbook=("put name and namespace back", "leave `protect` on"),
        source="pulumi: a Release is deleted before another is made",
    ),
    Transition(
        id="cluster-taken-down",
        facts=("cluster",),
        when="always",
        impact="disruptive",
        consequence="The whole stack goes: the network, AKO, and every virtual service.",
        runbook=(
            'drain the workloads; with AKO set AKOSettings.deleteConfig to "true" first, and wait',
            "acknowledge cluster-taken-down and pulumi up: it takes `protect` away",
            "pulumi destroy",
        ),
        source="pulumi: protect",
    ),
    Transition(
        id="unknown-cilium-change",
        facts=("values.*",),
        when="never",
        impact="disruptive",
        consequence="What it does to a running cluster is not known here, so it counts as "
        "disruptive.",
        runbook=(
            "look up the setting in Cilium's upgrade notes and documentation",
            "try it elsewhere",
        ),
        source="no row of this table",
    ),
    Transition(
        id="unknown-key-change",
        facts=("ipsec.keyId", "ipsec.keyDigest"),
        when="never",
        impact="disruptive",
        consequence="Whether the IPsec key changes could not be read, so it counts as disruptive.",
        runbook=(
            "raise `rotation` by exactly one where the key shall change",
            "else find what changes it",
        ),
        source="no row of this table",
    ),
)
"""Rows, by subject."""
