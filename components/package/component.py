"""Cilium and AKO as one component, for programs in any language.

The SDK's analyzer makes the package's schema of this class, and does not evaluate annotations that
are texts: so there is no `from __future__ import annotations` here.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

import pulumi

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.config.pod_router import pod_router
from cilium_ako.config.stack import Stack
from components.engine.component_options import component_options
from components.engine.deletion_guard import warn_of_ignored_protection
from components.package.given import given_config
from components.package.inputs import CiliumAkoArgs
from components.program import fit_stack, install, tell_way_back


class StaticRoutes(TypedDict):
    """The static routes to pods that the Avi Controller should have."""

    expected: bool
    """Whether AKO writes any. Where it does not, `because` says who routes."""
    because: str
    """What that follows from."""
    readFrom: str
    """The objects and the field that AKO reads each node's ranges from; `nothing` otherwise."""
    ranges: list[str]
    """The ranges that all routes lie in."""
    atMost: int
    """How many there are with `cluster.maxNodes` nodes."""


class CiliumAko(pulumi.ComponentResource):
    """Cilium and AKO on a cluster, derived and judged as one config. One for each stack."""

    decisions: pulumi.Output[dict[str, dict[str, str]]]
    """What the config decides, by component (`cilium`, `ako`) and by the decision's name."""
    versions: pulumi.Output[dict[str, str]]
    """The charts' versions, by component."""
    releases: pulumi.Output[dict[str, str]]
    """The Helm releases as `<namespace>/<name>`, by component."""
    static_routes: pulumi.Output[StaticRoutes]
    """The static routes to pods that the Avi Controller should have."""
    mesh_address: pulumi.Output[str] | None
    """In a mesh that AKO serves: the address of the mesh API server."""

    def __init__(
        self, name: str, args: CiliumAkoArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """`args` are as they arrive over gRPC.

        Raises pulumi.RunError, with every problem in its text, where they are not fit.
        """
        warn_of_ignored_protection()
        options = component_options(type(self).__name__, opts)
        if "kubernetes" in _provider_packages(options):
            raise pulumi.RunError(
                "CiliumAko makes its Kubernetes provider itself: Secrets and state rely on its"
                " settings.\nfix: take the provider out of the options, and give the kubeconfig as"
                " the property kubeconfig, a secret"
            )
        given = given_config(args, pulumi.Config("aws").get("region"))
        stack = fit_stack(given.config, offline=False, problems=given.problems)
        super().__init__("cilium-ako:index:CiliumAko", name, None, options)
        after = pulumi.ResourceOptions(parent=self, depends_on=[*given.after])
        installed = install(
            stack,
            pulumi.ResourceOptions.merge(
                pulumi.ResourceOptions(depends_on=options.depends_on), after
            ),
        )
        self.urn.apply(lambda urn: tell_way_back(stack, urn.split("::")[2]))
        self.decisions = _together(installed.decisions)
        self.versions = _together(installed.versions)
        self.releases = _together(installed.releases)
        self.static_routes = pulumi.Output.from_input(static_routes(stack))
        mesh = installed.mesh
        self.mesh_address = None if mesh is None else pulumi.Output.from_input(mesh["address"])
        self.register_outputs(
            {
                "decisions": self.decisions,
                "versions": self.versions,
                "releases": self.releases,
                "staticRoutes": self.static_routes,
                **({} if self.mesh_address is None else {"meshAddress": self.mesh_address}),
            }
        )


def static_routes(stack: Stack) -> StaticRoutes:
    """The static routes that AKO writes for a stack that was judged fit."""
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None or ako is None:
        return _no_routes("there is no AKO")
    routes = POD_ROUTES[cilium.ipam.mode]
    router = pod_router(cilium, ako)
    if ako.service_type == "NodePort":
        return _no_routes("serviceType NodePort sends traffic to nodes")
    if router != "ako":
        return _no_routes(
            {
                "vpc": routes.because,
                "fabric": "the network's own routers know the pods' ranges",
                "nobody": "ako.podRoutes is none",
            }[router]
        )
    networks = [each for each in cilium.ipam.pod_networks if each.version == 4]
    return StaticRoutes(
        expected=True,
        because=routes.because,
        readFrom=routes.reads,
        ranges=[str(each) for each in networks],
        atMost=cluster.max_nodes,
    )


def _provider_packages(opts: pulumi.ResourceOptions) -> list[str]:
    """The packages that a caller gave a provider for."""
    given = opts.providers or {}
    if isinstance(given, pulumi.ProviderResource):
        return [given.package]
    return [*given] if isinstance(given, Mapping) else [each.package for each in given]


def _no_routes(because: str) -> StaticRoutes:
    return StaticRoutes(expected=False, because=because, readFrom="nothing", ranges=[], atMost=0)


def _together(outputs: Mapping[str, pulumi.Input[Any]]) -> pulumi.Output[dict[str, Any]]:
    return pulumi.Output.all(**outputs)
