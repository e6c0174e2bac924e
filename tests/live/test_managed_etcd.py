"""The managed etcd, with real members: what every runbook says is done, and what comes of it."""

from __future__ import annotations

import base64
import http.client
import json
import random
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from cilium_ako.catalogue.etcd import objects
from cilium_ako.catalogue.etcd.releases import MINORS
from cilium_ako.doctor.etcd_status import etcd_status
from cilium_ako.etcd.manifests import AUTHORITIES_ANNOTATION
from tests.live import servers
from tests.live.etcd_servers import Cluster, cluster, until
from tests.live.servers import NoServersError

KEYS = {f"/cilium/state/{number}": f"value-{number}" for number in range(20)}
DIGEST = f"sha256:{'ab' * 32}"


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    """Three members that have elected a leader and hold KEYS."""
    yield from _running(tmp_path)


def _running(directory: Path, **config: Any) -> Iterator[Cluster]:
    context = cluster(directory, **config)
    try:
        found = context.__enter__()
    except NoServersError as error:
        pytest.skip(str(error))
    try:
        for address in found.addresses:
            found.start(address)
        for address in found.addresses:
            found.wait(address)
        write(found, KEYS)
        yield found
    finally:
        context.__exit__(None, None, None)


def write(etcd: Cluster, keys: dict[str, str]) -> None:
    for key, value in keys.items():
        assert put(etcd, etcd.addresses[0], key, value) == 200


def put(etcd: Cluster, address: str, key: str, value: str) -> int:
    """The status of a write, by etcd's JSON gateway and with Cilium's certificate."""
    connection = http.client.HTTPSConnection(
        address, 4003, context=etcd.client_context(address), timeout=30
    )
    coded = {
        "key": base64.b64encode(key.encode()).decode(),
        "value": base64.b64encode(value.encode()).decode(),
    }
    try:
        connection.request("POST", "/v3/kv/put", json.dumps(coded))
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def keys_at(etcd: Cluster, address: str, *more: str) -> dict[str, str]:
    said = etcd.etcdctl(address, "get", "/cilium/state/", "--prefix", "-w", "json", *more)
    return {
        base64.b64decode(each["key"]).decode(): base64.b64decode(each["value"]).decode()
        for each in json.loads(said).get("kvs", ())
    }


def test_three_members_elect_one_leader(three: Cluster) -> None:
    assert len(three.leaders()) == 1
    said = three.etcdctl(three.addresses[0], "member", "list")
    assert [f"cp-{number}" in said for number in (1, 2, 3)] == [True, True, True]


def test_one_member_alone_lives_and_is_not_ready(tmp_path: Path) -> None:
    try:
        with cluster(tmp_path) as etcd:
            first = etcd.addresses[0]
            etcd.start(first)
            etcd.wait(first, "startupProbe")
            etcd.wait(first, "livenessProbe")
            assert etcd.probe(first, "readinessProbe") == 503
    except NoServersError as error:
        pytest.skip(str(error))


def test_all_keys_are_readable_and_writable_when_a_member_is_lost(three: Cluster) -> None:
    lost, *others = three.addresses
    three.stop(lost)
    for address in others:
        until(lambda at=address: three.probe(at, "readinessProbe") == 200, three.last(address))  # type: ignore[misc]
        assert keys_at(three, address) == KEYS
    assert put(three, others[0], "/cilium/state/late", "late") == 200
    three.start(lost)
    three.wait(lost)
    assert keys_at(three, lost, "--consistency=s") == {**KEYS, "/cilium/state/late": "late"}


def test_a_member_listens_on_its_address_alone(three: Cluster) -> None:
    address = three.addresses[0]
    elsewhere = f"{address.rpartition('.')[0]}.99"
    for port in (4003, 2382):
        socket.create_connection((address, port), 5).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((elsewhere, port), 5)


def test_its_data_are_for_root_alone(three: Cluster) -> None:
    for address in three.addresses:
        (data,) = three.nodes[address].data.iterdir()
        assert (data.name, data.stat().st_mode & 0o777) == ("data-1", 0o700)


