"""A short word for the values that AKO reads when it starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from cilium_ako.catalogue.ako.value_keys import LIVE_KEYS
from cilium_ako.charts.helm_values import flatten


def values_digest(values: Mapping[str, object]) -> str:
    """A digest of what AKO reads at its start, 16 hex digits; credentials are not to be among it.

    AKO reads its ConfigMap once, through its environment, and the chart puts no checksum on
    the pods (AKO:helm/ako/templates/statefulset.yaml).
    """
    read_at_start = {key: value for key, value in flatten(values) if key not in LIVE_KEYS}
    text = json.dumps(read_at_start, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
