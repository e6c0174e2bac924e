"""What deletes a running cluster's network, and what does not: each way tried with the engine.

Needs what `test_engine` needs, and a cluster (`CILIUM_AKO_KUBECONFIG`). `docs/deletion.md` has the
same rows. Where something is refused, neither state nor cluster may differ afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import pytest
import yaml

from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.cilium import objects as cilium
from cilium_ako.catalogue.pulumi.deletions import DELETION_GUARD, IGNORE_PROTECT
from cilium_ako.doctor.connection import connect
from cilium_ako.documents.kubeconfig import read_kubeconfig
from tests.configs import changed
from tests.engine.behind_forwarder import WITHOUT_AKO, Change, behind_forwarder
from tests.engine.forwarder import Forwarder
from tests.engine.test_engine import KUBECONFIG, MISSING, Project

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

OURS = "urn:pulumi:dev::cilium-ako::cilium-ako"
CILIUM = f"{OURS}:cilium:Cilium$kubernetes:helm.sh/v3:Release::cilium"
AKO = f"{OURS}:ako:Ako$kubernetes:helm.sh/v3:Release::ako"
KEY = (
    f"{OURS}:cilium:Cilium$cilium-ako:cilium:IpsecKey$kubernetes:core/v1:Secret::cilium-ipsec-keys"
)
WATCHED = (
    f"/api/v1/namespaces/{cilium.NAMESPACE}/secrets",
    f"/api/v1/namespaces/{ako.NAMESPACE}/secrets",
    f"/api/v1/namespaces/{cilium.NAMESPACE}/configmaps",
    f"/api/v1/namespaces/{ako.NAMESPACE}/configmaps",
    "/apis/apps/v1/daemonsets",
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/statefulsets",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
)

HOOK = f'before hook "{DELETION_GUARD}" failed'
NO_PROGRAM = "Resource has delete hooks registered, but the program is not running"
PROTECTED = "marked for protection"
NOT_TARGETED = "but was not specified in --target list"


class Deployed:
    """A stack that runs, and what there is of it in state and cluster."""

    def __init__(self, project: Project, way: Forwarder) -> None:
        self.project = project
        self.way = way
        self.config = (project.at / "Pulumi.dev.yaml").read_text("utf-8")

    def state(self) -> str:
        """Every resource in the state, without times and with lists in one order.

        The stack's own outputs say what the config asks for, whatever comes of it.
        """
        resources = self.export()["deployment"]["resources"]
        root = "pulumi:pulumi:Stack"
        ours = [{**each, "outputs": {}} if each["type"] == root else each for each in resources]
        return json.dumps(_ordered(ours), sort_keys=True)

    def export(self) -> dict[str, Any]:
        """The whole export."""
        found: dict[str, Any] = json.loads(self.project.ok("stack", "export"))
        return found

    def put_back(self, export: Mapping[str, Any]) -> None:
        """Makes an export the state again."""
        (self.project.at / "export.json").write_text(json.dumps(export), "utf-8")
        self.project.ok("stack", "import", "--force", "--file", "export.json")

    def cluster(self) -> dict[str, str]:
        """Every object that an update or a deletion would change, to its version."""
        server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
        found = {}
        for path in WATCHED:
            for page in server.pages(path, {}) or ():
                for each in page:
                    metadata = each["metadata"]
                    # the status of what has pods changes by itself
                    version = metadata.get("generation") or metadata["resourceVersion"]
                    name = f"{path} {metadata.get('namespace', '')}/{metadata['name']}"
                    found[name] = f"{metadata['uid']} {version}"
        return found

    @contextmanager
    def configured(self, *changes: Change) -> Iterator[None]:
        """The stack with another config, for a while."""
        path = self.project.at / "Pulumi.dev.yaml"
        document = yaml.safe_load(self.config)
        document["config"] = changed(document["config"], *changes)
        path.write_text(yaml.safe_dump(document), "utf-8")
        try:
            yield
        finally:
            path.write_text(self.config, "utf-8")

    @contextmanager
    def variable(self, name: str, value: str) -> Iterator[None]:
        """The engine with another variable in its environment, for a while."""
        self.project.environment[name] = value
        try:
            yield
        finally:
            del self.project.environment[name]


def _ordered(value: Any) -> Any:
    """Without times and ciphertexts, which every export makes anew; lists of names in order."""
    if isinstance(value, dict):
        left = {"created", "modified", "ciphertext"}
        return {key: _ordered(each) for key, each in value.items() if key not in left}
    if isinstance(value, list):
        inner = [_ordered(each) for each in value]
        return sorted(inner) if all(isinstance(each, str) for each in inner) else inner
    return value


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Cilium with an IPsec key, and AKO; taken down again, whatever happens."""
    with behind_forwarder(
        tmp_path_factory.mktemp("deletion"),
        (("cilium-ako:cilium", "encryption"), {"type": "ipsec"}),
        # what AKO decides otherwise stays as it is where AKO goes
        (("cilium-ako:cilium", "values"), {"defaultLBServiceIPAM": "none"}),
        secrets=("aviPassword",),
    ) as (project, way):
        project.ok("up", "--yes", "--skip-preview")
        yield Deployed(project, way)


