"""The IPsec key, as a Secret that the agents read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pulumi

from cilium_ako.catalogue.cilium import ipsec
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET, NAMESPACE
from cilium_ako.changes.key_digest import (
    CILIUM_VERSION_ANNOTATION,
    KEY_ALGORITHM_ANNOTATION,
    KEY_DIGEST_ANNOTATION,
    KEY_ID_ANNOTATION,
    UNKNOWN_ALGORITHM,
    key_digest,
)
from cilium_ako.config.encryption import GeneratedKey, ImportedKey
from cilium_ako.config.ipsec_key import ipsec_algorithm
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesSecret


@dataclass(frozen=True, kw_only=True)
class IpsecKeyArgs:
    """What `IpsecKey` is given."""

    key: GeneratedKey | ImportedKey
    """Whether the key is made here or comes from the config, and how often it was rotated."""
    imported: str | None = None
    """The key's text where the config holds one. A secret."""
    cluster_name: str
    """The cluster's name: the key's digest is salted with it, so that two clusters with one key
    do not show it."""
    cilium_version: str
    """The version of Cilium that the key is deployed with: a hook of the Secret sees nothing else
    of it, and a key may not change together with it."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret."""


class IpsecKey(pulumi.ComponentResource):
    """The Secret `kube-system/cilium-ipsec-keys`, with a generated or an imported key.

    A generated key is one line `<id>+ rfc4106(gcm(aes)) <40 hex digits> 128`: 16 bytes of key, 4
    of salt; the `+` asks for a key of its own per tunnel (GHSA-pwqm-x5x6-5586). An imported one is
    written as it is.
    Source: Documentation/security/network/encryption-ipsec.rst.
    """

    key_id: pulumi.Output[str]
    """The key's id, `1` to `15`; `unknown` where neither a rotation nor a known text tells."""
    secret_name: pulumi.Output[str]
    """The Secret's name, which agents mount."""

    def __init__(
        self, name: str, args: IpsecKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:cilium:IpsecKey", name, None, options)
        key_id = ipsec_key_id_of(args.key, args.imported)
        if isinstance(args.key, GeneratedKey):
            text = self._generated(args.key)
        else:
            text = pulumi.Output.secret(args.imported or "")
        digest = text.apply(lambda known: key_digest(known, args.cluster_name))
        KubernetesSecret(
            IPSEC_SECRET,
            namespace=NAMESPACE,
            texts={"keys": text},
            annotations={
                KEY_ID_ANNOTATION: key_id,
                KEY_ALGORITHM_ANNOTATION: _algorithm(args),
                KEY_DIGEST_ANNOTATION: pulumi.Output.unsecret(digest),
                CILIUM_VERSION_ANNOTATION: args.cilium_version,
            },
            opts=child_options(self, opts, pulumi.ResourceOptions(hooks=args.hooks)),
        )
        self.key_id = pulumi.Output.from_input(key_id)
        self.secret_name = pulumi.Output.from_input(IPSEC_SECRET)
        self.register_outputs({"keyId": self.key_id, "secretName": self.secret_name})

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
            digits = hashlib.sha256(password.encode()).hexdigest()[: ipsec.KEY_DIGITS]
            return f"{ipsec.key_id(key.rotation)}+ {ipsec.ALGORITHM} {digits} {ipsec.CHECK_BITS}"

        return material.result.apply(line)


def _algorithm(args: IpsecKeyArgs) -> str:
    if isinstance(args.key, GeneratedKey):
        return ipsec.KEY_ALGORITHM
    return ipsec_algorithm(args.imported or "") or UNKNOWN_ALGORITHM


def ipsec_key_id_of(key: GeneratedKey | ImportedKey, imported: str | None) -> str:
    """The id of a key, from its rotation, else from its text; `unknown` without both."""
    if key.rotation is not None:
        return str(ipsec.key_id(key.rotation))
    digits = (imported or "").partition("+")[0]
    return digits if digits.isdigit() else "unknown"
