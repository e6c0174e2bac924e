"""What the component package takes: the keys of the config, as TypedDicts.

Generated from the models in `cilium_ako/config/` by `make docs`. Keys are spelled as a stack file
spells them. The analyzer does not evaluate annotations that are texts, so there is no
`from __future__ import annotations` here.
"""

import enum
from typing import Any, NotRequired, TypedDict

import pulumi


class ClusterPlatform(enum.StrEnum):
    """Where the nodes run. Left out: `eks` with the distribution `eks`, `generic` otherwise."""

    Generic = "generic"
    Aws = "aws"
    Eks = "eks"


class ClusterDistribution(enum.StrEnum):
    """What the cluster is made with. It gives what its nodes need, see docs/distributions.md."""

    Kubeadm = "kubeadm"
    K3s = "k3s"
    Rke2 = "rke2"
    Talos = "talos"
    Kops = "kops"
    Eks = "eks"
    EksHybrid = "eks-hybrid"
    Gke = "gke"
    Aks = "aks"
    Openshift = "openshift"
    K0s = "k0s"
    Microk8s = "microk8s"
    Capi = "capi"
    Kind = "kind"


class ClusterKubeProxy(enum.StrEnum):
    """Whether kube-proxy runs, and in which mode; `kept-off` where EKS installs it and the program keeps it off all nodes once Cilium is there, by a patch that `pulumi destroy` takes back."""

    Absent = "absent"
    KeptOff = "kept-off"
    Iptables = "iptables"
    Ipvs = "ipvs"
    Nftables = "nftables"


class ClusterAwsNode(enum.StrEnum):
    """Who keeps Amazon's own CNI plugin (the DaemonSet `aws-node`) off nodes: `kept-off` the program, by a patch that `pulumi destroy` takes back; `others` you, where it is there at all."""

    Others = "others"
    KeptOff = "kept-off"


class Cluster(TypedDict):
    """What is true of the cluster, whoever installs its network."""

    name: str
    """AKO's `clusterName` and Cilium's `cluster.name`. AKO keys every object by it."""
    id: NotRequired[int]
    """Cilium's `cluster.id`, 0 outside a cluster mesh. Default: `0`."""
    platform: NotRequired[ClusterPlatform]
    """Where the nodes run. Left out: `eks` with the distribution `eks`, `generic` otherwise. Default: `generic`."""
    region: NotRequired[str]
    """The AWS region, for the platforms `aws` and `eks`."""
    awsAccount: NotRequired[str]
    """The AWS account, where the operator's role does not say it. Stacks of different accounts are not held against each other."""
    vpcId: NotRequired[str]
    """The VPC that the nodes are in: the policy of an operator with `eni` is kept to it, and stacks in one VPC are held against each other."""
    distribution: NotRequired[ClusterDistribution]
    """What the cluster is made with. It gives what its nodes need, see docs/distributions.md."""
    kubernetesVersion: str
    """Version of the API server, quoted: `"1.33"`."""
    kernelVersion: str
    """The oldest kernel among the nodes, quoted: `"5.15"`."""
    apiServer: list[str]
    """URLs under which every node reaches the API server."""
    kubeconfigContext: NotRequired[str]
    """The kubeconfig's context; its current one otherwise."""
    nodeCidrs: list[str]
    """Ranges that hold every node's address."""
    podCidrs: NotRequired[list[str]]
    """Ranges of pods that another CNI plugin gives their addresses, such as the VPC's; empty where `cilium.ipam` says them."""
    serviceCidrs: list[str]
    """The API server's `--service-cluster-ip-range`."""
    maxNodes: int
    """The most nodes that this cluster will ever have."""
    maxPodsPerNode: NotRequired[int]
    """The kubelet's `maxPods`. Default: `110`."""
    controlPlanes: NotRequired[int]
    """How many control plane nodes there are. Default: `1`."""
    kubeProxy: NotRequired[ClusterKubeProxy]
    """Whether kube-proxy runs, and in which mode; `kept-off` where EKS installs it and the program keeps it off all nodes once Cilium is there, by a patch that `pulumi destroy` takes back. Default: `iptables`."""
    awsNode: NotRequired[ClusterAwsNode]
    """Who keeps Amazon's own CNI plugin (the DaemonSet `aws-node`) off nodes: `kept-off` the program, by a patch that `pulumi destroy` takes back; `others` you, where it is there at all. Default: `others`."""


class IpamMode(enum.StrEnum):
    """What tells the kinds of `Ipam` apart."""

    ClusterPool = "cluster-pool"
    """The Cilium operator cuts a range for each node from pools of its own."""
    Kubernetes = "kubernetes"
    """kube-controller-manager cuts a range for each node into `Node.spec.podCIDRs`."""
    Eni = "eni"
    """Pods get addresses of the VPC, from network interfaces that the operator attaches."""
    AwsCni = "aws-cni"
    """The AWS VPC CNI plugin gives pods their addresses, and Cilium follows it. What `cni.chaining.mode: aws-cni` means where `ipam` is left out: Cilium has an IPAM mode of its own then, too, whose ranges no pod has."""


