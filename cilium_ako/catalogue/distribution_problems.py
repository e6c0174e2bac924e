"""What goes wrong on each Kubernetes distribution, and what answers it.

A row is one problem, and its answer is one of three: rules that find it in a config, values that
the distribution gives so that it does not come up, or a note for what no config shows.
docs/distributions.md prints all of them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.distributions import DistributionName


class KnownProblem(NamedTuple):
    """One thing that goes wrong."""

    distributions: tuple[DistributionName, ...]
    what: str
    """What goes wrong, as a sentence."""
    rules: tuple[str, ...] = ()
    """The rules that find it."""
    gives: tuple[str, ...] = ()
    """The facts of the distribution's row that prevent it."""
    note: str = ""
    """Why nothing here can see it, or what to do, as a sentence."""


PROBLEMS: Final[tuple[KnownProblem, ...]] = (
    # kubeadm
    KnownProblem(
        distributions=("kubeadm",),
        what="Cilium's default pool 10/8 lies over the nodes' own network (cilium/cilium#42383).",
        rules=("pods-overlap-nodes", "default-pool-over-nodes"),
    ),
    KnownProblem(
        distributions=("kubeadm", "capi"),
        what="Agents are sent to one control plane node, and all of them stop with it.",
        rules=("api-server-single",),
    ),
    KnownProblem(
        distributions=("kubeadm",),
        what="podSubnet and Cilium's pool differ, and AKO routes the one that no pod has.",
        note="AKO's plugin is derived from the IPAM mode, so AKO reads the ranges that Cilium "
        "hands out and never those of podSubnet beside them.",
    ),
    KnownProblem(
        distributions=("kubeadm", "capi"),
        what="IPAM kubernetes without podSubnet (clusterNetwork.pods): no Node has a range.",
        note="The controller manager's flags are in no config; `cilium-ako doctor` finds nodes "
        "without a range.",
    ),
    # k3s
    KnownProblem(
        distributions=("k3s",),
        what="A pool other than 10.42/16 beside AKO without a plugin: routes to ranges that no pod "
        "has.",
        note="AKO's plugin is derived, as with kubeadm; any pool may be used.",
    ),
    KnownProblem(
        distributions=("k3s",),
        what="127.0.0.1:6443 answers on servers alone, and agents on workers never start "
        "(cilium/cilium#19038).",
        rules=("distribution-api-server",),
    ),
    KnownProblem(
        distributions=("k3s", "rke2", "microk8s", "k0s"),
        what="The operator is kept to nodes with an empty control-plane label, which no node has.",
        rules=("operator-selector-unmatched",),
    ),
    KnownProblem(
        distributions=("k3s",),
        what="servicelb answers Services of type LoadBalancer before AKO or LB IPAM does.",
        note="Start servers with --disable=servicelb (and --disable=traefik where another ingress "
        "is the default); no config of Cilium shows whether they were.",
    ),
    KnownProblem(
        distributions=("k3s",),
        what="CNI folders below /var/lib/rancher/k3s instead of Cilium's own.",
        note="With --flannel-backend=none k3s reads /etc/cni/net.d and /opt/cni/bin, so nothing is "
        "given; Rancher Desktop needs cni.binPath /usr/libexec/cni in cilium.values.",
    ),
    # RKE2
    KnownProblem(
        distributions=("rke2",),
        what="cni: cilium beside this program: two releases of Cilium in one cluster.",
        note="`pulumi up` looks for a Cilium of somebody else and stops; set cni: none.",
    ),
    KnownProblem(
        distributions=("rke2",),
        what="canal of the first installation stays on nodes that got cni: none later.",
        note="Its DaemonSet and its files in /etc/cni/net.d must be taken away by hand; new nodes "
        "do not have them.",
    ),
    KnownProblem(
        distributions=("rke2",),
        what="The bundled chart chains portmap; with kube-proxy replacement that is twice.",
        note="This program installs Cilium's own chart, which chains nothing unless "
        "cni.chainingMode says so.",
    ),
    KnownProblem(
        distributions=("rke2",),
        what="Multus beside Cilium stops, since agents rename its configuration.",
        note="Set cni.exclusive to false in cilium.values where Multus is installed: the config "
        "does not show it.",
    ),
    KnownProblem(
        distributions=("rke2",),
        what="IPv6 alone does not work in a tunnel.",
        note="Pods without IPv4 are not installed by this program.",
    ),
    # Talos
    KnownProblem(
        distributions=("talos",),
        what="Containers that ask for SYS_MODULE are not started.",
        gives=("agent.capabilities", "cleanState.capabilities"),
    ),
    KnownProblem(
        distributions=("talos",),
        what="A list of capabilities of one's own brings SYS_MODULE back.",
        rules=("talos-module-capability",),
    ),
    KnownProblem(
        distributions=("talos",),
        what="cgroup.automount is written in place of cgroup.autoMount, and the chart ignores it.",
        rules=("values-unknown",),
    ),
    KnownProblem(
        distributions=("talos",),
        what="cgroup v2 is mounted by the host, and the agent mounts it a second time.",
        gives=("cgroup.autoMount", "cgroup.hostRoot"),
    ),
    KnownProblem(
        distributions=("talos",),
        what="CoreDNS asks the host's DNS and gets no answer, with masquerading in eBPF "
        "(siderolabs/talos#9200, #10002).",
        rules=("talos-host-dns",),
    ),
    KnownProblem(
        distributions=("talos",),
        what="Node initialization wants a shell on the host.",
        rules=("talos-node-init",),
    ),
    KnownProblem(
        distributions=("talos",),
        what="Inline manifests create objects and never update them.",
        note="They belong to the bootstrap; from then on this program's release owns them, so take "
        "Cilium out of cluster.inlineManifests before it is adopted.",
    ),
    KnownProblem(
        distributions=("talos",),
        what="Internal load balancers of Google Cloud reach no node (siderolabs/talos#4109).",
        note="Talos does not configure local routes for their addresses; nothing that Cilium is "
        "told changes that.",
    ),
    # kOps
    KnownProblem(
        distributions=("kops",),
        what="kube-proxy is off and nothing serves Services (enableNodePort was left out).",
        rules=("kube-proxy-missing",),
    ),
    KnownProblem(
        distributions=("kops",),
        what="networking.cilium beside this program: kOps upgrades Cilium by its own template.",
        note="`pulumi up` looks for a Cilium of somebody else and stops; set networking.cni: {}.",
    ),
    KnownProblem(
        distributions=("kops",),
        what="With IPAM eni, masquerading of kOps' own template changed between its releases "
        "(kops#14575, #18427).",
        note="Masquerading and its interfaces are said aloud here, whatever a template does.",
    ),
    # EKS
    KnownProblem(
        distributions=("eks",),
        what="IPAM kubernetes: EKS never writes a range into a Node.",
        rules=("kubernetes-ipam-on-eks",),
    ),
    KnownProblem(
        distributions=("eks",),
        what="The generic operator is installed with IPAM eni, and stops (cilium/cilium#39519).",
        note="eni.enabled and ipam.mode are derived together, and the chart takes the operator for "
        "AWS.",
    ),
    KnownProblem(
        distributions=("eks",),
        what="An upgrade to 1.18 turns masquerading off (cilium/cilium#38663, #39785).",
        note="enableIPv4Masquerade is said aloud in every minor, so no default decides it.",
    ),
    KnownProblem(
        distributions=("eks",),
        what="Masquerading names interfaces (eth+) that the image calls otherwise (ens+).",
        note="masquerade.interfaces takes several patterns; which names nodes have is in no "
        "config (cilium/cilium#10595).",
    ),
    KnownProblem(
        distributions=("eks",),
        what="The operator may not do everything that it calls EC2 for (cilium/cilium#13701).",
        rules=("eks-operator-role",),
    ),
    KnownProblem(
        distributions=("eks",),
        what="NetworkManager or networkd takes interfaces that the operator attaches.",
        note="Images of EKS leave them alone; others need a rule for eth1 and above.",
    ),
    KnownProblem(
        distributions=("eks",),
        what="XDP does not attach to ena at a large MTU or with many queues (cilium/cilium#13869).",
        note="nodePort.acceleration is off unless it is asked for.",
    ),
    KnownProblem(
        distributions=("eks",),
        what="Two clusters of one name: the operator collects the other's network interfaces.",
        rules=("eni-cluster-name",),
    ),
    KnownProblem(
        distributions=("eks",),
        what="Traffic to secondary ranges of the VPC is masqueraded (cilium/cilium#39515).",
        note="ipam.vpcCidrs takes all of the VPC's ranges for the rules; the agent learns the "
        "VPC's own from EC2, which is where the issue is.",
    ),
    KnownProblem(
        distributions=("eks",),
        what="IPv6 with IPAM eni.",
        rules=("eni-ipv6",),
    ),
    KnownProblem(
        distributions=("eks",),
        what="Webhooks in an overlay are not reached by the control plane.",
        rules=("eks-overlay",),
    ),
    # EKS Hybrid Nodes
    KnownProblem(
        distributions=("eks-hybrid",),
        what="Agents start on cloud nodes, where vpc-cni is the network.",
        gives=("agent.nodeAffinity", "operator.nodeAffinity", "unmanagedPods.restart"),
    ),
    KnownProblem(
        distributions=("eks-hybrid",),
        what="IPAM eni or kubernetes on nodes that are no instances of EC2.",
        rules=("distribution-ipam",),
    ),
    KnownProblem(
        distributions=("eks-hybrid",),
        what="The control plane does not reach webhooks in pods.",
        note="It needs remote pod networks that are routed on premises (BGP), with masquerading "
        "on otherwise; the network on premises is in no config.",
    ),
    KnownProblem(
        distributions=("eks-hybrid",),
        what="The remote pod networks of the cluster and the pool differ.",
        note="ipam.podCidrs has to be what EKS was told; EKS is not asked.",
    ),
    KnownProblem(
        distributions=("eks-hybrid",),
        what="A minor or a mode that AWS does not support (its pages name VXLAN, IPv4, "
        "cluster-pool and single minors).",
        note="Support is AWS' word and changes: look it up in its page on CNIs for hybrid nodes.",
    ),
    KnownProblem(
        distributions=("eks-hybrid",),
        what="A kernel below what the minor needs (Ubuntu 20.04, RHEL 8).",
        rules=("kernel-floor",),
    ),
    # GKE
    KnownProblem(
        distributions=("gke",),
        what="The chart fails where gke.enabled meets a tunnel.",
        gives=("gke.enabled",),
    ),
    KnownProblem(
        distributions=("gke",),
        what="The kubelet keeps the network of its image.",
        gives=("nodeInit.enabled", "nodeInit.reconfigureKubelet", "nodeInit.removeCbrBridge"),
    ),
    KnownProblem(
        distributions=("gke",),
        what="Google's network does not route a pool of Cilium's own.",
        rules=("gke-native-pool",),
    ),
    KnownProblem(
        distributions=("gke",),
        what="CNI plugins are looked for in /home/kubernetes/bin.",
        gives=("cni.binPath",),
    ),
    KnownProblem(
        distributions=("gke",),
        what="Reboots and upgrades of nodes bring the former network back, and pods start in it.",
        note="Node pools need the taint node.cilium.io/agent-not-ready=true:NoExecute, which is "
        "made with them.",
    ),
    KnownProblem(
        distributions=("gke",),
        what="Workload Identity's metadata server is not reached with host routing in eBPF.",
        note="Set bpf.hostLegacyRouting to true in cilium.values where it is used; no config shows "
        "whether it is.",
    ),
    KnownProblem(
        distributions=("gke",),
        what="kube-proxy is a static pod of the node image and cannot be taken away.",
        note="Whether that is so on every kind of cluster was not verified: cluster.kubeProxy says "
        "what is there.",
    ),
    # AKS
    KnownProblem(
        distributions=("aks",),
        what="Cilium's default pool 10/8 holds the Services' default range 10.0/16.",
        rules=("pods-overlap-services",),
    ),
    KnownProblem(
        distributions=("aks",),
        what="The chart fails where aksbyocni.enabled meets native routing.",
        gives=("aksByoCni.enabled",),
    ),
    KnownProblem(
        distributions=("aks",),
        what="Azure drops packets of natively routed pods.",
        rules=("aks-native",),
    ),
    KnownProblem(
        distributions=("aks",),
        what="IPAM kubernetes is asked for, and the chart takes cluster-pool.",
        rules=("distribution-ipam",),
    ),
    KnownProblem(
        distributions=("aks",),
        what="A cluster of Azure CNI powered by Cilium has a Cilium that Azure owns.",
        note="`pulumi up` looks for a Cilium of somebody else and stops.",
    ),
    KnownProblem(
        distributions=("aks",),
        what="LB IPAM takes Azure's addresses away from Services once there is a pool "
        "(Azure/AKS#5044).",
        note="Make no CiliumLoadBalancerIPPool there; from 1.17 on defaultLBServiceIPAM: none in "
        "cilium.values keeps LB IPAM off.",
    ),
    # OpenShift
    KnownProblem(
        distributions=("openshift",),
        what="Multus is removed by an agent that wants to be the only network.",
        rules=("openshift-multus",),
    ),
    KnownProblem(
        distributions=("openshift",),
        what="Multus does not find Cilium's plugin and configuration.",
        gives=("cni.binPath", "cni.confPath", "cni.exclusive"),
    ),
    KnownProblem(
        distributions=("openshift",),
        what="The ports of VXLAN and of the agents' health checks are closed between nodes.",
        gives=("clusterHealthPort",),
    ),
    KnownProblem(
        distributions=("openshift",),
        what="SELinux and security context constraints keep the agent from the host.",
        gives=("agent.privileged",),
    ),
    KnownProblem(
        distributions=("openshift",),
        what="IPAM kubernetes: the controller manager hands out no ranges.",
        rules=("distribution-ipam",),
    ),
    KnownProblem(
        distributions=("openshift",),
        what="Hubble's TLS jobs and ServiceMonitors do not exist yet while the cluster is made.",
        note="Switch hubble.enabled and ServiceMonitors on once the cluster runs.",
    ),
    KnownProblem(
        distributions=("openshift",),
        what="Only certified operators (OLM) are supported by Red Hat.",
        note="This program installs the community's chart; support is a matter of contracts.",
    ),
    # MicroK8s
    KnownProblem(
        distributions=("microk8s",),
        what="containerd looks for plugins and networks in the snap alone.",
        gives=("cni.binPath", "cni.confPath", "agent.runPath"),
    ),
    KnownProblem(
        distributions=("microk8s",),
        what="IPAM kubernetes: the controller manager hands out no ranges by itself.",
        rules=("distribution-ipam",),
    ),
    KnownProblem(
        distributions=("microk8s",),
        what="The addon sets cni.customConf and writes the CNI configuration itself.",
        note="Nobody would write it for this program, so the agent does, into the addon's folder.",
    ),
    KnownProblem(
        distributions=("microk8s",),
        what="The addon sets nodePort.enabled and keepDeprecatedLabels, which newer charts ignore.",
        rules=("values-removed",),
    ),
    KnownProblem(
        distributions=("microk8s",),
        what="The addon installs an old release beside this program's.",
        note="`pulumi up` looks for a Cilium of somebody else and stops; leave the addon off.",
    ),
    # k0s
    KnownProblem(
        distributions=("k0s",),
        what="Agents are sent to 127.0.0.1 at a port that nothing listens on.",
        rules=("distribution-api-server",),
    ),
    KnownProblem(
        distributions=("k0s",),
        what="The network's provider is changed on a running cluster.",
        note="k0s refuses it: provider: custom has to be there from the start.",
    ),
    KnownProblem(
        distributions=("k0s",),
        what="The control plane reaches pods through konnectivity, which needs pods to start.",
        note="Webhooks work once konnectivity's agents run; controllers that are no nodes have no "
        "agent of Cilium.",
    ),
    KnownProblem(
        distributions=("k0s",),
        what="k0s brings iptables of its own, whose mode differs from the host's.",
        note="Both must be nft or both legacy: iptables --version on a node, and "
        "/var/lib/k0s/bin/iptables --version.",
    ),
    # kind
    KnownProblem(
        distributions=("kind",),
        what="The socket load balancer needs cgroup v2 and a cgroup namespace for each node.",
        note="That is how Docker is set up on the machine that kind runs on (cilium/cilium#16259).",
    ),
    KnownProblem(
        distributions=("kind",),
        what="After a cluster that was removed badly agents do not reach the API server.",
        note="Socket programs of the former one are still attached on the host: restart Docker or "
        "the machine.",
    ),
    KnownProblem(
        distributions=("kind",),
        what="Direct server return and XDP.",
        note="Not verified for nodes in containers; both are off unless they are asked for.",
    ),
    # Cluster API
    KnownProblem(
        distributions=("capi",),
        what="vmxnet3 breaks VXLAN at its usual ports (cilium/cilium#21801).",
        rules=("tunnel-port-offload",),
    ),
    KnownProblem(
        distributions=("capi",),
        what="NSX uses Geneve itself between its own nodes.",
        note="VXLAN at port 8223 is apart from it; whether NSX is below is not in the config "
        "without AKO.",
    ),
    KnownProblem(
        distributions=("capi",),
        what="NSX' spoof guard drops answers with a Service's address and natively routed pods.",
        note="It belongs to the segment's profile and must be off there for DSR and native "
        "routing.",
    ),
    KnownProblem(
        distributions=("capi",),
        what="An upgrade replaces machines, and the ranges of the old ones become free late.",
        rules=("pool-too-small",),
    ),
    KnownProblem(
        distributions=("capi",),
        what="portmap is chained where kube-proxy stays.",
        note="cni.chainingMode: portmap in cilium.values does so, where host ports are needed.",
    ),
)
"""Everything that is known to go wrong, by distribution."""
