"""Rules about AKO, the cloud that it is in and the controller that it talks to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import IntervalIndex
from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.ako.limits import CLUSTER_NAME_PATTERN, SHARED_ENGINE_GROUP
from cilium_ako.catalogue.cilium import features as cilium_features
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_load_balancers, setting
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.ipam import VpcAddresses
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    cluster_name,
    pod_ranges,
    range_containing,
    service_ranges,
    writes_routes,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_VERSION: Final = key_path("ako", "version")
_WITH_SECRET: Final = str(ako_features.EXISTING_SECRET.since)
_CLOUD: Final = key_path("ako", "cloud")
_SERVICE_TYPE: Final = key_path("ako", "serviceType")
_HOST: Final = key_path("ako", "controller", "host")


@rule("ako-node-port-local")
def ako_node_port_local(ako: Ako) -> Iterator[Finding]:
    """AKO's service type is NodePortLocal, which needs the CNI plugin Antrea."""
    if ako.service_type == "NodePortLocal":
        yield Finding(
            _SERVICE_TYPE,
            "AKO is to use NodePortLocal with Cilium",
            f"{set_to(_SERVICE_TYPE, 'ClusterIP')}  (or NodePort)",
        )


@rule("ako-aws-cluster-ip")
def ako_aws_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO serves pods directly on AWS, and their addresses are not of the VPC."""
    if (
        ako.cloud == "aws"
        and ako.service_type == "ClusterIP"
        and not isinstance(cilium.ipam, VpcAddresses)
    ):
        yield Finding(
            _SERVICE_TYPE,
            f"AKO serves pods directly on AWS, and IPAM {cilium.ipam.mode} gives addresses that "
            "the VPC does not know",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-eni-cloud")
def ako_eni_cloud(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """IPAM is eni and AKO's cloud is neither aws nor none."""
    if isinstance(cilium.ipam, VpcAddresses) and ako.cloud not in ("aws", "none"):
        yield Finding(_CLOUD, f"IPAM is eni and AKO's cloud is {ako.cloud}", set_to(_CLOUD, "aws"))


@rule("ako-openstack-cluster-ip")
def ako_openstack_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO writes routes to pods on OpenStack, whose ports drop foreign addresses."""
    if ako.cloud == "openstack" and writes_routes(cilium, ako):
        yield Finding(
            _SERVICE_TYPE,
            "AKO serves pods directly on OpenStack",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-azure-cluster-ip")
def ako_azure_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO writes routes to pods on Azure."""
    if ako.cloud == "azure" and writes_routes(cilium, ako):
        yield Finding(
            _SERVICE_TYPE, "AKO serves pods directly on Azure", set_to(_SERVICE_TYPE, "NodePort")
        )


@rule("ako-cluster-name")
def ako_cluster_name(ako: Ako) -> Iterator[Finding]:
    """AKO's own name of the cluster has characters that AKO refuses."""
    name = ako.cluster_name
    if name and re.fullmatch(CLUSTER_NAME_PATTERN, name) is None:
        path = key_path("ako", "clusterName")
        better = re.sub(r"[^a-zA-Z0-9_-]+", "-", name).strip("-")
        yield Finding(
            path,
            f"AKO's name of the cluster is {name[:40]!r}",
            f"{set_to(path, better or 'dev')}  (a new name makes all of AKO's objects anew)",
        )


