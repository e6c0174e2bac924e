"""Faults of the etcd that Cilium keeps its state in."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.etcd.runbooks import FREE_SPACE, HEALTHY
from cilium_ako.catalogue.faults.row import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="etcd-secret",
        severity="fail",
        object="Secret kube-system/cilium-etcd-secrets",
        evidence="It is missing, lacks an entry, holds a certificate and a key that do not belong"
        " together, one that is not for clients or not signed by the authority beside it, or a"
        " certificate that ends within 30 days.",
        why="agents and operator mount it as optional: they start, and then cannot reach etcd",
        fix="set the secrets etcdCa, etcdCert and etcdKey, then `pulumi up`",
        healthy="etcd's certificates are in order",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml,"
        " pkg/kvstore/etcd.go",
    ),
    Fault(
        id="managed-etcd",
        severity="fail",
        object="Pod kube-system, etcd of Cilium",
        evidence="Fewer members than a quorum are ready (a member is while it sees a leader and"
        " reads through it), one is missing, not ready or restarts, two are on one node, or a"
        " member's certificate ends within 30 days or lacks its address.",
        why="without a quorum no identity is made and no agent starts; two on one node fail"
        " together",
        fix="bring members back one at a time; remove a lost one before adding another"
        " (docs/etcd.md)",
        healthy="Cilium's etcd has its quorum",
        source="Documentation/network/kubernetes/kvstore.rst",
    ),
    Fault(
        id="etcd-drift",
        severity="fail",
        object="ConfigMap kube-system/cilium-etcd",
        evidence="It is missing, or says other members, another release, data directory, generation"
        " or other authorities than the stack.",
        why="members were changed by hand or by another checkout: the next `pulumi up` may take"
        " away a member that counts",
        fix="see what `cilium-ako diff STACK --state FILE` says of it, and bring the stack in line"
        " with what runs",
        healthy="etcd was told what the stack says",
        source="server/etcdserver/api/membership/cluster.go",
    ),
    Fault(
        id="etcd-job-failed",
        severity="warn",
        object="CronJob kube-system/cilium-etcd-defragment",
        evidence="The last pod of a job of etcd ended with an error. A step `health-…` fails while"
        " a member does not answer or an alarm is on: NOSPACE makes etcd read-only, CORRUPT takes a"
        " member out.",
        why="without defragmentation etcd fills to its quota, is read-only from then on, and agents"
        " end with “database space exceeded”",
        fix="kubectl -n kube-system logs POD --all-containers names member and alarm; then free"
        " space by the runbook",
        healthy="etcd's jobs have ended well",
        source="etcdctl/ctlv3/command/ep_command.go, server/storage/quota.go,"
        " kubernetes/kops#10663",
        steps=FREE_SPACE,
    ),
    Fault(
        id="etcd-snapshot-old",
        severity="warn",
        object="CronJob kube-system/cilium-etcd-snapshot-0",
        evidence="No snapshot of the schedule was written for longer than twice its time, or its"
        " CronJob is missing or suspended.",
        why="there is nothing to restore from but members that still have their data",
        fix="kubectl -n kube-system get jobs -l k8s-app=cilium-etcd-jobs, and the log of the last"
        " pod",
        healthy="snapshots are written",
        source="docs/etcd.md",
    ),
    Fault(
        id="etcd-no-leader",
        severity="fail",
        object="Pod kube-system, etcd of Cilium",
        evidence="A member follows no leader, or members follow different ones, by the last log of"
        " the job that asks them.",
        why="without a leader nothing is written: no identity, no node, and no agent starts",
        fix="see which members reach each other on the peer port; the order is in docs/etcd.md",
        healthy="etcd's members follow one leader",
        source="etcdctl/ctlv3/command/ep_command.go",
        steps=HEALTHY,
        explained_by=("managed-etcd",),
    ),
    Fault(
        id="etcd-alarm",
        severity="fail",
        object="Pod kube-system, etcd of Cilium",
        evidence="A member says NOSPACE or CORRUPT, by the same log.",
        why="with NOSPACE etcd is read-only, and agents end with “database space exceeded”; a"
        " member with CORRUPT must not be trusted",
        fix="free space by the runbook; replace a corrupt member",
        healthy="etcd has no alarm",
        source="server/storage/quota.go, server/etcdserver/corrupt.go, kubernetes/kops#10663",
        steps=FREE_SPACE,
    ),
    Fault(
        id="etcd-quota",
        severity="warn",
        object="Pod kube-system, etcd of Cilium",
        evidence="A member's database fills more than four fifths of `kvstore.quota`, by the same"
        " log.",
        why="at the quota etcd is read-only, and agents end with “database space exceeded”",
        fix="defragment, and raise cilium.kvstore.quota where space is in use and not only"
        " allocated",
        healthy="etcd's databases have room",
        source="server/storage/quota.go",
        steps=FREE_SPACE,
        explained_by=("etcd-alarm",),
    ),
    Fault(
        id="etcd-lag",
        severity="warn",
        object="Pod kube-system, etcd of Cilium",
        evidence="A member is more than a thousand entries behind the others, or has not applied as"
        " many, by the same log.",
        why="agents that ask it know nodes and identities late, and it cannot stand in for another"
        " one that is lost",
        fix="look at its disk (etcd's log says “slow fdatasync”) and its network",
        healthy="etcd's members are in step",
        source="server/etcdserver/server.go",
    ),
    Fault(
        id="etcd-status-old",
        severity="warn",
        object="CronJob kube-system/cilium-etcd-status",
        evidence="Nobody has asked etcd's members how they are for more than half an hour.",
        why="leader, alarms, size and lag of etcd are not known here",
        fix="kubectl -n kube-system get jobs, and the events of the last one",
        healthy="etcd's members were asked how they are",
        source="docs/etcd.md",
    ),
)
