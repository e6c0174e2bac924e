"""What each Kubernetes distribution brings, and what its nodes ask of Cilium.

A row is one distribution: where it runs, which ranges and which addresses of the API server it has
by itself, how it is installed without kube-proxy and without a network of its own, and the Helm
values that its nodes need. Such a value is a default: a stack's own value stands above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

Platform: TypeAlias = Literal["generic", "aws", "eks"]
"""Where machines are, as `cluster.platform` says it."""

DistributionName: TypeAlias = Literal[
    "kubeadm",
    "k3s",
    "rke2",
    "talos",
    "kops",
    "eks",
    "eks-hybrid",
    "gke",
    "aks",
    "openshift",
    "k0s",
    "microk8s",
    "capi",
    "kind",
]
"""The word for a distribution in `cluster.distribution`."""


class Label(NamedTuple):
    """A label of a node."""

    key: str
    value: str


class NodeValue(NamedTuple):
    """A Helm value that the nodes of a distribution need."""

    fact: str
    """The fact that it says; `catalogue.cilium.distribution_keys` has its key."""
    value: object
    why: str
    """What happens without it, as a sentence."""
    routing: Literal["", "tunnel", "native"] = ""
    """The routing that it is for; empty where it is for any."""


class Distribution(NamedTuple):
    """One distribution."""

    name: DistributionName
    title: str
    """How its makers write it."""
    platforms: tuple[Platform, ...]
    """Where its machines may be; the first is what `cluster.platform` is where it is not set."""
    without_kube_proxy: str
    """What to do so that kube-proxy does not run; empty where nothing is known that works."""
    without_cni: str
    """What to do so that no other network is installed."""
    source: str
    """Where the row is known from; a path in the Cilium repository unless another one is named."""
    kubelet_mark: str = ""
    """What a kubelet's version has of the distribution, as +k3s in v1.33.5+k3s1; empty where the
    version is Kubernetes' own."""
    kube_proxy_without_pods: bool = False
    """Whether kube-proxy is a part of another process, so that no pod shows it."""
    values: tuple[NodeValue, ...] = ()
    """The Helm values that its nodes need."""
    node_local_api: tuple[str, int] | None = None
    """Address and port at which every node, workers too, reaches the API server on itself."""
    node_local_api_condition: str = ""
    """What must be switched on for that; empty where it is there by itself."""
    api_server_port: int | None = None
    """The only port of a managed control plane; None where it may be any."""
    api_servers: str = "the load balancer's or virtual address of the control plane, port 6443"
    """Which address of the API server agents are given."""
    ipam_modes: tuple[str, ...] | None = None
    """The IPAM modes that work; None where nothing of the distribution is against one."""
    ipam_reason: str = ""
    """Why the others do not, as a sentence."""
    control_plane_label: Label | None = Label("node-role.kubernetes.io/control-plane", "")
    """The label by which a selector finds control plane nodes; None where there are none to see."""
    other_label_values: bool = False
    """Whether that label may have another value, by who makes its control planes."""
    pod_cidr: str = ""
    """The range that nodes' ranges are cut from by default; empty where none is."""
    service_cidr: str = ""
    """The Services' range by default; empty where there is none."""
    vxlan_port: int | None = None
    """The UDP port of VXLAN that is open between nodes; None where Cilium's own is."""


_CONTROL_PLANE: Final = "node-role.kubernetes.io/control-plane"
_KUBEADM: Final = "Documentation/installation/k8s-install-kubeadm.rst"
_ON_HYBRID_NODES: Final = {
    "requiredDuringSchedulingIgnoredDuringExecution": {
        "nodeSelectorTerms": [
            {
                "matchExpressions": [
                    {
                        "key": "eks.amazonaws.com/compute-type",
                        "operator": "In",
                        "values": ["hybrid"],
                    }
                ]
            }
        ]
    }
}

