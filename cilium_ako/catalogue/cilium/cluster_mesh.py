"""Names and ids of clusters, as Cilium takes them, in a mesh or alone."""

from __future__ import annotations

from typing import Final

NAME_PATTERN: Final = r"([a-z0-9][-a-z0-9]*)?[a-z0-9]"
"""What the chart accepts as a cluster's name.

Source: install/kubernetes/cilium/templates/validate.yaml.
"""

LONGEST_NAME: Final = 32
"""The most characters of a cluster's name. Source: the same; AKO takes no more either."""

LAST_ID: Final = 255
"""The last id that fits into a security identity as it is by default."""

LAST_EXTENDED_ID: Final = 511
"""The last id with `clustermesh.maxConnectedClusters` 511.

Source: install/kubernetes/cilium/values.yaml `clustermesh`.
"""
