"""The IPsec key, as a Secret that the agents read."""

from __future__ import annotations

import hashlib

import pulumi

from cilium_ako.changes.key_digest import (
    KEY_DIGEST_ANNOTATION,
    KEY_ID_ANNOTATION,
    key_digest,
)
from cilium_ako.charts.cilium import IPSEC_SECRET
from cilium_ako.charts.decisions import ipsec_key_id
from cilium_ako.config.encryption import GeneratedKey, ImportedKey
from components.kubernetes import SYSTEM_NAMESPACE, Secret
from components.options import component_options


class IpsecKey(pulumi.ComponentResource):
    """The Secret `cilium-ipsec-keys`, with a generated or an imported key.

    The key is one line `<id>+ rfc4106(gcm(aes)) <40 hex digits> 128`: 16 bytes of key, 4 of
    salt; the `+` asks for a key of its own per tunnel (GHSA-pwqm-x5x6-5586).
    Source: Documentation/security/network/encryption-ipsec.rst.
    """

    def __init__(
        self,
        name: str,
        *,
        key: GeneratedKey | ImportedKey,
        imported: str | None,
        cluster_name: str,
        provider: pulumi.ProviderResource,
        hooks: pulumi.ResourceHookBinding | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`imported` is the key's text where the config holds one."""
        super().__init__("cilium-ako:cilium:IpsecKey", name, None, component_options(opts))
        if isinstance(key, GeneratedKey):
            text, key_id = self._generated(key), str(ipsec_key_id(key.rotation))
        else:
            text = pulumi.Output.secret(imported or "")
            key_id = imported_key_id(key, imported)
        digest = text.apply(lambda known: key_digest(known, cluster_name))
        Secret(
            IPSEC_SECRET,
            namespace=SYSTEM_NAMESPACE,
            texts={"keys": text},
            annotations={
                KEY_ID_ANNOTATION: key_id,
                KEY_DIGEST_ANNOTATION: pulumi.Output.unsecret(digest),
            },
            opts=pulumi.ResourceOptions(parent=self, provider=provider, hooks=hooks),
        )
        self.key_id = key_id
        self.register_outputs({"keyId": key_id})

    def _generated(self, key: GeneratedKey) -> pulumi.Output[str]:
        import pulumi_random  # noqa: PLC0415 - only a generated key needs the plugin

        # A password's id is the word "none"; the id of random bytes would be the bytes.
        material = pulumi_random.RandomPassword(
            "ipsec-key-material",
            length=64,
            special=False,
            keepers={"rotation": str(key.rotation)},
            opts=pulumi.ResourceOptions(parent=self),
        )

        def line(password: str) -> str:
            digits = hashlib.sha256(password.encode()).hexdigest()[:40]
            return f"{ipsec_key_id(key.rotation)}+ rfc4106(gcm(aes)) {digits} 128"

        return material.result.apply(line)


def imported_key_id(key: ImportedKey, imported: str | None) -> str:
    """The id of an imported key: from its rotation, else from the text; `unknown` without both."""
    if key.rotation is not None:
        return str(ipsec_key_id(key.rotation))
    digits = (imported or "").partition("+")[0]
    return digits if digits.isdigit() else "unknown"
