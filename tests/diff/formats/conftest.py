"""Reports that every format is tried with; no Helm is needed for them."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.diff.model import Report
from tests.diff.formats.hostile import HOSTILE
from tests.diff.recorded import with_recorded
from tests.diff.repository import Repository, config


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(repository: Repository, request: pytest.FixtureRequest) -> Report:
    """A report with one hostile text wherever a config, a chart or an engine puts a text."""
    text: str = request.param
    repository.commit({"dev": config()})
    repository.write(
        {
            "dev": config(
                cilium__values={"notes": text, "extraEnv": [{"name": "A", "value": text}]},
                ako__controller__tenant=text[:4000],
                aviUsername=text,
                acknowledge={"made-up": {"reason": text[:4000] or "x"}},
            )
        }
    )

    def edit(objects: list[dict[str, Any]]) -> None:
        for each in objects:
            if each["kind"] == "ConfigMap":
                each["data"]["notes"] = text
            if each["kind"] == "DaemonSet":
                each["spec"]["template"]["spec"]["containers"][0]["image"] = text
        objects.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": text}})
        objects.append({"apiVersion": "v1", "kind": text, "metadata": {"name": "x"}})

    return with_recorded(repository, repository.report("dev"), edit, rejected=text)
