"""Which Helm values and environment variables hold secrets, by where they stand or by name.

Source of the keys: install/kubernetes/cilium/values.yaml, AKO:helm/ako/values.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

AKO_CREDENTIALS: Final = "avicredentials"
"""The key of AKO's chart below which the controller's credentials stand."""

SECRET_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "cilium": (
        "tls.ca.key",
        "hubble.tls.ca.key",
        "hubble.tls.server.key",
        "hubble.metrics.tls.server.key",
        "hubble.relay.tls.client.key",
        "hubble.relay.tls.server.key",
        "hubble.ui.tls.client.key",
        "clustermesh.apiserver.tls.server.key",
        "clustermesh.apiserver.tls.admin.key",
        "clustermesh.apiserver.tls.client.key",
        "clustermesh.apiserver.tls.remote.key",
        "clustermesh.apiserver.tls.ca.key",
    ),
    "ako": (AKO_CREDENTIALS,),
}
"""Chart to its keys that hold a secret, or below which everything is one."""

_NAME: Final = (
    r"(?i)(?:pass(?:word|wd|phrase)|token|auth_?token|api_?key|private_?key|access_?key(?:_?id)?"
    r"|^secure|secret_?key|client_?secret|credentials?|shared_?key|pre_?shared_?key|psk|kubeconfig)$"
)
_PERHAPS: Final = r"(?i)secret$|^key$|^extraEnv$"
_VARIABLE: Final = r"(?i)pass(?:word|wd|phrase)|token|secret|credential|private|key$"


def names_secret(path: str) -> bool:
    """Whether the last name of a dotted key is one of a secret.

    `secretName` and `keyFile` say where a secret is, and are none.
    """
    return re.search(_NAME, path.rpartition(".")[2]) is not None


def holds_secret(chart: str, path: str) -> bool:
    """Whether a secret stands at a dotted key: by its last name, or where all below is one."""
    return names_secret(path) or any(
        path == key or path.startswith(f"{key}.") for key in SECRET_VALUES[chart]
    )


def may_hold_secret(chart: str, path: str) -> bool:
    """Whether a secret may stand at a dotted key: surely, or as far as its name tells."""
    return holds_secret(chart, path) or re.search(_PERHAPS, path.rpartition(".")[2]) is not None


def variable_holds_secret(name: str) -> bool:
    """Whether an environment variable of this name holds a secret."""
    return re.search(_VARIABLE, name) is not None
