"""Rules about AKO and the Avi Controller."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_VALUES: Final = "AKO:docs/values.md"
_CACHE: Final = "AKO:internal/cache/controller_obj_cache.go"

AKO: Final = (
    Rule(
        "ako-vip-missing",
        "error",
        "AKO has a network for virtual services, unless it runs in VPC mode.",
        "It finds no user input for vipNetworkList and reboots forever.",
        "Name the network that virtual services get their addresses from.",
        f"{_CACHE}; {_VALUES}",
    ),
    Rule(
        "ako-vip-several",
        "error",
        "Outside AWS there is one network for virtual services.",
        "AKO refuses more and syncs nothing.",
        "Keep one; use AviInfraSettings for the others.",
        _CACHE,
    ),
    Rule(
        "ako-vip-cidr",
        "error",
        "A network for virtual services has a range, except on AWS.",
        "The controller cannot place a virtual service in it.",
        "Give the network's range.",
        _VALUES,
    ),
    Rule(
        "ako-t1lr-elsewhere",
        "error",
        "Only NSX-T names a tier-1 logical router.",
        "AKO reboots at a router in another cloud.",
        "Remove ako.t1lr, or correct ako.cloud.",
        f"{_CACHE} checkAndSetCloudType",
    ),
    Rule(
        "ako-t1lr-missing",
        "warning",
        "An NSX-T overlay segment names its tier-1 logical router.",
        "In an overlay transport zone AKO reboots without it; a VLAN transport zone must not have "
        "it.",
        "Set ako.t1lr for an overlay segment; acknowledge this rule for a VLAN one.",
        f"{_CACHE} checkAndSetCloudType",
        acknowledgeable=True,
    ),
    Rule(
        "ako-node-port-local",
        "error",
        "AKO does not use NodePortLocal.",
        "Only Antrea has it: with Cilium AKO stops syncing.",
        "Use ClusterIP or NodePort.",
        "AKO:internal/lib/lib.go IsValidCni",
    ),
    Rule(
        "ako-aws-cluster-ip",
        "error",
        "On an AWS cloud, pods that the VPC does not know are served over NodePorts.",
        "AKO writes no routes there and the VPC knows no pods, so every pool stays down.",
        "Use NodePort, or IPAM eni.",
        f"{_VALUES} `vrfName`; AKO:docs/public_clouds.md",
    ),
    Rule(
        "ako-eni-cloud",
        "error",
        "With eni, AKO's cloud is aws, or none.",
        "Service engines in another cloud have no way to addresses of the VPC.",
        "Set ako.cloud to aws.",
        "AKO:docs/public_clouds.md",
    ),
    Rule(
        "ako-openstack-cluster-ip",
        "warning",
        "On OpenStack, service engines send to pods only where Neutron lets them.",
        "Neutron drops packets to pod addresses unless the nodes' ports allow those pairs.",
        "Add the pod ranges to the ports' allowed address pairs, or use NodePort.",
        "AKO:docs/public_clouds.md",
        acknowledgeable=True,
    ),
    Rule(
        "ako-bgp-labels",
        "error",
        "BGP peer labels go with route health injection.",
        "AKO refuses them and reboots forever.",
        "Set rhi.enabled to true, or remove the labels.",
        _CACHE,
    ),
    Rule(
        "ako-node-networks-many",
        "error",
        "There are at most five node networks.",
        "AKO refuses more and syncs nothing.",
        "Keep five; put several ranges into one network.",
        "AKO:internal/lib/constants.go NODE_NETWORK_MAX_ENTRIES",
    ),
    Rule(
        "ako-node-networks-missing",
        "warning",
        "On vCenter, AKO knows the nodes' networks where it writes routes.",
        "Service engines get no interface in the nodes' network and cannot reach pods.",
        "Name the port group and range of the nodes.",
        f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        "ako-node-networks-gap",
        "error",
        "The node networks hold every node range.",
        "Service engines have no interface towards the nodes left out, so pods there get no "
        "traffic.",
        "Complete ako.nodeNetworks.",
        f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        "ako-shared-engines",
        "warning",
        "Where AKO writes routes, the service engine group is the cluster's own.",
        "A second cluster in the group makes AKO stop: its labels are not this cluster's.",
        "Make a service engine group for this cluster and name it.",
        "AKO:docs/faq.md",
        acknowledgeable=True,
    ),
    Rule(
        "ako-policy-always",
        "warning",
        "Where every pod needs a policy, the service engines are let in.",
        "Traffic of service engines comes from their interfaces' addresses, as world: without a "
        "policy for those every pool goes down.",
        "Allow the service engines' interface range in a CiliumClusterwideNetworkPolicy, then "
        "acknowledge this rule.",
        "Documentation/security/policy/intro.rst; bpf/bpf_host.c",
        acknowledgeable=True,
    ),
    Rule(
        "ako-controller-host",
        "error",
        "The controller's host is a name or an address.",
        "AKO puts https:// in front of it and connects to nothing.",
        "Give the host alone, with a port where it is not 443.",
        f"{_VALUES} `controllerHost`",
    ),
    Rule(
        "ako-controller-inside",
        "error",
        "The controller is not in the pod or service ranges.",
        "Nodes take its address for a pod's or a Service's, so AKO never reaches it.",
        "Correct the controller's address, or give the cluster other ranges.",
        f"{_VALUES} `controllerHost`",
    ),
    Rule(
        "ako-vpc-mode",
        "error",
        "VPC mode goes with NSX-T and AKO 1.13.4 or later.",
        "Elsewhere AKO does not know it and reboots for want of a network for virtual services.",
        "Remove AKOSettings.vpcMode from ako.values and name a network.",
        f"{_VALUES} `vpcMode`",
    ),
    Rule(
        "ako-vrf-old",
        "error",
        "A VRF is named to AKO 1.12.1 or later.",
        "Older ones ignore it and write routes into the cloud's default VRF.",
        "Use a later AKO, or leave controller.vrf empty.",
        f"{_VALUES} `vrfName`",
    ),
    Rule(
        "ako-delete-config",
        "error",
        "AKO is not told to delete everything that it made.",
        "Every virtual service of the cluster goes away, at once and without a restart.",
        "Remove AKOSettings.deleteConfig from ako.values; acknowledge this rule only to take the "
        "cluster out of the controller.",
        f"{_VALUES} `deleteConfig`",
        acknowledgeable=True,
    ),
    Rule(
        "ako-credentials-in-helm",
        "warning",
        "AKO takes its credentials from a Secret.",
        "Before 1.12.1 its chart makes that Secret itself, so they are Helm values: whoever reads "
        "the release's Secret in the cluster has them.",
        "Use AKO 1.12.1 or later.",
        "AKO:helm/ako/templates/secret.yaml by branch",
        acknowledgeable=True,
    ),
    Rule(
        "ako-credentials-external-old",
        "error",
        "A Secret made by others goes with AKO 1.12.1 or later.",
        "Older charts make the Secret themselves and then fail on the one that is there, or run "
        "without.",
        "Set credentials.source to config, or use a later AKO.",
        "AKO:helm/ako/templates/secret.yaml by branch",
    ),
    Rule(
        "two-default-ingress",
        "error",
        "AKO and Cilium are not both the default ingress controller.",
        "Kubernetes then refuses every Ingress that names no class.",
        "Set ingressController.default to false in cilium.values, or "
        'L7Settings.defaultIngController to "false" in ako.values.',
        "AKO:helm/ako/templates/ingressclass.yaml; Kubernetes' documentation of IngressClass",
        acknowledgeable=True,
    ),
)
"""Rules about AKO."""
