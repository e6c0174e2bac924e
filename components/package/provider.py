"""The provider that hosts `CiliumAko` for the engine, and the schema that SDKs are made of."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.component import ComponentProvider

from cilium_ako.config.stack import PROJECT
from components.engine import wording
from components.engine.component_options import HONOURED
from components.package.component import CiliumAko
from components.package.spelling import as_properties

if TYPE_CHECKING:
    from components.package.inputs import CiliumAkoArgs


class PackageProvider(ComponentProvider):
    """Hosts `CiliumAko`, whose inputs reach it as the caller gave them.

    The SDK's own provider stops at the first missing or wrong input, drops those that it does not
    know, and prints a traceback below a person's mistake.
    """

    def __init__(self) -> None:
        """Analyzes the component."""
        super().__init__([CiliumAko], PROJECT, version=version(PROJECT))
        self._names: dict[bool, str] = {}

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Registers a `CiliumAko`. Raises InputPropertiesError, whose text has every problem."""
        self.validate_resource_type(PROJECT, resource_type)
        # the engine may keep the plugin from its preview to its update
        first = self._names.setdefault(pulumi.runtime.is_dry_run(), name)
        if first != name:
            raise _refusal(
                f"{name}: CiliumAko is there once in a stack, and {first} is one already. What it"
                " makes, and what guards it, has the names of one cluster.\n"
                "fix: a stack for each cluster"
            )
        try:
            made = CiliumAko(name, cast("CiliumAkoArgs", inputs), _without_defaults(options))
        except pulumi.RunError as error:
            raise _refusal(str(error)) from None
        return ConstructResult(made.urn, self.get_state(made, self._component_defs["CiliumAko"]))


def _refusal(text: str) -> InputPropertiesError:
    """The error of which the engine prints the text and no traceback.

    It has no property's path, or the engine would print what stands there, secret or not. Without
    a list, though, the SDK cannot send it.
    """
    return InputPropertiesError(text, [])


def _without_defaults(options: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """A caller's options without those that say no, which all arrive."""
    given = options or pulumi.ResourceOptions()
    for name, value in vars(given).items():
        if name not in HONOURED and not value:
            setattr(given, name, None)
    return given


def host() -> None:
    """Serves the engine until it ends; what the engine's plugin host starts."""
    wording.spell(as_properties)
    main(PackageProvider(), sys.argv[1:])
