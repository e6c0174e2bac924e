"""`cilium-ako rotate`: by one, in the stack file alone, and only while everything stands still."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.config.stack_files import locate, read
from tests.commands.runs import Invoke, project
from tests.configs import KUBERNETES, Config, changed
from tests.doctor.http_server import kubeconfig, served
from tests.doctor.stacks import IPSEC, keys, stack
from tests.doctor.worlds import IPSEC_KEY, World, encoded, written
from tests.forked import Result
from tests.test_repository import git

ROOT = Path(__file__).parents[2]
STATES = ROOT / "tests" / "states"
KEY = ("cilium", "encryption", "key")

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on PATH")


def committed(folder: Path, config: Config | str) -> Path:
    """A project in a repository, committed once."""
    project(folder, config)
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a change")


def rotation_in(folder: Path) -> int:
    keys_there = read(locate("dev", folder)).keys
    found: Any = keys_there["cilium-ako:cilium"]
    rotation = found["encryption"]["key"]["rotation"]
    assert isinstance(rotation, int)
    return rotation


@needs_git
def test_fifteen_rotations_in_a_row(invoke: Invoke, tmp_path: Path) -> None:
    folder = committed(tmp_path, KUBERNETES)
    ids = [1]
    for number in range(2, 17):
        result = invoke("rotate", "dev", at=folder)
        assert (result.status, result.err) == (0, "")
        first = result.out.splitlines()[0]
        assert first.startswith(f"dev: the IPsec key's id goes from {ids[-1]} to ")
        ids.append(int(first.rpartition(" ")[2]))
        assert rotation_in(folder) == number
        judged = invoke("diff", "dev", "--base", "HEAD", at=folder)
        assert judged.status == 0, judged.out
        assert "ipsec-key-rotated" in judged.out
        commit(folder)
    assert ids == [*range(1, 16), 1]


@needs_git
def test_comments_and_order_stay(invoke: Invoke, tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.staging.yaml").read_text("utf-8")
    assert text.count("rotation: 1}") == 1
    folder = committed(tmp_path, text)
    assert invoke("rotate", "dev", at=folder).status == 0
    after = (folder / "Pulumi.dev.yaml").read_text("utf-8")
    assert after == text.replace("rotation: 1}", "rotation: 2}")


@needs_git
def test_a_key_that_the_config_leaves_to_its_default(invoke: Invoke, tmp_path: Path) -> None:
    folder = committed(tmp_path, changed(KUBERNETES, (KEY[:-1], {"type": "ipsec"})))
    assert invoke("rotate", "dev", at=folder).status == 0
    assert rotation_in(folder) == 2


@needs_git
def test_what_happens_is_said(invoke: Invoke, tmp_path: Path) -> None:
    values = {"encryption": {"ipsec": {"keyRotationDuration": "20m"}}}
    folder = committed(tmp_path, changed(KUBERNETES, (("cilium", "values"), values)))
    out = " ".join(invoke("rotate", "dev", at=folder).out.split())
    assert "The old key goes 20m (keyRotationDuration) after an agent" in out
    assert "Agents take the new key within a minute" in out
    assert "the rotation in the commit HEAD is taken as deployed" in out
    assert "pulumi up --stack dev" in out


@needs_git
def test_twice_in_a_row_is_refused_until_the_first_is_committed(
    invoke: Invoke, tmp_path: Path
) -> None:
    folder = committed(tmp_path, KUBERNETES)
    assert invoke("rotate", "dev", at=folder).status == 0
    refused = invoke("rotate", "dev", at=folder)
    assert refused.status == 3
    assert "the last rotation is not finished" in refused.out
    assert "1 → 2 (ipsec-key-rotated)" in refused.out
    assert rotation_in(folder) == 2
    commit(folder)
    assert invoke("rotate", "dev", at=folder).status == 0


PENDING: dict[str, tuple[tuple[tuple[str, ...], Any], str]] = {
    "a patch release": ((("cilium", "version"), "1.18.11"), "cilium.version: 1.18.12 → 1.18.11"),
    "a minor": ((("cilium", "version"), "1.19.6"), "cilium.version: 1.18.12 → 1.19.6"),
    "routing": (
        (("cilium", "routing"), {"mode": "tunnel", "protocol": "geneve"}),
        "cilium.routing",
    ),
}


@needs_git
@pytest.mark.parametrize(("step", "said"), PENDING.values(), ids=PENDING)
def test_what_else_is_pending_in_the_file_refuses(
    invoke: Invoke, tmp_path: Path, step: tuple[tuple[str, ...], Any], said: str
) -> None:
    config = changed(KUBERNETES, (("cilium", "routing"), None))
    folder = committed(tmp_path, config)
    project(folder, changed(config, step))
    before = (folder / "Pulumi.dev.yaml").read_bytes()
    refused = invoke("rotate", "dev", at=folder)
    assert refused.status == 3
    assert "something else is about to change" in refused.out
    assert said in refused.out
    assert (folder / "Pulumi.dev.yaml").read_bytes() == before


@needs_git
def test_a_stack_file_that_nobody_committed(invoke: Invoke, tmp_path: Path) -> None:
    committed(tmp_path, KUBERNETES)
    project(tmp_path, KUBERNETES, "new")
    refused = invoke("rotate", "new", at=tmp_path)
    assert refused.status == 3
    assert "its stack file is not in the commit HEAD" in refused.out


def test_without_anything_to_ask_nothing_is_taken_for_granted(
    invoke: Invoke, tmp_path: Path
) -> None:
    refused = invoke("rotate", "dev", at=project(tmp_path, KUBERNETES))
    assert (refused.status, refused.out) == (1, "")
    assert "whether its last rotation has reached the cluster is not known" in refused.err
    assert "--live" in refused.err
    assert rotation_in(tmp_path) == 1


def with_key(key: dict[str, Any] | None, **beside: Any) -> Config:
    encryption = {"type": "ipsec", "key": key} if key else beside or None
    return changed(KUBERNETES, (KEY[:-1], encryption))


NOT_OURS: dict[str, tuple[Config, str]] = {
    "WireGuard": (with_key(None, type="wireguard"), "has no IPsec"),
    "an external key": (with_key({"source": "external"}), "cilium-ipsec-keys of somebody else"),
    "an imported key that nobody counts": (
        with_key({"source": "import"}),
        "stands in an encrypted",
    ),
}


@needs_git
@pytest.mark.parametrize(("config", "said"), NOT_OURS.values(), ids=NOT_OURS)
def test_a_key_that_cannot_be_rotated_here(
    invoke: Invoke, tmp_path: Path, config: Config, said: str
) -> None:
    refused = invoke("rotate", "dev", at=committed(tmp_path, config))
    assert (refused.status, refused.out) == (1, "")
    assert said in refused.err
    assert "fix: " in refused.err


@needs_git
def test_an_imported_key_is_set_by_its_owner(invoke: Invoke, tmp_path: Path) -> None:
    folder = committed(tmp_path, with_key({"source": "import", "rotation": 15}))
    result = invoke("rotate", "dev", at=folder)
    assert result.status == 0, result.err
    assert (
        "pulumi config set --stack dev --secret cilium-ako:ipsecKey"
        ' "1+ rfc4106(gcm(aes)) $(openssl rand -hex 20) 128"\n'
    ) in result.out
    assert rotation_in(folder) == 16


@needs_git
def test_a_key_whose_algorithm_nobody_looked_at_is_told_of(invoke: Invoke, tmp_path: Path) -> None:
    folder = committed(tmp_path, with_key({"source": "import", "rotation": 15}))
    result = invoke("rotate", "dev", at=folder)
    assert "taken to be of rfc4106(gcm(aes)) 128" in " ".join(result.out.split())


def test_a_config_with_errors_is_not_rotated(invoke: Invoke, tmp_path: Path) -> None:
    config = changed(KUBERNETES, (("cluster", "kernelVersion"), "4.1"))
    refused = invoke("rotate", "dev", at=project(tmp_path, config))
    assert refused.status == 2
    assert "kernel" in refused.err


def deployed(rotation: int, **cilium: Any) -> str:
    """The stack file of the recorded state with an IPsec key, whose id is 1."""
    text = (ROOT / "Pulumi.dev.yaml").read_text("utf-8")
    key = f"    encryption: {{type: ipsec, key: {{source: generate, rotation: {rotation}}}}}\n"
    found = text.replace("    kubeProxyReplacement:", f"{key}    kubeProxyReplacement:", 1)
    for name, value in cilium.items():
        found = found.replace(f"    {name}: 1.18.12", f"    {name}: {value}", 1)
    return found


def test_a_state_says_that_the_last_rotation_has_arrived(invoke: Invoke, tmp_path: Path) -> None:
    folder = project(tmp_path, deployed(1))
    result = invoke("rotate", "dev", "--state", str(STATES / "dev-ipsec.json"), at=folder)
    assert result.status == 0, result.out
    assert "taken as deployed" not in result.out
    assert rotation_in(folder) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (deployed(2), "its key's id is not yet in"),
        (deployed(3), "ipsec-key-jumped"),
        (deployed(1, version="1.19.6"), "cilium.version: 1.18.12 → 1.19.6"),
    ],
    ids=["not deployed yet", "one too many", "a version too"],
)
def test_a_state_speaks_against_it(invoke: Invoke, tmp_path: Path, text: str, said: str) -> None:
    folder = project(tmp_path, text)
    refused = invoke("rotate", "dev", "--state", str(STATES / "dev-ipsec.json"), at=folder)
    assert refused.status == 3
    assert said in refused.out
    assert (folder / "Pulumi.dev.yaml").read_text("utf-8") == text


def test_a_state_that_cannot_be_read(invoke: Invoke, tmp_path: Path) -> None:
    refused = invoke("rotate", "dev", "--state", "none", at=project(tmp_path, KUBERNETES))
    assert (refused.status, refused.out) == (1, "")
    assert "none" in refused.err


Look = Callable[[World], Result]


@pytest.fixture
def look(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Rotates against the cluster of a world, whose key has the id 3."""

    def looked(world: World) -> Result:
        folder = project(tmp_path, keys(cilium=IPSEC))
        with served(world) as (url, _):
            monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "kubeconfig", url)))
            return invoke("rotate", "dev", "--live", at=folder)

    return looked


