"""How bad it is that a rule is broken."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "note"]
"""An error keeps a stack from being deployed, a warning does not; a note is of what cannot be
judged with what is said."""