class PodSubnet(TypedDict):
    """A subnet for pods alone, which this stack makes."""

    cidr: str
    """Its range, within one of the VPC's, of /16 to /28. A subnet never changes its range."""
    zone: str
    """Its availability zone: nodes in other zones get no interface in it."""
    routeTableId: NotRequired[str]
    """The route table of its traffic, such as the one to the zone's NAT gateway; the VPC's main one otherwise."""
    prefixReservation: NotRequired[str]
    """A range of it that EC2 keeps for prefixes, so that single addresses break up none."""


class InstanceLimits(TypedDict):
    """What a type of instance takes that the table here does not know."""

    interfaces: int
    """Network interfaces on its first card."""
    addresses: int
    """IPv4 addresses of each of them, the interface's own one among them."""
    prefixes: NotRequired[bool]
    """Whether it takes prefixes: on Nitro and on bare metal, not on Xen. Default: `true`."""


class SecurityGroups(TypedDict):
    """Security groups of what talks to each other, by their ids."""

    nodes: NotRequired[str]
    """Of the nodes' first interfaces."""
    pods: NotRequired[str]
    """Of interfaces that pods have addresses of; the nodes' own otherwise. Older charts have no value for it."""
    serviceEngines: NotRequired[str]
    """Of Avi's service engines."""
    makeRules: NotRequired[bool]
    """Whether this stack makes the rules that these groups need of each other; otherwise a preview lists them. Default: `false`."""


class IpamOperatorRoleSource(enum.StrEnum):
    """What tells the kinds of `IpamOperatorRole` apart."""

    Irsa = "irsa"
    """A role that the program makes, for tokens of the operator's service account. The cluster's OIDC provider must be registered in IAM, and the pod identity webhook must run: on EKS it does."""
    PodIdentity = "pod-identity"
    """A role that the program makes and EKS gives to the operator's service account. The add-on `eks-pod-identity-agent` must run on the nodes."""
    NodeRole = "node-role"
    """The roles of the machines that the operator runs on: the program gives them the policy. The operator runs on the control plane alone then, unless `operator.placement` is `any`: every pod in the host's network of such a machine has what its role has."""
    Existing = "existing"
    """An IAM role that exists already."""


class IpamOperatorRole(TypedDict):
    """Whose permissions the operator has at EC2; without it those of a control plane node's role, which somebody else gives it."""

    source: IpamOperatorRoleSource
    """Who makes the role."""
    path: NotRequired[str]
    """With `irsa`, `pod-identity`, `node-role`: The path of role and policy in IAM. Default: `/`."""
    tags: NotRequired[dict[str, str]]
    """With `irsa`, `pod-identity`, `node-role`: Tags of role and policy."""
    name: NotRequired[str]
    """With `irsa`, `pod-identity`: The name of role and policy, one in its account. Left out: `<cluster.name>-cilium-operator`."""
    permissionsBoundary: NotRequired[str]
    """With `irsa`, `pod-identity`: The ARN of the policy that bounds what the role may do, where the account asks for one."""
    oidcProviderArn: NotRequired[str]
    """With `irsa`: The cluster's OIDC provider. The role is made in its account. Required. With `existing`: The OIDC provider that the role trusts, where that shall be held against role and cluster."""
    clusterName: NotRequired[str]
    """With `pod-identity`: The cluster's name at EKS, which may be another than `cluster.name`. Required."""
    names: NotRequired[list[str]]
    """With `node-role`: Names of the machines' roles. Required."""
    arn: NotRequired[str]
    """With `existing`: The role's ARN, put on the operator's service account. Required."""


class Ipam(TypedDict):
    """Where pod addresses come from. Never changes on a running cluster."""

    mode: IpamMode
    """What tells the kinds apart."""
    podCidrs: NotRequired[list[str]]
    """With `cluster-pool`: The pools, in order, of one family or of both: the families that pods have follow from them. On a running cluster the list can only be appended to. Required. With `kubernetes`: The controller manager's `--cluster-cidr`, of one family or of both, declared here so that it can be checked. Required."""
    nodeMaskSize: NotRequired[int]
    """With `cluster-pool`: Mask length of a node's IPv4 range. Never changes on a running cluster. Default: `24`."""
    nodeMaskSizeIpv6: NotRequired[int]
    """With `cluster-pool`: Mask length of a node's IPv6 range, where pools have IPv6. Never changes on a running cluster. Default: `120`."""
    vpcCidrs: NotRequired[list[str]]
    """With `eni`: The VPC's ranges, the primary one first; with an IPv6 range pods have IPv6, too. Required. With `aws-cni`: The VPC's ranges, which a stack says as `cluster.podCidrs`."""
    subnetIds: NotRequired[list[str]]
    """With `eni`: Subnets that interfaces may be made in; all that fit otherwise."""
    subnetTags: NotRequired[dict[str, str]]
    """With `eni`: Tags of subnets that interfaces may be made in."""
    podSubnets: NotRequired[list[PodSubnet]]
    """With `eni`: Subnets for pods that this stack makes, tagged with `subnetTags`."""
    prefixDelegation: NotRequired[bool]
    """With `eni`: Whether interfaces get /28 prefixes instead of single addresses. Default: `false`."""
    instanceTypes: NotRequired[list[str]]
    """With `eni`: Types of the nodes' instances: how many pods each has addresses for is held against `cluster.maxPodsPerNode`."""
    instanceLimits: NotRequired[dict[str, InstanceLimits]]
    """With `eni`: What types take that are not known here."""
    securityGroups: NotRequired[SecurityGroups]
    """With `eni`: Security groups, and whether their rules are made here."""
    operatorRole: NotRequired[IpamOperatorRole]
    """With `eni`: Whose permissions the operator has at EC2; without it those of a control plane node's role, which somebody else gives it."""


