"""Type tokens of resources that are looked for in states and previews.

Those of our components are part of every URN, so they never change.
Sources: the schemas of pulumi-kubernetes 4 and of pulumi-random 4.
"""

from __future__ import annotations

from typing import Final

HELM_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
KUBERNETES_SECRET: Final = "kubernetes:core/v1:Secret"  # noqa: S105 - a type's name
RANDOM_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - as above

CILIUM_COMPONENT: Final = "cilium-ako:cilium:Cilium"
AKO_COMPONENT: Final = "cilium-ako:ako:Ako"
