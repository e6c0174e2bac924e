"""A real Kubernetes API server with its etcd, built from pinned modules, on loopback alone.

`apiserver/go.mod` pins both; what is built from it is kept in `.cache/live`, under a name made
of the pins and of Go's version. The first build takes minutes, the others none.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import create_default_context
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PINS = Path(__file__).parent / "apiserver"
CACHE = Path(__file__).parents[2] / ".cache" / "live"
BUILD_SECONDS = 1800.0
START_SECONDS = 90.0
STOP_SECONDS = 10.0
_TOOLS = ("go.etcd.io/etcd/server/v3", "k8s.io/kubernetes/cmd/kube-apiserver")
_VERSION_PACKAGES = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")


class NoServersError(Exception):
    """Why there can be no API server here."""


def go() -> str:
    """Go's command. Raises NoServersError where there is none that is new enough."""
    found = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if found is None:
        raise NoServersError("Go is not installed, so no API server can be built")
    return found


def pinned_version() -> str:
    """The version of Kubernetes in `go.mod`, such as `v1.33.13`."""
    match = re.search(r"k8s\.io/kubernetes (v\S+)", (PINS / "go.mod").read_text())
    assert match is not None
    return match[1]


def built() -> Path:
    """The directory with `etcd` and `kube-apiserver`, built where it is not there yet.

    Raises NoServersError where Go is missing or too old, or the build fails.
    """
    return build(PINS, _TOOLS, ("etcd", "kube-apiserver"), _link_flags())


def build(pins: Path, packages: tuple[str, ...], programs: tuple[str, ...], flags: str) -> Path:
    """The directory with programs of Go packages, pinned by a module, built where it is not there.

    Raises NoServersError where Go is missing or too old, or the build fails.
    """
    command = go()
    environment = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    told = subprocess.run(
        [command, "version"], capture_output=True, text=True, check=True, env=environment
    ).stdout
    name = hashlib.sha256(
        b"\0".join([told.encode(), *(each.read_bytes() for each in sorted(pins.iterdir()))])
    ).hexdigest()[:16]
    directory = CACHE / name
    if all((directory / each).is_file() for each in programs):
        return directory
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as unfinished:
        ran = subprocess.run(
            [
                *_nice(),
                command,
                "build",
                "-p=2",
                "-mod=readonly",
                "-buildvcs=false",
                f"-ldflags={flags}",
                "-o",
                f"{unfinished}/",
                *packages,
            ],
            cwd=pins,
            env=environment,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        if ran.returncode != 0:
            last = " / ".join(ran.stderr.strip().splitlines()[-3:])
            raise NoServersError(f"{programs[-1]} does not build: {last}")
        with contextlib.suppress(OSError):  # another run was faster
            Path(unfinished).rename(directory)
            Path(unfinished).mkdir()
    with contextlib.suppress(FileNotFoundError):
        # the module's name ends in its major version, so its program is called after the folder
        (directory / "server").rename(directory / "etcd")
    return directory


def _nice() -> list[str]:
    return ["nice", "-n", "10"] if shutil.which("nice") else []


def _link_flags() -> str:
    version = pinned_version()
    major, minor, _ = version.removeprefix("v").split(".")
    flags = ["-s", "-w"]
    for package in _VERSION_PACKAGES:
        for name, value in (
            ("gitVersion", version),
            ("gitMajor", major),
            ("gitMinor", minor),
            ("gitTreeState", "clean"),
        ):
            flags += ["-X", f"{package}.{name}={value}"]
    return " ".join(flags)


@dataclass(frozen=True)
class Server:
    """A running API server."""

    url: str
    token: str
    """Of a user in `system:masters`."""
    authority: Path
    directory: Path

    def call(self, method: str, path: str, body: object = None, *, token: str = "") -> Any:
        """Sends JSON and returns JSON. Raises urllib.error.HTTPError."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.url + path,
            None if body is None else json.dumps(body).encode(),
            {
                "Authorization": f"Bearer {token or self.token}",
                "Content-Type": (
                    "application/merge-patch+json" if method == "PATCH" else "application/json"
                ),
            },
            method=method,
        )
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=create_default_context(cafile=str(self.authority))),
        )
        try:
            with opener.open(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            error.close()  # it is an answer, too
            raise

    def kubeconfig(self, path: Path, token: str = "", *, certificate: bool = False) -> Path:
        """Writes a kubeconfig of a token's user, or of one with a client certificate."""
        user: dict[str, str] = {"token": token or self.token}
        if certificate:
            user = {
                "client-certificate": str(self.directory / "person.crt"),
                "client-key-data": base64.b64encode(
                    (self.directory / "person.key").read_bytes()
                ).decode(),
            }
        path.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "live",
                    "clusters": [
                        {
                            "name": "live",
                            "cluster": {
                                "server": self.url,
                                "certificate-authority": str(self.authority),
                            },
                        }
                    ],
                    "users": [{"name": "user", "user": user}],
                    "contexts": [{"name": "live", "context": {"cluster": "live", "user": "user"}}],
                }
            )
        )
        path.chmod(0o600)
        return path


