// Cilium and AKO as one component of a program in TypeScript.
//
// `pulumi install` makes the SDK; then `pulumi config set --secret aviPassword` and `pulumi up`.

import * as pulumi from "@pulumi/pulumi";
import * as ciliumAko from "@pulumi/cilium-ako";

const config = new pulumi.Config();

const network = new ciliumAko.CiliumAko("network", {
    cluster: {
        name: "dev",
        kubernetesVersion: "1.33",
        kernelVersion: "5.15",
        apiServer: ["https://api.dev.example.test:6443"],
        nodeCidrs: ["192.168.10.0/24"],
        serviceCidrs: ["10.96.0.0/16"],
        maxNodes: 50,
        controlPlanes: 3,
        kubeProxy: ciliumAko.ClusterKubeProxy.Absent,
    },
    cilium: {
        version: "1.18.12",
        ipam: { mode: ciliumAko.IpamMode.ClusterPool, podCidrs: ["10.42.0.0/16"] },
        routing: { mode: ciliumAko.RoutingMode.Tunnel, port: 8223 },
        kubeProxyReplacement: true,
    },
    ako: {
        version: "1.13.4",
        cloud: ciliumAko.AkoCloud.Vcenter,
        controller: {
            host: "avi.example.test",
            version: "22.1.5",
            cloudName: "vcenter-dev",
            serviceEngineGroup: "dev",
        },
        vipNetworks: [{ name: "vip-dev", cidr: "10.20.0.0/24" }],
        nodeNetworks: [{ name: "nodes-dev", cidrs: ["192.168.10.0/24"] }],
    },
    aviUsername: "ako-dev",
    aviPassword: config.requireSecret("aviPassword"),
});

export const decisions = network.decisions;
export const staticRoutes = network.staticRoutes;
