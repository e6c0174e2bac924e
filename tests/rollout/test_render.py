"""What is rendered: objects, their twins, and what waits for its promotion."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from cilium_ako.config.stack import Secret
from cilium_ako.config.stack_files import raw_config
from cilium_ako.config.stack_objects import stacks_in
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_documents
from cilium_ako.rollout.fault import FleetError
from cilium_ako.rollout.folder import write_fleet
from cilium_ako.rollout.render import at_version, promoted_to, rendered
from tests.commands.runs import project
from tests.configs import ALL, changed
from tests.conftest import ROOT
from tests.data_files import documents_of
from tests.rollout.fleets import (
    GIVEN,
    IMAGE,
    NEW,
    OLD,
    at_commit,
    fleet_of,
    fleet_project,
    stack_config,
    stacks_in_file,
    with_fleet,
)

SCHEMA = Draft202012Validator(
    json.loads((ROOT / "schema" / "pulumi-stack.schema.json").read_text("utf-8"))
)


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return fleet_project(tmp_path / "p")


def render(at: Path, wave: int | None = None) -> tuple[str, ...]:
    return write_fleet(fleet_of(at), at / "fleet", wave).changed


def stacks(at: Path, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return stacks_in_file(at / "fleet" / f"{name}.yaml")


def test_a_stack_is_pinned_and_deletes_nothing(at: Path) -> None:
    render(at)
    stack, _ = stacks(at, "one")
    assert stack["metadata"]["namespace"] == "fleet"
    assert stack["metadata"]["labels"]["cilium-ako.io/wave"] == "2"
    spec = stack["spec"]
    assert spec["stack"] == "organization/cilium-ako/one"
    assert (spec["commit"], "branch" in spec) == (OLD, False)
    assert spec["workspaceReclaimPolicy"] == "Delete"
    assert spec["destroyOnFinalize"] is False
    assert spec["serviceAccountName"] == "one"
    assert spec["config"]["cilium-ako:cluster"]["name"] == "one"
    kubeconfig = spec["secretsRef"]["cilium-ako:kubeconfig"]
    assert kubeconfig == {"type": "Secret", "secret": {"name": "one", "key": "kubeconfig"}}


def test_a_twin_previews_the_same_stack(at: Path) -> None:
    render(at)
    stack, twin = stacks(at, "one")
    assert twin["metadata"]["name"] == "one-next"
    assert twin["spec"]["preview"] is True
    assert twin["spec"]["prerequisites"] == [{"name": "one"}]
    assert twin["spec"]["useLocalStackOnly"] is True
    for key in ("stack", "backend", "commit", "config", "secretsRef"):
        assert twin["spec"][key] == stack["spec"][key]


def test_each_has_an_account_that_may_ask_who_calls(at: Path) -> None:
    render(at)
    documents = documents_of((at / "fleet" / "one.yaml").read_text())
    account, binding, *_ = documents
    assert account["kind"] == "ServiceAccount"
    assert binding["roleRef"]["name"] == "system:auth-delegator"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "one", "namespace": "fleet"}]


def test_every_text_is_quoted(at: Path) -> None:
    config = changed(stack_config("one", 52), (("cilium", "values"), {"y": "no", "z": "12:30"}))
    project(at, config, "one")
    render(at)
    text = (at / "fleet" / "one.yaml").read_text()
    for line in text.splitlines():
        value = re.fullmatch(r'\s*(?:- )?(?:(?:"[^"]*"|[\w./:-]+):\s+)?(\S.*)', line)
        if value is None or line.startswith(("#", "---")) or line.endswith(":"):
            continue
        assert re.fullmatch(r'".*"|true|false|null|-?[0-9.]+|\[\]|\{\}', value[1]), line
    stack, _ = stacks_in(load_kubernetes_documents(text))
    values = stack["spec"]["config"]["cilium-ako:cilium"]["values"]
    assert values == {"y": "no", "z": "12:30"}


def test_the_same_fleet_gives_the_same_bytes(at: Path, tmp_path: Path) -> None:
    assert len(render(at)) == 4
    assert render(at) == ()
    other = fleet_project(tmp_path / "q")
    render(other)
    for name in ("lab", "canary", "one", "two"):
        file = f"{name}.yaml"
        assert (at / "fleet" / file).read_bytes() == (other / "fleet" / file).read_bytes()


def test_one_wave(at: Path) -> None:
    assert render(at, 2) == ("one.yaml", "two.yaml")


def test_a_new_commit_is_shown_by_twins_and_waits_elsewhere(at: Path) -> None:
    render(at)
    with_fleet(at, at_commit(NEW))
    project(at, changed(stack_config("one", 52), (("cilium", "version"), "1.19.6")), "one")
    render(at)
    stack, twin = stacks(at, "one")
    assert (stack["spec"]["commit"], twin["spec"]["commit"]) == (OLD, NEW)
    version = [each["spec"]["config"]["cilium-ako:cilium"]["version"] for each in (stack, twin)]
    assert version == ["1.18.12", "1.19.6"]
    assert render(at) == ()


def test_a_stack_at_the_commit_takes_its_file_as_it_is(at: Path) -> None:
    render(at)
    project(at, changed(stack_config("one", 52), (("cilium", "mtu"), 9000)), "one")
    assert render(at) == ("one.yaml",)
    stack, _ = stacks(at, "one")
    assert stack["spec"]["config"]["cilium-ako:cilium"]["mtu"] == 9000


def test_a_branch_that_somebody_wrote_is_not_kept(at: Path) -> None:
    render(at)
    path = at / "fleet" / "one.yaml"
    path.write_text(path.read_text().replace(f'commit: "{OLD}"', 'branch: "main"'))
    assert render(at) == ("one.yaml",)
    assert "branch" not in path.read_text()


def test_an_image_is_moved_by_its_digest(at: Path) -> None:
    with_fleet(at, {**GIVEN, "source": {"image": IMAGE, "dir": "/network"}})
    render(at)
    stack, _ = stacks(at, "one")
    workspace = stack["spec"]["workspaceTemplate"]["spec"]
    assert (workspace["image"], workspace["local"]) == (IMAGE, {"dir": "/network"})
    assert "projectRepo" not in stack["spec"]
    source = at_version(fleet_of(at).file.source, f"sha256:{'e' * 64}")
    assert source.version == IMAGE.replace("d" * 64, "e" * 64)


def test_where_secrets_are_is_said_once_for_all(at: Path) -> None:
    secrets = {
        "kubeconfig": {"name": "{stack}-kubeconfig", "key": "value"},
        "gitToken": {"name": "git", "key": "token"},
        "AWS_SECRET_ACCESS_KEY": {"name": "state", "key": "key"},
    }
    with_fleet(at, {**GIVEN, "secrets": secrets})
    render(at)
    spec = stacks(at, "two")[0]["spec"]
    assert spec["secretsRef"]["cilium-ako:kubeconfig"]["secret"] == {
        "name": "two-kubeconfig",
        "key": "value",
    }
    assert spec["gitAuth"]["accessToken"]["secret"]["name"] == "git"
    assert spec["envRefs"]["AWS_SECRET_ACCESS_KEY"]["secret"]["key"] == "key"


def test_what_is_rendered_is_read_back_as_the_stack_file(at: Path) -> None:
    for name, config in ALL.items():
        project(at, config, name)
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], list(ALL)]})
    render(at)
    for name in ALL:
        file = raw_config((at / f"Pulumi.{name}.yaml").read_text())
        stack = raw_config((at / "fleet" / f"{name}.yaml").read_text())
        assert stack.keys == file.keys, name
        assert "cilium-ako:kubeconfig" in stack.secrets


def test_a_secret_of_the_stack_file_comes_from_the_hub(at: Path) -> None:
    text = (at / "Pulumi.one.yaml").read_text() + "  cilium-ako:aviToken:\n    secure: v1:abc\n"
    (at / "Pulumi.one.yaml").write_text(text)
    render(at)
    written = (at / "fleet" / "one.yaml").read_text()
    assert "v1:abc" not in written
    assert isinstance(raw_config(written).secrets["cilium-ako:aviToken"], Secret)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"source": {"image": IMAGE}},
        {"source": {**GIVEN["source"], "dir": "network", "image": IMAGE}},
        {"secrets": {"gitToken": {"name": "g", "key": "t"}, "X": {"name": "x", "key": "x"}}},
        {"backend": "https://api.pulumi.com/acme", "secretsProvider": None},
    ],
    ids=["git", "image", "git-with-image", "secrets", "service"],
)
def test_every_object_fits_the_committed_schema(at: Path, change: dict[str, Any]) -> None:
    for name, config in ALL.items():
        project(at, config, name)
    fleet = {**GIVEN, **change, "waves": [*GIVEN["waves"], list(ALL)]}
    with_fleet(at, fleet)
    render(at)
    for file in sorted((at / "fleet").glob("*.yaml")):
        for each in stacks_in_file(file):
            assert [error.message for error in SCHEMA.iter_errors(each)] == [], file.name


def test_the_committed_schema_knows_its_fields_alone(at: Path) -> None:
    render(at)
    stack, _ = stacks(at, "one")
    assert SCHEMA.is_valid(stack)
    for change in ({"branch": "main"}, {"commit": "main"}, {"preview": "yes"}, {"x": 1}):
        assert not SCHEMA.is_valid({**stack, "spec": {**stack["spec"], **change}}), change


def test_a_promotion_moves_the_stack_and_leaves_the_twin(at: Path) -> None:
    with_fleet(at, at_commit(NEW))
    fleet = fleet_of(at)
    stack = fleet.stacks[0]
    old = promoted_to(fleet.file, stack, at_version(fleet.file.source, OLD)).text
    kept = rendered(fleet.file, stack, old)
    assert kept.waits
    assert kept.text == old
    assert [old.count(each) for each in (OLD, NEW)] == [1, 1]


def test_a_files_name_ends_no_comment(at: Path) -> None:
    name = "x\nkind: Namespace\n#"
    project(at, stack_config("x", 90), name)
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], [name]]})
    render(at)
    (file,) = (each for each in (at / "fleet").iterdir() if each.name.startswith("x"))
    kinds = [each["kind"] for each in documents_of(file.read_text())]
    assert kinds == ["ServiceAccount", "ClusterRoleBinding", "Stack", "Stack"]


def test_a_command_is_quoted_for_a_shell(at: Path) -> None:
    project(at, {"cluster": 5}, "x; rm y")
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], ["x; rm y"]]})
    with pytest.raises(FleetError) as caught:
        fleet_of(at)
    assert "cilium-ako check 'x; rm y'" in {each.fix for each in caught.value.faults}
