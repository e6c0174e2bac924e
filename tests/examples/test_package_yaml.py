"""The example in YAML: its properties are fit, and make what the stack `dev` makes."""

from __future__ import annotations

from pathlib import Path

import yaml

from components.package.component import static_routes
from tests.components.runs import SECRETS
from tests.configs import parsed
from tests.package.calls import call, with_secrets

EXAMPLES = Path(__file__).parents[2] / "examples"


def _properties() -> dict[str, object]:
    program = yaml.safe_load((EXAMPLES / "package-yaml" / "Pulumi.yaml").read_text("utf-8"))
    properties: dict[str, object] = program["resources"]["network"]["properties"]
    return {key: value for key, value in properties.items() if key not in SECRETS}


def test_the_example_is_fit() -> None:
    made = call(with_secrets(_properties())).resources
    assert {"Release/cilium", "Release/ako", "Secret/avi-secret"} <= made.keys()


def test_the_routes_that_the_controller_should_have() -> None:
    assert static_routes(parsed(_properties())) == {
        "expected": True,
        "because": "Cilium's operator gives nodes their ranges, and only CiliumNode shows them",
        "readFrom": "CiliumNode spec.ipam.podCIDRs",
        "ranges": ["10.42.0.0/16"],
        "atMost": 50,
    }


def test_every_example_names_what_the_yaml_one_does() -> None:
    """They say the same in four languages, so that what is tried of one holds for all."""
    values = _texts(_properties())
    for file in ("package-python/__main__.py", "package-typescript/index.ts", "package-go/main.go"):
        text = (EXAMPLES / file).read_text("utf-8")
        words = {"dev", "cluster-pool", "tunnel", "vcenter", "absent"}  # enums, spelled as names
        assert not {value for value in values - words if value not in text}, file


def _texts(value: object) -> set[str]:
    if isinstance(value, dict):
        return {text for each in value.values() for text in _texts(each)}
    if isinstance(value, list):
        return {text for each in value for text in _texts(each)}
    return {str(value)} if not isinstance(value, bool) else set()