def _ask(address: str, port: int, context: ssl.SSLContext) -> bytes:
    """The beginning of an answer over TLS. Raises ssl.SSLError where a certificate is refused."""
    with (
        socket.create_connection((address, port), 10) as plain,
        context.wrap_socket(plain, server_hostname=address) as encrypted,
    ):
        encrypted.sendall(b"GET /version HTTP/1.1\r\nHost: etcd\r\n\r\n")
        return encrypted.recv(4)


def _member_folder(etcd: Cluster, address: str) -> Path:
    return etcd.nodes[address].directory / f"secret-{objects.member_name(address)}"


@pytest.mark.parametrize("certificate", ["", "peer"], ids=["none", "of the peers' authority"])
def test_a_client_without_a_certificate_of_its_authority_is_sent_away(
    three: Cluster, certificate: str
) -> None:
    address = three.addresses[0]
    member = _member_folder(three, address)
    context = ssl.create_default_context(cafile=str(member / "client-ca.crt"))
    tls = [f"--cacert={member / 'client-ca.crt'}"]
    if certificate:
        pair = member / f"{certificate}.crt", member / f"{certificate}.key"
        context.load_cert_chain(*pair)
        tls += [f"--cert={pair[0]}", f"--key={pair[1]}"]
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _ask(address, 4003, context)
    assert "/cilium/state/" not in three.as_client(address, tls, "get", "/", "--prefix")
    assert _ask(address, 4003, three.client_context(address)) == b"HTTP"


def test_a_member_takes_no_peer_with_a_certificate_for_clients(three: Cluster) -> None:
    address = three.addresses[0]
    client = three.nodes[address].directory / "secret-cilium-etcd-secrets"
    context = ssl.create_default_context(cafile=str(_member_folder(three, address) / "peer-ca.crt"))
    context.load_cert_chain(client / "etcd-client.crt", client / "etcd-client.key")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _ask(address, 2382, context)


def test_a_snapshot_of_the_job_is_restored_into_the_next_generation(three: Cluster) -> None:
    for number in range(4):
        assert f"snapshot-{number}.db" in three.job(f"cilium-etcd-snapshot-{number}")
    first = three.addresses[0]
    folder = three.nodes[first].directory / "snapshots"
    assert {each.name for each in folder.iterdir()} == {"snapshot-0.db", "snapshot-3.db"}
    three.job("cilium-etcd-snapshot-0")  # which takes the place of the one before
    assert {each.name for each in folder.iterdir()} == {"snapshot-0.db", "snapshot-3.db"}
    snapshot = folder / "snapshot-0.db"
    write(three, {"/cilium/state/after": "the snapshot"})
    three.stop_all()

    three.apply(generation=2)
    initial = three.manifests["ConfigMap", objects.NAME]["data"][objects.INITIAL_CLUSTER_KEY]
    for number, address in enumerate(three.addresses, 1):
        node = three.nodes[address]
        three.typed(
            [
                str(node.programs / "etcdutl"),
                "snapshot",
                "restore",
                str(snapshot),
                f"--data-dir={node.data / 'data-2'}",
                f"--name=cp-{number}",
                f"--initial-cluster={initial}",
                "--initial-cluster-token=cilium-etcd-live-2",
                f"--initial-advertise-peer-urls=https://{address}:2382",
                "--bump-revision=1000000000",
                "--mark-compacted",
            ],
            {},
        )
    for address in three.addresses:
        three.start(address)
    for address in three.addresses:
        three.wait(address)
        assert keys_at(three, address) == KEYS


def test_after_a_total_loss_it_starts_empty_beside_the_old_data(three: Cluster) -> None:
    three.stop_all()
    three.apply(generation=2)
    for address in three.addresses:
        three.start(address)
    for address in three.addresses:
        three.wait(address)
        assert keys_at(three, address) == {}
        folders = {each.name for each in three.nodes[address].data.iterdir()}
        assert folders == {"data-1", "data-2"}


