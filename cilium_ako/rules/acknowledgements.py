"""Rules about what a person has let pass."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, get_args

from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.config.stack import SchemaErrorKind, Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import last_rule, rule
from cilium_ako.shell import removed

_SCHEMA_ERRORS: Final = frozenset(get_args(SchemaErrorKind))


_MOST_GUESSES: Final = 20
"""Looking for the nearest name takes a while, and nobody has more typing errors than this."""


def _path(identity: str) -> str:
    return key_path("acknowledge", identity)


@rule("acknowledgement-unknown")
def acknowledgement_unknown(stack: Stack) -> Iterator[Finding]:
    """An acknowledgement names neither a rule nor a transition."""
    others = [identity for identity in stack.acknowledge if identity not in BY_ID]
    if not others:
        return
    # A table that few configs need, and that takes a while to load.
    from cilium_ako.catalogue.transitions import TRANSITION_IDS  # noqa: PLC0415

    guesses = _MOST_GUESSES
    for identity in others:
        if identity in TRANSITION_IDS:
            continue
        if identity in _SCHEMA_ERRORS:
            yield Finding(
                _path(identity),
                f"{identity} is acknowledged, and a config that cannot be read cannot be let pass",
                removed(_path(identity)),
            )
            continue
        near = get_close_matches(identity, (*BY_ID, *TRANSITION_IDS), n=1) if guesses > 0 else []
        guesses -= 1
        yield Finding(
            _path(identity),
            f"there is no rule or transition {identity[:60]!r}"
            + (f"; the nearest is {near[0]}" if near else ""),
            f"rename it to {near[0]}, or {removed(_path(identity))}"
            if near
            else removed(_path(identity)),
        )


@rule("acknowledgement-refused")
def acknowledgement_refused(stack: Stack) -> Iterator[Finding]:
    """An acknowledgement names a rule that cannot be acknowledged."""
    for identity in stack.acknowledge:
        known = BY_ID.get(identity)
        if known is not None and not known.acknowledgeable:
            yield Finding(
                _path(identity),
                f"{identity} is acknowledged, and it cannot be",
                removed(_path(identity)),
            )


@last_rule("acknowledgement-stale")
def acknowledgement_stale(stack: Stack, broken: frozenset[str]) -> Iterator[Finding]:
    """A rule is acknowledged and not broken; told only of a stack that parsed as a whole."""
    if stack.unseen is not None:
        return  # what is not known here may break it
    if stack.cluster is None or stack.cilium is None or (stack.ako_asked and stack.ako is None):
        return
    for identity in stack.acknowledge:
        known = BY_ID.get(identity)
        if (
            known is not None
            and known.acknowledgeable
            and known.checked_by == "rules"
            and identity not in broken
        ):
            yield Finding(
                _path(identity),
                f"{identity} is acknowledged, and nothing breaks it",
                removed(_path(identity)),
            )


@rule("acknowledgement-digest")
def acknowledgement_digest(stack: Stack) -> Iterator[Finding]:
    """The acknowledgement of a rule has a digest, which only one of a transition has."""
    for identity, given in stack.acknowledge.items():
        known = BY_ID.get(identity)
        if known is not None and not known.with_digest and given.to is not None:
            path = key_path("acknowledge", identity, "to")
            yield Finding(path, f"{identity} is a rule and has a digest", removed(path))
