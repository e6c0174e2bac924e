"""The real engine on a backend in a directory: `pulumi preview` of the example stacks, and more.

Needs `pulumi` with its Python language host and the Kubernetes plugin, and the charts
(`CILIUM_AKO_CHARTS`), since the provider opens a chart in a preview. A cluster is needed for the
last test alone: `CILIUM_AKO_KUBECONFIG` names its kubeconfig.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.changes.etcd_client import AUTHORITIES_ANNOTATION, CERTIFICATE_ANNOTATION
from cilium_ako.check.checked_stack import check_stack
from cilium_ako.diff.command import run_diff
from cilium_ako.preview.offline import offline_preview
from tests.components.runs import KEY_DIGITS, PEM, PEM_KEY
from tests.config.engine_scalars import SCALARS
from tests.configs import Steps, changed
from tests.engine.project import EngineProject

ROOT = Path(__file__).parents[2]
CANARY = "canary5e6f"
CHARTS = os.environ.get("CILIUM_AKO_CHARTS", "")
KUBECONFIG = os.environ.get("CILIUM_AKO_KUBECONFIG", "")
HOME = Path.home()
SECRETS = {
    "aviPassword": CANARY,
    "aviToken": CANARY,
    "aviCa": PEM.format(CANARY),
    "etcdCa": PEM.format(CANARY),
    "etcdCert": PEM.format(CANARY),
    "etcdKey": PEM_KEY.format(CANARY),
}


def _missing() -> str:
    for tool in ("pulumi", "pulumi-language-python"):
        if shutil.which(tool) is None:
            return f"{tool} is not on PATH"
    plugins = subprocess.run(
        ["pulumi", "plugin", "ls", "--json"], capture_output=True, text=True, check=False
    )
    names = {each["name"] for each in json.loads(plugins.stdout or "[]")}
    lacking = {"kubernetes", "random"} - names
    if lacking:
        return f"the engine has no plugin {', '.join(sorted(lacking))}"
    if not CHARTS:
        return "the charts are not here (CILIUM_AKO_CHARTS)"
    return ""


MISSING = _missing()
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    # each test has a project of its own, and the engine takes all cores it gets
    pytest.mark.xdist_group("engine"),
]


class Project(EngineProject):
    """A copy of the repository's files, with a backend of its own."""

    def __init__(self, at: Path) -> None:
        state = at / "state"
        state.mkdir()
        super().__init__(
            at / "project", state, CANARY, HOME=str(HOME), KUBECONFIG=str(at / "no-kubeconfig")
        )
        names = subprocess.run(
            ["git", "ls-files", "-z", "cilium_ako", "components", "*.yaml", "__main__.py"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        for name in filter(None, names):
            if (ROOT / name).exists() and not name.startswith("tests"):
                (self.at / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.at / name)
        # this environment as it is: the engine's own way of making one needs a registry
        path = self.at / "Pulumi.yaml"
        document = yaml.safe_load(path.read_text("utf-8"))
        document["runtime"]["options"] = {"toolchain": "pip", "virtualenv": sys.prefix}
        path.write_text(yaml.safe_dump(document))

    def stack(self, name: str, *changes: tuple[Steps, object]) -> None:
        """A stack from its file, with charts that are here and without secrets."""
        path = self.at / f"Pulumi.{name}.yaml"
        document = yaml.safe_load(path.read_text("utf-8"))
        for chart in ("cilium", "ako"):
            given = document["config"][f"cilium-ako:{chart}"]
            given["chart"] = place(chart, given["version"])
        document["config"] = changed(document["config"], *changes)
        # without a region nobody asks AWS about subnets, for which there is no account here
        document["config"].pop("aws:region", None)
        path.write_text(yaml.safe_dump(document))
        self.ok("stack", "init", name)

    def take_down(self) -> None:
        """Destroys what there is, as somebody who means it, and asks nothing of how it went."""
        reason = "cilium-ako:acknowledge.cluster-taken-down.reason"
        self.pulumi("config", "set", "--path", reason, "NET-1")
        self.pulumi("destroy", "--yes", "--skip-preview", "--run-program")

    def secrets(self, *keys: str) -> None:
        """Sets secrets, each with the canary in it."""
        for key in keys:
            self.ok("config", "set", "--secret", f"cilium-ako:{key}", stdin=SECRETS[key])


def place(chart: str, version: str) -> str:
    for name in (f"{chart}-{version}.tgz", f"{chart}-{version}", chart):
        if (Path(CHARTS) / name).exists():
            return str(Path(CHARTS) / name)
    pytest.skip(f"no chart {chart} {version} in CILIUM_AKO_CHARTS")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


WANTED = {
    "dev": ("aviPassword",),
    "staging": ("aviPassword", "etcdCa", "etcdCert", "etcdKey"),
    "prod-aws": ("aviToken", "aviCa"),
}


def shown(value: object) -> object:
    """The engine's inputs as the offline preview shows them."""
    if value == "04da6b54-80e4-46f7-96ec-b56ff0331ba9":
        return "[unknown]"
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items() if key != "__defaults"}
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value


ROLE_OF_OTHERS = (
    ("cilium-ako:cilium", "ipam", "operatorRole"),
    {"source": "existing", "arn": "arn:aws:iam::111122223333:role/prod-aws-cilium-operator"},
)
"""What a stack on AWS says where nothing is made there, which needs no plugin of AWS."""


def without_digests(metadata: Any) -> Any:
    """What stands in an object's metadata beside digests of secrets, which offline nobody has."""
    annotations = {
        key: value
        for key, value in metadata.get("annotations", {}).items()
        if key not in (AUTHORITIES_ANNOTATION, CERTIFICATE_ANNOTATION)
    }
    rest = {key: value for key, value in metadata.items() if key != "annotations"}
    return {**rest, "annotations": annotations} if annotations else rest


@pytest.mark.parametrize("stack", WANTED)
def test_preview_is_the_offline_preview(project: Project, stack: str) -> None:
    project.stack(stack, *([ROLE_OF_OTHERS] if stack == "prod-aws" else []))
    project.secrets(*WANTED[stack])
    status, text = project.pulumi("preview", "--json")
    assert status == 0, text
    digest: dict[str, Any] = json.loads(text[text.index("{") :])
    engine = {
        step["urn"]: step["newState"].get("inputs", {})
        for step in digest["steps"]
        if step["op"] == "create"
    }
    offline = {each.urn: each for each in offline_preview(check_stack(stack, project.at))}
    assert set(engine) == set(offline)
    different = []
    for urn, each in offline.items():
        if not each.custom or "RandomPassword" in urn or ":providers:" in urn:
            continue  # their provider adds its own defaults
        given = shown(engine[urn])
        assert isinstance(given, dict)
        for key, value in each.inputs.items():
            # a local chart, whose own version the provider writes; a mark for the provider alone
            if each.type.endswith(":Release") and key in ("chart", "version", "compat"):
                continue
            # the provider hands texts on as base64, and leaves out what is not made yet
            found = given.get("data", value) if key == "stringData" else given.get(key)
            if key == "metadata":
                found, value = without_digests(found), without_digests(value)  # noqa: PLW2901
            if found != value:
                different.append((urn, key, value, found))
    assert different == []


def test_a_missing_secret_is_one_message(project: Project) -> None:
    project.stack("dev")
    status, text = project.pulumi("preview")
    assert status != 0
    assert "secret-missing  cilium-ako:aviPassword" in text
    assert "pulumi config set --secret cilium-ako:aviPassword" in text
    assert "Traceback" not in text
    assert "KeyboardInterrupt" not in text


def test_a_wrong_config_is_one_message(project: Project) -> None:
    project.stack(
        "dev",
        (("cilium-ako:cluster", "maxNodes"), "many"),
        (("cilium-ako:cilium", "ipam", "mode"), "cluster-role"),
        (("cilium-ako:aviToken",), "clear-text-5e6f"),
    )
    project.secrets("aviPassword")
    status, text = project.pulumi("preview")
    assert status != 0
    for piece in (
        "wrong-type  cilium-ako:cluster.maxNodes",
        "The nearest one is cluster-pool",
        "clear-secret  cilium-ako:aviToken",
    ):
        assert piece in text
    assert text.count("Traceback") == 0
    assert "clear-text-5e6f" not in text


def test_an_encrypted_value_in_an_object(project: Project) -> None:
    project.stack("dev")
    project.secrets("aviPassword")
    project.ok(
        "config",
        "set",
        "--secret",
        "--path",
        "cilium-ako:cilium.values.podAnnotations.x",
        stdin=CANARY,
    )
    status, text = project.pulumi("preview")
    assert status != 0
    assert "clear-secret" in text
    assert "Traceback" not in text


def test_the_engine_reads_scalars_as_we_do(project: Project) -> None:
    lines = [f'    "{number}": {text}' for number, text in enumerate(SCALARS)]
    (project.at / "Pulumi.dev.yaml").write_text(
        "\n".join(["config:", "  cilium-ako:cluster:", *lines, ""])
    )
    project.ok("stack", "init", "dev")
    found = json.loads(project.ok("config", "--json"))
    given = found["cilium-ako:cluster"]["objectValue"]
    for number, (text, meaning) in enumerate(SCALARS.items()):
        if isinstance(meaning, float) or (isinstance(meaning, int) and abs(meaning) > 1 << 53):
            assert float(given[str(number)]) == float(meaning), text
        else:
            assert given[str(number)] == meaning, text


# --- with a cluster


@pytest.fixture
def cluster(project: Project) -> Iterator[Project]:
    """A dev stack for the cluster that is at hand; it is taken down again, whatever happens."""
    if not KUBECONFIG:
        pytest.skip("no cluster: CILIUM_AKO_KUBECONFIG is not set")
    kubeconfig = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    server = kubeconfig["clusters"][0]["cluster"]["server"]
    project.environment["KUBECONFIG"] = KUBECONFIG
    project.stack("dev", (("cilium-ako:cluster", "apiServer"), [server]))
    project.secrets("aviPassword")
    try:
        yield project
    finally:
        project.take_down()


def test_a_stack_lives_and_dies(cluster: Project) -> None:
    cluster.ok("up", "--yes", "--skip-preview")
    cluster.ok("preview", "--expect-no-changes")
    assert KEY_DIGITS not in cluster.ok("stack", "export")
    status, text = cluster.pulumi("destroy", "--yes", "--skip-preview")
    assert status != 0
    assert "cilium-ako-deletion-guard" in text
    reason = "cilium-ako:acknowledge.cluster-taken-down.reason"
    cluster.ok("config", "set", "--path", reason, "NET-1")
    cluster.ok("up", "--yes", "--skip-preview")
    cluster.ok("destroy", "--yes", "--skip-preview")


_KEY, _OTHER_KEY = (f"1+ rfc4106(gcm(aes)) {digits * 20} 128" for digits in ("a1", "b2"))


def test_another_key_under_the_same_rotation_is_refused_and_told_from_the_state(
    cluster: Project,
) -> None:
    encryption = "cilium-ako:cilium.encryption"
    for key, value in (("type", "ipsec"), ("key.source", "import"), ("key.rotation", "1")):
        cluster.ok("config", "set", "--path", f"{encryption}.{key}", value)
    cluster.ok("config", "set", "--secret", "cilium-ako:ipsecKey", stdin=_KEY)
    cluster.ok("up", "--yes", "--skip-preview")
    state = cluster.at / "state.json"
    cluster.ok("stack", "export", "--file", str(state))
    before = state.read_bytes()

    cluster.ok("config", "set", "--secret", "cilium-ako:ipsecKey", stdin=_KEY)
    assert _rules_against(cluster, state) == []
    cluster.ok("preview", "--expect-no-changes")

    cluster.ok("config", "set", "--secret", "cilium-ako:ipsecKey", stdin=_OTHER_KEY)
    assert _rules_against(cluster, state) == ["ipsec-key-replaced"]
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        status, text = cluster.pulumi(*command)
        assert status != 0
        assert "ipsec-key-replaced" in text
    cluster.ok("stack", "export", "--file", str(state))
    assert _resources(state.read_bytes()) == _resources(before)


def _rules_against(project: Project, state: Path) -> list[str]:
    """What the diff tells of the stack against a state, with the config as the CLI shows it."""
    shown = subprocess.run(
        ["pulumi", "config", "--json", "--show-secrets"],
        cwd=project.at,
        env=project.environment,
        capture_output=True,
        check=True,
    ).stdout
    path = project.at / "config.json"
    path.write_bytes(shown)
    done = run_diff(["dev"], directory=project.at, state=state, output="json", config_json=path)
    (found,) = json.loads(done.text)
    assert not any(part in done.text for part in ("a1a1", "b2b2", CANARY))
    return [each["rule"] for each in (*found["changes"], *found["unknown"])]


def _resources(export: bytes) -> object:
    """The inputs that the engine knows, by resource; ciphertexts are others each time."""
    resources = json.loads(export)["deployment"]["resources"]
    return {
        each["urn"]: each.get("inputs", {}).get("metadata", each.get("inputs", {}).get("version"))
        for each in resources
    }


def test_another_cluster_is_refused(cluster: Project) -> None:
    cluster.ok(
        "config", "set", "--path", "cilium-ako:cluster.apiServer[0]", "https://other.test:6443"
    )
    status, text = cluster.pulumi("preview")
    assert status != 0
    assert "api-server-mismatch" in text
    assert "Traceback" not in text
