"""A config that is given as inputs: the same as a stack file, and told of in the caller's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given
from pulumi.errors import InputPropertiesError
from pulumi.provider.server import ProviderServicer

from cilium_ako.config.stack import PROJECT, SecretKey
from components.engine import wording
from components.engine.taking import ways_back
from components.package.given import LATER
from components.package.provider import PackageProvider
from components.package.spelling import as_properties
from tests.components.runs import SECRETS, run
from tests.configs import ALL, IMPORTED, KUBERNETES, POOL, Config, changed, parsed, without
from tests.package.calls import call, output, secret, with_secrets
from tests.strategies import examples, valid_configs

ROOT = Path(__file__).parents[2]
KEY = "3+ rfc4106(gcm(aes)) " + "ab" * 20 + " 128"
ALL_SECRETS = {**SECRETS, SecretKey.IPSEC_KEY: KEY}


@pytest.fixture(autouse=True)
def _in_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the package's own process."""
    monkeypatch.setattr(wording._Wording, "spelled", staticmethod(as_properties))


def _stack_files() -> dict[str, Config]:
    files = [*ROOT.glob("Pulumi.*.yaml")]
    found = {}
    for file in files:
        config = yaml.safe_load(file.read_text("utf-8"))["config"]
        found[file.name] = {
            key.removeprefix(f"{PROJECT}:"): value
            for key, value in config.items()
            if key.startswith(f"{PROJECT}:") and key.removeprefix(f"{PROJECT}:") not in SECRETS
        }
    return found


EXAMPLES = {**ALL, **_stack_files()}


@pytest.mark.parametrize("config", EXAMPLES.values(), ids=EXAMPLES)
def test_the_same_resources_as_from_a_stack_file(config: Config) -> None:
    """The same inputs, Helm values among them, below the component."""
    ours = run(config, ALL_SECRETS).resources
    theirs = call(with_secrets(config, ALL_SECRETS)).resources
    del ours["Stack/cilium-ako-dev"], theirs["Stack/theirs-dev"]
    component = theirs.pop("CiliumAko/network")
    assert "Release/cilium" in ours
    assert {name: each.inputs for name, each in theirs.items()} == {
        name: each.inputs for name, each in ours.items()
    }
    for each in theirs.values():
        assert each.parent == component.urn or each.parent in {
            other.urn for other in theirs.values()
        }


@examples(0.05)
@given(config=valid_configs())
def test_any_config_makes_the_same_helm_values(config: Config) -> None:
    ours, theirs = run(config, ALL_SECRETS), call(with_secrets(config, ALL_SECRETS))
    for name in ("Release/cilium", "Release/ako"):
        of_ours, of_theirs = ours.resources.get(name), theirs.resources.get(name)
        assert (of_ours and of_ours.inputs) == (of_theirs and of_theirs.inputs)


def test_what_is_taken_over_can_be_let_go_again() -> None:
    config = changed(POOL, (("acknowledge", "foreign-cilium"), {"reason": "NET-1"}))
    component = call(with_secrets(config)).resources["CiliumAko/network"]
    (command,) = ways_back(parsed(config), component.urn.split("::")[2])
    made = call(with_secrets(config)).resources["Cilium/cilium"]
    assert f"'{made.urn}'" in command


def test_whole_numbers_arrive_as_floats_and_are_whole() -> None:
    config = changed(
        POOL,
        (("cluster", "maxNodes"), 24.0),
        (("cilium", "values"), {"operator": {"replicas": 2.0}, "resources": {"x": [1.5]}}),
    )
    values = call(with_secrets(config)).resources["Release/cilium"].inputs["values"]
    assert isinstance(values, dict)
    assert values["operator"]["replicas"] == 2
    assert isinstance(values["operator"]["replicas"], int)


def test_what_is_left_out_may_arrive_as_null() -> None:
    config = changed(POOL, (("mesh",), None), (("cilium", "kvstore"), None))
    call(with_secrets(config))


def _refused(config: dict[str, Any], **more: object) -> str:
    with pytest.raises(InputPropertiesError) as error:
        call(config, **more)  # type: ignore[arg-type]
    # with details the engine would print what stands at the property
    assert error.value.errors == []
    sent = ProviderServicer(PackageProvider.__new__(PackageProvider), [], "")
    status = sent.create_grpc_invalid_properties_status(error.value.message, error.value.errors)
    assert status.trailing_metadata
    return str(status.details)


