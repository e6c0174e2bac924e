"""What this program says in `cilium-config` that owners leave to a default, and why.

Keys of the ConfigMap that may differ from an owner's rendering: agents do the same with both.
Sources: templates/cilium-configmap.yaml of the charts, pkg/defaults/defaults.go and
pkg/option/config.go of Cilium.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class StatedDecision(NamedTuple):
    """A key of `cilium-config` that may differ from the owner's, in one way."""

    owner: tuple[str | None, ...]
    """What the owner's rendering has; None where it has no such key."""
    ours: tuple[str, ...] | None
    """What ours has; None where it is the stack's own word."""
    why: str

    def allows(self, owner: str | None, ours: str | None) -> bool:
        """Whether the two differ in the way that is stated."""
        return owner in self.owner and (self.ours is None or ours in self.ours)


STATED_DECISIONS: Final[Mapping[str, StatedDecision]] = {
    "cluster-name": StatedDecision(
        owner=("default",),
        ours=None,
        why="A stack names its cluster; AKO and a mesh tell clusters apart by that name.",
    ),
    "enable-bpf-masquerade": StatedDecision(
        owner=(None,),
        ours=("false",),
        why="Masquerading is said aloud, so that no default of a later minor decides it.",
    ),
    "node-port-range": StatedDecision(
        owner=(None,),
        ours=("30000,32767",),
        why="The API server's own range, which rules hold against ports that are taken.",
    ),
    "bpf-lb-algorithm": StatedDecision(
        owner=(None,),
        ours=("random",),
        why="The agent's default, said aloud: a change of it moves connections.",
    ),
    "bpf-lb-mode": StatedDecision(
        owner=(None,),
        ours=("snat",),
        why="The agent's default, said aloud: a change of it breaks connections.",
    ),
    "bpf-lb-dsr-dispatch": StatedDecision(
        owner=(None,),
        ours=("opt",),
        why="The agent's default, said aloud where backends answer clients themselves.",
    ),
    "k8s-require-ipv4-pod-cidr": StatedDecision(
        owner=(None, "false"),
        ours=("true",),
        why="With IPAM kubernetes an agent waits for its node's range instead of inventing one.",
    ),
    "k8s-require-ipv6-pod-cidr": StatedDecision(
        owner=("false",),
        ours=("true",),
        why="The same for the nodes' second range.",
    ),
}
"""The whole list: what else differs is a fault."""
