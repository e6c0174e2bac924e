"""Rules about the stack's secrets. No message ever shows one."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

SECRETS: Final = (
    Rule(
        "secret-missing",
        "error",
        "Every secret that the stack needs is set.",
        "What needs it would be made without it and not work.",
        "Set it.",
        "the config reference in the README",
    ),
    Rule(
        "secret-missing-offline",
        "warning",
        "Every secret that the stack needs is set before it is deployed.",
        "The preview uses a stand-in; pulumi up will refuse.",
        "Set it before pulumi up.",
        "the config reference in the README",
    ),
    Rule(
        "secret-unused",
        "warning",
        "Every credential that is set is one that the stack uses.",
        "Nothing reads it, so it does not do what whoever set it meant.",
        "Remove it, or set what makes use of it.",
        "the config reference in the README",
        acknowledgeable=True,
    ),
    Rule(
        "avi-username-missing",
        "error",
        "Credentials from this config have a user name.",
        "AKO's Secret is not made without one, and AKO does not start.",
        "Set it.",
        "AKO:helm/ako/templates/secret.yaml",
    ),
    Rule(
        "ipsec-key-form",
        "error",
        "The IPsec key has the form that agents and kernels accept.",
        "Agents stop at start, or, worse, the kernel refuses the key later and traffic is dropped.",
        'pulumi config set --secret cilium-ako:ipsecKey "1+ rfc4106(gcm(aes)) '
        '$(openssl rand -hex 20) 128"',
        "pkg/datapath/linux/ipsec/ipsec_linux.go",
    ),
    Rule(
        "ipsec-key-id",
        "error",
        "The IPsec key's id follows from its rotation.",
        "Agents tell keys apart by the id: a wrong one makes them keep the old key, and nodes stop "
        "understanding each other.",
        "Count the rotation up with every new key, and give the key the id that follows from it.",
        "Documentation/security/network/encryption-ipsec.rst, key rotation",
    ),
    Rule(
        "pem-form",
        "error",
        "Certificates and keys are PEM of the right kind.",
        "Its reader starts without TLS or not at all, long after the deployment.",
        "Set it from the right file.",
        "pkg/kvstore/etcd.go; AKO:helm/ako/templates/secret.yaml",
    ),
)
"""Rules about secrets."""
