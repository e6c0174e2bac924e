"""The managed etcd as real processes, with what the program registers for each member.

A member's command, environment, ConfigMap and Secret are those that Kubernetes would get. What a
node gives a pod is given here: its files at the paths where they would be mounted (put into the
command in their place), and a loopback address of its own for metrics (a port of its own, since all
members are on one machine). Members' addresses are in 127.0.0.0/8.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockResourceArgs
from pulumi.runtime.settings import SETTINGS

from cilium_ako.catalogue.etcd import objects
from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.etcd.arguments import DATA, TLS
from cilium_ako.preview.offline import run_registering
from cilium_ako.preview.recording import RecordingMonitor
from components.etcd.etcd import EtcdArgs, EtcdComponent
from components.etcd_client_tls import EtcdClientTls
from tests.components.runs import Made
from tests.live.servers import NoServersError, build
from tests.tls_provider import made_anew

PINS = Path(__file__).parent / "etcd"
SECONDS = 60.0
_PACKAGES = (
    "go.etcd.io/etcd/etcdctl/v3",
    "go.etcd.io/etcd/etcdutl/v3",
    "go.etcd.io/etcd/server/v3",
)

Manifests = Mapping[tuple[str, str], Mapping[str, Any]]
"""What was registered, by kind and name."""


class State(Made):
    """Mocks that make a key and an authority once, and certificates anew each time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        made = made_anew(args.typ, args.inputs)
        if made is None:
            return super().new_resource(args)
        if not args.typ.endswith((":PrivateKey", ":SelfSignedCert")):
            return made
        return self._kept.setdefault((args.typ, args.name), made)


def programs() -> Path:
    """The directory with `etcd`, `etcdctl` and `etcdutl`. Raises NoServersError."""
    return build(PINS, _PACKAGES, ("etcd", "etcdctl", "etcdutl"), "-s -w")


def registered(config: Mapping[str, Any], state: State) -> Manifests:
    """What the component registers for an etcd, as if everything were made; secrets in clear."""
    etcd = ManagedEtcd.model_validate(config)
    set_all_config({}, [])
    monitor = RecordingMonitor(state)
    try:
        run_registering(lambda: _register(etcd), monitor, "live", preview=False)
    finally:
        SETTINGS.outputs.clear()
    return {
        (each.type.rpartition(":")[2], each.name): plain(MessageToDict(each.request.object))
        for each in monitor.registered.values()
        if each.type.startswith("kubernetes:")
    }


def _register(etcd: ManagedEtcd) -> None:
    made = EtcdComponent("etcd", EtcdArgs(cluster_name="live", etcd=etcd))
    EtcdClientTls("etcd-client-tls", made.client_tls(pulumi.ResourceHookBinding()))


def plain(value: Any) -> Any:
    """A value as a provider gets it: whole numbers, and no marks of secrets."""
    if isinstance(value, dict):
        if wire_format.SIGNATURE in value:
            return plain(value["value"])
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def own_addresses(count: int) -> list[str]:
    """Loopback addresses that nobody else is at; skips where there are none."""
    chosen = random.SystemRandom()
    network = f"127.{chosen.randint(1, 254)}.{chosen.randint(1, 254)}"
    addresses = [f"{network}.{number}" for number in range(1, count + 1)]
    for address in addresses:
        with socket.socket() as each:
            try:
                each.bind((address, 0))
            except OSError:
                raise NoServersError("only Linux has a network of loopback addresses") from None
    return addresses


def free_port() -> int:
    """A port that is free on the loopback address."""
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        port: int = each.getsockname()[1]
        return port


