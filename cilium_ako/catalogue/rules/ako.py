"""Rules about AKO and the Avi Controller."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_VALUES: Final = "AKO:docs/values.md"
_CACHE: Final = "AKO:internal/cache/controller_obj_cache.go"

AKO: Final = (
    Rule(
        id="ako-vip-missing",
        severity="error",
        says="AKO has a network for virtual services, unless it runs in VPC mode.",
        why="It finds no user input for vipNetworkList and reboots forever.",
        fix="Name the network that virtual services get their addresses from.",
        source=f"{_CACHE}; {_VALUES}",
    ),
    Rule(
        id="ako-vip-several",
        severity="error",
        says="Outside AWS there is one network for virtual services.",
        why="AKO refuses more and syncs nothing.",
        fix="Keep one; use AviInfraSettings for the others.",
        source=_CACHE,
    ),
    Rule(
        id="ako-vip-cidr",
        severity="error",
        says="A network for virtual services has a range, except on AWS.",
        why="The controller cannot place a virtual service in it.",
        fix="Give the network's range.",
        source=_VALUES,
    ),
    Rule(
        id="ako-t1lr-elsewhere",
        severity="error",
        says="Only NSX-T names a tier-1 logical router.",
        why="AKO reboots at a router in another cloud.",
        fix="Remove ako.t1lr, or correct ako.cloud.",
        source=f"{_CACHE} checkAndSetCloudType",
    ),
    Rule(
        id="ako-t1lr-missing",
        severity="warning",
        says="An NSX-T overlay segment names its tier-1 logical router.",
        why="In an overlay transport zone AKO reboots without it; a VLAN transport zone must not "
        "have "
        "it.",
        fix="Set ako.t1lr for an overlay segment; acknowledge this rule for a VLAN one.",
        source=f"{_CACHE} checkAndSetCloudType",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-node-port-local",
        severity="error",
        says="AKO does not use NodePortLocal.",
        why="Only Antrea has it: with Cilium AKO stops syncing.",
        fix="Use ClusterIP or NodePort.",
        source="AKO:internal/lib/lib.go IsValidCni",
    ),
    Rule(
        id="ako-aws-cluster-ip",
        severity="error",
        says="On an AWS cloud, pods that the VPC does not know are served over NodePorts.",
        why="AKO writes no routes there and the VPC knows no pods, so every pool stays down.",
        fix="Use NodePort, or IPAM eni.",
        source=f"{_VALUES} `vrfName`; AKO:docs/public_clouds.md",
    ),
    Rule(
        id="ako-eni-cloud",
        severity="error",
        says="With eni, AKO's cloud is aws, or none.",
        why="Service engines in another cloud have no way to addresses of the VPC.",
        fix="Set ako.cloud to aws.",
        source="AKO:docs/public_clouds.md",
    ),
    Rule(
        id="ako-openstack-cluster-ip",
        severity="warning",
        says="On OpenStack, service engines send to pods only where Neutron lets them.",
        why="Neutron drops packets to pod addresses unless the nodes' ports allow those pairs.",
        fix="Add the pod ranges to the ports' allowed address pairs, or use NodePort.",
        source="AKO:docs/public_clouds.md",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-bgp-labels",
        severity="error",
        says="BGP peer labels go with route health injection.",
        why="AKO refuses them and reboots forever.",
        fix="Set rhi.enabled to true, or remove the labels.",
        source=_CACHE,
    ),
    Rule(
        id="ako-node-networks-many",
        severity="error",
        says="There are at most five node networks.",
        why="AKO refuses more and syncs nothing.",
        fix="Keep five; put several ranges into one network.",
        source="AKO:internal/lib/constants.go NODE_NETWORK_MAX_ENTRIES",
    ),
    Rule(
        id="ako-node-networks-missing",
        severity="warning",
        says="On vCenter, AKO knows the nodes' networks where it writes routes.",
        why="Service engines get no interface in the nodes' network and cannot reach pods.",
        fix="Name the port group and range of the nodes.",
        source=f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-node-networks-gap",
        severity="error",
        says="The node networks hold every node range.",
        why="Service engines have no interface towards the nodes left out, so pods there get no "
        "traffic.",
        fix="Complete ako.nodeNetworks.",
        source=f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-shared-engines",
        severity="warning",
        says="Where AKO writes routes, the service engine group is the cluster's own.",
        why="A second cluster in the group makes AKO stop: its labels are not this cluster's.",
        fix="Make a service engine group for this cluster and name it.",
        source="AKO:docs/faq.md",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-policy-always",
        severity="warning",
        says="Where every pod needs a policy, the service engines are let in.",
        why="Traffic of service engines comes from their interfaces' addresses, as world: without "
        "a "
        "policy for those every pool goes down.",
        fix="Allow the service engines' interface range in a CiliumClusterwideNetworkPolicy, then "
        "acknowledge this rule.",
        source="Documentation/security/policy/intro.rst; bpf/bpf_host.c",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-controller-host",
        severity="error",
        says="The controller's host is a name or an address.",
        why="AKO puts https:// in front of it and connects to nothing.",
        fix="Give the host alone, with a port where it is not 443.",
        source=f"{_VALUES} `controllerHost`",
    ),
    Rule(
        id="ako-controller-inside",
        severity="error",
        says="The controller is not in the pod or service ranges.",
        why="Nodes take its address for a pod's or a Service's, so AKO never reaches it.",
        fix="Correct the controller's address, or give the cluster other ranges.",
        source=f"{_VALUES} `controllerHost`",
    ),
    Rule(
        id="ako-vpc-mode",
        severity="error",
        says="VPC mode goes with NSX-T and AKO 1.13.4 or later.",
        why="Elsewhere AKO does not know it and reboots for want of a network for virtual "
        "services.",
        fix="Remove AKOSettings.vpcMode from ako.values and name a network.",
        source=f"{_VALUES} `vpcMode`",
    ),
    Rule(
        id="ako-vrf-old",
        severity="error",
        says="A VRF is named to AKO 1.12.1 or later.",
        why="Older ones ignore it and write routes into the cloud's default VRF.",
        fix="Use a later AKO, or leave controller.vrf empty.",
        source=f"{_VALUES} `vrfName`",
    ),
    Rule(
        id="ako-delete-config",
        severity="error",
        says="AKO is not told to delete everything that it made.",
        why="Every virtual service of the cluster goes away, at once and without a restart.",
        fix="Remove AKOSettings.deleteConfig from ako.values; acknowledge this rule only to take "
        "the "
        "cluster out of the controller.",
        source=f"{_VALUES} `deleteConfig`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-credentials-in-helm",
        severity="warning",
        says="AKO takes its credentials from a Secret.",
        why="Before 1.12.1 its chart makes that Secret itself, so they are Helm values: whoever "
        "reads "
        "the release's Secret in the cluster has them.",
        fix="Use AKO 1.12.1 or later.",
        source="AKO:helm/ako/templates/secret.yaml by branch",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-credentials-external-old",
        severity="error",
        says="A Secret made by others goes with AKO 1.12.1 or later.",
        why="Older charts make the Secret themselves and then fail on the one that is there, or "
        "run "
        "without.",
        fix="Set credentials.source to config, or use a later AKO.",
        source="AKO:helm/ako/templates/secret.yaml by branch",
    ),
    Rule(
        id="two-default-ingress",
        severity="error",
        says="AKO and Cilium are not both the default ingress controller.",
        why="Kubernetes then refuses every Ingress that names no class.",
        fix="Set ingressController.default to false in cilium.values, or "
        'L7Settings.defaultIngController to "false" in ako.values.',
        source="AKO:helm/ako/templates/ingressclass.yaml; Kubernetes' documentation of "
        "IngressClass",
        acknowledgeable=True,
    ),
)
"""Rules about AKO."""
