"""How long certificates of the managed etcd are valid, and who may use them for what."""

from __future__ import annotations

from typing import Final

AUTHORITY_HOURS: Final = 10 * 365 * 24
"""How long an authority is valid. Another one takes over by a change of the config alone."""

LEAF_HOURS: Final = 365 * 24
"""How long a certificate of a member or a client is valid."""

RENEWED_HOURS: Final = 90 * 24
"""How long before its end the next `pulumi up` makes a certificate anew. etcd and Cilium read it at
the next handshake; nothing restarts.

Source: client/pkg/transport/listener.go; pkg/kvstore/etcd.go of Cilium.
"""

ALGORITHM: Final = "ECDSA"
CURVE: Final = "P256"

AUTHORITY_USES: Final = ("cert_signing", "crl_signing", "digital_signature")
MEMBER_USES: Final = ("digital_signature", "key_encipherment", "server_auth", "client_auth")
"""A member is a client of others, and of itself."""
CLIENT_USES: Final = ("digital_signature", "key_encipherment", "client_auth")
"""In the words of the provider `tls`. Source: pulumi-tls' schema, allowedUses."""
