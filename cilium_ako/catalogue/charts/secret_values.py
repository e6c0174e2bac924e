"""Helm values that hold a secret, which a stack file would show in clear.

Source: install/kubernetes/cilium/values.yaml. AKO's `avicredentials` are refused as a whole.
"""

from __future__ import annotations

from typing import Final

CILIUM: Final = (
    "tls.ca.key",
    "hubble.tls.server.key",
    "hubble.relay.tls.client.key",
    "hubble.relay.tls.server.key",
    "hubble.ui.tls.client.key",
    "clustermesh.apiserver.tls.server.key",
    "clustermesh.apiserver.tls.admin.key",
    "clustermesh.apiserver.tls.client.key",
    "clustermesh.apiserver.tls.remote.key",
    "clustermesh.apiserver.tls.ca.key",
)
"""Private keys among the Cilium chart's values."""
