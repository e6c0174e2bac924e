"""Rules about stacks that are right alone and wrong together.

Each is judged over all stacks that are checked at one time, and told in every stack concerned,
where it may be acknowledged for that stack. `scope` says which stacks can be in each other's way.
`AKO:` stands before paths of the AKO repository, all others are of Cilium's.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="api-server-shared",
        severity="error",
        scope="fleet",
        says="No two stacks have one API server.",
        why="Both install the network of that one cluster: they own the same Helm releases, and "
        "each `pulumi up` takes back what the other did.",
        fix="Give each stack the API server of its own cluster, or remove one of the stack files.",
        source="install/kubernetes/cilium (names and namespace are fixed)",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="etcd-shared",
        severity="error",
        scope="etcd",
        says="No two stacks keep their state in one etcd.",
        why="Keys of identities and addresses carry no cluster's name, so each cluster reads the "
        "other's as its own, and each operator collects what the other still uses.",
        fix="Give each cluster an etcd of its own.",
        source="pkg/ipcache/kvstore.go (cilium/state/ip/v1/default); cilium/cilium#16378",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-name-unique",
        severity="error",
        scope="controller",
        says="At one Avi Controller and in one tenant, each cluster has a name of its own.",
        why="AKO keeps its objects apart by that name alone: both own the same virtual services, "
        "and each deletes what it does not know.",
        fix="Give one of them another name (`ako.clusterName`) before it is deployed.",
        source="AKO:docs/values.md `clusterName`; AKO:docs/objects.md",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-name-prefix",
        severity="warning",
        scope="controller",
        says="No cluster's name begins another's at one Avi Controller, where AKO writes routes.",
        why="AKO finds its own routes by the beginning of their label, counts the other cluster's "
        "among them, and writes the VRF again and again.",
        fix="Give one of them a name that begins otherwise (`ako.clusterName`) before it is "
        "deployed.",
        source="AKO:internal/lib/lib.go VrfChecksum",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-group-shared",
        severity="error",
        scope="controller",
        says="A service engine group is one cluster's, where AKO writes routes.",
        why="The group's label names the first cluster; the AKO of the second finds another name "
        "there and restarts for ever.",
        fix="Give each cluster a service engine group of its own "
        "(`ako.controller.serviceEngineGroup`).",
        source="AKO:internal/cache/controller_obj_cache.go ConfigureSeGroupLabels; AKO:docs/faq.md",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-vrf-pods",
        severity="error",
        scope="controller",
        says="In one VRF context, pod ranges of clusters that write routes do not overlap, unless "
        "engines and node networks are apart.",
        why="Two routes to one range then have different gateways, and the service engine sends "
        "traffic to nodes of the wrong cluster.",
        fix="Give the pods ranges of their own, or each cluster its own service engine group and "
        "node networks (`ako.nodeNetworks`).",
        source="AKO:docs/values.md `nodeNetworkList`; AKO:internal/rest/avi_obj_vrf.go",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-vrf-pods-apart",
        severity="warning",
        scope="controller",
        says="In one VRF context, pod ranges of clusters that write routes do not overlap.",
        why="Only the labels of engine groups and the node networks keep the two routes apart: a "
        "group or a network that is shared later sends traffic to the wrong cluster.",
        fix="Give the pods ranges of their own where you can.",
        source="AKO:docs/values.md `nodeNetworkList`",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="ako-vips-in-cluster",
        severity="error",
        scope="controller",
        says="Ranges of virtual services are free of every cluster's pods, nodes and Services at "
        "one Avi Controller.",
        why="Service engines have routes to the other cluster's pods, so a virtual service with "
        "such an address is never reached, or takes an address that a node has.",
        fix="Give the virtual services a range that no cluster uses (`ako.vipNetworks`).",
        source="AKO:docs/faq.md; AKO:docs/objects.md",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="eni-name-unique",
        severity="error",
        scope="account",
        says="In one AWS account and region, each cluster with ENI has a name of its own.",
        why="The operator collects detached interfaces by tags with the cluster's name, whatever "
        "VPC they are in: each one deletes the other's.",
        fix="Give one of them another name (`cluster.name`) before it is deployed, or say that "
        "they are in different accounts (`cluster.awsAccount`).",
        source="pkg/aws/ec2/ec2.go GetDetachedNetworkInterfaces; pkg/aws/eni/eni_gc.go",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="eni-subnets-shared",
        severity="warning",
        scope="vpc",
        says="Clusters with ENI do not take their pods' addresses from the same subnets.",
        why="The operators take addresses in advance and know nothing of each other: one cluster "
        "eats what the other needs, whose pods then wait.",
        fix="Give each cluster subnets of its own (`cilium.ipam.subnetIds` or `subnetTags`), or "
        "count them together.",
        source="Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
        checked_by="fleet",
    ),
    Rule(
        id="overlay-over-vpc",
        severity="error",
        scope="vpc",
        says="Pod ranges of a cluster in a VPC do not overlap that VPC's own ranges.",
        why="What answers to an address of the VPC is taken for a pod's and stays in the cluster: "
        "nodes, pods with ENI and databases there cannot be reached.",
        fix="Give the pods a range outside the VPC.",
        source="Documentation/network/concepts/routing.rst",
        acknowledgeable=True,
        checked_by="fleet",
    ),
)
