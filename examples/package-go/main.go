// Cilium and AKO as one component of a program in Go.
//
// `pulumi install` makes the SDK; then `pulumi config set --secret aviPassword` and `pulumi up`.
package main

import (
	"example.com/pulumi-cilium-ako/sdk/go/ciliumako"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		network, err := ciliumako.NewCiliumAko(ctx, "network", &ciliumako.CiliumAkoArgs{
			Cluster: ciliumako.ClusterArgs{
				Name:              "dev",
				KubernetesVersion: "1.33",
				KernelVersion:     "5.15",
				ApiServer:         []string{"https://api.dev.example.test:6443"},
				NodeCidrs:         []string{"192.168.10.0/24"},
				ServiceCidrs:      []string{"10.96.0.0/16"},
				MaxNodes:          50,
				ControlPlanes:     pulumi.IntRef(3),
				KubeProxy:         given(ciliumako.ClusterKubeProxyAbsent),
			},
			Cilium: ciliumako.CiliumArgs{
				Version: "1.18.12",
				Ipam: ciliumako.IpamArgs{
					Mode:     ciliumako.IpamModeClusterPool,
					PodCidrs: []string{"10.42.0.0/16"},
				},
				Routing: &ciliumako.RoutingArgs{
					Mode: ciliumako.RoutingModeTunnel,
					Port: pulumi.IntRef(8223),
				},
				KubeProxyReplacement: pulumi.BoolRef(true),
			},
			Ako: &ciliumako.AkoArgs{
				Version: "1.13.4",
				Cloud:   ciliumako.AkoCloudVcenter,
				Controller: ciliumako.ControllerArgs{
					Host:               "avi.example.test",
					Version:            "22.1.5",
					CloudName:          pulumi.StringRef("vcenter-dev"),
					ServiceEngineGroup: pulumi.StringRef("dev"),
				},
				VipNetworks: []ciliumako.VipNetworkArgs{{
					Name: pulumi.StringRef("vip-dev"),
					Cidr: pulumi.StringRef("10.20.0.0/24"),
				}},
				NodeNetworks: []ciliumako.NodeNetworkArgs{{
					Name:  pulumi.StringRef("nodes-dev"),
					Cidrs: []string{"192.168.10.0/24"},
				}},
			},
			AviUsername: pulumi.StringRef("ako-dev"),
			AviPassword: config.New(ctx, "").RequireSecret("aviPassword"),
		})
		if err != nil {
			return err
		}
		ctx.Export("decisions", network.Decisions)
		ctx.Export("staticRoutes", network.StaticRoutes)
		return nil
	})
}

func given[T any](value T) *T {
	return &value
}
