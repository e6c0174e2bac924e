"""AKO beside Cilium: whether it looks for pods' ranges where Cilium's IPAM mode has them.

`catalogue.ako.pod_routes` says what AKO must be told. Where a person is asked to judge two stacks,
the other one's mode is given by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.adopt.cilium_keys import follows_vpc_plugin
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding

OUTPUT: Final = "ciliumIpam"
"""The output of a stack, and the property of a policy's config, that says the mode."""
_SETTINGS: Final = "AKOSettings"
_HARMLESS: Final = ("kubernetes", "cilium")
"""Mode and `cniPlugin` that are no pair and lead to the right ranges all the same: agents copy
those of the Node. Source: pkg/ipam/node_manager.go, pkg/k8s/watchers of each minor."""


def pod_mode(cilium: Told) -> str:
    """Who gives pods their addresses, as `POD_ROUTES` calls it: an IPAM mode, or `aws-cni`."""
    return "aws-cni" if follows_vpc_plugin(cilium) else str(cilium.fact("ipam.mode"))


def mode_of_outputs(outputs: Mapping[str, object]) -> str:
    """The mode that a stack's outputs say, as `POD_ROUTES` calls it; empty where they say none.

    `ciliumIpam` is anybody's word for it; a stack of this program exports its decisions.
    """
    said = outputs.get(OUTPUT)
    if not isinstance(said, str):
        said = value_at(outputs, "decisions", "cilium", "ipam")
    mode = said.partition(":")[0].strip() if isinstance(said, str) else ""
    return mode if mode in POD_ROUTES else ""


def pair_findings(mode: str, ako: Told) -> Iterator[tuple[str, Finding]]:
    """What is wrong with AKO beside pods of a mode; nothing of a mode that is not known.

    With NodePort AKO reads no ranges, and with static routes off it reads them for nothing.
    """
    routes = POD_ROUTES.get(mode)
    if routes is None or ako.fact("ako.serviceType") != "ClusterIP":
        return
    if ako.fact("ako.disableStaticRouteSync") is True:
        return
    if routes.disable_static_route_sync:
        path = key_path("ako", "values", _SETTINGS, "disableStaticRouteSync")
        yield "pair-static-routes", Finding(path, "")
        return
    plugin = str(ako.raw(f"{_SETTINGS}.cniPlugin") or "").strip().lower()
    if plugin != routes.cni_plugin and (mode, plugin) != _HARMLESS:
        yield "pair-cni-plugin", Finding(key_path("ako", "values", _SETTINGS, "cniPlugin"), "")