class RoutingMode(enum.StrEnum):
    """What tells the kinds of `Routing` apart."""

    Tunnel = "tunnel"
    """Pod traffic between nodes is encapsulated."""
    Native = "native"
    """The network between the nodes routes pod addresses."""


class RoutingProtocol(enum.StrEnum):
    """The encapsulation."""

    Vxlan = "vxlan"
    Geneve = "geneve"


class Routing(TypedDict):
    """How pods reach other nodes. Left out: a VXLAN tunnel, or native routing with `eni`."""

    mode: RoutingMode
    """Cilium's `routingMode`."""
    protocol: NotRequired[RoutingProtocol]
    """With `tunnel`: The encapsulation. Default: `vxlan`."""
    port: NotRequired[int]
    """With `tunnel`: UDP port of the tunnel; 0 is the distribution's, or the protocol's own (8472 or 6081). Default: `0`."""
    cidr: NotRequired[str]
    """With `native`: Destinations in this range are reached without masquerading (`ipv4NativeRoutingCIDR`)."""
    cidrIpv6: NotRequired[str]
    """With `native`: The same for IPv6 (`ipv6NativeRoutingCIDR`)."""
    autoDirectNodeRoutes: NotRequired[bool]
    """With `native`: Whether nodes of one layer 2 network write routes to each other's pods themselves. Default: `false`."""


class Masquerade(TypedDict):
    """Source NAT of pod traffic that leaves the cluster."""

    enabled: NotRequired[bool]
    """Whether to masquerade. Left out: on, except with `eni`."""
    enabledIpv6: NotRequired[bool]
    """Whether to masquerade IPv6, where pods have it. Left out: as `enabled`."""
    bpf: NotRequired[bool]
    """In eBPF instead of iptables. Default: `false`."""
    interfaces: NotRequired[list[str]]
    """Only on these interfaces (`egressMasqueradeInterfaces`), such as `eth+`."""


class NodePortMode(enum.StrEnum):
    """Whether a reply takes the way back (snat) or goes to the client directly (dsr)."""

    Snat = "snat"
    Dsr = "dsr"
    Hybrid = "hybrid"


class NodePortDsrDispatch(enum.StrEnum):
    """How a node tells a backend the service's address: with `dsr` and `hybrid`, and where a Service may ask for `dsr` itself (`values: {bpf: {lbModeAnnotation: true}}`, from 1.17 on)."""

    Opt = "opt"
    Ipip = "ipip"
    Geneve = "geneve"


class NodePortAcceleration(enum.StrEnum):
    """Whether services are handled in XDP, before the kernel's stack."""

    Disabled = "disabled"
    Native = "native"
    BestEffort = "best-effort"


class NodePortAlgorithm(enum.StrEnum):
    """How a backend is chosen."""

    Random = "random"
    Maglev = "maglev"


class NodePort(TypedDict):
    """NodePort and load balancing, in effect with kube-proxy replacement."""

    range: NotRequired[str]
    """The API server's `--service-node-port-range`. Default: `30000-32767`."""
    mode: NotRequired[NodePortMode]
    """Whether a reply takes the way back (snat) or goes to the client directly (dsr). Default: `snat`."""
    dsrDispatch: NotRequired[NodePortDsrDispatch]
    """How a node tells a backend the service's address: with `dsr` and `hybrid`, and where a Service may ask for `dsr` itself (`values: {bpf: {lbModeAnnotation: true}}`, from 1.17 on). Default: `opt`."""
    acceleration: NotRequired[NodePortAcceleration]
    """Whether services are handled in XDP, before the kernel's stack. Default: `disabled`."""
    algorithm: NotRequired[NodePortAlgorithm]
    """How a backend is chosen. Default: `random`."""
    healthzBindAddress: NotRequired[str]
    """Address and port at which agents tell balancers outside that they serve, as `0.0.0.0:10256`; nowhere otherwise."""


class KvstoreMode(enum.StrEnum):
    """What tells the kinds of `Kvstore` apart."""

    External = "external"
    """An etcd cluster that exists already."""
    Managed = "managed"
    """An etcd in the cluster, for Cilium alone: a StatefulSet a member, on the host's network."""


class KvstoreTlsSource(enum.StrEnum):
    """What tells the kinds of `KvstoreTls` apart."""

    Config = "config"
    """Certificates from this stack's secrets `etcdCa`, `etcdCert` and `etcdKey`."""
    External = "external"
    """Somebody else puts the Secret `cilium-etcd-secrets` into the cluster."""
    None_ = "none"
    """No TLS: http endpoints."""


class KvstoreTls(TypedDict):
    """Client certificates."""

    source: KvstoreTlsSource
    """Where the certificates come from."""


