"""A stack among others, and what a check finds of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.mesh import Mesh
from cilium_ako.config.stack import Secret, SecretKey


class Member(NamedTuple):
    """A stack whose cluster and Cilium parsed."""

    number: int
    """Its place among those that are judged together: names may be the same."""
    name: str
    cluster: Cluster
    cilium: Cilium
    ako: Ako | None
    secrets: Mapping[SecretKey, Secret] = MappingProxyType({})
    """Its secrets, of which hardly any has a text here."""
    sealed_with: str = ""
    """A digest of what they are encrypted with; empty where that is not known."""
    mesh: Mesh | None = None
    """The mesh that it is a member of."""


class SharedFinding(NamedTuple):
    """What a rule found in one stack, because of others."""

    member: Member
    path: str
    what: str
    """What is wrong, with the values at hand, as a sentence without its end."""
    others: tuple[str, ...]
    """The other stacks, by name."""
    unknown: bool = False
    """Whether it only says that a secret hides what is to be compared."""


KeyT = TypeVar("KeyT", bound=Hashable)


def groups(
    members: Iterable[Member], key: Callable[[Member], KeyT | None]
) -> Iterator[tuple[KeyT, list[Member]]]:
    """Members with one key, where there are several; those whose key is None are left out."""
    found: defaultdict[KeyT, list[Member]] = defaultdict(list)
    for member in members:
        own = key(member)
        if own is not None:
            found[own].append(member)
    for own, together in found.items():
        if len(together) > 1:
            yield own, together


def in_each(
    together: Sequence[Member], path: Callable[[Member], str], what: str
) -> Iterator[SharedFinding]:
    """One finding in every member of a group; `what` has `{others}` for the other stacks."""
    for member in together:
        others = tuple(each.name for each in together if each is not member)
        yield SharedFinding(member, path(member), what.format(others=names_text(others)), others)


_SHOWN = 3


def names_text(names: Sequence[str]) -> str:
    """Names of stacks in a sentence.

    >>> names_text(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    more = len(names) - _SHOWN
    return f"{', '.join(names[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