@contextlib.contextmanager
def running(directory: Path, tokens: dict[str, str] | None = None) -> Iterator[Server]:
    """A server with an empty etcd; `tokens` are more users by token. Stops both at the end.

    Raises NoServersError where it cannot be built or does not become ready.
    """
    programs = built()
    client, peer, port = _free_ports(3)
    admin = secrets.token_hex(24)
    _certificates(directory)
    users = {admin: "admin,admin,system:masters"}
    users.update({token: f"{user},{user}" for token, user in (tokens or {}).items()})
    (directory / "tokens.csv").write_text(
        "".join(f"{token},{user}\n" for token, user in users.items())
    )
    with contextlib.ExitStack() as stack:
        etcd = stack.enter_context(
            _process(
                directory / "etcd.log",
                [
                    str(programs / "etcd"),
                    "--name=t",
                    f"--data-dir={directory / 'etcd'}",
                    "--unsafe-no-fsync",
                    "--log-level=warn",
                    f"--listen-client-urls=http://127.0.0.1:{client}",
                    f"--advertise-client-urls=http://127.0.0.1:{client}",
                    f"--listen-peer-urls=http://127.0.0.1:{peer}",
                    f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
                    f"--initial-cluster=t=http://127.0.0.1:{peer}",
                ],
            )
        )
        api = stack.enter_context(
            _process(
                directory / "apiserver.log",
                [
                    str(programs / "kube-apiserver"),
                    f"--etcd-servers=http://127.0.0.1:{client}",
                    "--bind-address=127.0.0.1",
                    f"--secure-port={port}",
                    "--advertise-address=127.0.0.1",
                    "--endpoint-reconciler-type=none",
                    f"--cert-dir={directory}",
                    f"--tls-cert-file={directory / 'server.crt'}",
                    f"--tls-private-key-file={directory / 'server.key'}",
                    f"--token-auth-file={directory / 'tokens.csv'}",
                    f"--client-ca-file={directory / 'ca.crt'}",
                    f"--service-account-key-file={directory / 'accounts.pub'}",
                    f"--service-account-signing-key-file={directory / 'accounts.key'}",
                    "--service-account-issuer=https://kubernetes.default.svc",
                    "--service-cluster-ip-range=10.96.0.0/16",
                    "--authorization-mode=RBAC",
                    "--enable-garbage-collector=false",
                    # pods are written as they would be after a start, so none waits for an account
                    "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
                ],
            )
        )
        server = Server(f"https://127.0.0.1:{port}", admin, directory / "ca.crt", directory)
        _wait(server, (etcd, api))
        yield server


@contextlib.contextmanager
def _process(log: Path, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def _wait(server: Server, processes: tuple[subprocess.Popen[bytes], ...]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if any(process.poll() is not None for process in processes):
            raise NoServersError(f"the API server ended: {_last(server.directory)}")
        with contextlib.suppress(urllib.error.URLError, OSError, ValueError):
            # ready as well as filled with the roles that it starts with
            server.call("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:discovery")
            server.call("GET", "/api/v1/namespaces/kube-system")
            return
        time.sleep(0.2)
    raise NoServersError(f"the API server was not ready in time: {_last(server.directory)}")


def _last(directory: Path) -> str:
    lines = (directory / "apiserver.log").read_text(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _certificates(directory: Path) -> None:
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "live tests")])
    now = datetime.now(tz=UTC)

    def builder(name: x509.Name, key: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(authority)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=2))
        )

    own = (
        builder(authority, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    leaf = (
        builder(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kube-apiserver")]),
            key.public_key(),
        )
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    person_key = ec.generate_private_key(ec.SECP256R1())
    person = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "system:masters"),
            x509.NameAttribute(NameOID.COMMON_NAME, "person"),
        ]
    )
    person_leaf = (
        builder(person, person_key.public_key())
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    accounts = rsa.generate_private_key(65537, 2048)
    pem = serialization.Encoding.PEM
    files = {
        "ca.crt": own.public_bytes(pem),
        "server.crt": leaf.public_bytes(pem),
        "server.key": _private(key),
        "person.crt": person_leaf.public_bytes(pem),
        "person.key": _private(person_key),
        "accounts.key": _private(accounts),
        "accounts.pub": accounts.public_key().public_bytes(
            pem, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    }
    for name, content in files.items():
        path = directory / name
        path.touch(mode=0o600)
        path.write_bytes(content)


def _private(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
