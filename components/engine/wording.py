"""What is said to a person in the words of the config that they write.

A stack's config is set with commands; in another's program the same keys are properties. Texts are
made for the first, and whoever runs the second gives the function that spells them anew, once for
the process.
"""

from __future__ import annotations

from collections.abc import Callable

import pulumi

Spelling = Callable[[str], str]


class _Wording:
    spelled: Spelling = staticmethod(lambda text: text)


def spell(spelling: Spelling) -> None:
    """From now on everything that is said is spelled so."""
    _Wording.spelled = staticmethod(spelling)


def refused(text: str) -> pulumi.RunError:
    """The error that stops a run, or a hook's resource."""
    return pulumi.RunError(_Wording.spelled(text))


def inform(text: str) -> None:
    """Tells what is worth knowing."""
    pulumi.log.info(_Wording.spelled(text))


def warn(text: str) -> None:
    """Tells what may be wrong."""
    pulumi.log.warn(_Wording.spelled(text))


def tell_error(text: str) -> None:
    """Tells why something failed."""
    pulumi.log.error(_Wording.spelled(text))
