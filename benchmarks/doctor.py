"""How long one look at a large cluster takes: `python -m benchmarks.doctor`.

A real API server is filled with 1,000 and then 5,000 nodes, each with its CiliumNode, of the size
that they have in a real cluster. The doctor runs as a program of its own, start and imports
included, beside `kubectl get nodes,ciliumnodes -A -o json` where kubectl is on PATH; both are
timed in turns in one run, since only a ratio says something on another machine.

It may take 0.6 times as long as kubectl, start included, and 200 MB; five times the nodes may take
seven times as long, without the start. `adopt --live`, which reads the cluster, writes a stack file
and checks it, may take 1.2 times as long as the doctor's look. Exit status 1 where that does not
hold.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import urllib3  # noqa: E402

from tests.adopt.clusters import whole  # noqa: E402
from tests.doctor.stacks import stack  # noqa: E402
from tests.doctor.worlds import World, machine  # noqa: E402
from tests.live.populate import collection, write  # noqa: E402
from tests.live.servers import NoServersError, Server, running  # noqa: E402

SMALL: Final = 1_000
LARGE: Final = 5_000
MOST_OF_KUBECTL: Final = 0.6
MOST_MEGABYTES: Final = 200.0
MOST_TIMES: Final = 7.0
MOST_OF_DOCTOR: Final = 1.2
ROUNDS: Final = 3

_WRITERS: Final = 8
_MERGE: Final = "application/merge-patch+json"

_LOOK: Final = """
import resource
import sys
from time import perf_counter
import kubernetes.client, kubernetes.config
from cilium_ako.doctor.run import DoctorOptions, diagnose
from cilium_ako.doctor.report import text
from tests.doctor.stacks import stack
cilium = {"ipam": {"mode": "cluster-pool", "podCidrs": ["10.0.0.0/11"], "nodeMaskSize": 24}}
began = perf_counter()
found = diagnose(stack(cilium=cilium, cluster={"maxNodes": 8000}), DoctorOptions(timeout=120.0))
sys.stdout.write(text(found))
took = perf_counter() - began
sys.stderr.write(f"nodes={len(found.observation.nodes)} seconds={took} kilobytes="
                 f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")
"""

_ADOPT: Final = """
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter
import kubernetes.client, kubernetes.config
import cilium_ako.doctor.run
from cilium_ako.adopt.adopt import adopt
from cilium_ako.adopt.live import read_live
from cilium_ako.adopt.live_options import LiveOptions
from cilium_ako.doctor.connection import connect
began = perf_counter()
server = connect(None, 120.0)
found = read_live(server, server.deadline, server.address, LiveOptions())
with tempfile.TemporaryDirectory() as folder:
    adopt("dev", found, Path(folder))
took = perf_counter() - began
nodes = found.keys["cluster.maxNodes"].value
sys.stderr.write(f"nodes={nodes} seconds={took} kilobytes="
                 f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")
"""


def _padded(name: str) -> dict[str, Any]:
    """Labels, images and conditions as a node of a real cluster has them."""
    images = [
        {
            "names": [
                f"registry.example.test/team-{number}/service@sha256:{'0123456789abcdef' * 4}",
                f"registry.example.test/team-{number}/service:2026.{number}",
            ],
            "sizeBytes": 123456789 + number,
        }
        for number in range(30)
    ]
    stamps = {
        "lastHeartbeatTime": "2026-01-01T00:00:00Z",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
    }
    conditions = [
        {
            "type": kind,
            "status": "False",
            "reason": "Kubelet",
            "message": "all is well " * 4,
            **stamps,
        }
        for kind in ("MemoryPressure", "DiskPressure", "PIDPressure")
    ]
    labels = {f"example.test/label-{number}": f"{name}-{number}" for number in range(15)}
    return {"images": images, "conditions": conditions, "labels": labels}


def _fill(server: Server, first: int, last: int) -> None:
    """Writes nodes and CiliumNodes, statuses too."""
    cilium = {"ipam": {"mode": "cluster-pool", "podCidrs": ["10.0.0.0/11"], "nodeMaskSize": 24}}
    world = World(stack(cilium=cilium, cluster={"maxNodes": 8000}))
    whole(world)
    if first == 0:
        world.objects = {
            key: each
            for key, each in world.objects.items()
            if key[0] not in ("Node", "CiliumNode", "Pod")
        }
        write(server, world)

    def one(index: int) -> None:
        own = World(world.stack, nodes=0)
        own.objects.clear()
        machine(own, index)
        node, cilium_node = own.node(index), own.cilium_node(index)
        cilium_node["spec"]["ipam"]["podCIDRs"] = [f"10.{index // 256}.{index % 256}.0/24"]
        padding = _padded(node["metadata"]["name"])
        node["metadata"]["labels"].update(padding["labels"])
        node["status"]["images"] = padding["images"]
        node["status"]["conditions"] += padding["conditions"]
        for each in (node, cilium_node):
            metadata = each["metadata"]
            for field in ("creationTimestamp", "uid", "ownerReferences"):
                metadata.pop(field, None)
            path = server.url + collection(each["kind"], "")
            send("POST", path, each, "application/json")
            status = {"status": each["status"]}
            send("PATCH", f"{path}/{metadata['name']}/status", status, _MERGE)

    def send(method: str, url: str, body: object, kind: str) -> None:
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": kind}
        answer = connections.request(method, url, body=json.dumps(body), headers=headers)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {url}: {answer.status}")

    # connections are kept: a new one each would take longer than what is written over it
    with (
        urllib3.PoolManager(maxsize=_WRITERS, ca_certs=str(server.authority)) as connections,
        ThreadPoolExecutor(_WRITERS) as pool,
    ):
        list(pool.map(one, range(first, last)))


class Look(NamedTuple):
    """What one look took."""

    seconds: float
    """The whole program, its start included."""
    looking: float
    """Seconds of it after everything was imported."""
    megabytes: float
    nodes: int


def _look(environment: dict[str, str], program: str = _LOOK) -> Look:
    """One look, by a program of its own."""
    began = perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    took = perf_counter() - began
    told = dict(word.split("=") for word in ran.stderr.decode().split()[-3:])
    return Look(took, float(told["seconds"]), int(told["kilobytes"]) / 1024, int(told["nodes"]))


def _kubectl(command: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and megabytes."""
    began = perf_counter()
    with subprocess.Popen(
        [command, "get", "nodes,ciliumnodes", "-A", "-o", "json"],
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"kubectl ended with {process.returncode}")
    return perf_counter() - began, used.ru_maxrss / 1024


@contextmanager
def _served() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as directory, running(Path(directory)) as server:
        yield server


def main() -> int:
    """Prints the figures; 1 where a limit does not hold."""
    kubectl = shutil.which("kubectl")
    try:
        with _served() as server:
            return _measured(server, kubectl)
    except NoServersError as error:
        print(f"doctor: not measured: {error}")
        return 0


def _measured(server: Server, kubectl: str | None) -> int:
    environment = {
        **os.environ,
        "KUBECONFIG": str(server.kubeconfig(server.directory / "config")),
        "PYTHONPATH": str(ROOT),
    }
    _fill(server, 0, SMALL)
    few = [_look(environment) for _ in range(ROUNDS)]
    _fill(server, SMALL, LARGE)
    looks, adopted, others = [], [], []
    for _ in range(ROUNDS):
        looks.append(_look(environment))
        adopted.append(_look(environment, _ADOPT))
        if kubectl is not None:
            others.append(_kubectl(kubectl, environment))
    if any(each.nodes != LARGE for each in (*looks, *adopted)):
        raise RuntimeError("not all nodes were seen")
    # the best of each: whatever else runs on the machine only ever adds
    large, small = (min(each.looking for each in found) for found in (looks, few))
    whole = min(each.seconds for each in looks)
    megabytes = max(each.megabytes for each in looks)
    times = large / small
    more = LARGE // SMALL
    print(
        f"doctor: {SMALL:,} nodes {small:.2f} s, {LARGE:,} nodes {large:.2f} s, whole {whole:.2f}"
    )
    print(f"doctor: {more} times the nodes take {times:.1f} times as long (at most {MOST_TIMES})")
    print(f"doctor: {megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f})")
    fine = times <= MOST_TIMES and megabytes <= MOST_MEGABYTES
    adopting = min(each.looking for each in adopted)
    print(
        f"adopt --live: {LARGE:,} nodes {adopting:.2f} s, {adopting / large:.2f} of the doctor's"
        f" look (at most {MOST_OF_DOCTOR})"
    )
    fine = fine and adopting / large <= MOST_OF_DOCTOR
    if others:
        other = min(each[0] for each in others)
        print(
            f"doctor: {whole / other:.2f} of kubectl's {other:.2f} s (at most {MOST_OF_KUBECTL}),"
            f" which took {max(each[1] for each in others):.0f} MB"
        )
        fine = fine and whole / other <= MOST_OF_KUBECTL
    else:
        print("doctor: not compared with kubectl, which is not on PATH")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
