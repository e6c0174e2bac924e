"""The server that Pulumi's engine asks, by the protocol that packs of any language speak.

`pulumi_policy.PolicyPack` reads each resource anew for every policy, which a policy for each rule
makes far too many times (docs/policy.md has the figures). Here a resource that is no release is
answered before it is read, and a release is read once for all of them.
Source: pulumi:proto/pulumi/analyzer.proto; pulumi_policy/policy.py of pulumi-policy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent import futures
from difflib import get_close_matches
from typing import Any, Final, NoReturn

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2, json_format  # type: ignore[import-untyped]
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from cilium_ako.catalogue.pulumi.type_tokens import STACK_REFERENCE
from cilium_ako.policies.chart_objects import OBJECT_NAMES, OBJECT_TYPES
from cilium_ako.policies.helm_release import RELEASE_TYPES
from policy.release_policies import ReleasePolicy

_LARGEST_MESSAGE: Final = 400 * 1024 * 1024
"""Bytes, as every pack takes them: a stack comes in one message."""
_VERSION: Final = "0.0.1"
"""The engine puts that of PulumiPolicy.yaml in its place."""
_LEVELS: Final[Mapping[EnforcementLevel, Any]] = {
    EnforcementLevel.ADVISORY: proto.ADVISORY,
    EnforcementLevel.MANDATORY: proto.MANDATORY,
    EnforcementLevel.REMEDIATE: proto.REMEDIATE,
    EnforcementLevel.DISABLED: proto.DISABLED,
}
_SEVERITIES: Final[Mapping[Severity, Any]] = {
    Severity.LOW: proto.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: proto.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: proto.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: proto.POLICY_SEVERITY_CRITICAL,
}


def serve(name: str, policies: Sequence[Policy]) -> None:
    """Answers the engine until it ends the process."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=1),  # judging is arithmetic: a second one waits
        options=[("grpc.max_receive_message_length", _LARGEST_MESSAGE)],
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(name, policies), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        server.stop(0)


class NotApplicableError(Exception):
    """A policy says that it does not apply, and why."""


class _ResourceArgs(ResourceValidationArgs):  # type: ignore[misc] # of the other environment
    def not_applicable(self, reason: str | None = None) -> NoReturn:
        raise NotApplicableError(reason or "")


