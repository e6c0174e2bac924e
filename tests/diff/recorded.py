"""Two renderings of the small chart of Cilium, as Helm printed them: what formats are tried with.

They are of the plain config and of it with the next version. `python -m tests.diff.recorded` makes
them anew; a test compares them with what Helm renders, where there is one.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from cilium_ako.charts.chart_lookup import cache_directory, find_chart
from cilium_ako.charts.manifests import Manifest, manifests
from cilium_ako.charts.manifests_diff import compare
from cilium_ako.charts.manifests_permissions import permission_changes
from cilium_ako.charts.manifests_secrets import hiding
from cilium_ako.charts.rendering import RenderRequest, cache_key, values_text
from cilium_ako.charts.rendering_cache import RenderingCache
from cilium_ako.config.stack_files import locate
from cilium_ako.diff.model import ChartDiff, Report
from cilium_ako.diff.snapshots.snapshot import snapshot_of_file
from tests.data_files import DUMPER, documents_of
from tests.diff.repository import Config, Repository, config

FOLDER = Path(__file__).with_name("renderings")
BEFORE, AFTER = "1.18.12", "1.19.6"
CHARTS = (f"cilium-{BEFORE}", f"cilium-{AFTER}", "ako-1.13.4", "ako-1.14.1")

Edit = Callable[[list[dict[str, Any]]], None]
"""Changes the objects of a rendering."""


def recorded_text(version: str) -> str:
    """What `helm template` printed for a version of the chart."""
    return (FOLDER / f"cilium-{version}.yaml").read_text("utf-8")


def recorded_manifests(
    version: str, request: RenderRequest, edit: Edit | None = None
) -> tuple[Manifest, ...]:
    """The recorded objects, read as a rendering of a request is."""
    text = recorded_text(version)
    if edit is not None:
        objects = documents_of(text)
        edit(objects)
        text = yaml.dump_all(objects, Dumper=DUMPER, allow_unicode=True)
    hidden = hiding("cilium", request.values)
    line = request.kubernetes.minor_release
    found = manifests(text, namespace=request.namespace, kubernetes=line, hiding=hidden)
    return tuple(found)


def request_of(repository: Repository, stack: str = "dev") -> RenderRequest:
    """What is rendered of Cilium for a stack in the working tree."""
    snapshot = snapshot_of_file(locate(stack, repository.path))
    installed = snapshot.charts["cilium"]
    environment = repository.environment
    chart = find_chart("cilium", installed.version, "", repository.path, environment)
    assert chart is not None
    assert snapshot.kubernetes is not None
    return RenderRequest("cilium", chart, snapshot.kubernetes, dict(snapshot.values["cilium"]))


def bumped(repository: Repository, **more: Config) -> None:
    """A commit with the plain config, and the next version of Cilium in the working tree.

    Both are rendered already, and there is no Helm. `more` are stacks that are deleted.
    """
    repository.environment["PATH"] = ""
    cache = RenderingCache(cache_directory(repository.environment) / "renderings")
    for version, stacks in ((BEFORE, {"dev": config(), **more}), (AFTER, {"dev": after()})):
        repository.commit(stacks)
        request = request_of(repository)
        cache.put(cache_key(request, None), recorded_manifests(version, request))
    repository.git("reset", "--quiet", "--soft", "HEAD~1")


def after() -> Config:
    """The plain config with the next version of Cilium."""
    return config(cilium__version=AFTER)


def with_recorded(
    repository: Repository, report: Report, edit: Edit | None = None, rejected: str = ""
) -> Report:
    """A report, as if every stack that changes had gone from one rendering to the other.

    `edit` changes the second one; AKO's chart refuses its values where `rejected` says so.
    """
    request = request_of(repository, report.stacks[0].stack)
    old, new = recorded_manifests(BEFORE, request), recorded_manifests(AFTER, request, edit)
    diff = ChartDiff(
        "cilium", BEFORE, AFTER, compare(old, new), tuple(permission_changes(old, new))
    )
    refused = ChartDiff("ako", "1.13.4", "1.13.4", rejected=rejected)
    charts = (diff, refused) if rejected else (diff,)
    stacks = (replace(each, charts=charts) for each in report.stacks)
    return replace(report, stacks=tuple(stacks))


def record() -> None:
    """Makes the renderings anew, with Helm. The key that the chart makes is left out."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder), CHARTS)
        for version, given in ((BEFORE, config()), (AFTER, after())):
            repository.write({"dev": given})
            request = request_of(repository)
            command = ["helm", "template", "cilium", str(request.local_chart.path), "--values", "-"]
            command += ["--namespace", request.namespace]
            command += ["--kube-version", str(request.kubernetes), "--include-crds"]
            ran = subprocess.run(
                command,
                input=values_text(request.values),
                capture_output=True,
                text=True,
                check=True,
            )
            objects = [each for each in yaml.safe_load_all(ran.stdout) if each]
            for each in objects:
                if each["kind"] == "Secret":
                    each["data"]["ca.key"] = base64.b64encode(b"a key that was made").decode()
            text = yaml.safe_dump_all(objects, sort_keys=False)
            (FOLDER / f"cilium-{version}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    record()