Test = TypeVar("Test", bound=Callable[..., None])


class Refused(NamedTuple):
    """A way that is refused."""

    command: tuple[str, ...]
    """What is typed; each is tried with its preview alone and without one."""
    told: str
    """What the engine prints."""
    changes: tuple[Change, ...] = ()
    """What is changed in the config before."""
    variable: str = ""
    """The environment variable that is set to true."""


_NO_AKO: Final = (*WITHOUT_AKO, (("cilium-ako:aviPassword",), ""))
_TARGETS = ("--target", CILIUM, "--target-dependents")

TRIED: dict[str, object] = {}
"""Ways that a test of its own tries."""


def tried(*ways: str) -> Callable[[Test], Test]:
    """Says which ways of the catalogue a test tries."""

    def mark(test: Test) -> Test:
        TRIED.update(dict.fromkeys(ways, test))
        return test

    return mark


REFUSED = {
    "destroy": Refused(("destroy",), NO_PROGRAM),
    "destroy-ignoring": Refused(("destroy", "--ignore-protect"), NO_PROGRAM),
    "destroy-ignoring-by-variable": Refused(("destroy",), NO_PROGRAM, variable=IGNORE_PROTECT),
    "destroy-excluding": Refused(("destroy", "--exclude-protected"), NO_PROGRAM),
    "destroy-target": Refused(("destroy", "--ignore-protect", *_TARGETS), NO_PROGRAM),
    "destroy-going-on": Refused(("destroy", "--ignore-protect", "--continue-on-error"), NO_PROGRAM),
    "program": Refused(("destroy", "--run-program"), HOOK),
    "program-ignoring": Refused(("destroy", "--run-program", "--ignore-protect"), HOOK),
    "program-ignoring-by-variable": Refused(
        ("destroy", "--run-program"), HOOK, variable=IGNORE_PROTECT
    ),
    "program-excluding": Refused(("destroy", "--run-program", "--exclude-protected"), HOOK),
    "program-target": Refused(("destroy", "--run-program", "--ignore-protect", *_TARGETS), HOOK),
    "program-target-key": Refused(
        ("destroy", "--run-program", "--ignore-protect", "--target", KEY), NOT_TARGETED
    ),
    "program-going-on": Refused(
        ("destroy", "--run-program", "--ignore-protect", "--continue-on-error"), HOOK
    ),
    "block-removed": Refused(("up",), HOOK, _NO_AKO),
    "block-removed-ignoring": Refused(("up", "--ignore-protect"), HOOK, _NO_AKO),
    "block-removed-ignoring-by-variable": Refused(("up",), HOOK, _NO_AKO, IGNORE_PROTECT),
    "block-removed-target": Refused(
        ("up", "--ignore-protect", "--target", AKO, "--target-dependents"), HOOK, _NO_AKO
    ),
    "replace": Refused(("up", "--replace", CILIUM), PROTECTED),
    "replace-ignoring": Refused(
        ("up", "--replace", CILIUM, "--ignore-protect"), "rule foreign-cilium"
    ),
    "replace-key": Refused(("up", "--replace", KEY), "rule foreign-cilium"),
}


