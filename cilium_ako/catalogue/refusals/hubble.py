"""Hubble and metrics: what their charts refuse. Paths are of the Cilium repository."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import AnyOf, Is, IsNot, IsSet, IsUnset, Refusal, on
from cilium_ako.catalogue.release import Release

_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"
_MONITORS: Final = (
    "prometheus.serviceMonitor.enabled",
    "operator.prometheus.serviceMonitor.enabled",
    "envoy.prometheus.serviceMonitor.enabled",
    "hubble.relay.prometheus.serviceMonitor.enabled",
)

REFUSALS: Final = (
    Refusal(
        id="hubble-issuer",
        by="chart",
        when=(
            on("hubble.enabled"),
            Is("hubble.certificates", ("certmanager",)),
            IsUnset("hubble.tls.auto.certManagerIssuerRef"),
            IsNot("hubble.tls.auto.enabled", (False,)),
        ),
        says="Hubble's certificates by cert-manager have an issuer.",
        why="The chart does not render without one.",
        fix="Name one as hubble.tls.auto.certManagerIssuerRef (group, kind, name) in "
        "cilium.values.",
        source=_VALIDATE,
    ),
    Refusal(
        id="hubble-certificates-word",
        by="nobody",
        when=(
            on("hubble.enabled"),
            IsNot("hubble.certificates", ("helm", "cronJob", "certmanager")),
            IsNot("hubble.tls.auto.enabled", (False,)),
        ),
        says="Hubble's certificates are made by helm, cronJob or certmanager.",
        why="With another word no certificate is made, and nothing says so: the relay cannot "
        "connect.",
        fix="Use one of the three for hubble.tls.auto.method.",
        source="install/kubernetes/cilium/templates/hubble",
    ),
    Refusal(
        id="hubble-certificate-job",
        by="nobody",
        when=(on("hubble.enabled"), on("hubble.relay"), Is("hubble.certificates", ("cronJob",))),
        until=Release(1, 18),
        says="The relay's certificate is there before the release is ready.",
        why="Up to 1.18 the job is a hook that runs after everything is ready, and the relay "
        "waits for "
        "its certificate: a waiting release never ends.",
        fix="Use helm or certmanager for hubble.tls.auto.method (cronJob is right from 1.19 on), "
        "or "
        "set hubble.relay to false for the first installation.",
        source="cilium/cilium#40381; "
        "install/kubernetes/cilium/templates/hubble/tls-cronjob/job.yaml of 1.17 and 1.19",
    ),
    *(
        Refusal(
            id=f"hubble-certificate-{name}",
            by="chart",
            when=(
                on("hubble.enabled"),
                IsNot("hubble.tls.enabled", (False,)),
                Is("hubble.tls.auto.enabled", (False,)),
                *needed,
                IsUnset(f"{key}.existingSecret"),
                AnyOf((IsUnset(f"{key}.cert"), IsUnset(f"{key}.key"))),
            ),
            since=since,
            says="Hubble's certificates that nobody makes are given.",
            why="With hubble.tls.auto off the chart asks for each of them and does not render.",
            fix=f"Put it into a Secret and name that as {key}.existingSecret, or remove "
            "hubble.tls.auto.enabled.",
            source="install/kubernetes/cilium/templates/hubble/tls-provided",
        )
        for name, key, needed, since in (
            ("server", "hubble.tls.server", (), Release(1, 13)),
            ("relay-client", "hubble.relay.tls.client", (on("hubble.relay"),), Release(1, 13)),
            (
                "relay-server",
                "hubble.relay.tls.server",
                (on("hubble.relay"), IsSet("hubble.relay.tls.server.enabled")),
                Release(1, 13),
            ),
            (
                "ui-client",
                "hubble.ui.tls.client",
                (
                    on("hubble.relay"),
                    on("hubble.ui"),
                    IsSet("hubble.relay.tls.server.enabled"),
                ),
                Release(1, 13),
            ),
            (
                "metrics",
                "hubble.metrics.tls.server",
                (IsSet("hubble.metrics.enabled"), IsSet("hubble.metrics.tls.enabled")),
                Release(1, 16),
            ),
        )
    ),
    Refusal(
        id="hubble-redaction",
        by="chart",
        when=(
            IsSet("hubble.redact.http.headers.allow"),
            IsSet("hubble.redact.http.headers.deny"),
        ),
        since=Release(1, 15),
        says="Headers are redacted by one list.",
        why="The chart does not render both.",
        fix="Keep hubble.redact.http.headers.allow or .deny, not both.",
        source=_VALIDATE,
    ),
    Refusal(
        id="hubble-ui-standalone",
        by="chart",
        when=(
            IsSet("hubble.ui.standalone.enabled"),
            IsSet("hubble.relay.tls.server.enabled"),
            IsUnset("hubble.ui.standalone.tls.certsVolume"),
        ),
        says="A user interface on its own has certificates for a relay that serves TLS.",
        why="The chart does not render it without the volume.",
        fix="Give hubble.ui.standalone.tls.certsVolume, or turn hubble.relay.tls.server off.",
        source=_VALIDATE,
    ),
    Refusal(
        id="service-monitor-crd",
        by="chart",
        when=(
            AnyOf(tuple(IsSet(key) for key in _MONITORS)),
            IsUnset("prometheus.serviceMonitor.trustCRDsExist"),
        ),
        says="A ServiceMonitor is rendered where its CRD is trusted to be there.",
        why="The chart asks the cluster for the CRD, which nobody sees who renders it on the "
        "side: a "
        "preview or a diff fails.",
        fix="Set prometheus.serviceMonitor.trustCRDsExist to true in cilium.values, once the "
        "CRDs of "
        "the Prometheus operator are installed.",
        source=_VALIDATE,
    ),
    Refusal(
        id="hubble-monitor-crd",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(
            IsSet("hubble.metrics.enabled"),
            IsSet("hubble.metrics.serviceMonitor.enabled"),
        ),
        says="Hubble's ServiceMonitor finds its CRD.",
        why="The chart does not check this one: without the CRD the release fails half-way.",
        fix="Install the CRDs of the Prometheus operator, then acknowledge this rule.",
        source="install/kubernetes/cilium/templates/hubble/servicemonitor.yaml",
    ),
    Refusal(
        id="policy-enforcement-mode",
        by="agent",
        when=(IsNot("policyEnforcementMode", ("default", "always", "never")),),
        says="policyEnforcementMode is default, always or never.",
        why="The agent refuses any other word and does not start.",
        fix="Use one of the three in cilium.values.",
        source="pkg/option/config.go",
        kops="enablePolicy: unsupported value",
    ),
    Refusal(
        id="standalone-dns-port",
        by="chart",
        when=(IsSet("standaloneDnsProxy.enabled"), IsUnset("dnsProxy.proxyPort")),
        since=Release(1, 19),
        says="A DNS proxy of its own has a fixed port.",
        why="The chart does not render it without one.",
        fix="Set dnsProxy.proxyPort in cilium.values.",
        source=_VALIDATE,
    ),
    Refusal(
        id="identity-gc-off",
        by="operator",
        when=(
            Is("extraConfig.cilium-endpoint-gc-interval", ("0s", "0", 0)),
            IsNot("identityAllocation", ("kvstore",)),
        ),
        says="CiliumEndpoints of pods that are gone are removed.",
        why="The operator stops at start where they are not and identities are in objects.",
        fix="Remove cilium-endpoint-gc-interval from extraConfig.",
        source="operator/cmd/root.go",
    ),
)