class KvstoreIdentityAllocation(enum.StrEnum):
    """Where security identities are kept. Changes by neighbours only on a running cluster."""

    Crd = "crd"
    Kvstore = "kvstore"
    DoublewriteReadkvstore = "doublewrite-readkvstore"
    DoublewriteReadcrd = "doublewrite-readcrd"


class EtcdMember(TypedDict):
    """A member of etcd: what makes it itself is its address."""

    node: str
    """The node that it runs on. A control plane node, as a rule: one that stays."""
    address: str
    """That node's address, at which agents and other members find it. Never changes: another address is another member."""
    joins: NotRequired[bool]
    """Whether it was added to an etcd that ran already (docs/etcd.md). Counts only while it has no data. Default: `false`."""


class EtcdPorts(TypedDict):
    """Where members listen."""

    client: NotRequired[int]
    """On the node's address, for agents, operator and whoever has a client certificate. Open it from all nodes. Never changes. Default: `4003`."""
    peer: NotRequired[int]
    """On the node's address, for other members. Open it between members. Never changes. Default: `2382`."""
    metrics: NotRequired[int]
    """On the loopback address, for probes and metrics. Default: `4013`."""


class EtcdSnapshots(TypedDict):
    """Copies of the store, on the members' nodes. To bring them off the nodes is yours."""

    schedule: NotRequired[str]
    """A minute and hours of every day, as cron has them: `17 */6 * * *`. Default: `17 */6 * * *`."""
    keep: NotRequired[int]
    """How many are kept: each has a file of its own, and its time of day or of the week. Default: `4`."""
    hostPath: NotRequired[str]
    """The folder of a node that they are written to. Default: `/var/lib/etcd-cilium-snapshots`."""


class EtcdDefragmentation(TypedDict):
    """Giving freed space back to the nodes, one member after the other."""

    schedule: NotRequired[str]
    """When, as cron has it. Default: `41 3 * * 0`."""


class EtcdAuthorities(TypedDict):
    """The authorities that members and clients trust, by generation. See docs/etcd.md."""

    signing: NotRequired[int]
    """The generation that signs certificates. Default: `1`."""
    trusted: NotRequired[list[int]]
    """The generations that are trusted: one, or two while one takes over from the other. Default: `[1]`."""


class Kvstore(TypedDict):
    """An etcd for Cilium's state; Kubernetes objects alone otherwise."""

    mode: KvstoreMode
    """Who runs etcd."""
    endpoints: NotRequired[list[str]]
    """With `external`: Client URLs of the members. Required."""
    tls: NotRequired[KvstoreTls]
    """With `external`: Client certificates."""
    identityAllocation: NotRequired[KvstoreIdentityAllocation]
    """Where security identities are kept. Changes by neighbours only on a running cluster. Default: `crd`."""
    members: NotRequired[list[EtcdMember]]
    """With `managed`: Three, as a rule, or five. One comes or goes at a time (docs/etcd.md). Required."""
    image: NotRequired[str]
    """With `managed`: etcd's image, with its release as tag and pinned by digest. One minor at a time. Default: `registry.k8s.io/etcd:v3.6.12@sha256:3c2ced08f23b1183e8bd4613064c3fb6b8db5057a4d1f13c3518c76e357a07a8`."""
    quota: NotRequired[str]
    """With `managed`: The most that the database may hold; beyond it etcd takes no more writes. Default: `2Gi`."""
    dataDirectory: NotRequired[str]
    """With `managed`: The folder of a node that a member keeps its data in. Not on the disk of the control plane's etcd. Never changes. Default: `/var/lib/etcd-cilium`."""
    ports: NotRequired[EtcdPorts]
    """With `managed`: Where members listen."""
    snapshots: NotRequired[EtcdSnapshots]
    """With `managed`: Copies of the store, on the members' nodes."""
    defragmentation: NotRequired[EtcdDefragmentation]
    """With `managed`: Giving freed space back to the nodes."""
    authorities: NotRequired[EtcdAuthorities]
    """With `managed`: The authorities of certificates, by generation."""
    generation: NotRequired[int]
    """With `managed`: Raised by one, etcd starts empty, beside its old data: after a total loss alone. Default: `1`."""


class EncryptionType(enum.StrEnum):
    """What tells the kinds of `Encryption` apart."""

    Ipsec = "ipsec"
    """IPsec in the kernel, with one pre-shared key for the cluster."""
    Wireguard = "wireguard"
    """WireGuard, with a key pair that each agent makes."""


class EncryptionKeySource(enum.StrEnum):
    """What tells the kinds of `EncryptionKey` apart."""

    Generate = "generate"
    """The program makes the key and keeps it, encrypted, in the stack's state."""
    Import = "import"
    """The secret `ipsecKey` of this stack holds the key."""
    External = "external"
    """Somebody else puts the key's Secret into the cluster."""


class EncryptionKey(TypedDict):
    """The pre-shared key."""

    source: EncryptionKeySource
    """Who makes the key."""
    rotation: NotRequired[int]
    """With `generate`: Counts rotations, by one at a time; the key's id follows from it. Default: `1`. With `import`: Counts rotations. Where given, the id in the key must follow from it."""
    name: NotRequired[str]
    """With `external`: The Secret's name, in Cilium's namespace. Default: `cilium-ipsec-keys`."""


