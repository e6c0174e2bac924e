"""What a command ends with, the same for every one of them."""

from __future__ import annotations

import enum


class ExitStatus(enum.IntEnum):
    """The exit status of a command: the worst that it met, and so the largest number."""

    FINE = 0
    """Nothing is wrong, or nothing that somebody has not acknowledged."""
    FAILED = 1
    """It could not be done, or only in part: a wrong option, a file or a cluster out of reach."""
    INVALID = 2
    """A config does not fit, a rule refuses it, or a chart does."""
    DISRUPTIVE = 3
    """A disruptive or unknown change that nobody has acknowledged, or a live check that fails."""
    FORBIDDEN = 4
    """A forbidden change that nobody has acknowledged."""
