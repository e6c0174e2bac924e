"""Rules about AKO, the cloud that it is in and the controller that it talks to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import IntervalIndex
from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.queries import (
    cluster_name,
    is_off,
    is_on,
    pod_ranges,
    range_containing,
    service_ranges,
    value_at,
    writes_routes,
)
from cilium_ako.rules.registry import rule

_VERSION: Final = key_path("ako", "version")
_WITH_SECRET: Final = str(ako_features.EXISTING_SECRET.since)
_CLOUD: Final = key_path("ako", "cloud")
_SERVICE_TYPE: Final = key_path("ako", "serviceType")
_HOST: Final = key_path("ako", "controller", "host")
_SHARED_GROUP: Final = "Default-Group"


@rule("ako-node-port-local")
def node_port_local(ako: Ako) -> Iterator[Finding]:
    """A service type of another CNI plugin."""
    if ako.service_type == "NodePortLocal":
        yield Finding(
            _SERVICE_TYPE,
            "AKO is to use NodePortLocal with Cilium",
            f"{set_to(_SERVICE_TYPE, 'ClusterIP')}  (or NodePort)",
        )


@rule("ako-aws-cluster-ip")
def aws_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Pods that service engines in a VPC cannot reach."""
    if ako.cloud == "aws" and ako.service_type == "ClusterIP" and not isinstance(cilium.ipam, Eni):
        yield Finding(
            _SERVICE_TYPE,
            f"AKO serves pods directly on AWS, and IPAM {cilium.ipam.mode} gives addresses that "
            "the VPC does not know",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-eni-cloud")
def eni_cloud(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Service engines outside of the VPC."""
    if isinstance(cilium.ipam, Eni) and ako.cloud not in ("aws", "none"):
        yield Finding(_CLOUD, f"IPAM is eni and AKO's cloud is {ako.cloud}", set_to(_CLOUD, "aws"))


@rule("ako-openstack-cluster-ip")
def openstack_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Pods that Neutron hides."""
    if ako.cloud == "openstack" and writes_routes(cilium, ako):
        yield Finding(
            _SERVICE_TYPE,
            "AKO serves pods directly on OpenStack",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-shared-engines")
def shared_engines(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """A service engine group that every cluster finds first."""
    if writes_routes(cilium, ako) and ako.controller.service_engine_group == _SHARED_GROUP:
        path = key_path("ako", "controller", "serviceEngineGroup")
        yield Finding(
            path,
            f"AKO writes routes and its service engine group is {_SHARED_GROUP}",
            set_to(path, "…"),
        )


@rule("ako-policy-always")
def policy_always(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Policies that shut the load balancer out."""
    mode = value_at(cilium.values, "policyEnforcementMode")
    if isinstance(mode, str) and mode.lower() == "always":
        who = "nodes' NodePorts" if ako.service_type == "NodePort" else "pods"
        yield Finding(
            key_path("cilium", "values", "policyEnforcementMode"),
            f"policyEnforcementMode is always, and service engines send to {who}",
        )


@rule("ako-controller-host")
def controller_host(ako: Ako) -> Iterator[Finding]:
    """A URL instead of a host."""
    host = ako.controller.host
    if "/" in host or any(letter.isspace() for letter in host) or "@" in host:
        bare = host.split("://")[-1].split("/")[0].split("@")[-1].strip()
        yield Finding(
            _HOST,
            "the controller's host is a URL or has blanks",
            set_to(_HOST, bare) if bare and not any(each.isspace() for each in bare) else "",
        )


@rule("ako-controller-inside")
def controller_inside(cluster: Cluster, ako: Ako, stack: Stack) -> Iterator[Finding]:
    """A controller whose address means something else in the cluster."""
    host = ako.controller.host.split(":")[0]
    pods = pod_ranges(stack.cilium) if stack.cilium is not None else []
    found = range_containing(host, IntervalIndex([*service_ranges(cluster), *pods]))
    if found is not None:
        yield Finding(_HOST, f"the controller {host} is in {found.path} {found.network}")
    elif cluster_name(host):
        yield Finding(_HOST, f"the controller {host} is a name that only cluster DNS knows")


@rule("ako-delete-config")
def delete_config(ako: Ako) -> Iterator[Finding]:
    """A switch that takes everything down."""
    if is_on(value_at(ako.values, "AKOSettings", "deleteConfig")):
        path = key_path("ako", "values", "AKOSettings", "deleteConfig")
        yield Finding(path, "AKO is told to delete all that it made", removed(path))


@rule("ako-credentials-in-helm")
def credentials_in_helm(ako: Ako) -> Iterator[Finding]:
    """Credentials as Helm values."""
    if ako.credentials.source == "config" and not ako_features.EXISTING_SECRET.is_in(ako.version):
        yield Finding(
            _VERSION,
            f"AKO {ako.version} takes its credentials as Helm values",
            set_to(_VERSION, _WITH_SECRET) + "  (or later)",
        )


@rule("ako-credentials-external-old")
def credentials_external_old(ako: Ako) -> Iterator[Finding]:
    """A Secret that the chart wants to make itself."""
    if ako.credentials.source == "external" and not ako_features.EXISTING_SECRET.is_in(ako.version):
        path = key_path("ako", "credentials", "source")
        yield Finding(
            path,
            f"AKO {ako.version} does not take a Secret made by others",
            f"{set_to(path, 'config')}, or {set_to(_VERSION, _WITH_SECRET)} (or later)",
        )


@rule("two-default-ingress")
def two_default_ingress(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Two that claim every Ingress."""
    if is_on(value_at(cilium.values, "ingressController", "default")) and not is_off(
        value_at(ako.values, "L7Settings", "defaultIngController")
    ):
        path = key_path("cilium", "values", "ingressController", "default")
        yield Finding(
            path, "Cilium and AKO are both the default ingress controller", set_to(path, "false")
        )