class Strict(TypedDict):
    """Drop what would leave a node unencrypted."""

    cidr: str
    """The pod range in which nothing may go in clear."""


class Encryption(TypedDict):
    """Encryption between nodes; none otherwise."""

    type: EncryptionType
    """Cilium's `encryption.type`."""
    key: NotRequired[EncryptionKey]
    """With `ipsec`: The pre-shared key."""
    strict: NotRequired[Strict]
    """With `ipsec`: Strict mode, from 1.19 on; off otherwise. With `wireguard`: Strict mode; off otherwise."""
    nodeEncryption: NotRequired[bool]
    """With `wireguard`: Whether traffic of the nodes themselves is encrypted too (beta). Default: `false`."""


class HubbleTlsMethod(enum.StrEnum):
    """`cronJob` with the relay is right from 1.19 on."""

    Helm = "helm"
    CronJob = "cronJob"
    Certmanager = "certmanager"


class IssuerKind(enum.StrEnum):
    """Its kind."""

    Issuer = "Issuer"
    ClusterIssuer = "ClusterIssuer"


class Issuer(TypedDict):
    """An issuer of cert-manager."""

    name: str
    """Its name."""
    kind: NotRequired[IssuerKind]
    """Its kind. Default: `ClusterIssuer`."""
    group: NotRequired[str]
    """Its API group. Default: `cert-manager.io`."""


class HubbleTls(TypedDict):
    """Who makes the certificates of Hubble's servers."""

    method: HubbleTlsMethod
    """`cronJob` with the relay is right from 1.19 on."""
    issuer: NotRequired[Issuer]
    """Who signs, with certmanager."""


class Hubble(TypedDict):
    """Flow visibility."""

    enabled: NotRequired[bool]
    """Whether agents record flows. Default: `true`."""
    relay: NotRequired[bool]
    """Whether Hubble Relay gathers the flows of all nodes. Default: `false`."""
    ui: NotRequired[bool]
    """Whether Hubble's user interface runs. Needs the relay. Default: `false`."""
    tls: NotRequired[HubbleTls]
    """Who makes the certificates; Helm otherwise, anew with each rendering."""


class OperatorPlacement(enum.StrEnum):
    """Where they run: on nodes that have the control plane's label, whatever its value, or on any."""

    ControlPlane = "control-plane"
    Any = "any"


class Operator(TypedDict):
    """The operator's pods."""

    replicas: NotRequired[int]
    """How many run; no two share a node. Left out: 1 where only one can be placed, else 2."""
    placement: NotRequired[OperatorPlacement]
    """Where they run: on nodes that have the control plane's label, whatever its value, or on any."""


class CiliumEnvoy(enum.StrEnum):
    """Whether Envoy has pods of its own, or runs inside the agents. Left out: `daemonset`."""

    Daemonset = "daemonset"
    Embedded = "embedded"


class ChainingMode(enum.StrEnum):
    """Cilium's `cni.chainingMode`."""

    AwsCni = "aws-cni"
    Flannel = "flannel"
    GenericVeth = "generic-veth"
    Portmap = "portmap"


class Chaining(TypedDict):
    """Another CNI plugin that Cilium follows."""

    mode: ChainingMode
    """Cilium's `cni.chainingMode`."""
    target: NotRequired[str]
    """The network whose plugin is followed, with generic-veth."""


class CniPaths(TypedDict):
    """Folders of a node."""

    binaries: NotRequired[str]
    """Where plugins are; `/opt/cni/bin` otherwise."""
    configuration: NotRequired[str]
    """Where configurations are; `/etc/cni/net.d` otherwise."""


class Cni(TypedDict):
    """Cilium among CNI plugins."""

    exclusive: NotRequired[bool]
    """Whether agents rename the configurations of others. False beside Multus and its like."""
    chaining: NotRequired[Chaining]
    """Another plugin that Cilium follows; none otherwise."""
    paths: NotRequired[CniPaths]
    """Folders of a node, where they are not the usual ones."""


class CiliumDatapath(enum.StrEnum):
    """The devices of pods, from 1.16 on. Never changes on a running node."""

    Veth = "veth"
    Netkit = "netkit"
    NetkitL2 = "netkit-l2"


class SocketLb(TypedDict):
    """Balancing when a socket connects."""

    enabled: NotRequired[bool]
    """Whether it is on; with kube-proxy replacement it is anyway. Default: `true`."""
    hostNamespaceOnly: NotRequired[bool]
    """Whether it is kept to the host, as service meshes and KubeVirt need it. Default: `false`."""


class Bandwidth(TypedDict):
    """The bandwidth manager."""

    enabled: NotRequired[bool]
    """Whether limits in pods' annotations are kept. Default: `true`."""
    bbr: NotRequired[bool]
    """Whether pods' TCP uses BBR. Default: `false`."""


class BigTcp(TypedDict):
    """Packets above 64 KiB between a node's stack and its network card."""

    enabled: NotRequired[bool]
    """Whether it is on. Default: `true`."""
    ipv4: NotRequired[bool]
    """For IPv4, from 1.14 on. Default: `true`."""
    ipv6: NotRequired[bool]
    """For IPv6. Default: `false`."""


