"""The Avi Controller's credentials, as the Secret that AKO reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from cilium_ako.catalogue.ako import objects
from cilium_ako.config.stack import SecretKey
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesSecret

KEYS_IN_SECRET: Final = {
    SecretKey.AVI_PASSWORD: "password",
    SecretKey.AVI_TOKEN: "authtoken",
    SecretKey.AVI_CA: "certificateAuthorityData",
}
"""The secret config keys, as `avi-secret` and the chart's `avicredentials` both name them."""


@dataclass(frozen=True, kw_only=True)
class AviCredentialsArgs:
    """What `AviCredentials` is given."""

    texts: Mapping[str, pulumi.Input[str]]
    """`username`, and `password`, `authtoken` or `certificateAuthorityData`. Secrets."""
    hooks: pulumi.ResourceHookBinding | None = None
    """Hooks of the Secret."""


class AviCredentials(pulumi.ComponentResource):
    """The Secret `avi-system/avi-secret`. AKO restarts itself when its content changes.

    Before 1.12.1 AKO's chart makes the same Secret. So that it is never gone on the way up, on the
    way down, or where somebody else provides it from now on, it belongs to Helm and to nobody:

    - its annotation makes Helm leave it in place where the newer chart no longer renders it, which
      counts on the live object: this resource is applied before the release;
    - Helm's marks on it let the older chart take it over, which Helm refuses otherwise;
    - the engine forgets it and does not delete it. It goes with its namespace.

    The namespace is not made here: pass what makes it in `opts.depends_on`.
    Source: AKO:internal/k8s/ako_init.go; Helm's resource policy and import of existing objects.
    """

    secret_name: pulumi.Output[str]
    """The Secret's name, which is the only one that AKO looks for."""

    def __init__(
        self, name: str, args: AviCredentialsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:ako:AviCredentials", name, None, options)
        KubernetesSecret(
            objects.SECRET,
            namespace=objects.NAMESPACE,
            texts=args.texts,
            annotations=objects.SECRET_ANNOTATIONS,
            labels=objects.SECRET_LABELS,
            opts=child_options(
                self, opts, pulumi.ResourceOptions(retain_on_delete=True, hooks=args.hooks)
            ),
        )
        self.secret_name = pulumi.Output.from_input(objects.SECRET)
        self.register_outputs({"secretName": self.secret_name})
