"""The conditions that tell rows of the table of transitions apart, one file per subject.

Importing this package registers them all. A file here has the name of the file in
`cilium_ako.catalogue.transitions` whose rows name its conditions; `general` has those that several
subjects share, `registry` the decorators, `fact_values` what conditions read facts with.

A condition is small, pure and total. What is not known counts as the worse case, and what else a
change brings must not make a forbidden one look allowed: where more of the cluster decides, a
condition looks at what was there before. docs/add-a-transition.md leads through it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from cilium_ako.changes.conditions.registry import COMBINATIONS, CONDITIONS, Change

__all__ = ["COMBINATIONS", "CONDITIONS", "Change"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
