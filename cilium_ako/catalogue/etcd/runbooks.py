"""Runbooks of the managed etcd.

`POD` is a member's pod that is ready; `NODE`, `ADDRESS` and `ID` are those of the member that a
step is about. docs/etcd.md tells them with reasons.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.etcd.objects import NAME, NAMESPACE
from cilium_ako.catalogue.etcd.ports import PEER
from cilium_ako.catalogue.runbooks import RESTART_AGENTS

ETCDCTL: Final = f"kubectl -n {NAMESPACE} exec POD -- etcdctl"
"""How `etcdctl` is run: a member's pod has its address and its certificates in its environment."""

LIST_PODS: Final = f"kubectl -n {NAMESPACE} get pods -l k8s-app={NAME} -o wide"
"""Shows every member's pod, its node and whether it is ready."""

HEALTHY: Final = (
    LIST_PODS,
    f"{ETCDCTL} endpoint health --cluster: every member answers",
)
"""Looks whether all members are there."""

_JOIN: Final = (
    "(refused with `unhealthy cluster` in the first seconds after another change: type it again)"
    f" {ETCDCTL} member add NODE --learner --peer-urls=https://ADDRESS:{PEER}",
    "in cilium.kvstore.members: the member with joins: true; pulumi up, which waits until the"
    " member is ready",
    f"meanwhile, when it is in step (until then the command refuses): {ETCDCTL} member promote ID",
)

ADD_MEMBER: Final = (*HEALTHY, *_JOIN, *HEALTHY)
"""Takes one member in. An even count is acknowledged as etcd-members-even until the next one."""

REMOVE_MEMBER: Final = (
    *HEALTHY,
    f"{ETCDCTL} member list, then {ETCDCTL} member remove ID",
    "take it out of cilium.kvstore.members; pulumi up",
    *HEALTHY,
)
"""Takes one member out."""

MEMBER_BY_MEMBER: Final = (
    "one member at a time, and only while all others are ready:",
    *HEALTHY,
    f"to take one out: {ETCDCTL} member remove ID; then out of cilium.kvstore.members; pulumi up",
    f"to take one in: {_JOIN[0]}",
    *_JOIN[1:],
)
"""Changes members without losing the quorum."""

REPLACE_MEMBER: Final = (
    LIST_PODS,
    f"{ETCDCTL} member list, then {ETCDCTL} member remove ID of the member without its data",
    "on NODE: move what is left in the data directory away",
    *_JOIN,
    *HEALTHY,
)
"""Gives a member whose data are lost new ones, on the same node or on another."""

FREE_SPACE: Final = (
    f"{ETCDCTL} endpoint status --cluster -w table: size, space in use, alarm NOSPACE",
    f"{ETCDCTL} endpoint status -w json: the revision; then {ETCDCTL} compact REVISION",
    f"for each POD, one after the other, the leader last: {ETCDCTL} defrag",
    f"{ETCDCTL} alarm disarm",
    "where it is in use and not only allocated: raise cilium.kvstore.quota first",
)
"""Makes an etcd that is full writable again."""

START_EMPTY: Final = (
    "only where the quorum is lost for good: one member with its data is worth more",
    "raise cilium.kvstore.generation by one, acknowledge etcd-started-empty (members then restart"
    " together: none is ready before a quorum of them runs), pulumi up; the old data stay beside"
    " the new ones",
    *HEALTHY,
    f"kubectl -n {NAMESPACE} rollout restart deployment/cilium-operator",
    *RESTART_AGENTS,
    "take the acknowledgement out again, pulumi up: from then on members wait for each other",
    "with IPsec: cilium-ako rotate STACK, pulumi up (states of nodes that vanished stay stale"
    " otherwise)",
)
"""After a total loss. An old snapshot is worse: leases are stale, revisions go back, watches stall.

Source: Documentation/network/concepts/kvstore.rst; Documentation/security/network/
encryption-ipsec.rst.
"""

RESTORE: Final = (
    "only with identities in etcd and agents that are gone with it: running agents write all of it"
    " anew, and better",
    "on every member's node, with the newest snapshot of any node, one generation ahead (NEXT):"
    " kubectl debug node/NODE --profile=sysadmin --image=IMAGE -- etcdutl snapshot restore"
    " /host/SNAPSHOTS/snapshot-N.db --data-dir=/host/DATA/data-NEXT --name=NODE"
    " --initial-cluster=INITIAL --initial-cluster-token=cilium-etcd-CLUSTER-NEXT"
    f" --initial-advertise-peer-urls=https://ADDRESS:{PEER}"
    " --bump-revision=1000000000 --mark-compacted",
    f"INITIAL is: kubectl -n {NAMESPACE} get configmap {NAME}"
    " -o jsonpath='{.data.initial-cluster}'",
    "then as after a total loss: raise cilium.kvstore.generation to NEXT, pulumi up, restart"
    " operator and agents, with IPsec rotate the key",
)
"""Brings a snapshot back. Revisions are raised, so that no watch of an agent believes to be ahead.

Source: etcdutl/etcdutl/snapshot_command.go.
"""

CHANGE_AUTHORITY: Final = (
    "cilium.kvstore.authorities: {signing: OLD, trusted: [OLD, NEW]}; pulumi up",
    f"kubectl -n {NAMESPACE} rollout restart deployment/cilium-operator",
    *RESTART_AGENTS,
    "then {signing: NEW, trusted: [OLD, NEW]}; pulumi up; nothing restarts; wait two minutes, until"
    " every kubelet has brought the new certificates",
    "then {signing: NEW, trusted: [NEW]}; pulumi up, and restart operator and agents once more",
)
"""Changes the authorities in two rolls, by a bundle of both."""

UPDATE: Final = (
    *HEALTHY,
    "another image in cilium.kvstore.image, by digest; pulumi up, which takes one member after the"
    " other",
    f"{ETCDCTL} endpoint status --cluster -w table: every member has the new release",
)
"""Takes etcd to another release. A minor is not gone back from."""