def test_a_full_etcd_is_written_to_again_after_the_runbook(tmp_path: Path) -> None:
    for etcd in _running(tmp_path, quota="256Mi"):
        first = etcd.addresses[0]
        filling = random.Random(1).randbytes(700_000).hex()  # noqa: S311 - no secret
        statuses = []
        for _ in range(300):
            statuses.append(put(etcd, first, "/filling", filling))
            if statuses[-1] != 200:
                break
        assert statuses[-1] != 200
        said = etcd.etcdctl(first, "put", "/cilium/state/new", "x", fails=True)
        assert "database space exceeded" in said
        assert "NOSPACE" in etcd.etcdctl(first, "alarm", "list")
        assert keys_at(etcd, first) == KEYS

        told = json.loads(etcd.etcdctl(first, "endpoint", "status", "-w", "json"))
        revision = told[0]["Status"]["header"]["revision"]
        etcd.etcdctl(first, "compact", str(revision))
        for address in etcd.addresses:
            etcd.etcdctl(address, "defrag")
        etcd.etcdctl(first, "alarm", "disarm")
        assert put(etcd, first, "/cilium/state/new", "x") == 200
        assert keys_at(etcd, first) == {**KEYS, "/cilium/state/new": "x"}


def test_a_member_that_lost_its_data_does_not_start_as_if_nothing_were(three: Cluster) -> None:
    lost = three.addresses[2]
    three.stop(lost)
    _lose_data(three, lost)
    three.start(lost)
    process = three.nodes[lost].process
    assert process is not None
    assert process.wait(60) != 0
    assert "already been bootstrapped" in three.last(lost)()


def _lose_data(etcd: Cluster, address: str) -> None:
    data = etcd.nodes[address].data
    data.rename(data.with_name("lost"))


def test_a_member_that_lost_its_data_is_replaced_by_the_runbook(three: Cluster) -> None:
    first, _, lost = three.addresses
    three.stop(lost)
    _lose_data(three, lost)
    _insist(three, first, "member", "remove", three.member_id(lost))
    _insist(three, first, "member", "add", "cp-3", "--learner", f"--peer-urls=https://{lost}:2382")
    three.config["members"][2]["joins"] = True
    three.apply()
    three.start(lost)
    three.wait(lost, "livenessProbe")
    assert three.probe(lost, "readinessProbe") != 200, "a learner is not ready yet"
    _insist(three, first, "member", "promote", three.member_id(lost))
    three.wait(lost)
    assert keys_at(three, lost, "--consistency=s") == KEYS
    assert three.etcdctl(first, "member", "list").count("started") == 3


def _insist(etcd: Cluster, at: str, *arguments: str) -> None:
    """Types a change of members again until it is taken, as the runbook says."""
    command = [str(etcd.nodes[at].programs / "etcdctl"), *arguments]
    said = []

    def taken() -> bool:
        ran = subprocess.run(
            command, env=etcd.environment(at), capture_output=True, text=True, check=False
        )
        said.append(ran.stderr)
        return ran.returncode == 0

    until(taken, lambda: said[-1])


def test_members_come_and_go_without_a_restart_of_the_others(tmp_path: Path) -> None:
    try:
        with cluster(tmp_path, members=4) as etcd:
            *old, fourth = etcd.addresses
            members = etcd.config["members"]
            etcd.apply(members=members[:3])
            for address in old:
                etcd.start(address)
            for address in old:
                etcd.wait(address)
            write(etcd, KEYS)
            before = [etcd.container(address) for address in old]

            peer = f"--peer-urls=https://{fourth}:2382"
            _insist(etcd, old[0], "member", "add", "cp-4", "--learner", peer)
            etcd.apply(members=[*members[:3], {**members[3], "joins": True}])
            assert [etcd.container(address) for address in old] == before
            etcd.start(fourth)
            etcd.wait(fourth, "livenessProbe")
            _insist(etcd, old[0], "member", "promote", etcd.member_id(fourth))
            etcd.wait(fourth)

            _insist(etcd, fourth, "member", "remove", etcd.member_id(old[0]))
            etcd.stop(old[0])
            etcd.apply(members=etcd.config["members"][1:])
            for address in etcd.addresses:
                etcd.wait(address)
                assert keys_at(etcd, address) == KEYS
    except NoServersError as error:
        pytest.skip(str(error))