class BgpPeer(TypedDict):
    """A router that nodes talk to. The custom resources that say so stay the user's, and the doctor compares them."""

    address: str
    """Its address."""
    asn: int
    """Its autonomous system."""


class BgpAdvertise(enum.StrEnum):
    """What is announced. With pod ranges AKO writes no routes."""

    PodCidrs = "podCidrs"
    Services = "services"


class Bgp(TypedDict):
    """Cilium's BGP control plane."""

    localAsn: int
    """The nodes' autonomous system."""
    peers: list[BgpPeer]
    """The routers."""
    advertise: NotRequired[list[BgpAdvertise]]
    """What is announced. With pod ranges AKO writes no routes. Default: `["podCidrs"]`."""


class Switch(TypedDict):
    """A feature that is on or off."""

    enabled: NotRequired[bool]
    """Whether it is on. Default: `true`."""


class Monitoring(TypedDict):
    """Metrics for Prometheus."""

    enabled: NotRequired[bool]
    """Whether agents, operator and Envoy offer metrics. Default: `true`."""
    serviceMonitors: NotRequired[bool]
    """Whether they are found by ServiceMonitors. The CRDs of the Prometheus operator must be there. Default: `false`."""
    dashboards: NotRequired[bool]
    """Whether ConfigMaps with dashboards are made for Grafana. Default: `false`."""
    hubbleMetrics: NotRequired[list[str]]
    """Metrics of flows, as `dns` or `httpV2:…`."""


class Cilium(TypedDict):
    """Cilium's release and everything that its values follow from. Keys of its own are features that most stacks leave alone: a new one is added here."""

    version: str
    """The chart's version, which is Cilium's."""
    chart: NotRequired[str]
    """A directory, .tgz, repository URL or oci:// reference; the public chart otherwise."""
    ipam: Ipam
    """Where pod addresses come from. Never changes on a running cluster."""
    routing: NotRequired[Routing]
    """How pods reach other nodes. Left out: a VXLAN tunnel, or native routing with `eni`."""
    mtu: NotRequired[int]
    """MTU of the pods' network in bytes; 0 lets the agent find it. Default: `0`."""
    masquerade: NotRequired[Masquerade]
    """Source NAT of pod traffic that leaves the cluster."""
    kubeProxyReplacement: NotRequired[bool]
    """Whether Cilium serves every Service and kube-proxy is gone. Default: `false`."""
    nodePort: NotRequired[NodePort]
    """NodePort and load balancing."""
    kvstore: NotRequired[Kvstore]
    """An etcd for Cilium's state; Kubernetes objects alone otherwise."""
    encryption: NotRequired[Encryption]
    """Encryption between nodes; none otherwise."""
    sctp: NotRequired[bool]
    """Whether SCTP is allowed in Services and policies. Default: `false`."""
    l7Proxy: NotRequired[bool]
    """Whether policies may look into HTTP, Kafka and DNS. Default: `true`."""
    hubble: NotRequired[Hubble]
    """Flow visibility."""
    operator: NotRequired[Operator]
    """The operator's pods."""
    envoy: NotRequired[CiliumEnvoy]
    """Whether Envoy has pods of its own, or runs inside the agents. Left out: `daemonset`."""
    cni: NotRequired[Cni]
    """Cilium among CNI plugins."""
    devices: NotRequired[list[str]]
    """Network cards that carry nodes' addresses, as names or beginnings with `+`; found by the agents otherwise."""
    datapath: NotRequired[CiliumDatapath]
    """The devices of pods, from 1.16 on. Never changes on a running node."""
    endpointRoutes: NotRequired[bool]
    """Whether every pod has a route of its own."""
    socketLb: NotRequired[SocketLb]
    """Balancing when a socket connects."""
    localRedirect: NotRequired[bool]
    """Whether CiliumLocalRedirectPolicies are kept."""
    bandwidth: NotRequired[Bandwidth]
    """The bandwidth manager."""
    bigTcp: NotRequired[BigTcp]
    """Packets above 64 KiB inside a node."""
    hostFirewall: NotRequired[bool]
    """Whether policies may select nodes."""
    bgp: NotRequired[Bgp]
    """The BGP control plane."""
    l2Announcements: NotRequired[Switch]
    """Whether nodes answer for addresses of Services on their own network, from 1.14 on."""
    loadBalancerIpam: NotRequired[Switch]
    """Whether Cilium gives Services addresses from its pools, to be switched off from 1.17 on."""
    gatewayApi: NotRequired[Switch]
    """Gateway API, served by Envoy."""
    ingress: NotRequired[Switch]
    """Ingress, served by Envoy."""
    egressGateway: NotRequired[Switch]
    """Traffic out of the cluster through chosen nodes."""
    monitoring: NotRequired[Monitoring]
    """Metrics for Prometheus."""
    values: NotRequired[dict[str, Any]]
    """More Helm values. They may not contradict a derived one."""