@dataclass
class Node:
    """A machine of its own, for one member and the jobs beside it."""

    directory: Path
    programs: Path
    metrics: int
    """Where `4013` of its loopback address really is."""
    etcd: Path | None = None
    """Another etcd than that of `programs`."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The folder of the node that the member keeps its data in."""
        return self.directory / "data"

    @property
    def log(self) -> Path:
        """What the member wrote."""
        return self.directory / "etcd.log"

    def placed(self, text: str, folders: Mapping[str, Path]) -> str:
        """A text with the node's folders in the place of a container's, and its programs."""
        for mounted, folder in folders.items():
            text = text.replace(mounted, str(folder))
        if self.etcd is not None and text == "/usr/local/bin/etcd":
            return str(self.etcd)
        text = text.replace("/usr/local/bin/", f"{self.programs}/")
        return text.replace("127.0.0.1:4013", f"127.0.0.1:{self.metrics}")

    def write_secret(self, manifests: Manifests, name: str) -> Path:
        """A Secret's files, as the kubelet writes them into a volume."""
        folder = self.directory / f"secret-{name}"
        folder.mkdir(exist_ok=True)
        for key, text in manifests["Secret", name]["stringData"].items():
            path = folder / key
            path.touch(mode=0o600)
            path.write_text(text)
        return folder


