"""How long `check` and `preview` take to start, beside what they cannot do without.

Both sides of a ratio run in turns in one go, so that a busy machine slows both; a ratio is of
the medians. The two scripts that they are held against only do what every run must do: one bare
model that validates something and YAML for `check`, the import of the Kubernetes SDK for `preview`.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ROUNDS: Final = int(os.environ.get("CILIUM_AKO_ROUNDS", "15"))
STACKS: Final = 500

CHECK: Final = 1.6
"""`check dev`, against one bare pydantic model that validates something."""
PREVIEW: Final = 1.3
"""`preview dev`, against the bare import of the Kubernetes SDK's Release."""
PREVIEW_MEGABYTES: Final = 110.0
STACK_MILLISECONDS: Final = 1.2
"""Each further stack of one `check`: processor time, which is not that of a busy machine."""

MODEL: Final = """\
import yaml
from pydantic import BaseModel
class M(BaseModel): x: int
M.model_validate({"x": 1})
"""
RELEASE: Final = "import pulumi_kubernetes as k; k.helm.v3.Release\n"


class Figures:
    """Figures with their limits."""

    def __init__(self) -> None:
        self.broken = 0

    def add(self, what: str, value: float, limit: float, unit: str = "") -> None:
        """Prints one figure."""
        kept = value <= limit
        self.broken += not kept
        verdict = "kept" if kept else "NOT KEPT"
        print(f"{what:58} {value:7.2f}{unit} (limit {limit:g}{unit}) {verdict}", flush=True)


def seconds(command: list[str], directory: Path) -> float:
    """Wall-clock time of one run."""
    started = time.perf_counter()
    subprocess.run(command, cwd=directory, check=True, capture_output=True)
    return time.perf_counter() - started


def processor_seconds(command: list[str], directory: Path) -> float:
    """Processor time of one run, its own and the kernel's for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=directory, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def interleaved(first: list[str], second: list[str], directory: Path = ROOT) -> tuple[float, float]:
    """Medians of two commands that run in turns, after one run of each that does not count."""
    seconds(first, directory)
    seconds(second, directory)
    rounds = [(seconds(first, directory), seconds(second, directory)) for _ in range(ROUNDS)]
    return (
        statistics.median(each[0] for each in rounds),
        statistics.median(each[1] for each in rounds),
    )


def peak_megabytes(command: list[str], directory: Path = ROOT) -> float:
    """Peak memory of a run, measured by a parent that has no other child."""
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(peak * (1 if sys.platform == 'darwin' else 1024))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(found.stdout) / 1e6


def _project(directory: Path, stacks: int) -> None:
    shutil.copy(ROOT / "Pulumi.yaml", directory)
    texts = [
        (ROOT / f"Pulumi.{name}.yaml").read_text("utf-8") for name in ("dev", "staging", "prod-aws")
    ]
    for number in range(stacks):
        text = _of_another_cluster(texts[number % 3], number)
        (directory / f"Pulumi.s{number:03}.yaml").write_text(text, "utf-8")


def _of_another_cluster(text: str, number: int) -> str:
    """A stack file with names and addresses of its own, so that no cluster is in another's way."""
    text = text.replace("example.test", f"s{number:03}.example.test")
    text = text.replace("0123456789ABCDEF0123456789ABCDEF", f"{number:032X}")
    text = text.replace("name: prod-aws", f"name: prod-{number:03}")
    text = re.sub(r"(?<!\w)\d{12}(?!\w)", f"{number:012}", text)
    text = re.sub(r"vpc-[0-9a-f]{17}", f"vpc-{number:017x}", text)
    return re.sub(
        r"https://192\.168\.20\.(\d+):2379", rf"https://etcd-\1.s{number:03}.test:2379", text
    )


def main() -> int:
    """Measures and prints; 1 where a limit is not kept."""
    figures = Figures()
    tool = str(Path(sys.executable).parent / "cilium-ako")
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        model, release = directory / "model.py", directory / "release.py"
        model.write_text(MODEL)
        release.write_text(RELEASE)

        base, ours = interleaved([sys.executable, str(model)], [tool, "check", "dev"])
        figures.add(f"check dev {ours:.3f} s / model {base:.3f} s", ours / base, CHECK)

        base, ours = interleaved([sys.executable, str(release)], [tool, "preview", "dev"])
        figures.add(f"preview dev {ours:.3f} s / Release {base:.3f} s", ours / base, PREVIEW)

        megabytes = peak_megabytes([tool, "preview", "dev"])
        figures.add("preview dev, peak memory", megabytes, PREVIEW_MEGABYTES, " MB")

        one, many = directory / "one", directory / "many"
        for place, stacks in ((one, 1), (many, STACKS)):
            place.mkdir()
            _project(place, stacks)
        alone = min(processor_seconds([tool, "check"], one) for _ in range(7))
        all_of_them = min(processor_seconds([tool, "check"], many) for _ in range(7))
        each = (all_of_them - alone) / (STACKS - 1) * 1000
        figures.add(f"check of {STACKS} stacks, for each one more", each, STACK_MILLISECONDS, " ms")
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
