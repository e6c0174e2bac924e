"""Rules about AKO, the cloud that it is in and the controller that it talks to."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_VALUES: Final = "AKO:docs/values.md"

RULES: Final = (
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
        id="ako-azure-cluster-ip",
        severity="warning",
        says="On an Azure cloud, AKO's ClusterIP has a route table that it may write to.",
        why="AKO then writes the routes to pods into Azure's own table; its documentation says in "
        "one place how, and in another that NodePort alone is supported.",
        fix="Use NodePort; or give the service engines' subnet a route table that the cloud's "
        "credentials may write to, then acknowledge this rule.",
        source=f"AKO:docs/public_clouds.md; {_VALUES} `vrfName`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-cluster-name",
        severity="error",
        says="AKO's name of the cluster is of letters, digits, hyphens and underscores.",
        why="AKO refuses any other and stops syncing.",
        fix="Correct ako.clusterName.",
        source="AKO:internal/lib/lib.go IsClusterNameValid",
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
        "a policy for those every pool goes down.",
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
        id="ako-delete-config",
        severity="error",
        says="AKO is not told to delete everything that it made.",
        why="Every virtual service of the cluster goes away, at once and without a restart.",
        fix="Remove AKOSettings.deleteConfig from ako.values; acknowledge this rule only to take "
        "the cluster out of the controller.",
        source=f"{_VALUES} `deleteConfig`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-credentials-in-helm",
        severity="warning",
        says="AKO takes its credentials from a Secret.",
        why="Before 1.12.1 its chart makes that Secret itself, so they are Helm values: whoever "
        "reads the release's Secret in the cluster has them.",
        fix="Use AKO 1.12.1 or later.",
        source="AKO:helm/ako/templates/secret.yaml by branch",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-credentials-external-old",
        severity="error",
        says="A Secret made by others goes with AKO 1.12.1 or later.",
        why="Older charts make the Secret themselves and then fail on the one that is there, or "
        "run without.",
        fix="Set credentials.source to config, or use a later AKO.",
        source="AKO:helm/ako/templates/secret.yaml by branch",
    ),
    Rule(
        id="lb-ipam-before-ako",
        severity="warning",
        says="Where AKO serves Services of type LoadBalancer, Cilium can be told to leave them "
        "alone.",
        why="Before 1.17 Cilium's operator owns every Service of type LoadBalancer without a "
        "class: as soon as there is a CiliumLoadBalancerIPPool it takes away the addresses that "
        "AKO wrote.",
        fix="Use Cilium 1.17 or later; or make no CiliumLoadBalancerIPPool, then acknowledge this "
        "rule.",
        source="operator/pkg/lbipam of 1.13.18 to 1.16.19; cilium/cilium#39805",
        acknowledgeable=True,
    ),
    Rule(
        id="lb-ipam-beside-ako",
        severity="error",
        says="Services of type LoadBalancer have one giver of addresses.",
        why="AKO and Cilium both write the address of a Service without a class, and each takes "
        "the other's away.",
        fix="Remove defaultLBServiceIPAM from cilium.values, or leave Layer 4 to Cilium with "
        "ako.layer7Only.",
        source="operator/pkg/lbipam; AKO:docs/values.md `layer7Only`, `defaultLBController`",
    ),
    Rule(
        id="two-default-ingress",
        severity="error",
        says="AKO and Cilium are not both the default ingress controller.",
        why="Kubernetes then refuses every Ingress that names no class.",
        fix="Set ingressController.default to false in cilium.values, or "
        "ako.defaultIngressController to false.",
        source="AKO:helm/ako/templates/ingressclass.yaml; Kubernetes' documentation of "
        "IngressClass",
        acknowledgeable=True,
    ),
)
