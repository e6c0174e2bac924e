"""Which release of a provider's plugin the engine is to run: that of the program's package."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def plugin_version(package: str) -> str:
    """The version of a provider's package that is installed, such as `pulumi-tls`.

    Raises importlib.metadata.PackageNotFoundError where it is not.
    """
    return version(package)
