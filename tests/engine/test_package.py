"""The component package under the real engine, in programs of others.

Needs what `test_engine` needs; for YAML `pulumi-language-yaml` on PATH, for what runs in a cluster
`CILIUM_AKO_KUBECONFIG`.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.cilium.objects import RELEASE
from cilium_ako.catalogue.pulumi.deletions import DELETION_GUARD
from tests.configs import changed, without
from tests.engine.project import EngineProject
from tests.engine.test_engine import CHARTS, HOME, KUBECONFIG, MISSING, ROOT
from tests.engine.test_failed_release import helm, leave_pending

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(
        shutil.which("pulumi-language-yaml") is None, reason="pulumi-language-yaml is not on PATH"
    ),
    pytest.mark.xdist_group("engine"),
]

CANARY = "CANARY-password"
COMPONENT = "urn:pulumi:dev::network-yaml::cilium-ako:index:CiliumAko"
EXAMPLE = ROOT / "examples" / "package-yaml" / "Pulumi.yaml"
PROPERTIES = ("resources", "network", "properties")


class Theirs(EngineProject):
    """The example in YAML as a project of its own, with a backend and charts that are here."""

    def __init__(self, at: Path) -> None:
        (at / "state").mkdir()
        super().__init__(
            at / "theirs",
            at / "state",
            CANARY,
            HOME=str(HOME),
            PYTHONPATH=str(ROOT),
            KUBECONFIG=KUBECONFIG or str(at / "kubeconfig"),
        )
        self.at.mkdir()
        shutil.copytree(ROOT / "package", at / "package", ignore=shutil.ignore_patterns("__py*"))
        plugin = at / "package" / "PulumiPlugin.yaml"
        document = yaml.safe_load(plugin.read_text("utf-8"))
        # this environment as it is: the engine's own way of making one needs a registry
        document["runtime"]["options"] = {"toolchain": "pip", "virtualenv": sys.prefix}
        plugin.write_text(yaml.safe_dump(document), "utf-8")
        (at / "kubeconfig").write_text("", "utf-8")
        # a path that is relative starts at the caller's project
        (self.at / "charts").symlink_to(CHARTS)
        self.program = changed(
            yaml.safe_load(EXAMPLE.read_text("utf-8")),
            (("packages", "cilium-ako"), "../package"),
            ((*PROPERTIES, "cilium", "chart"), "charts/cilium-1.18.12.tgz"),
            ((*PROPERTIES, "ako", "chart"), "charts/ako-1.13.4"),
        )
        if KUBECONFIG:
            server = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))["clusters"][0]["cluster"]
            self.program = changed(
                self.program, ((*PROPERTIES, "cluster", "apiServer"), [server["server"]])
            )
        self.write()
        self.ok("stack", "init", "dev")
        self.ok("config", "set", "--secret", "aviPassword", CANARY)

    def write(self, *changes: tuple[tuple[str | int, ...], object]) -> None:
        """Writes the program, with properties of `CiliumAko` otherwise."""
        program = changed(
            self.program, *(((*PROPERTIES, *steps), value) for steps, value in changes)
        )
        (self.at / "Pulumi.yaml").write_text(yaml.safe_dump(program, sort_keys=False), "utf-8")

    def refused(self, *arguments: str) -> str:
        """Runs the CLI, which must not succeed, and says why without a traceback."""
        status, text = self.pulumi(*arguments)
        assert status != 0, text
        assert "Traceback" not in text
        assert "pulumi config set" not in text
        return text

    def resources(self) -> list[dict[str, Any]]:
        """What there is in the state."""
        export = json.loads(self.ok("stack", "export"))
        found: list[dict[str, Any]] = export["deployment"].get("resources", [])
        return found


@pytest.fixture
def theirs(tmp_path: Path) -> Theirs:
    return Theirs(tmp_path)


def test_a_program_in_yaml_previews(theirs: Theirs) -> None:
    text = theirs.ok("preview")
    assert "cilium-ako:index:CiliumAko network create" in text
    assert "kubernetes:helm.sh/v3:Release ako create" in text
    assert 'cniPlugin             : "cilium"' in text
    assert "atMost  : 50" in text


@pytest.mark.parametrize(
    ("steps", "value", "said"),
    [
        (("cluster", "maxNodes"), 24.5, "cluster.maxNodes"),
        (("cilium", "ipam", "podCidrs"), ["192.168.10.0/25"], "cilium.ipam.podCidrs"),
        (("ako", "controller", "version"), "nought", "ako.controller.version"),
        (("aviPassword",), "in clear", "aviPassword is not marked as a secret"),
    ],
    ids=["decimals", "overlap", "version", "clear-secret"],
)
def test_what_is_wrong_is_said_of_the_property(
    theirs: Theirs, steps: tuple[str, ...], value: object, said: str
) -> None:
    theirs.write((steps, value))
    assert said in theirs.refused("preview")


def test_all_that_is_wrong_is_said_at_once(theirs: Theirs) -> None:
    theirs.write((("cluster", "maxNodes"), 24.5), (("ako", "controller", "version"), "nought"))
    assert "2 errors" in theirs.refused("preview")


def test_two_in_a_stack_are_refused(theirs: Theirs) -> None:
    first = theirs.program["resources"]["network"]
    theirs.program = changed(theirs.program, (("resources", "second"), first))
    theirs.write()
    assert "CiliumAko is there once in a stack" in theirs.refused("preview")


def test_a_kubernetes_provider_is_refused(theirs: Theirs) -> None:
    theirs.program = changed(
        theirs.program,
        (("resources", "cluster"), {"type": "pulumi:providers:kubernetes"}),
        (("resources", "network", "options"), {"providers": ["${cluster}"]}),
    )
    theirs.write()
    assert "makes its Kubernetes provider itself" in theirs.refused("preview")


MADE = (("resources", "made"), {"type": "random:RandomString", "properties": {"length": 9}})
"""Something whose result a first preview does not know."""


def test_a_secret_that_is_made_in_the_same_run(theirs: Theirs) -> None:
    made = {"fn::secret": "${made.result}"}
    theirs.program = changed(theirs.program, MADE)
    theirs.write((("kubeconfig",), made), (("aviPassword",), made))
    text = theirs.ok("preview")
    assert "kubernetes:helm.sh/v3:Release ako create" in text
    assert "already runs a Cilium: the kubeconfig is not known yet" in text


def test_an_output_where_a_plain_value_is_needed(theirs: Theirs) -> None:
    theirs.program = changed(theirs.program, MADE)
    theirs.write((("cluster", "apiServer"), ["https://${made.result}:6443"]))
    text = theirs.refused("preview")
    assert "wrong-type  cluster.apiServer[0]" in text
    assert "This value is an Output." in text


needs_cluster = pytest.mark.skipif(
    not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"
)
TAKEN_DOWN = (("acknowledge", "cluster-taken-down"), {"reason": "NET-1"})
ANOTHER_POOL = (("cilium", "ipam", "podCidrs"), ["10.43.0.0/16"])


@contextmanager
def running(at: Path) -> Iterator[Theirs]:
    """The example, deployed; taken down again, whatever happens."""
    theirs = Theirs(at)
    try:
        theirs.ok("up", "--yes", "--skip-preview")
        yield theirs
    finally:
        theirs.write(TAKEN_DOWN)
        theirs.pulumi("destroy", "--yes", "--skip-preview", "--run-program")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theirs]:
    with running(tmp_path_factory.mktemp("deployed")) as theirs:
        yield theirs


@needs_cluster
def test_state_has_the_component_above_what_the_program_registers(deployed: Theirs) -> None:
    urns = {each["urn"] for each in deployed.resources()}
    assert f"{COMPONENT}::network" in urns
    assert f"{COMPONENT}$cilium-ako:cilium:Cilium$kubernetes:helm.sh/v3:Release::{RELEASE}" in urns
    assert deployed.ok("preview").count("unchanged") == 1


@needs_cluster
def test_no_secret_is_in_the_state_in_clear(deployed: Theirs) -> None:
    assert CANARY not in deployed.ok("stack", "export")


@needs_cluster
def test_a_cilium_that_is_there_already_is_left_alone(deployed: Theirs, tmp_path: Path) -> None:
    assert _releases(deployed.resources())
    other = Theirs(tmp_path)
    other.ok("stack", "init", "other")
    other.ok("config", "set", "--secret", "aviPassword", CANARY)
    text = other.refused("preview")
    assert "the cluster already runs a Cilium" in text
    assert "set acknowledge.foreign-cilium.reason to" in text


@needs_cluster
@pytest.mark.parametrize("command", [("preview",), ("up", "--yes", "--skip-preview")])
def test_a_change_that_no_cluster_survives_is_refused(
    deployed: Theirs, command: tuple[str, ...]
) -> None:
    deployed.write(ANOTHER_POOL)
    before = deployed.resources()
    text = deployed.refused(*command)
    deployed.write()
    assert "pool-replaced" in text
    assert "set acknowledge.pool-replaced.reason to " in text
    assert _releases(before) == _releases(deployed.resources())


@needs_cluster
@pytest.mark.parametrize("flags", [(), ("--ignore-protect",)], ids=["plain", "ignore-protect"])
def test_a_destroy_without_the_program_stops(deployed: Theirs, flags: tuple[str, ...]) -> None:
    text = deployed.refused("destroy", "--yes", "--skip-preview", *flags)
    assert "Resource has delete hooks registered, but the program is not running" in text
    assert _releases(deployed.resources())


@needs_cluster
def test_a_destroy_with_the_program_meets_the_guard(deployed: Theirs) -> None:
    flags = ("--run-program", "--ignore-protect")
    text = deployed.refused("destroy", "--yes", "--skip-preview", *flags)
    assert f'before hook "{DELETION_GUARD}" failed' in text
    assert "set acknowledge.cluster-taken-down.reason to" in text
    assert _releases(deployed.resources())


@needs_cluster
@pytest.mark.parametrize("command", [("preview",), ("up", "--yes", "--skip-preview")])
def test_a_component_that_leaves_the_program_is_not_deleted(
    deployed: Theirs, command: tuple[str, ...]
) -> None:
    kept = deployed.program
    deployed.program = {**without(kept, "resources", "network"), "outputs": {}}
    deployed.write()
    text = deployed.refused(*command)
    deployed.program = kept
    deployed.write()
    assert DELETION_GUARD in text, text
    assert len(_releases(deployed.resources())) == 2


@needs_cluster
def test_what_is_acknowledged_is_taken_down_without_the_program(deployed: Theirs) -> None:
    deployed.write(TAKEN_DOWN)
    deployed.ok("up", "--yes", "--skip-preview")
    deployed.ok("destroy", "--yes", "--skip-preview")
    assert not deployed.resources()


@needs_cluster
@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on PATH")
def test_what_a_release_needs_that_is_left_pending(tmp_path: Path) -> None:
    """The hook after an error comes along, too."""
    with running(tmp_path) as theirs:
        leave_pending(2)
        pools = ["10.42.0.0/16", "10.43.0.0/16"]
        appended = ((*PROPERTIES, "cilium", "ipam", "podCidrs"), pools)
        theirs.program = changed(theirs.program, appended)
        theirs.write()
        text = theirs.refused("up", "--yes", "--skip-preview")
        command = "helm -n kube-system rollback cilium 1"
        assert command in text
        helm(*command.split()[3:])
        theirs.ok("up", "--yes", "--skip-preview")


def _releases(resources: list[dict[str, Any]]) -> list[object]:
    return [each["inputs"] for each in resources if each["type"].endswith(":Release")]
