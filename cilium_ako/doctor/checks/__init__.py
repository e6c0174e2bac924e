"""The checks, one file per subject: pure functions of what was observed and what the stack says.

Importing this package registers them all. `cilium_ako.catalogue.faults` names the subjects: a
file here has the name of the file there that holds its faults. docs/add-a-check.md leads through
it.
"""

from __future__ import annotations

from importlib import import_module

from cilium_ako.catalogue.faults import SUBJECTS

for _subject in SUBJECTS:
    import_module(f"{__name__}.{_subject}")
