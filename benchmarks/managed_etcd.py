"""How long `preview` takes with an etcd of three members that the program runs, beside the same
stack without.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.start_up import ROOT, Figures, interleaved

LIMIT: Final = 1.15
"""`preview` with the etcd, against `preview` without."""

KVSTORE: Final = """\
    kvstore:
      mode: managed
      members:
        - {node: cp-1, address: 192.168.10.11}
        - {node: cp-2, address: 192.168.10.12}
        - {node: cp-3, address: 192.168.10.13}
"""


def main() -> int:
    """Measures and prints; 1 where the limit is not kept."""
    figures = Figures()
    tool = str(Path(sys.executable).parent / "cilium-ako")
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        shutil.copy(ROOT / "Pulumi.yaml", directory)
        text = (ROOT / "Pulumi.dev.yaml").read_text("utf-8")
        before, key, rest = text.partition("  cilium-ako:cilium:\n")
        (directory / "Pulumi.without.yaml").write_text(text, "utf-8")
        (directory / "Pulumi.with.yaml").write_text(f"{before}{key}{KVSTORE}{rest}", "utf-8")
        base, ours = interleaved([tool, "preview", "without"], [tool, "preview", "with"], directory)
        figures.add(f"preview {ours:.3f} s / without etcd {base:.3f} s", ours / base, LIMIT)
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