def test_every_problem_is_said_at_once_and_by_its_property() -> None:
    config = changed(
        POOL,
        (("cluster", "maxNodes"), 24.5),
        (("cilium", "ipam", "podCidr"), "10.0.0.0/8"),
        (("cilium", "kubeProxyReplacment"), True),
        (("ciliun",), {}),
        (("ako", "controller", "host"), 5),
    )
    text = _refused(with_secrets(config))
    assert "cluster.maxNodes" in text
    assert "must be a whole number" in text
    assert "rename it to podCidrs" in text
    assert "rename it to kubeProxyReplacement" in text
    assert "ciliun" in text
    assert "ako.controller.host" in text
    assert PROJECT + ":" not in text
    assert "pulumi config" not in text


@pytest.mark.parametrize(
    "steps", [("cluster", "name"), ("cilium", "ipam", "mode"), ("ako", "cloud")]
)
def test_what_is_missing_is_named(steps: tuple[str, ...]) -> None:
    text = _refused(with_secrets(without(POOL, *steps)))
    assert f"set {'.'.join(steps)} to " in text


@pytest.mark.parametrize(
    ("steps", "value", "said"),
    [
        (("cluster", "apiServer"), output(value=["https://a.example.test"]), "an Output"),
        (("cluster", "apiServer", 0), output(), "an Output"),
        (("cilium", "ipam", "mode"), output(), "an Output"),
        (("cluster",), output(), "an Output"),
        (
            ("cilium", "values", "file"),
            {
                "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
                "text": "CANARY",
            },
            "an asset",
        ),
    ],
    ids=["list", "entry", "tag", "part", "asset-value"],
)
def test_what_must_be_plain(steps: tuple[str | int, ...], value: object, said: str) -> None:
    text = _refused(with_secrets(changed(POOL, (steps, value))))
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps)[1:]
    assert f"wrong-type  {place}" in text
    assert f"This value is {said}." in text
    assert "fix: give a plain value, such as config.require(…)" in text
    assert "1 error" in text.splitlines()[0]
    assert "CANARY" not in text


def test_a_secret_among_what_is_planned() -> None:
    text = _refused(with_secrets(changed(POOL, (("cilium", "values", "x"), secret("CANARY")))))
    assert "wrong-type  cilium\n      This value is a secret, or holds one." in text
    assert "CANARY" not in text


@pytest.mark.parametrize("value", ["CANARY", output(value="CANARY")], ids=["text", "output"])
def test_a_secret_in_clear_is_refused_and_not_shown(value: object) -> None:
    text = _refused({**with_secrets(POOL), "aviPassword": value})
    assert "aviPassword is not marked as a secret" in text
    assert "pulumi.secret(…)" in text
    assert "CANARY" not in text


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_secret_that_is_made_in_the_same_run(name: str) -> None:
    call({**with_secrets(POOL), name: output(hidden=True)})


def test_a_kubeconfig_that_is_not_known_yet_stays_unknown() -> None:
    made = call({**with_secrets(POOL), "kubeconfig": output(hidden=True)})
    provider = made.resources["kubernetes/kubernetes"]
    assert "kubeconfig" in provider.secret_inputs
    assert "04da6b54" in str(provider.request.object.fields["kubeconfig"])


def test_a_secret_whose_digest_is_part_of_a_plan_must_be_known() -> None:
    text = _refused({**with_secrets(IMPORTED, ALL_SECRETS), "ipsecKey": output(hidden=True)})
    assert "ipsecKey is known only once something else was made" in text


def test_a_secret_that_is_missing_is_asked_for_as_a_property() -> None:
    config = changed(KUBERNETES, (("cilium", "kvstore", "tls", "source"), "config"))
    text = _refused(with_secrets(config, {}))
    assert "fix: give etcdCa, a secret" in text


@pytest.mark.parametrize(
    "chart", ["https://charts.example.test", "oci://charts.example.test/cilium"]
)
def test_a_chart_by_url_without_a_version(chart: str) -> None:
    config = without(changed(POOL, (("cilium", "chart"), chart)), "cilium", "version")
    assert "set cilium.version to " in _refused(with_secrets(config))


def test_a_second_one_in_a_stack_is_refused() -> None:
    inputs = with_secrets(POOL)
    with pytest.raises(InputPropertiesError, match="b: CiliumAko is there once in a stack, and a"):
        call(inputs, inputs, names=("a", "b"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ignore_changes": ["cilium"]}, "cannot honour the resource option ignore_changes"),
        ({"retain_on_delete": True}, "cannot honour the resource option retain_on_delete"),
    ],
)
def test_an_option_that_cannot_be_honoured(options: dict[str, Any], said: str) -> None:
    text = _refused(with_secrets(POOL), options=pulumi.ResourceOptions(**options))
    assert said in text


def test_options_that_say_no_are_none() -> None:
    """All of them arrive, whether the caller gave them or not."""
    options = pulumi.ResourceOptions(
        ignore_changes=[], retain_on_delete=False, replace_on_changes=[], protect=False
    )
    call(with_secrets(POOL), options=options)