DISTRIBUTIONS: Final[tuple[Distribution, ...]] = (
    Distribution(
        name="kubeadm",
        title="kubeadm",
        platforms=("generic", "aws"),
        without_kube_proxy="a new cluster: kubeadm init --skip-phases=addon/kube-proxy; a running "
        "one: delete the DaemonSet and the ConfigMap kube-proxy (`kubeadm upgrade` brings the "
        "DaemonSet back while its ConfigMap is there), then clear its rules on every node: "
        "iptables-save | grep -v KUBE | iptables-restore",
        without_cni="nothing is installed: nodes stay NotReady until Cilium runs",
        service_cidr="10.96.0.0/12",
        source=f"{_KUBEADM}; Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
    Distribution(
        name="k3s",
        title="K3s",
        kubelet_mark="+k3s",
        platforms=("generic", "aws"),
        without_kube_proxy="start every server with --disable-kube-proxy; kube-proxy is a part of "
        "the k3s process, so there is no DaemonSet to look for: restart k3s on every node",
        without_cni="start every server with --flannel-backend=none --disable-network-policy",
        kube_proxy_without_pods=True,
        node_local_api=("127.0.0.1", 6444),
        api_servers="127.0.0.1:6444: every server and agent balances on itself",
        control_plane_label=Label(_CONTROL_PLANE, "true"),
        pod_cidr="10.42.0.0/16",
        service_cidr="10.43.0.0/16",
        source="Documentation/installation/k3s.rst; cilium/cilium#19038",
    ),
    Distribution(
        name="rke2",
        title="RKE2",
        kubelet_mark="+rke2",
        platforms=("generic", "aws"),
        without_kube_proxy="disable-kube-proxy: true in config.yaml of every server; where it ran "
        "before, delete agent/pod-manifests/kube-proxy.yaml below the data directory of every "
        "node and restart RKE2: it is a static pod and no DaemonSet",
        without_cni="cni: none in config.yaml of every server; with cni: cilium RKE2 installs its "
        "own chart beside this one",
        node_local_api=("127.0.0.1", 6443),
        api_servers="127.0.0.1:6443: every server and agent balances on itself",
        control_plane_label=Label(_CONTROL_PLANE, "true"),
        pod_cidr="10.42.0.0/16",
        service_cidr="10.43.0.0/16",
        source="rancher/rke2-docs:docs/networking/basic_network_options.md; "
        "Documentation/installation/k8s-install-rke.rst",
    ),
    Distribution(
        name="talos",
        title="Talos Linux",
        platforms=("generic", "aws"),
        without_kube_proxy="cluster.proxy.disabled: true in the machine config of every node; "
        "where it ran before, kubectl -n kube-system delete daemonset/kube-proxy, since Talos "
        "deletes no object of a manifest that is gone",
        without_cni="cluster.network.cni.name: none in the machine config of every node",
        values=(
            NodeValue(
                fact="agent.capabilities",
                value=(
                    "CHOWN",
                    "KILL",
                    "NET_ADMIN",
                    "NET_RAW",
                    "IPC_LOCK",
                    "SYS_ADMIN",
                    "SYS_RESOURCE",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "SETGID",
                    "SETUID",
                ),
                why="No pod may load kernel modules, so a container that asks for SYS_MODULE is "
                "not started.",
            ),
            NodeValue(
                fact="cleanState.capabilities",
                value=("NET_ADMIN", "SYS_ADMIN", "SYS_RESOURCE"),
                why="The init container asks for SYS_MODULE, too, and is not started.",
            ),
            NodeValue(
                fact="cgroup.autoMount",
                value=False,
                why="The host has mounted cgroup v2, and lets nobody mount it again.",
            ),
            NodeValue(
                fact="cgroup.hostRoot",
                value="/sys/fs/cgroup",
                why="That is where cgroup v2 is mounted.",
            ),
        ),
        node_local_api=("localhost", 7445),
        node_local_api_condition="KubePrism (machine.features.kubePrism)",
        api_servers="localhost:7445, which is KubePrism",
        pod_cidr="10.244.0.0/16",
        service_cidr="10.96.0.0/12",
        source="Documentation/installation/k8s-install-talos-linux.rst; "
        "siderolabs/talos:website/content/v1.9/kubernetes-guides/network/deploying-cilium.md",
    ),
    Distribution(
        name="kops",
        title="kOps",
        platforms=("generic", "aws"),
        without_kube_proxy="spec.kubeProxy.enabled: false in the cluster, then kops update cluster "
        "and kops rolling-update cluster",
        without_cni="spec.networking.cni: {}; with networking.cilium kOps installs Cilium itself",
        api_servers="api.internal.CLUSTER, port 443",
        pod_cidr="100.96.0.0/11",
        service_cidr="100.64.0.0/13",
        source="kOps:docs/networking/cilium.md; kOps:pkg/apis/kops",
    ),
    Distribution(
        name="eks",
        title="Amazon EKS",
        kubelet_mark="-eks-",
        platforms=("eks",),
        without_kube_proxy="delete the kube-proxy add-on (aws eks delete-addon --addon-name "
        "kube-proxy) and then its DaemonSet: a managed add-on puts a deleted DaemonSet back",
        without_cni="do not install vpc-cni, or keep it off every node: kubectl -n kube-system "
        "patch daemonset aws-node --type strategic -p "
        """'{"spec":{"template":{"spec":{"nodeSelector":{"io.cilium/aws-node-enabled":"true"}}}}}'""",
        api_server_port=443,
        api_servers="the cluster's endpoint, port 443",
        ipam_modes=("eni", "cluster-pool"),
        ipam_reason="EKS never writes a pod range into a Node.",
        control_plane_label=None,
        source="Documentation/installation/requirements-eks.rst; "
        "Documentation/installation/k8s-install-helm.rst",
    ),
    Distribution(
        name="eks-hybrid",
        title="Amazon EKS Hybrid Nodes",
        kubelet_mark="-eks-",
        platforms=("generic",),
        without_kube_proxy="keep the kube-proxy add-on off hybrid nodes (a node affinity against "
        "eks.amazonaws.com/compute-type=hybrid in its configuration), or keep kube-proxy",
        without_cni="vpc-cni keeps off hybrid nodes by itself",
        values=(
            NodeValue(
                fact="agent.nodeAffinity",
                value=_ON_HYBRID_NODES,
                why="Agents would start on the cloud nodes, too, and take them from vpc-cni.",
            ),
            NodeValue(
                fact="operator.nodeAffinity",
                value=_ON_HYBRID_NODES,
                why="The operator belongs to the nodes that it hands ranges out to.",
            ),
            NodeValue(
                fact="unmanagedPods.restart",
                value=False,
                why="The operator would restart the pods of the cloud nodes, which Cilium does not "
                "serve.",
            ),
        ),
        api_server_port=443,
        api_servers="the cluster's endpoint, port 443, through VPN or Direct Connect",
        ipam_modes=("cluster-pool",),
        ipam_reason="Hybrid nodes have neither network interfaces in EC2 nor a range in their "
        "Node.",
        control_plane_label=None,
        source="awsdocs/amazon-eks-user-guide:latest/ug/nodes/hybrid-nodes-cni.adoc",
    ),
    Distribution(
        name="gke",
        title="Google Kubernetes Engine",
        kubelet_mark="-gke.",
        platforms=("generic",),
        without_kube_proxy="",
        without_cni="a standard cluster without Dataplane V2, and the taint "
        "node.cilium.io/agent-not-ready=true:NoExecute on its node pools: node upgrades bring the "
        "other network back for a moment",
        values=(
            NodeValue(
                fact="nodeInit.enabled",
                value=True,
                why="The kubelet does not look for CNI plugins where Cilium puts its own.",
            ),
            NodeValue(
                fact="nodeInit.reconfigureKubelet",
                value=True,
                why="The kubelet keeps the network of its image.",
            ),
            NodeValue(
                fact="nodeInit.removeCbrBridge",
                value=True,
                why="The bridge of the other network stays, with its routes.",
            ),
            NodeValue(
                fact="cni.binPath",
                value="/home/kubernetes/bin",
                why="/opt is read only, and CNI plugins are looked for here.",
            ),
            NodeValue(
                fact="gke.enabled",
                value=True,
                routing="native",
                why="Endpoint routes and the health check of load balancers stay off.",
            ),
        ),
        api_server_port=443,
        api_servers="the cluster's endpoint, port 443",
        control_plane_label=None,
        source="Documentation/installation/k8s-install-helm.rst; "
        "Documentation/installation/requirements-gke.rst; Documentation/installation/taints.rst",
    ),
    Distribution(
        name="aks",
        title="Azure Kubernetes Service without a network plugin",
        platforms=("generic",),
        without_kube_proxy="az aks create (or update) --kube-proxy-config FILE, with "
        """{"enabled": false} in FILE: a preview of Azure's""",
        without_cni="az aks create --network-plugin none",
        values=(
            NodeValue(
                fact="aksByoCni.enabled",
                value=True,
                routing="tunnel",
                why="The chart would not know that this is AKS.",
            ),
        ),
        api_server_port=443,
        api_servers="the cluster's name, port 443",
        ipam_modes=("cluster-pool",),
        ipam_reason="Without a network plugin Azure hands out no addresses for pods, and the chart "
        "takes cluster-pool whatever is asked for.",
        control_plane_label=None,
        service_cidr="10.0.0.0/16",
        source="Documentation/installation/requirements-aks.rst; cilium/cilium#19379; "
        "Microsoft Learn, Configure kube-proxy in AKS; "
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
    ),
    Distribution(
        name="openshift",
        title="OpenShift",
        platforms=("generic", "aws"),
        without_kube_proxy="deployKubeProxy: false in the network operator's Network",
        without_cni="networkType: Cilium in install-config.yaml, and Cilium's manifests in "
        "manifests/ before the cluster is made",
        values=(
            NodeValue(
                fact="agent.privileged",
                value=True,
                why="SELinux keeps an agent with single capabilities from the host's files.",
            ),
            NodeValue(
                fact="cni.binPath",
                value="/var/lib/cni/bin",
                why="Multus looks for plugins here.",
            ),
            NodeValue(
                fact="cni.confPath",
                value="/var/run/multus/cni/net.d",
                why="Multus looks for the cluster's network here.",
            ),
            NodeValue(
                fact="cni.exclusive",
                value=False,
                why="Agents would rename Multus' configuration, and additional networks are gone.",
            ),
            NodeValue(
                fact="clusterHealthPort",
                value=9940,
                why="The port that agents probe each other at is not open between nodes.",
            ),
        ),
        api_servers="api-int.CLUSTER.DOMAIN, port 6443",
        ipam_modes=("cluster-pool", "eni"),
        ipam_reason="The controller manager runs with allocate-node-cidrs false, so no Node has a "
        "range.",
        pod_cidr="10.128.0.0/14",
        service_cidr="172.30.0.0/16",
        vxlan_port=4789,
        source="Documentation/installation/k8s-install-openshift-okd.rst; "
        "openshift/cluster-kube-controller-manager-operator:"
        "bindata/assets/config/defaultconfig.yaml",
    ),
    Distribution(
        name="k0s",
        title="k0s",
        kubelet_mark="+k0s",
        platforms=("generic", "aws"),
        without_kube_proxy="spec.network.kubeProxy.disabled: true in the cluster's config",
        without_cni="spec.network.provider: custom in the cluster's config, before it is made",
        node_local_api=("127.0.0.1", 7443),
        node_local_api_condition="spec.network.nodeLocalLoadBalancing",
        api_servers="spec.api.externalAddress, port 6443, or with node-local load balancing "
        "127.0.0.1:7443",
        control_plane_label=Label(_CONTROL_PLANE, "true"),
        pod_cidr="10.244.0.0/16",
        service_cidr="10.96.0.0/12",
        source="Documentation/installation/k0s.rst; k0sproject/k0s:docs/networking.md; "
        "k0sproject/k0s:pkg/component/controller/controllermanager.go",
    ),
    Distribution(
        name="microk8s",
        title="MicroK8s",
        platforms=("generic", "aws"),
        without_kube_proxy="",
        kube_proxy_without_pods=True,
        without_cni="microk8s kubectl delete -f /var/snap/microk8s/current/args/cni-network/"
        "cni.yaml and move that file away; without high availability stop flanneld, too",
        values=(
            NodeValue(
                fact="cni.binPath",
                value="/var/snap/microk8s/current/opt/cni/bin",
                why="MicroK8s' containerd looks for plugins in the snap alone.",
            ),
            NodeValue(
                fact="cni.confPath",
                value="/var/snap/microk8s/current/args/cni-network",
                why="MicroK8s' containerd looks for networks in the snap alone.",
            ),
            NodeValue(
                fact="agent.runPath",
                value="/var/snap/microk8s/current/var/run/cilium",
                why="The agent's state would lie outside of the snap.",
            ),
        ),
        ipam_modes=("cluster-pool", "eni"),
        ipam_reason="The controller manager is started without --allocate-node-cidrs, so no Node "
        "has a range.",
        control_plane_label=Label(
            "node.kubernetes.io/microk8s-controlplane", "microk8s-controlplane"
        ),
        node_local_api=("127.0.0.1", 16443),
        api_servers="127.0.0.1:16443: the API server on control plane nodes, a proxy on workers",
        pod_cidr="10.1.0.0/16",
        source="canonical/microk8s-community-addons:addons/cilium/enable; "
        "canonical/microk8s:microk8s-resources/default-args",
    ),
    Distribution(
        name="capi",
        title="Cluster API",
        platforms=("generic", "aws"),
        without_kube_proxy="skipPhases: [addon/kube-proxy] in the initConfiguration of the "
        "KubeadmControlPlane",
        without_cni="nothing is installed: machines stay NotReady until Cilium runs",
        api_servers="the cluster's controlPlaneEndpoint, port 6443",
        other_label_values=True,
        source="kubernetes-sigs/cluster-api:bootstrap/kubeadm/api/v1beta1; "
        "Documentation/installation/k8s-install-broadcom-vmware-esxi-nsx.rst",
    ),
    Distribution(
        name="kind",
        title="kind",
        platforms=("generic",),
        without_kube_proxy="networking.kubeProxyMode: none in the cluster's config",
        without_cni="networking.disableDefaultCNI: true in the cluster's config",
        api_servers="CLUSTER-control-plane, port 6443: the name of the node's container",
        pod_cidr="10.244.0.0/16",
        source="Documentation/installation/kind.rst; Documentation/installation/kind-config.yaml",
    ),
)
"""Every distribution that `cluster.distribution` may name."""

BY_NAME: Final[Mapping[str, Distribution]] = {row.name: row for row in DISTRIBUTIONS}
"""The rows by their name."""


def control_plane_label(name: DistributionName | None) -> Label:
    """The label of control plane nodes; Kubernetes' own where the distribution has none to see."""
    label = BY_NAME[name].control_plane_label if name is not None else None
    return label or Label(_CONTROL_PLANE, "")


def own_vxlan_port(name: DistributionName | None) -> int | None:
    """The UDP port of VXLAN that a distribution opens between nodes, where it is not Cilium's."""
    return BY_NAME[name].vxlan_port if name is not None else None
