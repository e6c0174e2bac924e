"""What AKO and its chart take under keys that a stack may set as raw Helm values.

No chart of AKO has a JSON schema, so nothing says no to a typing error: it renders, and AKO goes by
its own default. Words stand in the comments of AKO:helm/ako/values.yaml and in the code that is
named in each row; what must be of one type stands in AKO:helm/ako/templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.release import Release

_ANY: Final = Release(0, 0)


class ValueWords(NamedTuple):
    """The words that AKO knows under one key, in a range of minors."""

    key: str
    """The Helm key, with dots."""
    words: tuple[str, ...]
    otherwise: str
    """What AKO does at any other word, as the end of a sentence."""
    source: str
    any_case: bool = False
    """Whether upper and lower case are the same to AKO."""
    since: Release = _ANY
    """First minor with these words."""
    until: Release | None = None
    """Last minor with them; None while the newest still has them."""

    def applies_to(self, minor: Release) -> bool:
        """Whether the row is for this minor."""
        return self.since <= minor and (self.until is None or minor <= self.until)

    def knows(self, word: str) -> bool:
        """Whether a word is one of them."""
        return (word.lower() if self.any_case else word) in (
            tuple(each.lower() for each in self.words) if self.any_case else self.words
        )


IP_FAMILY: Final = (
    ValueWords(
        key="AKOSettings.ipFamily",
        words=("V4", "V6"),
        otherwise="AKO stops syncing",
        source="AKO:internal/lib/lib.go IsValidV6Config",
        until=Release(1, 11),
    ),
    ValueWords(
        key="AKOSettings.ipFamily",
        words=("V4", "V6", "V4_V6"),
        otherwise="AKO stops syncing",
        source="AKO:internal/lib/lib.go IsValidV6Config",
        since=Release(1, 12),
    ),
)
"""Families of pool members, on the clouds where AKO reads them. Empty is a word of its own."""

VALUE_WORDS: Final = (
    ValueWords(
        key="AKOSettings.logLevel",
        words=("INFO", "DEBUG", "WARN", "ERROR"),
        otherwise="AKO logs as with INFO",
        source="AKO:pkg/utils/log.go LogLevelMap",
    ),
    ValueWords(
        key="L4Settings.autoFQDN",
        words=("default", "flat", "disabled"),
        otherwise="AKO makes no names for Services",
        source="AKO:internal/lib/lib.go GetL4FqdnFormat",
    ),
    ValueWords(
        key="L7Settings.passthroughShardSize",
        words=("SMALL", "MEDIUM", "LARGE"),
        otherwise="AKO makes one virtual service for all, and with DEDICATED one for every host, "
        "named by a number",
        source="AKO:internal/lib/lib.go GetPassthroughShardVSName",
    ),
    ValueWords(
        key="L7Settings.fqdnReusePolicy",
        words=("InterNamespaceAllowed", "Strict"),
        otherwise="AKO lets every namespace use a name",
        source="AKO:internal/lib/control_config.go SetAKOFQDNReusePolicy",
        any_case=True,
        since=Release(1, 13),
    ),
)
"""Words that AKO replaces with one of its own where it does not know them."""


class RenderedType(NamedTuple):
    """A key that a template compares, so that a value of another type renders nothing at all."""

    key: str
    """The Helm key, with dots."""
    type: Literal["text", "boolean", "number"]
    source: str
    since: Release = _ANY
    """First minor whose templates compare it."""
    until: Release | None = None
    """Last minor whose templates compare it; None while the newest still does."""

    def applies_to(self, minor: Release) -> bool:
        """Whether the row is for this minor."""
        return self.since <= minor and (self.until is None or minor <= self.until)


RENDERED_TYPES: Final = (
    RenderedType(
        key="L7Settings.defaultIngController",
        type="text",
        source="AKO:helm/ako/templates/ingressclass.yaml",
    ),
    RenderedType(
        key="AKOSettings.primaryInstance",
        type="boolean",
        source="AKO:helm/ako/templates/gatewayclass.yaml",
        since=Release(1, 11),
    ),
    RenderedType(
        key="featureGates.GatewayAPI",
        type="boolean",
        source="AKO:helm/ako/templates/statefulset.yaml",
        since=Release(1, 11),
    ),
    RenderedType(
        key="featureGates.EnableEndpointSlice",
        type="boolean",
        source="AKO:helm/ako/templates/clusterrole.yaml",
        since=Release(1, 13),
        until=Release(1, 13),
    ),
    RenderedType(
        key="replicaCount",
        type="number",
        source="AKO:helm/ako/templates/statefulset.yaml",
        until=Release(1, 13),
    ),
)
"""Comparisons of AKO's templates. Templates of other keys put quotes around whatever there is."""


class ModeKey(NamedTuple):
    """A key that AKO reads in one mode only."""

    key: str
    """The Helm key, with dots."""
    quiet: tuple[object, ...]
    """Values that say nothing."""
    mode: Literal["evh", "node-port", "openshift"]
    needs: str
    """The mode in words, with its key."""
    source: str


MODE_KEYS: Final = (
    ModeKey(
        key="AKOSettings.vipPerNamespace",
        quiet=("", False, "false"),
        mode="evh",
        needs="AKOSettings.enableEVH",
        source="AKO:internal/nodes/avi_model_evh_nodes.go",
    ),
    ModeKey(
        key="L7Settings.fqdnReusePolicy",
        quiet=("", "InterNamespaceAllowed"),
        mode="evh",
        needs="AKOSettings.enableEVH",
        source="AKO:internal/lib/control_config.go SetAKOFQDNReusePolicy",
    ),
    ModeKey(
        key="nodePortSelector.key",
        quiet=("",),
        mode="node-port",
        needs="ako.serviceType NodePort",
        source="AKO:helm/ako/values.yaml",
    ),
    ModeKey(
        key="nodePortSelector.value",
        quiet=("",),
        mode="node-port",
        needs="ako.serviceType NodePort",
        source="AKO:helm/ako/values.yaml",
    ),
    ModeKey(
        key="AKOSettings.useDefaultSecretsOnly",
        quiet=("", False, "false"),
        mode="openshift",
        needs="cluster.distribution openshift",
        source="AKO:helm/ako/values.yaml",
    ),
)
"""Keys that do nothing outside of their mode."""

PASSED_VALUES: Final[Mapping[str, str]] = {
    "GatewayAPI.image.pullPolicy": "the kubelet's word, for the Gateway API's container",
    "GatewayAPI.image.repository": "an image mirror; the tag is always the chart's",
    "akoGatewayLogFile": "a file below mountPath",
    "ako-crd-operator": "the values of a chart of its own",
    "fullnameOverride": "no template that makes an object uses it",
    "image.pullPolicy": "the kubelet's word",
    "image.pullSecrets": "passed on whole to the pods",
    "image.repository": "an image mirror; the tag is always the chart's",
    "logFile": "a file below mountPath",
    "mountPath": "a folder in the container, for the volume",
    "nameOverride": "it changes labels alone",
    "nodeSelector": "passed on whole to the pods",
    "persistentVolumeClaim": "a claim that the user makes",
    "podSecurityContext": "passed on whole to the pods",
    "resources": "passed on whole to the containers",
    "securityContext": "passed on whole to the containers",
    "serviceAccount.create": "templates name their own ServiceAccount",
    "serviceAccount.name": "templates name their own ServiceAccount",
    "tolerations": "passed on whole to the pods",
}
"""Helm keys that are passed on as they are, with what is known of them."""
