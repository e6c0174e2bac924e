"""How much of a document is read. Each limit is far above what any real one has."""

from __future__ import annotations

from typing import Final

CONFIG_BYTES: Final = 1 << 20
"""Size of a stack file, a Chart.yaml or a kubeconfig."""
EXPORT_BYTES: Final = 1 << 28
"""Size of a state, a preview or an export of the controller."""
ANSWER_BYTES: Final = 1 << 28
"""Size of one answer of an API server, unpacked: a page of 500 large objects is a tenth of it."""
ARCHIVE_BYTES: Final = 1 << 26
"""Size of a chart's archive, and of what is unpacked of it before its Chart.yaml is found."""
ARCHIVE_MEMBERS: Final = 10_000
"""Members of a chart's archive that are looked at."""
TREE_BYTES: Final = 1 << 30
"""Size of the files of a commit that are unpacked: the program's packages and local charts."""
TREE_MEMBERS: Final = 100_000
"""Files, folders and links of a commit that are unpacked."""
DEPTH: Final = 100
"""Levels of nesting."""
ALIASED_NODES: Final = 100_000
"""Values of a YAML text that uses aliases, each alias counted in full."""
NUMBER_DIGITS: Final = 309
"""Digits of a number: more are beyond what a double can hold."""
PIPE_SECONDS: Final = 60.0
"""How long a pipe may take that is the value of an option, once somebody writes to it."""
WRITER_SECONDS: Final = 1.0
"""How long such a pipe may wait for somebody who writes to it."""
