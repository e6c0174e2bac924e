"""How the managed etcd is, from the log of the job that asks its members.

The doctor reaches the API server alone: no port of etcd, and no command in a pod. What
`etcdctl endpoint status` printed stands in a pod's log.
Source: etcdctl/ctlv3/command/printer_json.go, api/etcdserverpb/rpc.proto of etcd.
"""

from __future__ import annotations

from datetime import datetime

from cilium_ako.doctor.json_access import int_at, object_at, string_at, strings_at
from cilium_ako.doctor.observation import EtcdMemberStatus, EtcdStatus
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json


def etcd_status(log: str, taken: datetime | None) -> EtcdStatus | None:
    """What members said; None where the log holds no answer of any.

    Lines around it are of members that did not answer.
    """
    for line in log.splitlines():
        if not line.startswith("[{"):
            continue
        try:
            found = load_json(line)
        except DocumentError:
            continue
        if isinstance(found, list):
            return EtcdStatus(taken, tuple(_member(each) for each in found))
    return None


def _member(said: object) -> EtcdMemberStatus:
    status = object_at(said, "Status")
    return EtcdMemberStatus(
        endpoint=string_at(said, "Endpoint"),
        leader=int_at(status, "leader"),
        revision=int_at(status, "header", "revision"),
        size=int_at(status, "dbSize"),
        last_entry=int_at(status, "raftIndex"),
        applied_entry=int_at(status, "raftAppliedIndex"),
        errors=strings_at(status, "errors"),
    )
