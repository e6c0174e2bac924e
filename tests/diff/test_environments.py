"""Changes of stacks whose config stands in part, or as a whole, in an environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.config.stack import PROJECT
from cilium_ako.diff.command import FILES, Printed, run_diff, written
from cilium_ako.judgement import judge
from tests.diff.repository import Config, Repository, config, stack_text

PLATFORM = ["platform/prod"]


def text(given: Config, environment: object = PLATFORM, **secrets: str) -> str:
    """A stack file with an environment, and with encrypted values."""
    document = {} if environment is None else {"environment": environment}
    return stack_text(given, secrets, **document)


def printed(folder: Path, given: Config, **secrets: str | None) -> Path:
    """What `pulumi config --json` prints of a config; secrets with their texts where they have."""
    entries: dict[str, object] = {
        f"{PROJECT}:{key}": {
            "value": value if isinstance(value, str) else json.dumps(value),
            **({} if isinstance(value, str) else {"objectValue": value}),
            "secret": False,
        }
        for key, value in given.items()
    }
    entries |= {
        f"{PROJECT}:{key}": {"secret": True} | ({} if value is None else {"value": value})
        for key, value in secrets.items()
    }
    path = folder / "config.json"
    path.write_text(json.dumps(entries), "utf-8")
    return path


def told(repository: Repository, before: str, after: str) -> tuple[set[str], set[str]]:
    """The rules of the changes that are known, and the places of what is not."""
    repository.commit({"dev": before})
    repository.write({"dev": after})
    found = repository.one()
    assert not found.message
    return (
        {each.rule for each in found.verdict.changes},
        {each.path for each in found.verdict.unknown},
    )


def test_what_stands_in_the_file_is_compared(repository: Repository) -> None:
    after = config(cilium__ipam__podCidrs=["10.99.0.0/16"])
    assert told(repository, text(config()), text(after)) == ({"pool-replaced"}, set())
    (note,) = (each for each in repository.one().notes if "environment" in each)
    assert "platform/prod" in note
    assert "--config-json" in note


def test_what_leaves_the_file_or_comes_into_it_may_have_been_anything(
    repository: Repository,
) -> None:
    with_mtu, without = text(config(cilium__mtu=9000)), text(config(cilium__mtu=None))
    assert told(repository, with_mtu, without) == (set(), {"cilium-ako:cilium.mtu"})
    assert told(repository, without, with_mtu) == (set(), {"cilium-ako:cilium.mtu"})
    assert repository.one().status == 3


def test_what_leaves_an_object_may_have_been_anything(repository: Repository) -> None:
    sides = [
        text(config(cilium__routing={"mode": "tunnel", **more}))
        for more in ({"protocol": "geneve"}, {})
    ]
    places = {"cilium-ako:cilium.routing", "cilium-ako:cilium.routing.port"}
    assert told(repository, *sides) == (set(), places)
    assert told(repository, *reversed(sides)) == (set(), places)


def test_a_whole_part_that_is_hidden_is_unknown(repository: Repository) -> None:
    hidden = text(config(cluster=None))
    for before, after in ((hidden, text(config())), (text(config()), hidden)):
        known, unknown = told(repository, before, after)
        assert (known, unknown) == (set(), {"cilium-ako:cilium", "cilium-ako:ako"})
        found = repository.one()
        assert (found.impact, found.status, found.values) == ("disruptive", 3, ())
        for output in FILES:
            assert "platform/prod" in written(repository.report("dev"), output)


def test_ako_that_may_be_in_the_environment_is_unknown(repository: Repository) -> None:
    known, unknown = told(repository, text(config(ako=None)), text(config()))
    assert "ako-added" not in known
    assert "cilium-ako:ako" in unknown


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, PLATFORM), (PLATFORM, None), (PLATFORM, ["platform/dev"]), (PLATFORM, [])],
    ids=["comes", "goes", "another", "emptied"],
)
def test_another_environment_may_change_anything(
    repository: Repository, before: object, after: object
) -> None:
    known, unknown = told(repository, text(config(), before), text(config(), after))
    assert (known, unknown) == (set(), {"cilium-ako:cilium", "cilium-ako:ako"})
    assert repository.one().status == 3


def test_inline_values_are_compared_as_the_file_s_own(repository: Repository) -> None:
    sides = [
        text({}, {"values": {"pulumiConfig": {f"{PROJECT}:{key}": value for key, value in each}}})
        for each in (
            config().items(),
            config(cilium__ipam__podCidrs=["10.99.0.0/16"]).items(),
        )
    ]
    assert told(repository, *sides) == ({"pool-replaced"}, set())
    assert not repository.one().notes or "environment" not in repository.one().notes[0]


def test_an_acknowledgement_of_what_is_hidden_opens_what_is_known_and_no_more(
    repository: Repository,
) -> None:
    repository.commit({"dev": text(config())})
    other = ["platform/dev"]
    repository.write({"dev": text(config(cilium__mtu=9000), other)})
    found = repository.one()
    entries = {
        each.rule: {"reason": "NET-1", "to": each.digest}
        for listed in (found.verdict.changes, found.verdict.unknown)
        for each in listed
    }
    repository.write({"dev": text(config(cilium__mtu=9000, acknowledge=entries), other)})
    assert repository.one().status == 0
    repository.write({"dev": text(config(cilium__mtu=1400, acknowledge=entries), other)})
    assert repository.one().status == 3


def test_the_base_s_own_judge_says_the_same() -> None:
    hidden = text(config(cluster=None))
    found = judge(name="dev", before=text(config()), after=hidden, project=".")
    assert (found["impact"], found["status"]) == ("disruptive", 3)
    assert {each["rule"] for each in found["unknown"]}


def _diff(repository: Repository, path: Path, **options: Any) -> Printed:
    return run_diff(
        ["dev"],
        directory=repository.path,
        output="json",
        config_json=path,
        environment=repository.environment,
        **options,
    )


def test_the_cli_s_json_is_the_new_side(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"dev": text(config(), None)})
    repository.write({"dev": text(config(cluster=None, cilium=None))})
    path = printed(tmp_path, config())
    (found,) = json.loads(_diff(repository, path, base="HEAD").text)
    assert (found["verdict"], found["unknown"], found["changes"]) == ("none", [], [])
    path = printed(tmp_path, config(cilium__mtu=9000))
    (found,) = json.loads(_diff(repository, path, base="HEAD").text)
    assert [each["path"] for each in found["changes"]] == ["cilium-ako:cilium.mtu"]


def test_a_stack_without_a_file_has_no_base_that_is_known(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit({"other": text(config(), None)})
    done = _diff(repository, printed(tmp_path, config()), base="HEAD")
    (found,) = json.loads(done.text)
    assert (found["verdict"], found["occasion"], done.status) == ("disruptive", "change", 3)


def test_a_config_of_another_stack_is_one_message(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"dev": text(config(), None)})
    done = _diff(repository, printed(tmp_path, config(cluster__name="other")), base="HEAD")
    (message,) = done.messages
    assert "says otherwise than the stack file in cilium-ako:cluster" in message.what
    assert done.status == 1


def test_the_key_itself_is_compared_with_a_state(repository: Repository, tmp_path: Path) -> None:
    state = Path(__file__).parents[1] / "states" / "dev-ipsec.json"
    dev = yaml.safe_load((Path(__file__).parents[2] / "Pulumi.dev.yaml").read_text("utf-8"))
    keys = {key.removeprefix(f"{PROJECT}:"): each for key, each in dev["config"].items()}
    keys["cilium"]["encryption"] = {"type": "ipsec", "key": {"source": "import", "rotation": 1}}
    key = f"1+ rfc4106(gcm(aes)) {'a1' * 20} 128"
    repository.commit({"dev": text(keys, None, ipsecKey="v1:canary", aviPassword="v1:canary")})
    sealed = run_diff(
        ["dev"], directory=repository.path, state=state, environment=repository.environment
    )
    assert "ipsec-key-source-changed" in sealed.text
    path = printed(tmp_path, keys, ipsecKey=key, aviPassword=None)
    done = _diff(repository, path, state=state)
    (found,) = json.loads(done.text)
    rules = [each["rule"] for each in found["changes"]]
    assert rules == ["ipsec-key-replaced", "ipsec-key-source-changed"]
    assert "a1a1" not in done.text + repr(done.messages)