class AkoCloud(enum.StrEnum):
    """The kind of cloud that the controller's cloud is."""

    Vcenter = "vcenter"
    Nsxt = "nsxt"
    Aws = "aws"
    Azure = "azure"
    Gcp = "gcp"
    Openstack = "openstack"
    None_ = "none"


class Controller(TypedDict):
    """The Avi Controller and the place in it that AKO works in."""

    host: str
    """Name or address of the controller, with a port where it is not 443."""
    version: str
    """The controller's version. AKO asks the controller itself, so this one is only checked."""
    cloudName: NotRequired[str]
    """The cloud as configured in the controller. Default: `Default-Cloud`."""
    tenant: NotRequired[str]
    """The tenant that AKO makes its objects in. Default: `admin`."""
    vrf: NotRequired[str]
    """The VRF context that routes are written to; the cloud's default otherwise."""
    serviceEngineGroup: NotRequired[str]
    """The service engine group. One cluster each where AKO writes routes. Default: `Default-Group`."""


class AkoServiceType(enum.StrEnum):
    """Whether pools hold pods (ClusterIP) or nodes (NodePort)."""

    ClusterIP = "ClusterIP"
    NodePort = "NodePort"
    NodePortLocal = "NodePortLocal"


class VipNetwork(TypedDict):
    """A network that virtual services get their addresses from."""

    name: NotRequired[str]
    """The network's name in the controller; on AWS the subnet's id."""
    uuid: NotRequired[str]
    """The network's UUID in the controller, where its name is not the only one of its kind."""
    cidr: NotRequired[str]
    """The range of addresses; the network's own subnets in the controller otherwise."""
    cidrIpv6: NotRequired[str]
    """The range of IPv6 addresses (`v6cidr`), for virtual services of both families."""


class NodeNetwork(TypedDict):
    """A network that nodes are in, as vCenter or NSX-T name it."""

    name: NotRequired[str]
    """The port group's name."""
    uuid: NotRequired[str]
    """The network's UUID in the controller, which counts before its name."""
    cidrs: list[str]
    """Ranges of the nodes' addresses in it. AKO places pools by these, and by nothing else."""


class AkoPodRoutes(enum.StrEnum):
    """Who routes to pods: AKO's static routes, the network's own routers, or nobody. Left out: the VPC or BGP where they do, else `ako`."""

    Ako = "ako"
    Fabric = "fabric"
    None_ = "none"


class Rhi(TypedDict):
    """Route health injection: virtual services are announced over BGP."""

    enabled: NotRequired[bool]
    """Whether to announce. Default: `false`."""
    bgpPeerLabels: NotRequired[list[str]]
    """Only to the peers with these labels."""


class AkoShardSize(enum.StrEnum):
    """How many virtual services share the ingresses (8, 4, 1, or one for each)."""

    Large = "LARGE"
    Medium = "MEDIUM"
    Small = "SMALL"
    Dedicated = "DEDICATED"


class AkoAutoFqdn(enum.StrEnum):
    """How names of Services of type LoadBalancer are made: `service.namespace.domain`, `service-namespace.domain`, or not at all; the chart's default otherwise."""

    Default = "default"
    Flat = "flat"
    Disabled = "disabled"


class AkoLogLevel(enum.StrEnum):
    """What AKO logs; the chart's default otherwise."""

    Debug = "DEBUG"
    Info = "INFO"
    Warn = "WARN"
    Error = "ERROR"


class NamespaceSelector(TypedDict):
    """The label of the namespaces that AKO serves. Half of it would select every namespace."""

    labelKey: str
    """The label's key."""
    labelValue: str
    """The label's value."""


class AkoCredentialsSource(enum.StrEnum):
    """What tells the kinds of `AkoCredentials` apart."""

    Config = "config"
    """`aviUsername` with the secret `aviPassword` or `aviToken`, and `aviCa`, of this stack."""
    External = "external"
    """Somebody else puts the Secret `avi-secret` into AKO's namespace."""


class AkoCredentials(TypedDict):
    """The controller's credentials."""

    source: AkoCredentialsSource
    """Where the credentials come from."""


