"""The address under which peers reach a member of a mesh."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from cilium_ako.catalogue.ako.objects import LOAD_BALANCER_IP
from cilium_ako.catalogue.cilium.cluster_mesh import API_SERVER, LOAD_BALANCER, MESH_PORT
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.config.mesh import Mesh
from cilium_ako.config.types import is_address
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesService


@dataclass(frozen=True, kw_only=True)
class MeshServiceArgs:
    """What `MeshService` is given."""

    mesh: Mesh
    """The mesh, with the cluster's own address in it."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Service."""


class MeshService(pulumi.ComponentResource):
    """The Service `kube-system/clustermesh-apiserver-lb`, which AKO gives an address.

    It deliberately stands beside the chart's own Service, which agents in the cluster use: Helm
    would wait for an address while AKO, which comes after Cilium, is not there yet. Pass the AKO
    that gives the address in `opts.depends_on`. One per stack: the Service has a fixed name.
    Sources: install/kubernetes/cilium/templates/clustermesh-apiserver/service.yaml;
    AKO:docs/objects.md.
    """

    address: pulumi.Output[str]
    """The address that it was given; empty where none is known."""

    def __init__(
        self, name: str, args: MeshServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:mesh:MeshService", name, None, options)
        asked = {LOAD_BALANCER_IP: args.mesh.address} if is_address(args.mesh.address) else {}
        service = KubernetesService(
            LOAD_BALANCER,
            namespace=NAMESPACE,
            selector={"k8s-app": API_SERVER},
            port=MESH_PORT,
            annotations=asked,
            opts=child_options(
                self,
                opts,
                pulumi.ResourceOptions(
                    # AKO looks at it when the Service is made, and never again
                    replace_on_changes=[f'metadata.annotations["{LOAD_BALANCER_IP}"]'],
                    delete_before_replace=True,
                    hooks=args.hooks,
                ),
            ),
        )
        self.address = service.address
        self.register_outputs({"address": self.address})