@rule("ako-shared-engines")
def ako_shared_engines(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO writes routes into the service engine group that all clusters share by default."""
    if writes_routes(cilium, ako) and ako.controller.service_engine_group == SHARED_ENGINE_GROUP:
        path = key_path("ako", "controller", "serviceEngineGroup")
        yield Finding(
            path,
            f"AKO writes routes and its service engine group is {SHARED_ENGINE_GROUP}",
            set_to(path, "…"),
        )


@rule("ako-policy-always")
def ako_policy_always(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """policyEnforcementMode is always, and service engines are no pods."""
    mode = value_at(cilium.values, "policyEnforcementMode")
    if isinstance(mode, str) and mode.lower() == "always":
        who = "nodes' NodePorts" if ako.service_type == "NodePort" else "pods"
        yield Finding(
            key_path("cilium", "values", "policyEnforcementMode"),
            f"policyEnforcementMode is always, and service engines send to {who}",
        )


@rule("ako-controller-host")
def ako_controller_host(ako: Ako) -> Iterator[Finding]:
    """The controller's host is a URL, or has blanks."""
    host = ako.controller.host
    if "/" in host or any(letter.isspace() for letter in host) or "@" in host:
        bare = host.split("://")[-1].split("/")[0].split("@")[-1].strip()
        yield Finding(
            _HOST,
            "the controller's host is a URL or has blanks",
            set_to(_HOST, bare) if bare and not any(each.isspace() for each in bare) else "",
        )


@rule("ako-controller-inside")
def ako_controller_inside(cluster: Cluster, ako: Ako, stack: Stack) -> Iterator[Finding]:
    """The controller's address is a pod's or a Service's, or a name of cluster DNS."""
    host = ako.controller.host.split(":")[0]
    pods = pod_ranges(stack.cilium) if stack.cilium is not None else []
    found = range_containing(host, IntervalIndex([*service_ranges(cluster), *pods]))
    if found is not None:
        yield Finding(_HOST, f"the controller {host} is in {found.path} {found.network}")
    elif cluster_name(host):
        yield Finding(_HOST, f"the controller {host} is a name that only cluster DNS knows")


@rule("ako-delete-config")
def ako_delete_config(ako: Ako) -> Iterator[Finding]:
    """`deleteConfig` is on: AKO deletes all that it made."""
    if is_on(value_at(ako.values, "AKOSettings", "deleteConfig")):
        path = key_path("ako", "values", "AKOSettings", "deleteConfig")
        yield Finding(path, "AKO is told to delete all that it made", removed(path))


@rule("ako-credentials-in-helm")
def ako_credentials_in_helm(ako: Ako) -> Iterator[Finding]:
    """The credentials are in this config, and this AKO takes them as Helm values only."""
    if ako.credentials.source == "config" and not ako_features.EXISTING_SECRET.is_in(ako.version):
        yield Finding(
            _VERSION,
            f"AKO {ako.version} takes its credentials as Helm values",
            set_to(_VERSION, _WITH_SECRET) + "  (or later)",
        )


@rule("ako-credentials-external-old")
def ako_credentials_external_old(ako: Ako) -> Iterator[Finding]:
    """The credentials are external, and this AKO's chart makes the Secret itself."""
    if ako.credentials.source == "external" and not ako_features.EXISTING_SECRET.is_in(ako.version):
        path = key_path("ako", "credentials", "source")
        yield Finding(
            path,
            f"AKO {ako.version} does not take a Secret made by others",
            f"{set_to(path, 'config')}, or {set_to(_VERSION, _WITH_SECRET)} (or later)",
        )


@rule("lb-ipam-before-ako")
def lb_ipam_before_ako(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO serves Layer 4, and this Cilium's operator owns the same Services."""
    if serves_load_balancers(ako) and cilium_features.LB_IPAM_OWNS_ALL.is_in(cilium.version):
        yield Finding(
            key_path("cilium", "version"),
            f"AKO serves Services of type LoadBalancer, and so does Cilium {cilium.version}",
        )


@rule("lb-ipam-beside-ako")
def lb_ipam_beside_ako(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO serves Layer 4, and the stack's own values let Cilium do it as well."""
    value = value_at(cilium.values, "defaultLBServiceIPAM")
    if serves_load_balancers(ako) and value not in (None, "none"):
        path = key_path("cilium", "values", "defaultLBServiceIPAM")
        yield Finding(
            path,
            "Cilium is told to give Services of type LoadBalancer their addresses, and AKO does",
            f"{removed(path)}, or {set_to(key_path('ako', 'layer7Only'), 'true')}",
        )


@rule("two-default-ingress")
def two_default_ingress(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Cilium and AKO are both the default ingress controller."""
    on = cilium.ingress is None or cilium.ingress.enabled
    default = is_on(value_at(cilium.values, "ingressController", "default"))
    if on and default and not is_off(setting(ako, "L7Settings.defaultIngController")):
        path = key_path("cilium", "values", "ingressController", "default")
        yield Finding(
            path, "Cilium and AKO are both the default ingress controller", set_to(path, "false")
        )
