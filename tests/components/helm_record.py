"""One of Helm's records of a release, as the API server has it."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any


def helm_record(
    chart: str,
    *,
    release: str = "",
    version: str = "1.18.12",
    values: dict[str, Any] | None = None,
    description: str = "Install complete",
    status: str = "deployed",
    revision: int = 1,
) -> dict[str, Any]:
    """The Secret of one revision; the release is called as its chart is where no name is given."""
    document = {
        "info": {"description": description},
        "chart": {"metadata": {"name": chart, "version": version}},
        "config": values or {},
        "manifest": "never read",
    }
    packed = gzip.compress(json.dumps(document).encode())
    name = release or chart
    return {
        "metadata": {
            "name": f"sh.helm.release.v1.{name}.v{revision}",
            "labels": {
                "owner": "helm",
                "name": name,
                "status": status,
                "version": str(revision),
            },
        },
        "data": {"release": base64.b64encode(base64.b64encode(packed)).decode()},
    }