@pytest.fixture
def world() -> World:
    return World(stack(cilium=IPSEC), now=datetime.now(tz=UTC).replace(microsecond=0))


def test_a_cluster_that_stands_still(look: Look, world: World, tmp_path: Path) -> None:
    result = look(world)
    assert (result.status, result.err) == (0, ""), result.out
    assert result.out.startswith("dev: the IPsec key's id goes from 3 to 4\n")
    assert rotation_in(tmp_path) == 4


def test_the_algorithm_of_an_imported_key_is_kept(
    invoke: Invoke, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = {"encryption": {"type": "ipsec", "key": {"source": "import", "rotation": 3}}}
    folder = project(tmp_path, keys(cilium=imported))
    _key(world, f"3+ hmac(sha256) {'ab' * 32} cbc(aes) {'cd' * 16}")
    with served(world) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "kubeconfig", url)))
        result = invoke("rotate", "dev", "--live", at=folder)
    assert result.status == 0, result.out + result.err
    assert (
        '"4+ hmac(sha256) $(openssl rand -hex 32) cbc(aes) $(openssl rand -hex 16)"' in result.out
    )
    assert "taken to be of" not in result.out


def _key(world: World, text: str, ago: timedelta = timedelta(hours=2)) -> None:
    world.add(
        "Secret",
        "cilium-ipsec-keys",
        "kube-system",
        data=encoded({"keys": text}),
        metadata=written(world, "f:data", ago=ago),
    )


