"""The Avi Controller's credentials, as the Secret that AKO reads."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.kubernetes import AVI_NAMESPACE, Secret
from components.options import component_options

AVI_SECRET = "avi-secret"  # noqa: S105 - a Secret's name
"""The only name that AKO looks for (AKO:docs/values.md, avicredentials)."""


class AviCredentials(pulumi.ComponentResource):
    """The Secret `avi-secret`. AKO restarts itself when it changes (AKO:k8s/ako_init.go)."""

    def __init__(
        self,
        name: str,
        *,
        texts: Mapping[str, pulumi.Input[str]],
        provider: pulumi.ProviderResource,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`texts` holds username, and password, authtoken or certificateAuthorityData."""
        given = opts or pulumi.ResourceOptions()
        super().__init__("cilium-ako:ako:AviCredentials", name, None, component_options(given))
        Secret(
            AVI_SECRET,
            namespace=AVI_NAMESPACE,
            texts=texts,
            opts=pulumi.ResourceOptions(
                parent=self, provider=provider, depends_on=given.depends_on
            ),
        )
        self.register_outputs({"secretName": AVI_SECRET})
