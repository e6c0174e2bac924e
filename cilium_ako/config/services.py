"""How Cilium serves NodePorts where it stands in for kube-proxy."""

from __future__ import annotations

from typing import Literal

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import PortRange


class NodePort(ConfigModel):
    """NodePort and load balancing, in effect with kube-proxy replacement."""

    range: PortRange = (30000, 32767)
    """The API server's `--service-node-port-range`."""
    mode: Literal["snat", "dsr", "hybrid"] = "snat"
    """Whether a reply takes the way back (snat) or goes to the client directly (dsr)."""
    dsr_dispatch: Literal["opt", "ipip", "geneve"] = "opt"
    """How a node tells a backend the service's address: with `dsr` and `hybrid`, and where a
    Service may ask for `dsr` itself (`values: {bpf: {lbModeAnnotation: true}}`, from 1.17 on)."""
    acceleration: Literal["disabled", "native", "best-effort"] = "disabled"
    """Whether services are handled in XDP, before the kernel's stack."""
    algorithm: Literal["random", "maglev"] = "random"
    """How a backend is chosen."""
    healthz_bind_address: str = ""
    """Address and port at which agents tell balancers outside that they serve, as
    `0.0.0.0:10256`; nowhere otherwise."""
