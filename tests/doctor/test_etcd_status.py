"""What `etcdctl endpoint status` printed, of an etcd 3.5.21 whose quota is full and beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cilium_ako.doctor.etcd_status import etcd_status

# etcdctl 3.6.14 asked two members, of which one was not there
LOG = (
    '{"level":"warn","logger":"etcd-client","msg":"retrying of unary invoker failed"}\n'
    "Failed to get the status of endpoint http://127.0.0.1:23791 (context deadline exceeded)\n"
    '[{"Endpoint":"http://127.0.0.1:23790","Status":{"header":{"cluster_id":14841639068965178418,'
    '"member_id":10276657743932975437,"revision":9,"raft_term":2},"version":"3.5.21",'
    '"dbSize":17367040,"leader":10276657743932975437,"raftIndex":20,"raftTerm":2,'
    '"raftAppliedIndex":20,"errors":["memberID:10276657743932975437 alarm:NOSPACE "],'
    '"dbSizeInUse":10698752}}]\n'
)


def test_the_members_that_answered() -> None:
    taken = datetime(2026, 3, 1, tzinfo=UTC)
    found = etcd_status(LOG, taken)
    assert found is not None
    assert found.taken == taken
    (member,) = found.members
    assert member.endpoint == "http://127.0.0.1:23790"
    assert member.leader == 10276657743932975437
    assert (member.revision, member.size) == (9, 17367040)
    assert (member.last_entry, member.applied_entry) == (20, 20)
    assert "NOSPACE" in member.errors[0]


@pytest.mark.parametrize("log", ["", "Error: nobody answers\n", "[{cut off", "[]\n", "{}\n"])
def test_no_answer(log: str) -> None:
    assert etcd_status(log, None) is None
