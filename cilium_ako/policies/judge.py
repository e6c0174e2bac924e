"""What the rules say of releases: the values become a stack, as `adopt` makes one, and are judged.

What no release says (node ranges, versions of Kubernetes) is filled in twice and otherwise each
time, and so is each value that is not known yet (`fillings`). What is found with one filling and
not with another is dropped: nobody is told of a fault that only an assumption has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Final, Literal, NamedTuple

from cilium_ako.adopt.assemble import taken_keys
from cilium_ako.adopt.derived import Derivation, Parts
from cilium_ako.adopt.found import FoundRelease
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.releases import ako_support
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.catalogue.refusals import REFUSALS
from cilium_ako.catalogue.refusals.row import AllOf, AnyOf, Condition, KernelWithout, Since
from cilium_ako.catalogue.release_facts import NOT_JUDGED, REFUSED_KEYS
from cilium_ako.catalogue.rules import BY_ID, RULES
from cilium_ako.changes.overrides import NotAFlag, Override, overrides
from cilium_ako.charts.helm_values import leaves
from cilium_ako.charts.user_values import values_findings
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.effective.flags import flag_findings
from cilium_ako.effective.refusals import refusal_findings
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.policies.fillings import MOST_HIDDEN, cluster_of, known_otherwise
from cilium_ako.policies.helm_release import DeclaredRelease, Unread
from cilium_ako.policies.pair import pair_findings, pod_mode
from cilium_ako.policies.properties import helm_property
from cilium_ako.policies.unheard import unheard_findings
from cilium_ako.rules import collect  # noqa: F401 - registers every check
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import findings, parts_of

Subject = Literal["release", "pair"]
"""What a rule is judged of: one release, or those of Cilium and AKO together."""

_IN_HELM: Final = "ako-credentials-in-helm"
_USER: Final = "admin"
_OF_GONE_KEYS: Final = ("values-removed", "values-unknown")
"""The rules of keys that the chart refuses, and that it passes over."""
_SECRETS: Final = ("password", "authtoken")
_OF_ITS_PODS: Final = frozenset({"ako-controller-inside"})
"""Rules that look at a release's own kind, and at the other one's pods."""
_OF_SPELLING: Final = frozenset(
    rule.id
    for rule in RULES
    if rule.checked_by == "charts" or rule.id.startswith(("flag-", "option-"))
)
"""Rules about how something is said, of which objects show nothing."""
JUDGED_MODES: Final = ("cluster-pool", "kubernetes", "eni")
"""IPAM modes that a stack may have; of the rest only what does not hang on addresses is judged."""


class ReleaseFinding(NamedTuple):
    """What is wrong with a release."""

    rule: str
    """The id of a rule of the catalogue."""
    chart: Chart
    """The chart of the release that it is about."""
    property: str
    """Where, in camelCase: `version`, `values.ipam.mode`."""
    detail: str = ""
    """What is wrong, by the chart's release and names of keys; empty where values would be in
    it."""
    fix: str = ""
    """What to do; the rule's own fix where empty."""


class Judgement(NamedTuple):
    """What there is to say of a release."""

    findings: tuple[ReleaseFinding, ...]
    unread: tuple[Unread, ...]
    """What could not be read, so that nothing which hangs on it was judged."""


@cache
def judged_rules() -> dict[str, Subject]:
    """Every rule that is judged of releases, with what it is judged of; as the catalogue lists."""
    return {
        rule.id: "pair" if _about_both(rule.id) else "release"
        for rule in RULES
        if rule.id not in NOT_JUDGED
    }


def _about_both(identity: str) -> bool:
    if identity.startswith("pair-") or identity in _OF_ITS_PODS:
        return True
    refusal = next((row for row in REFUSALS if row.id == identity), None)
    if refusal is None:
        return {"cilium", "ako"} <= parts_of(identity)
    return any(name.startswith("ako.") for name in _names(refusal.when))


