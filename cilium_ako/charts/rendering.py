"""What the charts make of values: `helm template`, for many releases at once.

Helm runs on this machine alone: it reads an archive or a directory, gets the values on its
standard input, and is told the Kubernetes version and the APIs instead of asking a cluster.
Equal requests are rendered once, and a rendering is kept by the content of everything that went
into it (`rendering_cache`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.kubernetes.api_versions import offered
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_lookup import LocalChart, cache_directory
from cilium_ako.charts.helm_values import Values, flatten
from cilium_ako.charts.manifests import Manifest, manifests
from cilium_ako.charts.manifests_secrets import hiding
from cilium_ako.charts.rendering_cache import RenderingCache
from cilium_ako.documents.error import DocumentError

if TYPE_CHECKING:
    from concurrent.futures import Future

NAMESPACES: Final[Mapping[Chart, str]] = {
    "cilium": cilium_objects.NAMESPACE,
    "ako": ako_objects.NAMESPACE,
}
"""Where each release is installed."""
_LIMIT: Final = 120
"""Seconds after which Helm is given up; the charts take less than one."""
_CHATTER: Final = ("WARNING:", "Use --debug", "coalesce.go", "walk.go")
"""Beginnings of lines in which Helm talks about itself."""
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class HelmMissingError(Exception):
    """There is no `helm` on PATH."""


class RenderingFailedError(Exception):
    """Helm could not render for a reason that lies not in the values."""


class RenderRequest(NamedTuple):
    """One release to render."""

    chart: Chart
    """Which chart."""
    local_chart: LocalChart
    """Where it is on this machine."""
    kubernetes: Release
    """The release of the cluster; the chart decides by its minor."""
    values: Values
    """All values that the release is given."""

    @property
    def namespace(self) -> str:
        """The release's namespace."""
        return NAMESPACES[self.chart]


class Rendering(NamedTuple):
    """What a chart makes of its values: objects, or its refusal."""

    manifests: tuple[Manifest, ...] = ()
    """The objects; none where the chart refuses the values."""
    rejected: str = ""
    """Why the chart refuses the values, in its own words and without secrets."""


def render_all(
    requests: Sequence[RenderRequest], environment: Mapping[str, str] = os.environ
) -> dict[int, Rendering]:
    """The renderings of all requests, by their place; equal ones are rendered once, in parallel.

    Raises HelmMissingError where one is not cached and there is no Helm, RenderingFailedError.
    """
    return start_rendering(requests, environment)()


def start_rendering(
    requests: Sequence[RenderRequest], environment: Mapping[str, str] = os.environ
) -> Callable[[], dict[int, Rendering]]:
    """Begins to render in the background; what it returns waits, and raises as `render_all`."""
    cache = RenderingCache(cache_directory(environment) / "renderings")
    helm = shutil.which("helm", path=environment.get("PATH"))
    done: dict[str, Rendering] = {}
    missing: dict[str, RenderRequest] = {}
    keys = [cache_key(request, helm) for request in requests]
    for key, request in zip(keys, requests, strict=True):
        if key in done or key in missing:
            continue
        kept = cache.get(key)
        if kept is not None:
            done[key] = Rendering(kept)
        else:
            missing[key] = request
    rendered: dict[str, Future[Rendering]] = {}
    if missing and helm is not None:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - start-up time

        pool = ThreadPoolExecutor(max_workers=min(len(missing), 2 * (os.cpu_count() or 1)))
        rendered = {
            key: pool.submit(render, request, helm, environment) for key, request in missing.items()
        }
        pool.shutdown(wait=False)

    def collect() -> dict[int, Rendering]:
        if missing and helm is None:
            raise HelmMissingError
        for key, future in rendered.items():
            done[key] = future.result()
            if not done[key].rejected:
                cache.put(key, done[key].manifests)
        return {index: done[key] for index, key in enumerate(keys)}

    return collect


def cache_key(request: RenderRequest, helm: str | None) -> str:
    """Stands for everything that a rendering depends on."""
    program = ""
    if helm is not None:
        state = Path(helm).stat()
        program = f"{helm} {state.st_size} {state.st_mtime_ns}"
    return RenderingCache.key(
        program,
        request.chart,
        request.local_chart.digest,
        str(request.kubernetes),
        json.dumps(request.values, sort_keys=True, default=str),
    )


def render(
    request: RenderRequest, helm: str, environment: Mapping[str, str] = os.environ
) -> Rendering:
    """What one chart makes of its values. Raises RenderingFailedError."""
    line = request.kubernetes.minor_release
    command = [helm, "template", request.chart, str(request.local_chart.path.resolve())]
    command += ["--namespace", request.namespace, "--kube-version", str(request.kubernetes)]
    command += ["--include-crds", "--skip-tests", "--values", "-"]
    for api in offered(line, dict(flatten(request.values))):
        command += ["--api-versions", api]
    hidden = hiding(request.chart, request.values)
    try:
        ran = subprocess.run(  # noqa: S603 - an argument list, and no shell
            command,
            input=values_text(request.values).encode(),
            capture_output=True,
            timeout=_LIMIT,
            check=False,
            env=_helm_environment(environment),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RenderingFailedError(f"helm template did not run: {type(error).__name__}") from None
    if ran.returncode != 0:
        words = hidden.hidden_text(ran.stderr.decode(errors="replace").strip())
        return Rendering(rejected=_own_words(words, request.local_chart.path))
    try:
        text = ran.stdout.decode(errors="replace")
        found = manifests(text, namespace=request.namespace, kubernetes=line, hiding=hidden)
    except DocumentError as error:
        return Rendering(rejected=f"what the chart prints for these values {error.message}")
    return Rendering(tuple(found))


def values_text(values: Values) -> str:
    """Values for Helm's standard input: JSON, which is YAML too, without what YAML forbids."""
    text = json.dumps(values, ensure_ascii=False, default=str)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _helm_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what points Helm at a cluster, a plugin or a namespace of its user."""
    kept = {
        name: value for name, value in environment.items() if not name.startswith(("HELM_", "KUBE"))
    }
    # it ends before collecting its garbage is worth the time
    return {"GOGC": "400", **kept}


def _own_words(text: str, path: Path) -> str:
    lines = [
        line
        for line in text.splitlines()
        if line.strip()
        and not line.startswith(("WARNING:", "Use --debug", "coalesce.go", "walk.go"))
    ]
    words = "\n".join(lines).removeprefix("Error: ").replace(str(path.resolve()), path.name)
    return words or "helm template failed and said nothing"
