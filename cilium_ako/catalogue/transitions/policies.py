"""Changes of what policies apply to.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="host-firewall-switched",
        facts=("hostFirewall",),
        when="always",
        impact="disruptive",
        consequence=(
            "Policies that select nodes begin or cease to apply to the nodes' own traffic, SSH and"
            " the API server included; with IPsec agents do not start."
        ),
        runbook=(
            "audit the host policies first (PolicyAuditMode on the host endpoint)",
            "pulumi up",
        ),
        source="Documentation/security/host-firewall.rst; daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="policies-enforced",
        facts=("policyEnforcementMode",),
        when="policy_tightened",
        impact="disruptive",
        consequence=(
            "Whatever no policy allows is dropped: service engines to pods, DNS and probes"
            " included."
        ),
        runbook=(
            "have policies for DNS, for the service engines' range and for every workload",
            "watch for drops: hubble observe --verdict DROPPED",
            "pulumi up",
        ),
        source="Documentation/security/policy/intro.rst",
    ),
    Transition(
        id="policies-loosened",
        facts=("policyEnforcementMode",),
        when="policy_loosened",
        impact="rolling",
        consequence="Agents restart; less is enforced than before, with `never` nothing at all.",
        runbook=("check that nobody relies on the policies",),
        source="Documentation/security/policy/intro.rst",
    ),
    Transition(
        id="policies-local-to-cluster",
        facts=("cilium.version",),
        when="policies_become_local",
        impact="disruptive",
        consequence=(
            "The default of policyDefaultLocalCluster turns: a policy that names no cluster selects"
            " pods of its own cluster alone, and what it allowed from or to the mesh is dropped."
        ),
        runbook=(
            "set it by name and alike in every cluster of the mesh: cilium.values"
            " clustermesh.policyDefaultLocalCluster: false",
            "or list the policies that change: cilium clustermesh"
            " inspect-policy-default-local-cluster; name the cluster in each"
            " (io.cilium.k8s.policy.cluster), then upgrade",
        ),
        source="Documentation/operations/upgrade.rst; install/kubernetes/cilium/values.yaml",
        combination=True,
    ),
    Transition(
        id="mutual-authentication-off",
        facts=("cilium.version",),
        when="authentication_goes_off",
        impact="disruptive",
        consequence=(
            "The default of authentication.enabled turns to false while SPIRE is installed:"
            " policies that ask for authentication are marked invalid, and do not let through what"
            " they did."
        ),
        runbook=(
            "set it by name: cilium.values authentication.enabled: true",
            "or take authentication.mode out of the policies first",
        ),
        source="install/kubernetes/cilium/values.yaml; operator/pkg/networkpolicy",
        combination=True,
    ),
)
