"""Small charts in the places where the real ones are looked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small"

needs_helm = pytest.mark.skipif(
    shutil.which("helm") is None, reason="there is no helm on PATH to render or pull charts with"
)


def put_charts(folder: Path, names: Iterable[str]) -> Path:
    """Puts small charts into a folder, unpacked, as `cilium-1.18.12`; the folder."""
    for name in names:
        chart, _, version = name.partition("-")
        target = folder / name
        shutil.copytree(SMALL / chart, target)
        about = target / "Chart.yaml"
        about.write_text(about.read_text("utf-8").replace("0.0.0", version), "utf-8")
    return folder
