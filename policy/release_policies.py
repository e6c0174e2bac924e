"""Policies of one release: each reports what its rule has found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pulumi_policy import (
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
)

from cilium_ako.policies.helm_release import RELEASE_TYPES, DeclaredRelease, declared_release
from cilium_ako.policies.judge import Judgement, judge_release
from cilium_ako.policies.told import finding_text, unread_text
from policy.last_asked import kept_for_the_last
from policy.objects import objects_releases
from policy.properties import plain
from policy.rule_policy import acknowledged, settings_of

UNREAD: Final = "release-unread"
"""The rule that tells what could not be looked at."""


class _Judged(NamedTuple):
    """What a resource declares, judged."""

    release: DeclaredRelease | None
    judgement: Judgement


_NOTHING: Final = Judgement((), ())


class ReleasePolicy(ResourceValidationPolicy):  # type: ignore[misc] # of the other environment
    """The policy of a rule that is judged of one release."""

    def __init__(self, rule: str) -> None:
        self._rule = rule
        super().__init__(validate=self._of_resource, **settings_of(rule))

    def validate_stack(self, args: StackValidationArgs, report: ReportViolation) -> None:
        """The same of releases that a stack has object by object."""
        for each in objects_releases(args.resources):
            texts = self._texts(each.release, each.judgement)
            self._tell(texts, each.urn, args, report)

    def _of_resource(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type in RELEASE_TYPES:
            judged = _judged(args.props, args.resource_type, args.name)
            if judged.release is not None:
                self._tell(self._texts(judged.release, judged.judgement), None, args, report)

    def _texts(self, release: DeclaredRelease, judgement: Judgement) -> list[str]:
        if self._rule == UNREAD:
            return list(map(unread_text, judgement.unread))
        return [
            finding_text(each, release.version)
            for each in judgement.findings
            if each.rule == self._rule
        ]

    def _tell(
        self,
        texts: Iterable[str],
        urn: str | None,
        args: ResourceValidationArgs | StackValidationArgs,
        report: ReportViolation,
    ) -> None:
        reason = acknowledged(args.get_config())
        for text in texts:
            if reason:
                args.not_applicable(f"acknowledged: {reason}")
            report(text, urn)


@kept_for_the_last
def _judged(properties: Mapping[str, Any], kind: str, name: str) -> _Judged:
    release = declared_release(kind, name, plain(properties))
    return _Judged(release, _NOTHING if release is None else judge_release(release))
