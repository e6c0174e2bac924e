"""Policies of one release: each reports what its rule has found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from cilium_ako.policies.helm_release import RELEASE_TYPES, DeclaredRelease, declared_release
from cilium_ako.policies.judge import Judgement, judge_release
from cilium_ako.policies.told import finding_text, unread_text
from policy.properties import plain
from policy.rule_policy import acknowledged, settings_of

UNREAD: Final = "release-unread"
"""The rule that tells what could not be looked at."""


class _Judged(NamedTuple):
    """The release that was judged last."""

    properties: Mapping[str, Any]
    release: DeclaredRelease | None
    judgement: Judgement


_LAST: Final[list[_Judged]] = []
"""One at most: every policy asks for the same one, one after the other."""
_NOTHING: Final = Judgement((), ())


def release_policy(rule: str) -> ResourceValidationPolicy:
    """The policy of a rule that is judged of one release."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in RELEASE_TYPES:
            return
        judged = _judged(args)
        texts = [
            finding_text(each, judged.release.version if judged.release else None)
            for each in judged.judgement.findings
            if each.rule == rule
        ]
        if rule == UNREAD:
            texts += map(unread_text, judged.judgement.unread)
        reason = acknowledged(args.get_config())
        if texts and reason:
            args.not_applicable(f"acknowledged: {reason}")
        for text in texts:
            report(text, None)

    return ResourceValidationPolicy(validate=validate, **settings_of(rule))


def _judged(args: ResourceValidationArgs) -> _Judged:
    if not _LAST or _LAST[0].properties is not args.props:
        release = declared_release(args.resource_type, args.name, plain(args.props))
        judgement = _NOTHING if release is None else judge_release(release)
        _LAST[:] = [_Judged(args.props, release, judgement)]
    return _LAST[0]
