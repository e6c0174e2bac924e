"""The certificates of a mesh, judged by openssl and by a real etcd that demands them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

from cilium_ako.catalogue.cilium.cluster_mesh import CERTIFICATES
from tests.certificates import AUTHORITY, AUTHORITY_KEY, AUTHORITY_RENEWED, CERTIFICATE, PRIVATE_KEY
from tests.components.runs import SECRETS, run
from tests.configs import MESH_CA, Config, changed
from tests.live.etcd_servers import free_port, plain, programs
from tests.live.servers import NoServersError

OTHER_AUTHORITY = {"meshCa": CERTIFICATE, "meshCaKey": PRIVATE_KEY}
BY_CLUSTER = changed(
    MESH_CA,
    (("cilium", "values"), {"clustermesh": {"apiserver": {"tls": {"authMode": "cluster"}}}}),
)
READY_SECONDS = 30.0


def issued(
    folder: Path, config: Config = MESH_CA, secrets: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """What the program puts into the four Secrets, as files: `<role>/tls.crt` and its like."""
    resources = run(config, {**SECRETS, **secrets}, preview=False).resources
    for row in CERTIFICATES:
        request = resources[f"Secret/{row.secret}"].request
        texts = plain(MessageToDict(request.object))["stringData"]
        (folder / row.role).mkdir(parents=True)
        for name, text in texts.items():
            (folder / row.role / name).write_text(text)
    return folder


# --- openssl


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issued(tmp_path_factory.mktemp("mesh"))


def verify(files: Path, role: str, *options: str, authority: Path | None = None) -> str:
    """What `openssl verify` says of a role's certificate; empty where it accepts it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl on PATH")
    trusted = authority or files / role / "ca.crt"
    ran = subprocess.run(
        [openssl, "verify", "-CAfile", str(trusted), *options, str(files / role / "tls.crt")],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ran.returncode == 0 else ran.stderr


@pytest.mark.parametrize("row", CERTIFICATES, ids=lambda row: row.role)
def test_openssl_verifies_every_certificate(files: Path, row: Any) -> None:
    assert verify(files, row.role, "-purpose", "sslclient") == ""
    served = verify(files, row.role, "-purpose", "sslserver")
    assert (served == "") == row.serves, served


@pytest.mark.parametrize(
    "name",
    [
        "clustermesh-apiserver.kube-system.svc",
        "west.mesh.cilium.io",
        # `mesh.address` of the stack, which is not below mesh.cilium.io
        "east.example.test",
    ],
)
def test_the_server_is_known_by_every_name_that_is_used(files: Path, name: str) -> None:
    assert verify(files, "server", "-verify_hostname", name) == ""


def test_the_server_is_known_by_its_loopback_addresses_and_no_other_name(files: Path) -> None:
    for address in ("127.0.0.1", "::1"):
        assert verify(files, "server", "-verify_ip", address) == ""
    assert "ostname mismatch" in verify(files, "server", "-verify_hostname", "other.example.test")


def test_another_authority_does_not_verify_it(files: Path, tmp_path: Path) -> None:
    (tmp_path / "other.crt").write_text(CERTIFICATE)
    assert "unable to get" in verify(files, "remote", authority=tmp_path / "other.crt")


def test_while_the_authority_changes_both_are_trusted(tmp_path: Path) -> None:
    old = issued(tmp_path / "old")
    both = {"meshCa": CERTIFICATE + AUTHORITY, "meshCaKey": PRIVATE_KEY}
    new = issued(tmp_path / "new", secrets=both)
    assert verify(new, "remote") == ""
    assert verify(old, "remote", authority=new / "server" / "ca.crt") == ""
    behind = issued(tmp_path / "behind", secrets={"meshCa": AUTHORITY_RENEWED + CERTIFICATE})
    assert verify(new, "remote", authority=behind / "server" / "ca.crt") == ""


# --- etcd


@dataclass(frozen=True)
class Etcd:
    """A mesh's etcd, with the users that the mesh API server makes in it."""

    etcdctl: Path
    url: str

    def typed(self, files: Path, role: str, *arguments: str) -> tuple[int, str]:
        """`etcdctl` with a role's files."""
        return self.with_options(
            [
                f"--cacert={files / role / 'ca.crt'}",
                f"--cert={files / role / 'tls.crt'}",
                f"--key={files / role / 'tls.key'}",
            ],
            *arguments,
        )

    def with_options(self, options: list[str], *arguments: str) -> tuple[int, str]:
        """`etcdctl`, its status and what it says."""
        ran = subprocess.run(
            [
                str(self.etcdctl),
                f"--endpoints={self.url}",
                "--dial-timeout=3s",
                "--command-timeout=5s",
                *options,
                *arguments,
            ],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def ok(self, files: Path, role: str, *arguments: str) -> str:
        """The same, where it must work."""
        status, said = self.typed(files, role, *arguments)
        assert status == 0, said
        return said


@pytest.fixture(scope="module")
def etcd(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Etcd]:
    """An etcd as the chart's Deployment starts it, and with users as its init container makes.

    Source: install/kubernetes/cilium/templates/clustermesh-apiserver/deployment.yaml;
    clustermesh-apiserver/etcdinit/root.go.
    """
    try:
        binaries = programs()
    except NoServersError as error:
        pytest.skip(str(error))
    directory = tmp_path_factory.mktemp("etcd")
    url, peer = f"https://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
    server = files / "server"
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                str(binaries / "etcd"),
                "--name=clustermesh-apiserver",
                f"--data-dir={directory / 'data'}",
                "--unsafe-no-fsync",
                "--log-level=warn",
                "--client-cert-auth",
                f"--trusted-ca-file={server / 'ca.crt'}",
                f"--cert-file={server / 'tls.crt'}",
                f"--key-file={server / 'tls.key'}",
                f"--listen-client-urls={url}",
                f"--advertise-client-urls={url}",
                f"--listen-peer-urls={peer}",
                f"--initial-advertise-peer-urls={peer}",
                f"--initial-cluster=clustermesh-apiserver={peer}",
            ],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        found = Etcd(binaries / "etcdctl", url)
        _ready(found, files, directory / "log")
        _users(found, files)
        yield found
    finally:
        process.kill()
        process.wait()


def _ready(etcd: Etcd, files: Path, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while etcd.typed(files, "admin", "endpoint", "health")[0] != 0:
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]


def _users(etcd: Etcd, files: Path) -> None:
    name = MESH_CA["cluster"]["name"]

    def typed(*arguments: str) -> None:
        etcd.ok(files, "admin", *arguments)

    typed("user", "add", "root", "--no-password")
    typed("user", "grant-role", "root", "root")
    typed("user", "add", f"admin-{name}", "--no-password")
    typed("user", "grant-role", f"admin-{name}", "root")
    for user in ("remote", f"local-{name}"):
        role = user.partition("-")[0]
        typed("role", "add", role)
        typed("role", "grant-permission", role, "--prefix=true", "read", "cilium/")
        typed("user", "add", user, "--no-password")
        typed("user", "grant-role", user, role)
    typed("put", "cilium/state/nodes/v1/east/node-1", "here")
    typed("auth", "enable")


KEY = "cilium/state/nodes/v1/east/node-1"


def test_the_mesh_api_server_is_the_admin_of_its_etcd(etcd: Etcd, files: Path) -> None:
    etcd.ok(files, "admin", "put", "cilium/state/nodes/v1/east/node-2", "here")
    etcd.ok(files, "admin", "user", "list")


@pytest.mark.parametrize("role", ["remote", "local"])
def test_peers_and_agents_read_and_do_not_write(etcd: Etcd, files: Path, role: str) -> None:
    assert "here" in etcd.ok(files, role, "get", KEY)
    status, said = etcd.typed(files, role, "put", KEY, "gone")
    assert status != 0
    assert "permission denied" in said


def test_a_peer_with_certificates_of_the_same_authority_gets_in(etcd: Etcd, tmp_path: Path) -> None:
    peer = issued(tmp_path, changed(MESH_CA, (("cluster", "name"), "north")))
    assert "here" in etcd.ok(peer, "remote", "get", KEY)
    status, _ = etcd.typed(peer, "admin", "get", KEY)
    assert status != 0, "another cluster's admin is nobody here"


def test_a_peer_that_is_known_by_its_cluster_needs_a_user_of_its_own(
    etcd: Etcd, files: Path, tmp_path: Path
) -> None:
    peer = issued(tmp_path, changed(BY_CLUSTER, (("cluster", "name"), "north")))
    status, _ = etcd.typed(peer, "remote", "get", KEY)
    assert status != 0
    etcd.ok(files, "admin", "user", "add", "remote-north", "--no-password")
    etcd.ok(files, "admin", "user", "grant-role", "remote-north", "remote")
    assert "here" in etcd.ok(peer, "remote", "get", KEY)


def test_without_a_certificate_or_with_another_authoritys_nobody_gets_in(
    etcd: Etcd, files: Path, tmp_path: Path
) -> None:
    status, _ = etcd.with_options([f"--cacert={files / 'server' / 'ca.crt'}"], "get", KEY)
    assert status != 0
    strangers = issued(tmp_path, secrets=OTHER_AUTHORITY)
    # they trust the server, and it does not trust them
    (strangers / "remote" / "ca.crt").write_text(AUTHORITY)
    status, said = etcd.typed(strangers, "remote", "get", KEY)
    assert status != 0, said
    assert AUTHORITY_KEY not in said
