"""Are the kinds and resources there that a feature needs, and nothing that nobody reads?"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium.custom_resources import (
    AKO_GATEWAY_PLURALS,
    GATEWAY_GROUP,
    gateway_kinds,
)
from cilium_ako.catalogue.release import Release
from cilium_ako.config import ako_settings, cilium_settings
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding

_EGRESS = "egressGateway"
_REDIRECT = "localRedirect"


def _cilium_serves_gateways(view: ClusterView) -> bool:
    return cilium_settings.serves_gateways(view.cilium)


def _has_no_egress_gateway(view: ClusterView) -> bool:
    return not view.has_feature(_EGRESS)


def _redirects(view: ClusterView) -> bool:
    return view.has_feature(_REDIRECT)


def _redirects_nothing(view: ClusterView) -> bool:
    return not view.has_feature(_REDIRECT)


def _crd(plural: str) -> str:
    return f"CustomResourceDefinition {plural}.{GATEWAY_GROUP}"


def _install(bundle: Release) -> str:
    return f"install the CRDs of the Gateway API {bundle}, then restart the operator"


@check("gateway-api-crds", "gateway_kinds")
def gateway_api_crds(view: ClusterView) -> Iterator[RawFinding]:
    """A kind of the Gateway API is not there that Cilium or AKO asks for."""
    needed = gateway_kinds(view.version)
    asking: dict[str, list[str]] = {}
    if _cilium_serves_gateways(view):
        for plural in needed.kinds:
            asking.setdefault(plural, []).append(f"Cilium {view.version}")
    if view.ako is not None and ako_settings.serves_gateways(view.ako):
        for plural in AKO_GATEWAY_PLURALS:
            asking.setdefault(plural, []).append(f"AKO {view.ako.version}")
    for plural, programs in asking.items():
        if plural not in view.observation.gateway_kinds:
            yield RawFinding(
                f"it is not there, and {' and '.join(programs)} asks for it",
                object=_crd(plural),
                fix=_install(needed.bundle) if _cilium_serves_gateways(view) else "",
            )


@check("gateway-api-version", "gateway_kinds", when=_cilium_serves_gateways)
def gateway_api_version(view: ClusterView) -> Iterator[RawFinding]:
    """A kind of the Gateway API is there in versions that this minor does not read."""
    needed = gateway_kinds(view.version)
    for plural, version in needed.kinds.items():
        found = view.observation.gateway_kinds.get(plural)
        if found is None:
            continue
        bundle = Release.parse(found.bundle)
        if version not in found.served:
            served = ", ".join(found.served) or "no version"
            yield RawFinding(
                f"it serves {served}, and Cilium {view.version} reads {version}",
                object=_crd(plural),
                fix=_install(needed.bundle),
            )
        elif bundle is not None and bundle < needed.bundle:
            yield RawFinding(
                f"it is of the Gateway API {bundle}, and the documentation of Cilium"
                f" {view.version.minor_release} names {needed.bundle}",
                object=_crd(plural),
                severity="warn",
                fix=_install(needed.bundle),
            )


@check("service-monitor-crd-missing", "service_monitor_kind")
def service_monitor_crd_missing(view: ClusterView) -> Iterator[RawFinding]:
    """ServiceMonitors are asked for, and nobody knows the kind."""
    if view.observation.service_monitor_kind is None:
        yield RawFinding("it is not there, and the stack asks for ServiceMonitors")


@check("egress-policies-unread", "egress_policies", "cilium_config", when=_has_no_egress_gateway)
def egress_policies_unread(view: ClusterView) -> Iterator[RawFinding]:
    """Policies are there, and the egress gateway is off."""
    for name in view.observation.egress_policies or ():
        yield RawFinding("the egress gateway is off", object=f"CiliumEgressGatewayPolicy {name}")


@check("redirect-policies-unknown", "redirect_policies", "cilium_config", when=_redirects)
def redirect_policies_unknown(view: ClusterView) -> Iterator[RawFinding]:
    """Local redirect policies are on, and nobody knows the kind."""
    if view.observation.redirect_policies is None:
        yield RawFinding("it is not there, and localRedirect is on")


@check("redirect-policies-unread", "redirect_policies", "cilium_config", when=_redirects_nothing)
def redirect_policies_unread(view: ClusterView) -> Iterator[RawFinding]:
    """Policies are there, and they are off."""
    for name in view.observation.redirect_policies or ():
        yield RawFinding("localRedirect is off", object=f"CiliumLocalRedirectPolicy {name}")
