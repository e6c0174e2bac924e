"""A release number, of whatever program: Cilium, AKO, Kubernetes, Linux, the Avi Controller."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Self

_NUMBER: Final = r"(0|[1-9]\d{0,3})(?!\d)"
_NUMBERS: Final = re.compile(rf"v?{_NUMBER}\.{_NUMBER}(?:\.{_NUMBER})?")


class Release(tuple[int, ...]):
    """A release, such as `Release(1, 18, 12)`, or a minor release, such as `Release(1, 18)`.

    It compares as its numbers do, also with plain tuples. A minor release sorts before all its
    patches: `release >= Release(1, 18)` holds from 1.18.0 on, and whether a release is of a range
    of minors is asked of its `minor_release`. As text it is written with dots.

    >>> Release(1, 18) < Release(1, 18, 0) < Release(1, 18, 12) < Release(1, 19)
    True
    """

    __slots__ = ()

    def __new__(cls, major: int, minor: int, patch: int | None = None) -> Self:
        """A release of these numbers; without a patch, the minor release."""
        return tuple.__new__(cls, (major, minor) if patch is None else (major, minor, patch))

    def __getnewargs__(self) -> tuple[int, ...]:
        return tuple(self)

    @classmethod
    @cache  # a table names few minors, in thousands of rows
    def of_minor(cls, text: str) -> Self:
        """The minor release that a table names. Raises ValueError where it names none.

        >>> Release.of_minor("1.18")
        Release(1, 18)
        """
        major, _, minor = text.partition(".")
        return cls(int(major), int(minor))

    @classmethod
    def parse(cls, text: str, *, full: bool = False) -> Self | None:
        """The release that a text names, always with a patch; None where it names none.

        A `v` before it and a suffix that begins with `-` or `+` are taken as people write them;
        of two numbers the patch is 0, which `full` refuses.

        >>> Release.parse("v1.33.2-eks-1a2b3c"), Release.parse("1.33"), Release.parse("latest")
        (Release(1, 33, 2), Release(1, 33, 0), None)
        """
        match = _NUMBERS.match(text)
        if match is None or text[match.end() : match.end() + 1] not in ("", "-", "+"):
            return None
        return None if full and match[3] is None else cls._of(match)

    @classmethod
    def parse_prefix(cls, text: str) -> Self | None:
        """The release that a text begins with, whatever follows; None where it begins with none.

        >>> Release.parse_prefix("5.15.90.1-microsoft-standard-WSL2")
        Release(5, 15, 90)
        """
        match = _NUMBERS.match(text)
        return None if match is None else cls._of(match)

    @classmethod
    def _of(cls, match: re.Match[str]) -> Self:
        return cls(int(match[1]), int(match[2]), int(match[3] or 0))

    @property
    def major(self) -> int:
        """The first number."""
        return self[0]

    @property
    def minor(self) -> int:
        """The second number."""
        return self[1]

    @property
    def patch(self) -> int:
        """The third number; 0 for a minor release."""
        return self[2] if len(self) > 2 else 0

    @property
    def minor_release(self) -> Release:
        """The minor release that this one belongs to.

        >>> Release(1, 18, 12).minor_release
        Release(1, 18)
        """
        return Release(self[0], self[1])

    def __str__(self) -> str:
        return ".".join(map(str, self))

    def __repr__(self) -> str:
        return f"Release({', '.join(map(str, self))})"