@pytest.mark.parametrize("mode", ["preview", "no preview"])
@pytest.mark.parametrize("way", REFUSED)
def test_a_way_that_is_refused(deployed: Deployed, way: str, mode: str) -> None:
    refused = REFUSED[way]
    command, *options = refused.command
    if mode == "no preview":
        arguments = [command, *options, "--yes", "--skip-preview"]
    elif command == "up":
        arguments = ["preview", *options]
    else:
        arguments = [command, *options, "--preview-only"]
    state, cluster = deployed.state(), deployed.cluster()
    with deployed.configured(*refused.changes):
        if refused.variable:
            deployed.project.environment[refused.variable] = "true"
        try:
            status, text = deployed.project.pulumi(*arguments)
        finally:
            deployed.project.environment.pop(refused.variable, None)
    assert status != 0, text
    assert refused.told in text
    if refused.variable and refused.told == HOOK:
        assert f"warning: {IGNORE_PROTECT} is set" in text
    assert deployed.state() == state
    assert deployed.cluster() == cluster


# --- what passes, and what no hook can see

TAKEN_DOWN: Final[Change] = (
    ("cilium-ako:acknowledge", "cluster-taken-down"),
    {"reason": "NET-1"},
)


@contextmanager
def restored(deployed: Deployed) -> Iterator[None]:
    """The state as it was, once something was tried on it."""
    export = deployed.export()
    try:
        yield
    finally:
        deployed.put_back(export)


def hooks_in(export: Mapping[str, Any]) -> dict[str, list[str]]:
    """Resource to its hooks before a deletion, of those that have any."""
    return {
        each["urn"].rpartition("::")[2]: each["resourceHooks"]["BeforeDelete"]
        for each in export["deployment"]["resources"]
        if each.get("resourceHooks", {}).get("BeforeDelete")
    }


@tried("unprotect")
def test_unprotected_in_the_state_a_hook_is_still_there(deployed: Deployed) -> None:
    with restored(deployed):
        deployed.project.ok("state", "unprotect", "--all", "--yes")
        cluster = deployed.cluster()
        status, text = deployed.project.pulumi("destroy", "--yes", "--skip-preview")
        assert status != 0
        assert NO_PROGRAM in text
        arguments = ("destroy", "--yes", "--skip-preview", "--run-program")
        status, text = deployed.project.pulumi(*arguments)
        assert status != 0
        assert HOOK in text
        assert deployed.cluster() == cluster
        deployed.project.ok("up", "--yes", "--skip-preview")
        resources = deployed.export()["deployment"]["resources"]
        assert {each["urn"] for each in resources if each.get("protect")} == {CILIUM, AKO}


@tried("state-delete")
def test_forgotten_by_the_state_it_stays_in_the_cluster(deployed: Deployed) -> None:
    with restored(deployed):
        cluster = deployed.cluster()
        arguments = ("state", "delete", CILIUM, "--force", "--target-dependents", "--yes")
        deployed.project.ok(*arguments)
        assert deployed.cluster() == cluster
        status, text = deployed.project.pulumi("preview")
        assert status != 0
        assert "rule foreign-cilium" in text


@tried("refresh")
def test_a_refresh_deletes_nothing(deployed: Deployed) -> None:
    hooks, cluster = hooks_in(deployed.export()), deployed.cluster()
    assert hooks
    with restored(deployed):
        deployed.project.ok("refresh", "--yes", "--skip-preview")
        assert hooks_in(deployed.export()) == hooks
        assert deployed.cluster() == cluster
        deployed.project.ok("preview", "--expect-no-changes")


