"""Rules about how Cilium serves NodePorts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import features, kernels
from cilium_ako.catalogue.cilium.ports import EPHEMERAL_PORTS, TAKEN_PORTS, TUNNEL_PORTS
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import says_dispatch, setting, setting_path
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.routing import Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_NODE_PORT: Final = key_path("cilium", "nodePort")
_RANGE: Final = f"{_NODE_PORT}.range"
_MODE: Final = f"{_NODE_PORT}.mode"
_DISPATCH: Final = f"{_NODE_PORT}.dsrDispatch"
_DEFAULT: Final = set_to(_RANGE, "30000-32767")
_LAST_PORT: Final = 65535
_SEED: Final = "maglev.hashSeed"


def _range_error(first: int, last: int) -> str:
    if last <= first:
        return "its end is not above its beginning"
    if first < 1:
        return "there is no port 0"
    if last >= _LAST_PORT:
        return "it leaves no ports above its end, where SNAT takes source ports"
    if first > EPHEMERAL_PORTS[1]:
        return f"it lies above the ephemeral ports ({EPHEMERAL_PORTS[0]}-{EPHEMERAL_PORTS[1]})"
    return ""


@rule("node-port-range")
def node_port_range(cilium: Cilium) -> Iterator[Finding]:
    """The NodePort range is one that agents refuse."""
    first, last = cilium.node_port.range
    if error := _range_error(first, last):
        yield Finding(
            _RANGE, f"the NodePort range {first}-{last} cannot be used: {error}", _DEFAULT
        )


@rule("node-port-clash")
def node_port_clash(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The NodePort range holds a port that a node listens on."""
    first, last = cilium.node_port.range
    if _range_error(first, last):
        return
    taken = dict(TAKEN_PORTS)
    for server in cluster.api_server:
        taken[server.port] = "the API server"
    routing = cilium.effective_routing
    if isinstance(routing, Tunnel):
        taken[routing.port or TUNNEL_PORTS[routing.protocol]] = "the tunnel"
    hit = sorted(port for port in taken if first <= port <= last)
    if hit:
        who = ", ".join(f"{port} ({taken[port]})" for port in hit)
        yield Finding(_RANGE, f"the NodePort range {first}-{last} holds {who}", _DEFAULT)


@rule("node-port-unused")
def node_port_unused(cilium: Cilium) -> Iterator[Finding]:
    """NodePort settings are made, and Cilium does not replace kube-proxy."""
    asked = cilium.node_port
    if cilium.kube_proxy_replacement:
        if not says_dispatch(cilium) and asked.dsr_dispatch != "opt":
            yield Finding(
                _DISPATCH,
                f"dsrDispatch is {asked.dsr_dispatch} and the mode is snat",
                f"{removed(_DISPATCH)}, or {set_to(_MODE, 'dsr')}",
            )
        return
    unused = [
        name
        for name, given in (
            ("mode", asked.mode != "snat"),
            ("dsrDispatch", asked.dsr_dispatch != "opt"),
            ("acceleration", asked.acceleration != "disabled"),
            ("algorithm", asked.algorithm != "random"),
        )
        if given
    ]
    if unused:
        yield Finding(
            f"{_NODE_PORT}.{unused[0]}",
            f"nodePort has {', '.join(unused)} and kube-proxy is not replaced",
            " && ".join(removed(f"{_NODE_PORT}.{name}") for name in unused),
        )


def _answers_directly(cilium: Cilium) -> bool:
    return cilium.kube_proxy_replacement and cilium.node_port.mode != "snat"


@rule("dsr-tunnel")
def dsr_tunnel(cilium: Cilium) -> Iterator[Finding]:
    """DSR is asked for in a tunnel without Geneve on both sides of it."""
    routing = cilium.effective_routing
    if not _answers_directly(cilium) or not isinstance(routing, Tunnel):
        return
    asked = cilium.node_port
    if not features.GENEVE_DISPATCH.is_in(cilium.version):
        what = f"Cilium {cilium.version} does not use {asked.mode} in a tunnel"
    elif routing.protocol != "geneve" or asked.dsr_dispatch != "geneve":
        what = (
            f"{asked.mode} is asked for in a {routing.protocol} tunnel with "
            f"dsrDispatch {asked.dsr_dispatch}"
        )
    else:
        return
    fix = set_to(_MODE, "snat")
    if features.GENEVE_DISPATCH.is_in(cilium.version):
        fix += (
            f", or {set_to(key_path('cilium', 'routing', 'protocol'), 'geneve')} && "
            f"{set_to(_DISPATCH, 'geneve')}"
        )
    yield Finding(_MODE, what, fix)


