"""What a person has read and takes upon themselves."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import NonEmptyStr


class Acknowledgement(ConfigModel):
    """One rule or transition that a person lets pass, and why."""

    reason: NonEmptyStr
    """A ticket or a sentence."""
    to: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6,64}$")] | None = None
    """For a transition: the digest of the new facts, as the refusal prints it."""