@tried("state-from-before")
def test_a_state_from_before_has_hooks_after_one_up(deployed: Deployed) -> None:
    export = deployed.export()
    wanted = hooks_in(export)
    assert set(wanted) == {"cilium", "ako", "ako-restart", "cilium-ipsec-keys"}
    for each in export["deployment"]["resources"]:
        each.pop("resourceHooks", None)
    with restored(deployed):
        deployed.put_back(export)
        assert hooks_in(deployed.export()) == {}
        cluster = deployed.cluster()
        # as before: only `protect` stands in the way, and without the preview it comes too late
        # for what nothing protects
        status, text = deployed.project.pulumi("destroy", "--yes")
        assert status != 0
        assert "because it is protected" in text
        deployed.project.ok("destroy", "--preview-only", "--ignore-protect")
        deployed.project.ok("preview", "--expect-no-changes")
        deployed.project.ok("up", "--yes", "--skip-preview")
        assert hooks_in(deployed.export()) == wanted
        assert deployed.cluster() == cluster


UNREACHABLE = "PULUMI_K8S_DELETE_UNREACHABLE"
"""The Kubernetes provider's own variable; a destroy prints it."""


@pytest.fixture
def cluster_gone(deployed: Deployed) -> Iterator[None]:
    """Nothing listens at the API server's address any more."""
    deployed.way.close()
    try:
        yield
    finally:
        deployed.way.open()


@tried("cluster-gone")
@pytest.mark.usefixtures("cluster_gone")
def test_a_cluster_that_is_gone(deployed: Deployed) -> None:
    project = deployed.project
    with restored(deployed):
        status, text = project.pulumi("destroy", "--yes", "--skip-preview")
        assert status != 0
        assert NO_PROGRAM in text
        with deployed.configured(TAKEN_DOWN):
            project.ok("up", "--yes", "--skip-preview")
            assert hooks_in(deployed.export()) == {}
            status, text = project.pulumi("destroy", "--yes", "--skip-preview")
            assert status != 0
            assert f"{UNREACHABLE} environment variable" in text
            with deployed.variable(UNREACHABLE, "true"):
                status, text = project.pulumi("destroy", "--yes", "--skip-preview")
                assert status != 0
                assert "can't delete Helm Release with unreachable cluster" in text
                project.ok("refresh", "--yes", "--skip-preview")
            project.ok("destroy", "--yes", "--skip-preview")
        assert not deployed.export()["deployment"].get("resources")


@tried("refresh-unreachable")
@pytest.mark.usefixtures("cluster_gone")
def test_a_refresh_that_forgets_what_it_does_not_reach(deployed: Deployed) -> None:
    with restored(deployed), deployed.variable(UNREACHABLE, "true"):
        deployed.project.ok("refresh", "--yes", "--skip-preview")
        left = {each["urn"] for each in deployed.export()["deployment"]["resources"]}
        assert not left & {CILIUM, AKO, KEY}


@tried("stack-rm-force")
def test_a_state_that_is_thrown_away(deployed: Deployed) -> None:
    cluster = deployed.cluster()
    with restored(deployed):
        deployed.project.ok("stack", "rm", "dev", "--force", "--yes", "--preserve-config")
        assert deployed.cluster() == cluster
        deployed.project.ok("stack", "init", "dev")
        status, text = deployed.project.pulumi("preview")
        assert status != 0
        assert "rule foreign-cilium" in text


@tried("acknowledged", "acknowledged-too-early")
def test_acknowledged_it_is_destroyed_without_a_flag(deployed: Deployed) -> None:
    """The last test: nothing is deployed after it."""
    project = deployed.project
    with deployed.configured(TAKEN_DOWN):
        status, text = project.pulumi("destroy", "--yes", "--skip-preview")
        assert status != 0
        assert NO_PROGRAM in text
        before = deployed.cluster()
        project.ok("up", "--yes", "--skip-preview")
        assert deployed.cluster() == before
        assert hooks_in(deployed.export()) == {}
        project.ok("destroy", "--yes", "--skip-preview")
    left = "".join(deployed.cluster())
    assert f"{cilium.NAMESPACE}/{cilium.AGENTS}" not in left
    assert cilium.IPSEC_SECRET not in left
    project.ok("up", "--yes", "--skip-preview")  # for what the fixture takes down
