"""How long one look at a large cluster takes: `python -m benchmarks.doctor`.

A real API server is filled with 1,000 and then 5,000 nodes, each with its CiliumNode, of the size
that they have in a real cluster. The doctor runs as a program of its own, start and imports
included, beside `kubectl get nodes,ciliumnodes -A -o json` where kubectl is on PATH; both are
timed in turns in one run, since only a ratio says something on another machine.

It may take 0.6 times as long as kubectl and 200 MB, and five times the nodes may take seven times
as long, beyond what a start costs. Exit status 1 where that does not hold.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.doctor.stacks import stack  # noqa: E402
from tests.doctor.worlds import World, machine  # noqa: E402
from tests.live.populate import collection, write  # noqa: E402
from tests.live.servers import NoServersError, Server, running  # noqa: E402

SMALL: Final = 1_000
LARGE: Final = 5_000
MOST_OF_KUBECTL: Final = 0.6
MOST_MEGABYTES: Final = 200.0
MOST_TIMES: Final = 7.0
ROUNDS: Final = 3

_LOOK: Final = """
import resource
import sys
from cilium_ako.doctor.examine import Options, examine
from cilium_ako.doctor.report import text
from tests.doctor.stacks import stack
cilium = {"ipam": {"mode": "cluster-pool", "podCidrs": ["10.0.0.0/11"], "nodeMaskSize": 24}}
found = examine(stack(cilium=cilium, cluster={"maxNodes": 8000}), Options(timeout=120.0))
sys.stdout.write(text(found))
sys.stderr.write(f"nodes={len(found.seen.nodes)} kilobytes="
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
            metadata.pop("creationTimestamp", None)
            metadata.pop("uid", None)
            metadata.pop("ownerReferences", None)
            path = collection(each["kind"], "")
            server.call("POST", path, each)
            server.call("PATCH", f"{path}/{metadata['name']}/status", {"status": each["status"]})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(first, last)))


def _doctor(environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, megabytes and how many nodes were seen."""
    began = perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", _LOOK], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    took = perf_counter() - began
    told = dict(word.split("=") for word in ran.stderr.decode().split()[-2:])
    return took, int(told["kilobytes"]) / 1024, int(told["nodes"])


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
    start = min(
        _timed([sys.executable, "-c", "import kubernetes.config, cilium_ako.doctor.examine"])
        for _ in range(ROUNDS)
    )
    _fill(server, 0, SMALL)
    small = median(_doctor(environment)[0] for _ in range(ROUNDS))
    _fill(server, SMALL, LARGE)
    looks, others = [], []
    for _ in range(ROUNDS):
        looks.append(_doctor(environment))
        if kubectl is not None:
            others.append(_kubectl(kubectl, environment))
    large = median(each[0] for each in looks)
    megabytes = max(each[1] for each in looks)
    if any(each[2] != LARGE for each in looks):
        raise RuntimeError("not all nodes were seen")
    times = (large - start) / max(small - start, 0.001)
    print(
        f"doctor: {SMALL:,} nodes {small:.2f} s, {LARGE:,} nodes {large:.2f} s, start {start:.2f} s"
    )
    print(
        f"doctor: {LARGE // SMALL} times the nodes take {times:.1f} times as long (at most {MOST_TIMES})"
    )
    print(f"doctor: {megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f})")
    fine = times <= MOST_TIMES and megabytes <= MOST_MEGABYTES
    if others:
        other = median(each[0] for each in others)
        print(
            f"doctor: {large / other:.2f} of kubectl's {other:.2f} s (at most {MOST_OF_KUBECTL}),"
            f" which took {max(each[1] for each in others):.0f} MB"
        )
        fine = fine and large / other <= MOST_OF_KUBECTL
    else:
        print("doctor: not compared with kubectl, which is not on PATH")
    return 0 if fine else 1


def _timed(command: list[str]) -> float:
    began = perf_counter()
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