def _younger(world: World) -> None:
    _key(world, f"3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128", timedelta(minutes=1))


def _behind(world: World) -> None:
    world.all("CiliumNode")[0]["spec"]["encryption"]["key"] = 2


def _ahead(world: World) -> None:
    _key(world, f"2+ rfc4106(gcm(aes)) {IPSEC_KEY} 128")


def _gone(world: World) -> None:
    del world.objects["Secret", "kube-system", "cilium-ipsec-keys"]


def _of_another_version(world: World) -> None:
    pod = next(each for each in world.all("Pod") if "cilium" in each["metadata"]["name"])
    container = pod["spec"]["containers"][0]
    container["image"] = container["image"].replace("1.18.12", "1.18.11")


def _differs(world: World) -> None:
    world.config["routing-mode"] = "native"


AGAINST: dict[str, tuple[Callable[[World], None], str]] = {
    "the old key is still there": (_younger, "agents keep the old key for 5m"),
    "a node has the old key": (_behind, "ipsec-rotation-stuck"),
    "the rotation was not deployed": (_ahead, "ipsec-key-id"),
    "no key at all": (_gone, "the key's Secret is not in the cluster"),
    "an agent of another version": (_of_another_version, "agents run 1.18.11"),
    "the cluster is otherwise": (_differs, "routing-drift"),
}


@pytest.mark.parametrize(("change", "said"), AGAINST.values(), ids=AGAINST)
def test_a_cluster_that_speaks_against_it(
    look: Look, world: World, tmp_path: Path, change: Callable[[World], None], said: str
) -> None:
    change(world)
    refused = look(world)
    assert refused.status == 3, refused.err
    assert said in " ".join(refused.out.split())
    assert rotation_in(tmp_path) == 3
