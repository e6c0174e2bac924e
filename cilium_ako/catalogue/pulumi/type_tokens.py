"""Type tokens of resources that are looked for in states and previews.

Those of our components are part of every URN, so they never change.
Sources: the schemas of pulumi-kubernetes 4, of pulumi-random 4 and of pulumi-aws 7.
"""

from __future__ import annotations

from typing import Final

HELM_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
HELM_CHART_V3: Final = "kubernetes:helm.sh/v3:Chart"
HELM_CHART_V4: Final = "kubernetes:helm.sh/v4:Chart"
KUBERNETES_SECRET: Final = "kubernetes:core/v1:Secret"  # noqa: S105 - a type's name
KUBERNETES_CONFIG_MAP: Final = "kubernetes:core/v1:ConfigMap"
KUBERNETES_DAEMON_SET: Final = "kubernetes:apps/v1:DaemonSet"
KUBERNETES_STATEFUL_SET: Final = "kubernetes:apps/v1:StatefulSet"
STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"
RANDOM_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - as above

CILIUM_COMPONENT: Final = "cilium-ako:cilium:Cilium"
AKO_COMPONENT: Final = "cilium-ako:ako:Ako"
OPERATOR_ROLE_COMPONENT: Final = "cilium-ako:eni:OperatorRole"
POD_SUBNETS_COMPONENT: Final = "cilium-ako:eni:PodSubnets"

AWS_ROLE: Final = "aws:iam/role:Role"
AWS_SUBNET: Final = "aws:ec2/subnet:Subnet"
POD_IDENTITY_ASSOCIATION: Final = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
