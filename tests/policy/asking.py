"""Asks the policies of the pack, in the pack's own environment, as `tools.told_by` says.

A line of its input is a question and what is given with it, a line of its output the answer. A
release is given by `type`, `name` and `props`, with `provider` where that counts. In its `props`
`{"unknown": true}`, `{"text": …}` and `{"file": …}` stand for what JSON cannot hold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent import futures
from typing import Any

import grpc  # type: ignore[import-untyped]
import pulumi
from google.protobuf import empty_pb2, struct_pb2  # type: ignore[import-untyped]
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policy.analyzer import Analyzer
from policy.pack import PACK, policies

POLICIES = {each.name: each for each in policies()}
OPTIONS = PolicyResourceOptions(
    protect=False,
    ignore_changes=[],
    delete_before_replace=None,
    aliases=[],
    custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
    additional_secret_outputs=[],
)


def engine_value(value: Any) -> Any:
    """A value with what JSON cannot hold in it."""
    if isinstance(value, list):
        return [engine_value(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value == {"unknown": True}:
        return UNKNOWN_STRING_VALUE
    if value.keys() == {"text"}:
        return pulumi.StringAsset(value["text"])
    if value.keys() == {"file"}:
        return pulumi.FileAsset(value["file"])
    return {key: engine_value(inner) for key, inner in value.items()}


def urn(resource: dict[str, Any]) -> str:
    return f"urn:pulumi:dev::test::{resource['type']}::{resource['name']}"


class Stack:
    """Resources as policies get them, the same ones each time."""

    def __init__(self, resources: list[dict[str, Any]]) -> None:
        self.each: list[tuple[str, str, Any]] = []
        self.listed: list[PolicyResource] = []
        for given in resources:
            kind, name = given["type"], given["name"]
            props = unknown_checking_proxy(engine_value(given["props"]))
            self.each.append((kind, name, props))
            of = given.get("provider", "")
            provider = PolicyProviderResource("pulumi:providers:kubernetes", {}, of, of)
            self.listed.append(
                PolicyResource(
                    kind, props, urn(given), name, OPTIONS, provider if of else None, None, [], {}
                )
            )

    def validated(self, policy_name: str, config: dict[str, Any]) -> list[dict[str, str]]:
        """What one policy reports of them, by `policy.validate`."""
        policy = POLICIES[policy_name]
        reported: list[dict[str, str]] = []

        def report(message: str, of: str | None = None) -> None:
            reported.append({"message": message, "urn": of or ""})

        if isinstance(policy, ResourceValidationPolicy):
            asked: list[Any] = [
                ResourceValidationArgs(
                    kind, props, urn({"type": kind, "name": name}), name, OPTIONS, None, config
                )
                for kind, name, props in self.each
            ]
        else:
            asked = [StackValidationArgs(self.listed, config)]
        for args in asked:
            try:
                policy.validate(args, report)
            except _NotApplicableError as error:
                reported.append({"notApplicable": error.reason or ""})
        return reported


def first_found(given: dict[str, list[list[dict[str, Any]]]]) -> dict[str, str]:
    """Of each rule the first message that its policy has of any of the examples."""
    found = {}
    for rule, examples in given.items():
        messages = (each for one in examples for each in Stack(one).validated(rule, {}))
        found[rule] = next((each["message"] for each in messages), "")
    return found


def everything(given: list[list[dict[str, Any]]]) -> list[list[str]]:
    """Of each stack the names of the policies that report something of it."""
    stacks = map(Stack, given)
    return [[name for name in POLICIES if stack.validated(name, {})] for stack in stacks]


def described(given: object) -> list[dict[str, Any]]:
    """Every policy, as its author sees it."""
    del given
    return [
        {
            "name": each.name,
            "description": each.description,
            "level": each.enforcement_level.value if each.enforcement_level else "",
            "severity": each.severity.value if each.severity else "",
            "fix": each.remediation_steps,
            "config": sorted(each.config_schema.properties) if each.config_schema else [],
        }
        for each in POLICIES.values()
    ]


def served(given: dict[str, Any]) -> dict[str, Any]:
    """What a client gets from the pack's server, over a socket, of a stack and a config."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(PACK, policies()), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            return _answers(analyzer_pb2_grpc.AnalyzerStub(channel), given)
    finally:
        server.stop(None)


def _answers(stub: Any, given: dict[str, Any]) -> dict[str, Any]:
    info = stub.GetAnalyzerInfo(empty_pb2.Empty())
    configured = {
        name: proto.PolicyConfig(
            enforcementLevel=getattr(proto, config.pop("enforcementLevel", "mandatory").upper()),
            properties=_struct(config),
        )
        for name, config in given.get("config", {}).items()
    }
    try:
        stub.Configure(proto.ConfigureAnalyzerRequest(policyConfig=configured))
    except grpc.RpcError as error:
        return {"refused": error.details()}
    found: list[dict[str, Any]] = []
    resources = given["resources"]
    for each in resources:
        answer = stub.Analyze(
            proto.AnalyzeRequest(
                type=each["type"],
                name=each["name"],
                urn=urn(each),
                properties=_struct(each["props"]),
            )
        )
        found += map(_diagnostic, answer.diagnostics)
        found += ({"notApplicable": one.reason} for one in answer.not_applicable)
    answer = stub.AnalyzeStack(
        proto.AnalyzeStackRequest(
            resources=[
                proto.AnalyzerResource(
                    type=each["type"],
                    name=each["name"],
                    urn=urn(each),
                    properties=_struct(each["props"]),
                )
                for each in resources
            ]
        )
    )
    found += map(_diagnostic, answer.diagnostics)
    return {"policies": len(info.policies), "name": info.name, "found": found}


def _struct(given: dict[str, Any]) -> struct_pb2.Struct:
    found = struct_pb2.Struct()
    found.update(given)
    return found


def _diagnostic(given: Any) -> dict[str, Any]:
    return {
        "policy": given.policyName,
        "level": proto.EnforcementLevel.Name(given.enforcementLevel).lower(),
        "message": given.message,
        "urn": given.urn,
    }


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "first_found": first_found,
    "everything": everything,
    "described": described,
    "served": served,
    "validated": lambda given: Stack(given["resources"]).validated(
        given["policy"], given.get("config", {})
    ),
}

if __name__ == "__main__":
    for line in sys.stdin:
        question, given = json.loads(line)
        sys.stdout.write(json.dumps(QUESTIONS[question](given)) + "\n")
        sys.stdout.flush()