def test_defragmentation_stops_where_a_member_does_not_answer(three: Cluster) -> None:
    said = three.job("cilium-etcd-defragment")
    assert said.count("Finished defragmenting") == 3
    three.stop(three.addresses[1])
    said = three.job("cilium-etcd-defragment", fails=True)
    assert "Finished defragmenting" not in said


def test_the_doctor_reads_what_members_say_of_themselves(three: Cluster) -> None:
    status = etcd_status(three.job("cilium-etcd-status"), None)
    assert status is not None
    assert len(status.members) == 3
    assert len({each.leader for each in status.members}) == 1
    assert all(each.leader and each.size and not each.errors for each in status.members)
    three.stop(three.addresses[1])
    status = etcd_status(three.job("cilium-etcd-status", fails=True), None)
    assert status is not None
    assert len(status.members) == 2


def _shown(etcd: Cluster, address: str) -> int:
    """The serial number of the certificate that a member shows."""
    return _certificate(etcd, address).serial_number


def _certificate(etcd: Cluster, address: str) -> x509.Certificate:
    with (
        socket.create_connection((address, 4003), 10) as plain,
        etcd.client_context(address).wrap_socket(plain, server_hostname=address) as encrypted,
    ):
        found = encrypted.getpeercert(binary_form=True)
    assert found is not None
    return x509.load_der_x509_certificate(found)


def test_a_renewed_certificate_is_shown_without_a_restart(three: Cluster) -> None:
    address = three.addresses[0]
    before = _shown(three, address)
    three.apply()
    after = _shown(three, address)
    assert after != before
    assert len(three.leaders()) == 1


def test_authorities_change_in_two_rolls_and_no_key_is_ever_out_of_reach(three: Cluster) -> None:
    def roll() -> None:
        for address in three.addresses:
            three.stop(address, signal.SIGTERM)
            three.start(address)
            three.wait(address)
            assert keys_at(three, three.addresses[-1]) == KEYS

    def restarts(**authorities: Any) -> bool:
        before = _authorities_annotation(three)
        three.apply(authorities=authorities)
        return _authorities_annotation(three) != before

    issuers = [_issuer(three)]
    assert restarts(signing=1, trusted=[1, 2])
    roll()
    assert not restarts(signing=2, trusted=[1, 2])
    issuers.append(_issuer(three))
    assert keys_at(three, three.addresses[0]) == KEYS
    assert restarts(signing=2, trusted=[2])
    roll()
    issuers.append(_issuer(three))
    assert [each.rpartition("-")[2] for each in issuers] == ["1", "2", "2"]
    bundle = _member_folder(three, three.addresses[0]) / "peer-ca.crt"
    assert bundle.read_text().count("BEGIN CERTIFICATE") == 1


def _authorities_annotation(etcd: Cluster) -> str:
    found = etcd.manifests["StatefulSet", objects.member_name(etcd.addresses[0])]
    annotation: str = found["spec"]["template"]["metadata"]["annotations"][AUTHORITIES_ANNOTATION]
    return annotation


def _issuer(etcd: Cluster) -> str:
    return _certificate(etcd, etcd.addresses[0]).issuer.rfc4514_string()


@pytest.mark.parametrize("minor", [row.minor for row in MINORS], ids=str)
def test_each_minor_takes_its_arguments(minor: tuple[int, ...], tmp_path: Path) -> None:
    release = next(row.oldest for row in MINORS if row.minor == minor)
    try:
        with cluster(
            tmp_path, members=1, image=f"registry.example.test/etcd:v{release}@{DIGEST}"
        ) as etcd:
            (address,) = etcd.addresses
            node = etcd.nodes[address]
            if minor == (3, 5):
                node.etcd = servers.built() / "etcd"
            etcd.start(address)
            etcd.wait(address)
            told = json.loads(etcd.etcdctl(address, "endpoint", "status", "-w", "json"))
            assert told[0]["Status"]["version"].startswith(".".join(map(str, minor)))
    except NoServersError as error:
        pytest.skip(str(error))