class Ako(TypedDict):
    """AKO's release and everything that its values follow from."""

    version: str
    """The chart's version, which is AKO's."""
    chart: NotRequired[str]
    """A directory, .tgz, repository URL or oci:// reference; the public chart otherwise."""
    clusterName: NotRequired[str]
    """The name that every object in the controller carries; `cluster.name` otherwise."""
    cloud: AkoCloud
    """The kind of cloud that the controller's cloud is."""
    controller: Controller
    """The Avi Controller."""
    t1lr: NotRequired[str]
    """The tier-1 logical router's path, for an NSX-T overlay segment."""
    serviceType: NotRequired[AkoServiceType]
    """Whether pools hold pods (ClusterIP) or nodes (NodePort). Default: `ClusterIP`."""
    vipNetworks: NotRequired[list[VipNetwork]]
    """Networks that virtual services get their addresses from."""
    nodeNetworks: NotRequired[list[NodeNetwork]]
    """Networks that the nodes are in."""
    podRoutes: NotRequired[AkoPodRoutes]
    """Who routes to pods: AKO's static routes, the network's own routers, or nobody. Left out: the VPC or BGP where they do, else `ako`."""
    rhi: NotRequired[Rhi]
    """Route health injection."""
    shardSize: NotRequired[AkoShardSize]
    """How many virtual services share the ingresses (8, 4, 1, or one for each). Default: `LARGE`."""
    autoFqdn: NotRequired[AkoAutoFqdn]
    """How names of Services of type LoadBalancer are made: `service.namespace.domain`, `service-namespace.domain`, or not at all; the chart's default otherwise."""
    defaultIngressController: NotRequired[bool]
    """Whether AKO serves Ingresses that name no class; the chart's default otherwise."""
    gatewayApi: NotRequired[bool]
    """Whether AKO serves the Gateway API, whose CRDs must be there; the chart's default otherwise."""
    layer7Only: NotRequired[bool]
    """Whether AKO leaves Services of type LoadBalancer to others; the chart's default otherwise."""
    logLevel: NotRequired[AkoLogLevel]
    """What AKO logs; the chart's default otherwise."""
    namespaceSelector: NotRequired[NamespaceSelector]
    """The namespaces that AKO serves; every one otherwise."""
    credentials: NotRequired[AkoCredentials]
    """The controller's credentials."""
    values: NotRequired[dict[str, Any]]
    """More Helm values. They may not contradict a derived one."""


class MeshCertificatesSource(enum.StrEnum):
    """What tells the kinds of `MeshCertificates` apart."""

    Ca = "ca"
    """Signed here, with the authority in this stack's secrets `meshCa` and `meshCaKey`."""
    Certmanager = "certmanager"
    """Made by cert-manager, in the cluster."""
    External = "external"
    """Somebody else puts the four Secrets into the cluster, before the release."""


class MeshCertificates(TypedDict):
    """The certificates that members know each other by."""

    source: MeshCertificatesSource
    """Where the certificates come from."""
    issuer: NotRequired[Issuer]
    """With `certmanager`: Who signs them. Issuers of all members lead to one authority. Required."""


class MeshPeer(TypedDict):
    """Another member."""

    name: str
    """Its `cluster.name`."""
    address: str
    """The name or the address under which its mesh API server is reached: its `mesh.address`."""
    port: NotRequired[int]
    """The TCP port there. With a Service of type NodePort it is that port. Default: `2379`."""


class Mesh(TypedDict):
    """Membership in a cluster mesh, from Cilium 1.16 on."""

    name: str
    """What the mesh is called. Stacks with one name are held against each other; Cilium does not know it."""
    size: NotRequired[int]
    """How many clusters it can hold (`clustermesh.maxConnectedClusters`). The same in all members, and never changed. Default: `255`."""
    certificates: NotRequired[MeshCertificates]
    """The certificates that members know each other by."""
    address: str
    """The name or the address under which peers reach this cluster's mesh API server. An address is asked for at AKO, where AKO serves Services of type LoadBalancer."""
    peers: NotRequired[list[MeshPeer]]
    """Every other member. Each of them lists this cluster, too."""


class CiliumAkoArgs(TypedDict):
    """What `CiliumAko` takes. All of it must be known when the program runs, but for secrets."""

    cluster: Cluster
    """The cluster: name, versions, API server, address ranges, size, kube-proxy."""
    cilium: Cilium
    """Cilium: version, IPAM, routing, kube-proxy replacement, kvstore, encryption."""
    ako: NotRequired[Ako]
    """AKO: version, cloud, controller, networks, service type. Cilium alone without it."""
    mesh: NotRequired[Mesh]
    """The cluster mesh that the cluster is a member of."""
    acknowledge: NotRequired[dict[str, dict[str, str]]]
    """Rules and transitions that somebody takes upon themselves, by id: `reason`, and for a transition `to`, the digest that the refusal prints."""
    aviUsername: NotRequired[str]
    """The Avi Controller's user name."""
    aviPassword: NotRequired[pulumi.Input[str]]
    """Secret: the Avi Controller's password (or `aviToken`)."""
    aviToken: NotRequired[pulumi.Input[str]]
    """Secret: an Avi Controller auth token."""
    aviCa: NotRequired[pulumi.Input[str]]
    """Secret: the Avi Controller's CA certificate, PEM."""
    ipsecKey: NotRequired[pulumi.Input[str]]
    """Secret: the IPsec key, with `encryption.key.source: import`."""
    etcdCa: NotRequired[pulumi.Input[str]]
    """Secret: etcd's CA certificate, PEM, with `kvstore.tls.source: config`."""
    etcdCert: NotRequired[pulumi.Input[str]]
    """Secret: the client certificate for etcd, PEM."""
    etcdKey: NotRequired[pulumi.Input[str]]
    """Secret: the client certificate's private key, PEM."""
    meshCa: NotRequired[pulumi.Input[str]]
    """Secret: the mesh's CA certificate, PEM, with `mesh.certificates.source: ca`; while it changes, the new one first and the old one behind it."""
    meshCaKey: NotRequired[pulumi.Input[str]]
    """Secret: the private key of the first certificate in `meshCa`, PEM."""
    kubeconfig: NotRequired[pulumi.Input[str]]
    """Secret: the kubeconfig; `KUBECONFIG` or `~/.kube/config` otherwise."""
