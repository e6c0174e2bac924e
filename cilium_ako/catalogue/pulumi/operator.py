"""What the Pulumi Kubernetes Operator takes, and what it does with it.

Paths are of the repository pulumi/pulumi-kubernetes-operator.
"""

from __future__ import annotations

from typing import Final

API_GROUP: Final = "pulumi.com"
API_VERSION: Final = f"{API_GROUP}/v1"
"""Source: operator/api/pulumi/v1/groupversion_info.go."""
KIND: Final = "Stack"
RESOURCES: Final = ("apis", API_GROUP, "v1", "stacks")
"""The path of all Stacks of a hub."""
LONGEST_NAME: Final = 42
"""Characters of a Stack's name. Source: operator/api/pulumi/v1/stack_types.go (XValidation)."""
WAKING_ANNOTATION: Final = "pulumi.com/reconciliation-request"
"""A new value of it has a Stalled Stack tried again. Source: operator/api/pulumi/shared/
stack_types.go (ReconcileRequestAnnotation)."""
READY: Final = "Ready"
STALLED: Final = "Stalled"
RECONCILING: Final = "Reconciling"
"""The conditions of a Stack. Source: operator/api/pulumi/v1/stack_types.go."""
AUTHORISER: Final = "system:auth-delegator"
"""The ClusterRole that a workspace's account needs, to ask who calls it. Source:
pulumi-kubernetes-operator:docs/migration.md."""
SECURITY_PROFILES: Final = ("baseline", "restricted")
"""Source: operator/api/auto/v1alpha1/workspace_types.go (SecurityProfile)."""
SHORTEST_RESYNC: Final = 60
"""Seconds; less is taken for it. Source: operator/internal/controller/pulumi/stack_controller.go
(resyncFreq)."""
DIY_ORGANIZATION: Final = "organization"
"""What stands for the organization in a stack's full name at a backend of one's own. Source:
pulumi:pkg/backend/diy/store.go."""
CLOUD_SCHEMES: Final = ("https", "http")
"""The schemes of a backend that is Pulumi's service, or one like it."""
NO_EFFECT: Final = ("expectNoRefreshChanges", "retryOnUpdateConflict")
"""Fields of a Stack that the operator takes and nothing reads. Source: operator/internal/
controller/pulumi/stack_controller.go (newUp has the first commented out), migration.go
(ValidateStack, which nobody calls)."""

RESYNC_SECONDS: Final = 21_600
"""How often a Stack is run again to find drift: every six hours."""
PARALLEL: Final = 8
"""Resources that one run works on at a time."""
KEEP_UPDATES: Final = "168h"
"""How long the record of a run is kept: a week."""
WORKSPACE_REQUESTS: Final = {"cpu": "250m", "memory": "512Mi", "ephemeral-storage": "1Gi"}
"""What one run needs. A preview of this program was measured with 328 MiB in four processes; the
operator's own request of 64Mi has the node evict the pod in the middle of an update."""