class _StackArgs(StackValidationArgs):  # type: ignore[misc] # as above
    def not_applicable(self, reason: str | None = None) -> NoReturn:
        raise NotApplicableError(reason or "")


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The answers to an engine's questions."""

    def __init__(self, name: str, policies: Sequence[Policy]) -> None:
        self._name = name
        self._policies = policies
        self._config: Mapping[str, Mapping[str, Any]] = {}
        self._levels: dict[str, Any] = {
            each.name: _LEVELS[each.enforcement_level or EnforcementLevel.ADVISORY]
            for each in policies
        }

    def Analyze(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """What is wrong with one resource."""
        answer = proto.AnalyzeResponse()
        if request.type not in RELEASE_TYPES:
            return answer
        properties = _properties(request.properties)
        options = _options(request.options)
        for policy in self._enabled():
            if isinstance(policy, ResourceValidationPolicy):
                args = _ResourceArgs(
                    request.type,
                    properties,
                    request.urn,
                    request.name,
                    options,
                    None,
                    self._config.get(policy.name),
                )
                self._ask(policy, policy.validate, args, answer)
        return answer

    def AnalyzeStack(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """What is wrong with resources that are wrong together."""
        answer = proto.AnalyzeResponse()
        resources = [_resource(each) for each in request.resources if _is_looked_at(each)]
        if not resources:
            return answer
        for policy in self._enabled():
            args = _StackArgs(resources, self._config.get(policy.name))
            if isinstance(policy, ReleasePolicy):
                self._ask(policy, policy.validate_stack, args, answer)
            elif isinstance(policy, StackValidationPolicy):
                self._ask(policy, policy.validate, args, answer)
        return answer

    def Remediate(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Nothing: no policy changes what it judges."""
        return proto.RemediateResponse()

    def GetAnalyzerInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Every policy with its level, severity, texts and the config that it takes."""
        return proto.AnalyzerInfo(
            name=self._name,
            version=_VERSION,
            supportsConfig=True,
            policies=[self._info(each) for each in self._policies],
        )

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """The version of the pack as a plugin."""
        return proto.PluginInfo(version=_VERSION)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Takes the pack's config; a policy or a property that there is not is refused by name."""
        known = {each.name: _settings(each) for each in self._policies}
        config: dict[str, Mapping[str, Any]] = {}
        for name, given in request.policyConfig.items():
            properties = json_format.MessageToDict(given.properties)
            problem = _problem(name, properties, known)
            if problem:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, problem)
            config[name] = properties
            self._levels[name] = given.enforcementLevel
        self._config = config
        return empty_pb2.Empty()

    def ConfigureStack(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Nothing of the stack is asked for."""
        return proto.AnalyzerStackConfigureResponse()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Nothing takes long enough to be ended in between."""
        return empty_pb2.Empty()

    def _enabled(self) -> Iterable[Policy]:
        return (each for each in self._policies if self._levels[each.name] != proto.DISABLED)

    def _ask(self, policy: Policy, validate: Callable[..., None], args: Any, answer: Any) -> None:
        """Adds, in place, what a policy has to say."""
        try:
            validate(args, self._reporter(policy, answer))
        except NotApplicableError as error:
            answer.not_applicable.append(
                proto.PolicyNotApplicable(policy_name=policy.name, reason=str(error))
            )

    def _reporter(self, policy: Policy, answer: Any) -> ReportViolation:
        level = self._levels[policy.name]

        def report(message: str, urn: str | None = None) -> None:
            answer.diagnostics.append(
                proto.AnalyzeDiagnostic(
                    policyName=policy.name,
                    policyPackName=self._name,
                    policyPackVersion=_VERSION,
                    message=f"{policy.description}\n{message}",
                    urn=urn or "",
                    description=policy.description,
                    # a policy that mends nothing can only refuse
                    enforcementLevel=proto.MANDATORY if level == proto.REMEDIATE else level,
                    severity=_severity(policy),
                )
            )

        return report

    def _info(self, policy: Policy) -> Any:
        found = proto.PolicyInfo(
            name=policy.name,
            description=policy.description,
            enforcementLevel=self._levels[policy.name],
            policy_type=(
                proto.POLICY_TYPE_STACK
                if isinstance(policy, StackValidationPolicy)
                else proto.POLICY_TYPE_RESOURCE
            ),
            severity=_severity(policy),
            remediation_steps=policy.remediation_steps or "",
        )
        if policy.config_schema is not None:
            found.configSchema.properties.update(policy.config_schema.properties)
        return found


def _is_looked_at(given: Any) -> bool:
    """Whether a resource of a stack is worth the reading: thousands of ConfigMaps are not."""
    if given.type not in OBJECT_TYPES:
        return given.type in RELEASE_TYPES or given.type == STACK_REFERENCE
    metadata = given.properties.fields["metadata"].struct_value
    return metadata.fields["name"].string_value in OBJECT_NAMES


def _severity(policy: Policy) -> Any:
    if policy.severity is None:
        return proto.POLICY_SEVERITY_UNSPECIFIED
    return _SEVERITIES[policy.severity]


def _settings(policy: Policy) -> tuple[str, ...]:
    return () if policy.config_schema is None else tuple(policy.config_schema.properties)


def _problem(name: str, properties: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]) -> str:
    """What is wrong with the config of one policy; empty where nothing is."""
    if name not in known:
        near = get_close_matches(name, known, n=1)
        meant = f"; the nearest is {near[0]}" if near else ""
        return f"policy config: there is no policy {name[:60]!r}{meant}. docs/policy.md lists them"
    for key in properties:
        if key not in known[name]:
            takes = ", ".join(("enforcementLevel", *known[name]))
            return f"policy config: {name} has no property {key[:60]!r}; it takes {takes}"
    return ""


def _properties(given: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = unknown_checking_proxy(
        deserialize_properties(json_format.MessageToDict(given))
    )
    return found


def _resource(given: Any) -> PolicyResource:
    provider = None
    if given.HasField("provider"):
        of = given.provider
        provider = PolicyProviderResource(of.type, {}, of.urn, of.name)
    return PolicyResource(
        given.type,
        _properties(given.properties),
        given.urn,
        given.name,
        _options(given.options),
        provider,
        None,
        [],
        {},
    )


def _options(given: Any) -> PolicyResourceOptions:
    return PolicyResourceOptions(
        protect=given.protect,
        ignore_changes=list(given.ignoreChanges),
        delete_before_replace=None,
        aliases=list(given.aliases),
        custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=list(given.additionalSecretOutputs),
        parent=given.parent or None,
    )
