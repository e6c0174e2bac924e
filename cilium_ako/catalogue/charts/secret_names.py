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

_NAME: Final = re.compile(
    r"(?:pass(?:word|wd|phrase)|token|auth_?token|api_?key|private_?key|access_?key(?:_?id)?"
    r"|^secure|secret_?key|client_?secret|credentials?|shared_?key|pre_?shared_?key|psk|kubeconfig)$",
    re.IGNORECASE,
)
_PERHAPS: Final = re.compile(r"secret$|^key$|^extraEnv$", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"pass(?:word|wd|phrase)|token|secret|credential|private|key$", re.I)


def names_secret(path: str) -> bool:
    """Whether the last name of a dotted key is one of a secret.

    `secretName` and `keyFile` say where a secret is, and are none.
    """
    return _NAME.search(path.rpartition(".")[2]) is not None


def may_hold_secret(chart: str, path: str) -> bool:
    """Whether a secret may stand at a dotted key: surely, or as far as its name tells."""
    return (
        path in SECRET_VALUES[chart]
        or names_secret(path)
        or _PERHAPS.search(path.rpartition(".")[2]) is not None
    )


def variable_holds_secret(name: str) -> bool:
    """Whether an environment variable of this name holds a secret."""
    return _VARIABLE.search(name) is not None
