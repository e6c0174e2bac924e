"""Every component class: its type token, which state holds, and how it takes its options."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime.settings import get_root_resource
from pulumi.runtime.stack import Stack

import components
from components.engine.component_options import HONOURED
from components.etcd_client_tls import EtcdClientTls, EtcdClientTlsArgs
from tests.components.runs import run
from tests.configs import ENI_VPC, IRSA, KUBERNETES, MANAGED, MESH_CA, POOL, changed
from tests.package.calls import call, with_secrets

TYPE_TOKENS = {
    "AkoComponent": "cilium-ako:ako:Ako",
    "AviCredentials": "cilium-ako:ako:AviCredentials",
    "CiliumAko": "cilium-ako:index:CiliumAko",
    "CiliumComponent": "cilium-ako:cilium:Cilium",
    "EtcdAuthority": "cilium-ako:etcd:EtcdAuthority",
    "EtcdClientTls": "cilium-ako:cilium:EtcdClientTls",
    "EtcdComponent": "cilium-ako:etcd:Etcd",
    "EtcdMemberComponent": "cilium-ako:etcd:EtcdMember",
    "IpsecKey": "cilium-ako:cilium:IpsecKey",
    "MeshCertificates": "cilium-ako:cilium:MeshCertificates",
    "MeshService": "cilium-ako:mesh:MeshService",
    "OperatorRole": "cilium-ako:eni:OperatorRole",
    "PodSubnets": "cilium-ako:eni:PodSubnets",
    "SecurityGroupRules": "cilium-ako:eni:SecurityGroupRules",
}
"""Class to type token. A token stands in every state: it is never changed without an alias."""

STATES = Path(__file__).parents[1] / "states"


def _component_classes() -> Iterator[type[pulumi.ComponentResource]]:
    for module in pkgutil.walk_packages(components.__path__, "components."):
        if module.name.endswith(".__main__"):
            continue  # importing it runs the program
        for value in vars(import_module(module.name)).values():
            if (
                isinstance(value, type)
                and issubclass(value, pulumi.ComponentResource)
                and value.__module__ == module.name
            ):
                yield value


def test_every_component_class_has_its_type_token_here() -> None:
    assert {each.__name__ for each in _component_classes()} == set(TYPE_TOKENS)


def test_type_tokens_that_state_depends_on() -> None:
    configs = (MESH_CA, KUBERNETES, MANAGED, IRSA, ENI_VPC)
    registered = [each for config in configs for each in run(config).resources.values()]
    registered += call(with_secrets(POOL)).resources.values()
    ours = {each.type for each in registered if each.type.startswith("cilium-ako:")}
    assert ours == set(TYPE_TOKENS.values())


@pytest.mark.parametrize(("state", "encryption"), [("dev", None), ("dev-ipsec", {"type": "ipsec"})])
def test_the_urns_of_a_recorded_state(state: str, encryption: dict[str, Any] | None) -> None:
    config = POOL
    if encryption is not None:
        config = changed(config, (("cilium", "encryption"), encryption))
    export = json.loads((STATES / f"{state}.json").read_text("utf-8"))
    recorded = {each["urn"] for each in export["deployment"]["resources"]}
    made_by_the_engine = {urn for urn in recorded if "::default_" in urn}
    registered = {each.urn for each in run(config).resources.values()}
    assert registered == recorded - made_by_the_engine


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_a_component_puts_out_what_it_says_of_itself(preview: bool) -> None:  # noqa: FBT001
    outputs = run(POOL, preview=preview).outputs
    by_component = {urn.rpartition("::")[2]: each for urn, each in outputs.items()}
    cilium, ako = by_component["cilium"], by_component["ako"]
    assert cilium["version"].string_value == "1.18.12"
    assert cilium["releaseName"].string_value == "kube-system/cilium"
    assert ako["version"].string_value == "1.13.4"
    assert ako["releaseName"].string_value == "avi-system/ako"


def test_the_program_exports_what_each_component_puts_out() -> None:
    run(POOL)
    stack = get_root_resource()
    assert isinstance(stack, Stack)
    both = {"cilium", "ako"}
    exported = {name: set(by_component) for name, by_component in stack.outputs.items()}
    assert exported == {"decisions": both, "versions": both, "releases": both}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("import_", "kube-system/cilium-etcd-secrets"),
        ("ignore_changes", ["secretName"]),
        ("retain_on_delete", True),
        ("delete_before_replace", True),
        ("version", "1.0.0"),
    ],
)
def test_an_option_that_a_component_cannot_honour_is_refused(option: str, value: object) -> None:
    options = pulumi.ResourceOptions(**{option: value})  # type: ignore[arg-type]
    with pytest.raises(pulumi.RunError, match=f"EtcdClientTls cannot honour .* {option}:"):
        EtcdClientTls("etcd", EtcdClientTlsArgs(ca="a", certificate="b", key="c"), options)


def test_every_option_of_pulumi_is_honoured_or_refused() -> None:
    known = {name for name in vars(pulumi.ResourceOptions()) if not name.startswith("_")}
    assert known >= HONOURED
