"""Policies of a stack: AKO beside the Cilium of the same cluster, or of another stack by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from pulumi_policy import (
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.catalogue.pulumi.type_tokens import STACK_REFERENCE
from cilium_ako.policies.helm_release import RELEASE_TYPES, DeclaredRelease, declared_release
from cilium_ako.policies.judge import ReleaseFinding, judge_beside, judge_pair
from cilium_ako.policies.pair import OUTPUT, mode_of_outputs
from cilium_ako.policies.told import finding_text
from policy.last_asked import kept_for_the_last
from policy.objects import objects_releases
from policy.properties import plain
from policy.rule_policy import acknowledged, settings_of

REFERENCE: Final = "ciliumStack"
"""The property that names the other stack, as a StackReference of this one does."""
_ACROSS: Final = ("pair-cni-plugin", "pair-static-routes")
"""Rules that know enough with the mode alone."""
_CONFIG: Final[Mapping[str, Mapping[str, Any]]] = {
    OUTPUT: {
        "type": "string",
        "enum": list(POD_ROUTES),
        "description": "The IPAM mode of the Cilium that another stack installs in this cluster.",
    },
    REFERENCE: {
        "type": "string",
        "minLength": 1,
        "description": "The stack that installs Cilium, as a StackReference of this stack names "
        f"it. Its outputs say the mode, as {OUTPUT} or in decisions.",
    },
}
_NOT_SEEN: Final = (
    f"no StackReference of the name in {REFERENCE} is shown to policies here, or its outputs say no"
    f" mode; a preview never shows one: say {OUTPUT} as well"
)


def pair_policy(rule: str) -> StackValidationPolicy:
    """The policy of a rule that is judged of two releases together."""
    across = rule in _ACROSS

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        config = args.get_config()
        judged = list(_found(args.resources, config if across else {}))
        texts = [
            (finding_text(each, ako.release.version), ako.urn)
            for ako, found in judged
            for each in found or ()
            if each.rule == rule
        ]
        if across and config.get(REFERENCE) and any(found is None for _, found in judged):
            args.not_applicable(_NOT_SEEN)
        reason = acknowledged(config)
        if texts and reason:
            args.not_applicable(f"acknowledged: {reason}")
        for text, urn in texts:
            report(text, urn)

    return StackValidationPolicy(
        validate=validate, **settings_of(rule, _CONFIG if across else None)
    )


class _Declared(NamedTuple):
    """A release, and the resource that declares it."""

    release: DeclaredRelease
    urn: str
    provider: str
    """The URN of the provider, and so the cluster; empty for the default one of older states."""


class _Stack(NamedTuple):
    """What a stack declares, and what was found where AKO stands beside Cilium."""

    akos: list[_Declared]
    beside: dict[str, tuple[ReleaseFinding, ...] | None]
    """By AKO's URN; None where no Cilium is in this stack for the same cluster."""


def _found(
    resources: list[PolicyResource], config: Mapping[str, Any]
) -> Iterator[tuple[_Declared, tuple[ReleaseFinding, ...] | None]]:
    """Every AKO of a stack with what is wrong with it beside Cilium, here or elsewhere.

    None where nothing says which Cilium it is beside.
    """
    stack = _look(resources)
    for ako in stack.akos:
        found = stack.beside[ako.urn]
        if found is None:
            mode = _mode_elsewhere(resources, config)
            found = judge_beside(mode, ako.release) if mode else None
        yield ako, found


@kept_for_the_last
def _look(resources: list[PolicyResource]) -> _Stack:
    declared = list(_declared(resources))
    akos = [each for each in declared if each.release.chart == "ako"]
    beside: dict[str, tuple[ReleaseFinding, ...] | None] = {}
    for ako in akos:
        ciliums = [
            each.release
            for each in declared
            if each.release.chart == "cilium" and each.provider == ako.provider
        ]
        # two in one cluster are a fault of another kind, and nobody can say which AKO is beside
        beside[ako.urn] = judge_pair(ciliums[0], ako.release) if len(ciliums) == 1 else None
    return _Stack(akos, beside)


def _declared(resources: list[PolicyResource]) -> Iterator[_Declared]:
    for each in resources:
        if each.resource_type in RELEASE_TYPES:
            release = declared_release(each.resource_type, each.name, plain(each.props))
            if release is not None:
                yield _Declared(release, each.urn, each.provider.urn if each.provider else "")
    for found in objects_releases(resources):
        yield _Declared(found.release, found.urn, found.provider)


def _mode_elsewhere(resources: list[PolicyResource], config: Mapping[str, Any]) -> str:
    said = config.get(OUTPUT)
    if isinstance(said, str) and said:
        return said
    name = config.get(REFERENCE)
    for each in resources:
        if name and each.resource_type == STACK_REFERENCE:
            properties = plain(each.props)
            outputs = properties.get("outputs")
            if name in (each.name, properties.get("name")) and isinstance(outputs, Mapping):
                return mode_of_outputs(outputs)
    return ""