def _names(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        match condition:
            case AnyOf(inner) | AllOf(inner):
                yield from _names(inner)
            case Since() | KernelWithout():
                pass
            case _:
                yield condition.name


def judge_release(release: DeclaredRelease) -> Judgement:
    """What is wrong with one release, and what of it could not be looked at."""
    if release.version is None:
        return _without_version(release)
    if not _is_known(release) or not _is_readable(release):
        return Judgement(tuple(_of_version_alone(release)), release.unread)
    read = _Read.of(release)
    unread = release.unread
    if release.chart == "cilium" and read.told.fact("ipam.mode") not in JUDGED_MODES:
        why = "addresses of this mode are not judged, nor what hangs on them"
        unread = (*unread, Unread("values.ipam.mode", why))
    found = _certain(_Releases(**{release.chart: read}))
    return Judgement(_judged_of("release", found, as_objects=release.as_objects), unread)


def judge_pair(cilium: DeclaredRelease, ako: DeclaredRelease) -> tuple[ReleaseFinding, ...]:
    """What is wrong with two releases of one cluster, and with neither of them alone.

    Nothing where one of them cannot be read as a whole, which `judge_release` tells.
    """
    if not all(_is_known(each) and _is_readable(each) for each in (cilium, ako)):
        return ()
    return _judged_of("pair", _certain(_Releases(_Read.of(cilium), _Read.of(ako))))


def judge_beside(mode: str, ako: DeclaredRelease) -> tuple[ReleaseFinding, ...]:
    """What is wrong with AKO beside a Cilium of another stack, of which only the mode is known.

    `mode` is one of `POD_ROUTES`; of any other nothing is found.
    """
    if not _is_known(ako) or not _is_readable(ako):
        return ()
    read = _Read.of(ako)
    first, *others = [
        [_found(identity, finding, ako) for identity, finding in pair_findings(mode, each.told)]
        for each in (read, *read.otherwise())
    ]
    return tuple(each for each in first if all(each in found for found in others))


def _judged_of(
    subject: Subject, found: Iterable[ReleaseFinding], *, as_objects: bool = False
) -> tuple[ReleaseFinding, ...]:
    return tuple(
        each
        for each in found
        if judged_rules().get(each.rule) == subject
        and not (as_objects and each.rule in _OF_SPELLING)
    )


class _Read(NamedTuple):
    """A release, and what it is told in effect."""

    release: DeclaredRelease
    told: Told

    @classmethod
    def of(cls, release: DeclaredRelease) -> _Read:
        return cls(release, Told(FoundRelease(release.chart, "", release.values, release.version)))

    def otherwise(self) -> Iterator[_Read]:
        """The same with each value that is not known in turn as something that it may be."""
        return map(_Read.of, known_otherwise(self.release))


class _Releases(NamedTuple):
    """The releases that are judged together."""

    cilium: _Read | None = None
    ako: _Read | None = None

    def otherwise(self) -> Iterator[_Releases]:
        """The same with each value that is not known in turn as something that it may be."""
        for each in self.cilium.otherwise() if self.cilium else ():
            yield self._replace(cilium=each)
        for each in self.ako.otherwise() if self.ako else ():
            yield self._replace(ako=each)


def _without_version(release: DeclaredRelease) -> Judgement:
    said = any(each.property == "version" for each in release.unread)
    if release.source == "repository" and not said:
        return Judgement(
            (ReleaseFinding("release-version-missing", release.chart, "version"),), release.unread
        )
    why = "nothing says which release of the chart it is"
    unread = release.unread if said else (*release.unread, Unread("version", why))
    return Judgement((), unread)


def _is_known(release: DeclaredRelease) -> bool:
    """Whether the chart's release is one that this program knows."""
    version = release.version
    if version is None:
        return False
    known = cilium_minor(version) if release.chart == "cilium" else ako_support(version)
    return known is not None


def _is_readable(release: DeclaredRelease) -> bool:
    return release.readable and len(release.hidden) <= MOST_HIDDEN


def _of_version_alone(release: DeclaredRelease) -> Iterator[ReleaseFinding]:
    """What the chart's release decides, whatever it is told."""
    own = key_path(release.chart, "version")
    for identity, finding in findings(_stack_of_version(release)):
        by_chart = parts_of(identity) == {release.chart} and identity != _IN_HELM
        if finding.path == own and by_chart and identity in judged_rules():
            yield _found(identity, finding, release)


def _certain(releases: _Releases) -> list[ReleaseFinding]:
    """What is found with every filling, in the order of the first one."""
    kept = _with_filling(releases, 0)
    others = chain((_with_filling(releases, 1),), map(_with_first_filling, releases.otherwise()))
    while kept and (found := next(others, None)) is not None:
        there = {(each.rule, each.property) for each in found}
        kept = [each for each in kept if (each.rule, each.property) in there]
    return kept


def _with_first_filling(releases: _Releases) -> list[ReleaseFinding]:
    return _with_filling(releases, 0)


def _with_filling(releases: _Releases, number: int) -> list[ReleaseFinding]:
    stack = _stack(releases, number)
    found = []
    for identity, finding in _all_findings(stack, releases):
        of = releases.ako if finding.path.startswith(key_path("ako")) else releases.cilium
        if of is not None:
            found.append(_found(identity, finding, of.release))
    return list(dict.fromkeys(found))


def _all_findings(stack: Stack, releases: _Releases) -> Iterator[tuple[str, Finding]]:
    cilium, ako = releases
    if cilium is None or cilium.told.fact("ipam.mode") in JUDGED_MODES:
        for identity, finding in findings(stack):
            if identity != _IN_HELM:  # it is about who makes the Secret, which no release says
                yield identity, finding
    for each in (cilium, ako):
        if each is not None:
            yield from _of_keys(each.told)
    if cilium is not None:
        effective = _effective(stack, cilium.told, ako and ako.told)
        yield from unheard_findings(cilium.told)
        yield from flag_findings(effective)
        yield from refusal_findings(effective)
    if ako is not None:
        yield from _credentials(ako.told)
    if cilium is not None and ako is not None:
        yield from pair_findings(pod_mode(cilium.told), ako.told)


def _of_keys(told: Told) -> Iterator[tuple[str, Finding]]:
    """What the chart refuses, and what it does not read: of a key that went away it is either."""
    for found in values_findings(told.chart, told.minor, told.own):
        identity = found.rule
        if identity in _OF_GONE_KEYS:
            identity = _OF_GONE_KEYS[not _is_refused(told, found.path)]
        yield identity, Finding(found.path, found.what, found.fix)


def _is_refused(told: Told, path: str) -> bool:
    key = path.removeprefix(key_path("cilium", "values") + ".")
    return told.chart == "cilium" and any(
        row.applies_to(told.minor)
        and (key == row.key or key.startswith(f"{row.key}."))
        and bool(told.raw(row.key))
        for row in REFUSED_KEYS
    )


def _credentials(ako: Told) -> Iterator[tuple[str, Finding]]:
    for steps, value in leaves(ako.own):
        if steps[0] == AKO_CREDENTIALS and steps[-1] in _SECRETS and value:
            yield _IN_HELM, Finding(key_path("ako", "values", *steps), "")


def _effective(stack: Stack, cilium: Told, ako: Told | None) -> EffectiveRelease:
    """Both releases as they will run: the very values, and no config in between."""
    assert stack.cluster is not None  # noqa: S101 - as in `_stack`
    assert stack.cilium is not None  # noqa: S101 - as above
    past = tuple(overrides(cilium.own))
    return EffectiveRelease(
        cluster=stack.cluster,
        cilium=stack.cilium,
        ako=stack.ako,
        facts=cilium.facts if ako is None else cilium.facts.merged(ako.facts),
        values=cilium.own,
        overrides=tuple(each for each in past if isinstance(each, Override)),
        not_flags=tuple(each for each in past if isinstance(each, NotAFlag)),
    )


def _stack(releases: _Releases, number: int) -> Stack:
    """The releases as a stack, with everything that they do not say as one of the fillings has it.

    All that a release is told stands in the stack's `values`, beside the keys that it becomes.
    """
    cilium = _standing_in() if releases.cilium is None else releases.cilium.told
    ako = releases.ako.told if releases.ako else None
    parts = taken_keys(cilium, ako, cluster_of(cilium, number)).parts
    for each in releases:
        if each is not None:
            parts[each.told.chart]["values"] = dict(each.told.own)
    parts["cluster"].pop("distribution", None)  # it would be a guess
    if cilium.fact("ipam.mode") == "eni":
        parts["cluster"]["platform"] = "aws"
    cluster, of_cilium, of_ako = Derivation(cilium, ako).models(parts)
    return Stack(
        name="",
        cluster=cluster,
        cilium=of_cilium,
        ako=of_ako,
        avi_username=_USER,
        acknowledge={},
        secrets={},
        offline=True,
        ako_asked=of_ako is not None,
    )


@cache
def _standing_in() -> Told:
    """Cilium beside an AKO that is judged alone."""
    return Told(FoundRelease("cilium", "", {}))


def _stack_of_version(release: DeclaredRelease) -> Stack:
    """A stack of which only the chart's release is said: its values may not be known."""
    stack = _stack(_Releases(), 0)
    if release.chart == "cilium":
        assert stack.cilium is not None  # noqa: S101 - as in `_stack`
        return replace(stack, cilium=stack.cilium.model_copy(update={"version": release.version}))
    parts: Parts = {"cluster": {}, "cilium": {}, "ako": {"version": str(release.version)}}
    return replace(stack, ako=Derivation(_standing_in(), _standing_in()).models(parts)[2])


def _found(identity: str, finding: Finding, release: DeclaredRelease) -> ReleaseFinding:
    assert release.version is not None  # noqa: S101 - without one nothing is looked at
    place = helm_property(finding.path, release.chart, release.version.minor_release)
    of_version = finding.path == key_path(release.chart, "version")
    if of_version or BY_ID[identity].checked_by == "charts":
        fix = "" if of_version else finding.fix  # the other one is in the words of a config
        return ReleaseFinding(identity, release.chart, place, finding.what, fix)
    return ReleaseFinding(identity, release.chart, place)
