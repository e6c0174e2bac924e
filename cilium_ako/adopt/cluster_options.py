"""Keys of the config that a person says by options, since no file holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.adopt.found import Found, Sourced


class ClusterOption(NamedTuple):
    """One option that says a key."""

    name: str
    """As it is typed."""
    path: str
    """Where the config has it, below the project; with `*`, wherever pods' ranges stand."""
    is_list: bool = False
    is_number: bool = False


OPTIONS: Final = (
    ClusterOption("--node-cidrs", "cluster.nodeCidrs", is_list=True),
    ClusterOption("--service-cidrs", "cluster.serviceCidrs", is_list=True),
    ClusterOption("--api-server", "cluster.apiServer", is_list=True),
    ClusterOption("--kubernetes-version", "cluster.kubernetesVersion"),
    ClusterOption("--kernel-version", "cluster.kernelVersion"),
    ClusterOption("--max-nodes", "cluster.maxNodes", is_number=True),
    ClusterOption("--max-pods-per-node", "cluster.maxPodsPerNode", is_number=True),
    ClusterOption("--control-planes", "cluster.controlPlanes", is_number=True),
    ClusterOption("--kube-proxy", "cluster.kubeProxy"),
    ClusterOption("--distribution", "cluster.distribution"),
    ClusterOption("--platform", "cluster.platform"),
    ClusterOption("--region", "cluster.region"),
    ClusterOption("--pod-cidrs", "cilium.ipam.podCidrs", is_list=True),
    ClusterOption("--vpc-cidrs", "cilium.ipam.vpcCidrs", is_list=True),
    ClusterOption("--ako-cloud", "ako.cloud"),
    ClusterOption("--avi-username", "aviUsername"),
)
"""Every option of the kind, in the order of the help."""


def said_by_options(given: Mapping[str, str]) -> Found:
    """What options say, by their names; one that is not given is not in the mapping.

    A list is separated by commas. What does not fit its key is named by the check of the file.
    """
    keys: dict[str, Sourced] = {}
    for option in OPTIONS:
        text = given.get(option.name)
        if text is None:
            continue
        value: object = text
        if option.is_list:
            value = [each.strip() for each in text.split(",") if each.strip()]
        elif option.is_number and text.isdigit():
            value = int(text)
        keys[option.path] = Sourced(value, option.name)
        if option.name == "--pod-cidrs":
            keys["cluster.podCidrs"] = Sourced(value, option.name)
    return Found(keys=keys)
