"""What is wrong with a config, in a form that a person or a program can act on."""

from __future__ import annotations

from typing import NamedTuple

from cilium_ako.catalogue.rules import Severity


class Problem(NamedTuple):
    """One thing that is wrong."""

    path: str
    """Where, as `pulumi config set --path` takes it; empty for the file as a whole."""
    rule: str
    """A rule's id, or the kind of a schema error."""
    severity: Severity
    message: str
    """What is wrong and why it matters. Never a secret's text."""
    fix: str
    """What to type or change."""
    acknowledged: bool = False
    """Whether a person has taken it upon themselves."""
    others: tuple[str, ...] = ()
    """The other stacks that it is about, by name."""

    @property
    def stops(self) -> bool:
        """Whether it keeps the stack from being deployed."""
        return self.severity == "error" and not self.acknowledged

    def as_json(self) -> dict[str, object]:
        """Its fields for a program; `others` only where there are any."""
        fields = self._asdict()
        if not self.others:
            del fields["others"]
        return fields


class Finding(NamedTuple):
    """What a rule found: where, what, and what to do about it here."""

    path: str
    what: str
    """What is wrong, with the values at hand. The rule's `why` is added to it."""
    fix: str = ""
    """The rule's own fix where empty."""
