"""Modules that an SDK imports and an offline preview never uses: loaded when somebody does.

`import pulumi` loads the automation API and the machinery of dynamic providers, and the Kubernetes
SDK's Helm resources load `requests`: together a sixth of the time of a preview.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _OnDemand(MetaPathFinder):
    """Finds modules where Python would, and has them loaded at the first use of an attribute."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What Python would find, for the modules that are named alone."""
        if fullname not in self._names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def load_on_demand(*names: str) -> None:
    """Modules that are imported from now on are loaded at the first use of what is in them."""
    sys.meta_path.insert(0, _OnDemand(frozenset(names)))
