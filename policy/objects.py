"""Releases that a stack has object by object, judged once for all policies that ask."""

from __future__ import annotations

from typing import NamedTuple

from pulumi_policy import PolicyResource

from cilium_ako.policies.chart_objects import OBJECT_TYPES, StackObject, releases_of_objects
from cilium_ako.policies.helm_release import DeclaredRelease
from cilium_ako.policies.judge import Judgement, judge_release
from policy.last_asked import kept_for_the_last
from policy.properties import plain


class JudgedObjects(NamedTuple):
    """One release of a stack's objects."""

    release: DeclaredRelease
    urn: str
    """Of the ConfigMap that its pods read."""
    provider: str
    """The URN of the provider."""
    judgement: Judgement


@kept_for_the_last
def objects_releases(resources: list[PolicyResource]) -> list[JudgedObjects]:
    """Every release of a stack that is there as objects."""
    objects = [
        StackObject(
            each.resource_type,
            each.urn,
            each.provider.urn if each.provider else "",
            plain(each.props),
        )
        for each in resources
        if each.resource_type in OBJECT_TYPES
    ]
    return [
        JudgedObjects(
            each.release,
            each.config_map.urn,
            each.config_map.provider,
            judge_release(each.release),
        )
        for each in releases_of_objects(objects)
    ]