@dataclass
class Cluster:
    """An etcd of some members, each on a node of its own."""

    config: dict[str, Any]
    """The config below `kvstore`."""
    nodes: dict[str, Node]
    """By address."""
    state: State = field(default_factory=State)
    manifests: Manifests = field(default_factory=dict)

    def apply(self, **changes: Any) -> None:
        """Registers the etcd anew, with other config, and brings Secrets to the nodes."""
        self.config.update(changes)
        self.manifests = registered(self.config, self.state)
        for address in self.addresses:
            node = self.nodes[address]
            node.write_secret(self.manifests, objects.member_name(address))
            for name in ("cilium-etcd-secrets",):
                node.write_secret(self.manifests, name)

    @property
    def addresses(self) -> list[str]:
        """Of the members that the config has."""
        return [each["address"] for each in self.config["members"]]

    def container(self, address: str) -> dict[str, Any]:
        """A member's container."""
        found = self.manifests["StatefulSet", objects.member_name(address)]
        container: dict[str, Any] = found["spec"]["template"]["spec"]["containers"][0]
        return container

    def _folders(self, address: str) -> dict[str, Path]:
        node = self.nodes[address]
        return {DATA: node.data, TLS: node.directory / f"secret-{objects.member_name(address)}"}

    def start(self, address: str) -> None:
        """Starts a member as its kubelet would."""
        node, container = self.nodes[address], self.container(address)
        folders = self._folders(address)
        node.data.mkdir(exist_ok=True)
        with node.log.open("ab") as log:
            node.process = subprocess.Popen(
                [node.placed(each, folders) for each in container["command"]],
                env=self._environment(container, node, folders),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def _environment(
        self, container: Mapping[str, Any], node: Node, folders: Mapping[str, Path]
    ) -> dict[str, str]:
        found = {"PATH": os.environ["PATH"]}
        for each in container["env"]:
            text = each.get("value")
            if text is None:
                reference = each["valueFrom"]["configMapKeyRef"]
                text = self.manifests["ConfigMap", reference["name"]]["data"][reference["key"]]
            found[each["name"]] = node.placed(text, folders)
        return found

    def stop(self, address: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends a member, as a node does that loses its power."""
        process = self.nodes[address].process
        if process is not None:
            process.send_signal(how)
            process.wait(SECONDS)
            self.nodes[address].process = None

    def stop_all(self) -> None:
        """Ends all members."""
        for address in self.nodes:
            self.stop(address)

    def etcdctl(self, address: str, *arguments: str, fails: bool = False) -> str:
        """`kubectl exec POD -- etcdctl …` in a member's pod."""
        command = [str(self.nodes[address].programs / "etcdctl"), *arguments]
        return self.typed(command, self.environment(address), fails=fails)

    def environment(self, address: str) -> dict[str, str]:
        """The variables of a member's container."""
        return self._environment(
            self.container(address), self.nodes[address], self._folders(address)
        )

    def as_client(self, address: str, tls: Sequence[str], *arguments: str) -> str:
        """`etcdctl` with other certificates; what it says of being sent away."""
        command = [
            str(self.nodes[address].programs / "etcdctl"),
            f"--endpoints=https://{address}:4003",
            "--dial-timeout=3s",
            "--command-timeout=3s",
            *tls,
            *arguments,
        ]
        return self.typed(command, {"PATH": os.environ["PATH"]}, fails=True)

    def job(self, name: str, *, fails: bool = False) -> str:
        """Runs the containers of a CronJob's pod as its kubelet would, on the node it may be on."""
        spec = self.manifests["CronJob", name]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        terms = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        wanted = terms["nodeSelectorTerms"][0]["matchFields"][0]["values"][0]
        member = next(each for each in self.config["members"] if each["node"] == wanted)
        node = self.nodes[member["address"]]
        snapshots = node.directory / "snapshots"
        snapshots.mkdir(exist_ok=True)
        folders = {TLS: node.directory / "secret-cilium-etcd-secrets", "/snapshots": snapshots}
        said = ""
        containers = [*spec.get("initContainers", ()), *spec["containers"]]
        for number, container in enumerate(containers):
            command = [node.placed(each, folders) for each in container["command"]]
            environment = self._environment(container, node, folders)
            said += self.typed(command, environment, fails=fails and number == 0)
            if fails:
                return said
        return said

    @staticmethod
    def typed(
        command: Sequence[str], environment: Mapping[str, str], *, fails: bool = False
    ) -> str:
        """What a command says, where it fails also of that. It has to end as `fails` says."""
        ran = subprocess.run(
            command,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=SECONDS * 3,
            check=False,
        )
        assert (ran.returncode != 0) == fails, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr * fails

    def probe(self, address: str, kind: str) -> int:
        """What a kubelet's probe of a member is answered with; 0 where nothing answers."""
        get = self.container(address)[kind]["httpGet"]
        assert get["host"] == "127.0.0.1"
        url = f"http://127.0.0.1:{self.nodes[address].metrics}{get['path']}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=10) as response:
                status: int = response.status
                return status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def wait(self, address: str, kind: str = "readinessProbe") -> None:
        """Waits until a member's probe is answered well."""
        until(lambda: self.probe(address, kind) == 200, self.last(address))

    def last(self, address: str) -> Callable[[], str]:
        """The end of what a member wrote."""
        log = self.nodes[address].log
        return lambda: log.read_text(errors="replace")[-2000:]

    def leaders(self) -> set[int]:
        """Whom the members that run say to be the leader."""
        found = set()
        for address in self.addresses:
            if self.nodes[address].process is not None:
                told = json.loads(self.etcdctl(address, "endpoint", "status", "-w", "json"))
                found.add(told[0]["Status"]["leader"])
        return found

    def member_id(self, address: str) -> str:
        """A member's id, as `etcdctl member remove` takes it."""
        some = next(each for each in self.addresses if self.nodes[each].process is not None)
        members = json.loads(self.etcdctl(some, "member", "list", "-w", "json"))["members"]
        own = next(each for each in members if f"https://{address}:2382" in each["peerURLs"])
        return f"{own['ID']:x}"

    def client_context(self, address: str) -> ssl.SSLContext:
        """TLS as Cilium's agents speak it."""
        folder = self.nodes[address].directory / "secret-cilium-etcd-secrets"
        context = ssl.create_default_context(cafile=str(folder / "etcd-client-ca.crt"))
        context.load_cert_chain(folder / "etcd-client.crt", folder / "etcd-client.key")
        return context


def until(holds: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Asks again and again until something holds, and fails with a text where it never does."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.1)


@contextlib.contextmanager
def cluster(directory: Path, members: int = 3, **config: Any) -> Iterator[Cluster]:
    """An etcd whose members are not started yet. Raises NoServersError."""
    found = programs()
    addresses = own_addresses(members)
    assert all(ip_address(each).is_loopback for each in addresses)
    nodes = {}
    for number, address in enumerate(addresses, 1):
        own = directory / f"cp-{number}"
        own.mkdir()
        nodes[address] = Node(own, found, free_port())
    made = Cluster(
        {
            "mode": "managed",
            "members": [
                {"node": f"cp-{number}", "address": each}
                for number, each in enumerate(addresses, 1)
            ],
            **config,
        },
        nodes,
    )
    made.apply()
    try:
        yield made
    finally:
        made.stop_all()