@rule("dsr-dispatch")
def dsr_dispatch(cilium: Cilium) -> Iterator[Finding]:
    """This minor does not have the dispatch of DSR; in a tunnel another rule tells."""
    asked = cilium.node_port
    if not cilium.kube_proxy_replacement or not says_dispatch(cilium):
        return
    if isinstance(cilium.effective_routing, Tunnel):
        return
    if asked.dsr_dispatch == "ipip" and features.IPIP_DISPATCH_IN_XDP.is_in(cilium.version):
        if asked.acceleration == "disabled":
            path = f"{_NODE_PORT}.acceleration"
            yield Finding(
                path,
                f"dsrDispatch is ipip, acceleration is disabled, and Cilium is {cilium.version}",
                f"{set_to(path, 'native')}, or {set_to(_DISPATCH, 'opt')}",
            )
        return
    feature = {"geneve": features.GENEVE_DISPATCH, "ipip": features.IPIP_DISPATCH}.get(
        asked.dsr_dispatch
    )
    if feature is not None and not feature.is_in(cilium.version):
        yield Finding(
            _DISPATCH,
            f"Cilium {cilium.version} has no dsrDispatch {asked.dsr_dispatch}",
            set_to(_DISPATCH, "opt"),
        )


@rule("dsr-on-aws")
def dsr_on_aws(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """DSR is asked for on AWS."""
    if _answers_directly(cilium) and cluster.platform != "generic":
        yield Finding(
            _MODE,
            f"{cilium.node_port.mode} is asked for on the platform {cluster.platform}",
            set_to(_MODE, "snat"),
        )


@rule("dsr-on-nsxt")
def dsr_on_nsxt(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """DSR is asked for, and the nodes are on NSX-T, as AKO's cloud shows."""
    if _answers_directly(cilium) and ako.cloud == "nsxt":
        yield Finding(
            _MODE,
            f"nodePort.mode is {cilium.node_port.mode} and AKO's cloud is nsxt",
            set_to(_MODE, "snat"),
        )


@rule("maglev-seed")
def maglev_seed(cilium: Cilium) -> Iterator[Finding]:
    """The seed of Maglev's tables is not the Base64 of twelve bytes."""
    if not cilium.kube_proxy_replacement or cilium.node_port.algorithm != "maglev":
        return
    seed = setting(cilium, _SEED)
    if seed not in (None, "") and re.fullmatch(r"[A-Za-z0-9+/]{16}", str(seed)) is None:
        path = setting_path(cilium, _SEED)
        yield Finding(path, f"{_SEED} is not the Base64 of 12 bytes", removed(path))


@rule("acceleration-too-new")
def acceleration_too_new(cilium: Cilium) -> Iterator[Finding]:
    """Best-effort acceleration is asked for, which this minor does not have."""
    asked = cilium.node_port.acceleration
    if (
        cilium.kube_proxy_replacement
        and asked == "best-effort"
        and not features.BEST_EFFORT_ACCELERATION.is_in(cilium.version)
    ):
        path = f"{_NODE_PORT}.acceleration"
        yield Finding(
            path, f"Cilium {cilium.version} has no acceleration {asked}", set_to(path, "native")
        )


@rule("acceleration-vmxnet3")
def acceleration_vmxnet3(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Services are accelerated on VMware, with a kernel whose driver cannot."""
    if (
        cilium.kube_proxy_replacement
        and ako.cloud in ("vcenter", "nsxt")
        and cilium.node_port.acceleration == "native"
        and not kernels.VMXNET3_XDP.is_in(cluster.kernel_version)
    ):
        path = f"{_NODE_PORT}.acceleration"
        yield Finding(
            path,
            f"nodes on {ako.cloud} have kernel {cluster.kernel_version}, and acceleration is "
            "native",
            f"{set_to(path, 'disabled')}, or acknowledge this rule",
        )
