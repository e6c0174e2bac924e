"""What every model of a stack's config has in common.

A model is frozen, refuses keys that it does not know, spells them in camelCase and never turns
one type into another: `"true"` is no boolean and `1.3` is no version. Errors carry no input, so
that a value put under the wrong key cannot reach a log.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class ConfigModel(BaseModel):
    """Base of all models: frozen, strict, camelCase, no unknown key, no input in an error."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
        defer_build=True,
    )
