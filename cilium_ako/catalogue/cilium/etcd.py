"""How Cilium reaches etcd. Source: install/kubernetes/cilium/templates/cilium-configmap.yaml."""

from __future__ import annotations

from typing import Final

PLACEHOLDER_HOST: Final = "change-me"
"""The host of the endpoint that the chart writes where none is given, in lower case."""

CA_FILE: Final = "etcd-client-ca.crt"
"""The authorities of etcd's members, in the Secret that agents mount."""
CERTIFICATE_FILE: Final = "etcd-client.crt"
"""The client's certificate, in the same."""
KEY_FILE: Final = "etcd-client.key"
"""The client's private key, in the same."""

CLIENT_FILES: Final = (CA_FILE, CERTIFICATE_FILE, KEY_FILE)
"""The files that `etcd-config` names, with exactly these names."""
