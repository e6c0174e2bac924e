"""What is wrong with a fleet: with `fleet.yaml`, with its stack files, with Stack objects.

The API server finds unknown fields, wrong types and names that are too long. What stands here it
lets through, and the operator then does something else than what was meant, or nothing at all.

Paths are of the repository pulumi/pulumi-kubernetes-operator, where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

_CONTROLLER: Final = "operator/internal/controller/pulumi/stack_controller.go"
_TYPES: Final = "operator/api/pulumi/shared/stack_types.go"


class FleetFault(NamedTuple):
    """A fault that a fleet may have."""

    id: str
    """Its name in reports."""
    why: str
    """What happens, as a sentence."""
    fix: str
    """What to do, where the check has nothing more precise to say."""
    source: str
    """Where it is known from."""


FAULTS: Final = (
    FleetFault(
        id="fleet-file-unreadable",
        why="Nothing is known of the fleet without it.",
        fix="docs/fleet.md shows every key of fleet.yaml",
        source="cilium_ako/rollout/fleet_file.py",
    ),
    FleetFault(
        id="fleet-file",
        why="Nothing is rendered of a file that says something else than was meant.",
        fix="docs/fleet.md shows every key of fleet.yaml",
        source="cilium_ako/rollout/fleet_file.py",
    ),
    FleetFault(
        id="stack-file-unreadable",
        why="Nothing can be rendered of it.",
        fix="cilium-ako check shows what is wrong with it",
        source="cilium_ako/config/stack_files.py",
    ),
    FleetFault(
        id="stack-file-unfit",
        why="Nothing can be rendered of it.",
        fix="cilium-ako check shows what is wrong with it",
        source="cilium_ako/config/stack.py",
    ),
    FleetFault(
        id="stack-name-twice",
        why="Two files claim one stack, and which of them counts depends on who reads.",
        fix="remove one of them, or rename it",
        source="pulumi:sdk/go/common/workspace/paths.go (DetectProjectStackPath)",
    ),
    FleetFault(
        id="object-name-twice",
        why="Their objects on the hub have one name, and the second overwrites the first.",
        fix="rename one of the stacks",
        source="Kubernetes: one object of a kind has a name in a namespace",
    ),
    FleetFault(
        id="object-name-too-long",
        why="The API server refuses the object, or that of its preview.",
        fix="give the stack a shorter name",
        source="operator/api/pulumi/v1/stack_types.go (XValidation)",
    ),
    FleetFault(
        id="stack-in-no-wave",
        why="Nobody would ever promote it, so it would stay behind without a word.",
        fix="put it into one of `waves` in fleet.yaml",
        source="docs/fleet.md",
    ),
    FleetFault(
        id="stack-in-two-waves",
        why="It would be moved with the first of them, before the others have shown that it works.",
        fix="leave it in one wave",
        source="docs/fleet.md",
    ),
    FleetFault(
        id="wave-of-nobody",
        why="There is no stack file of that name, so the wave is smaller than it looks.",
        fix="correct the name, or take it out of `waves`",
        source="docs/fleet.md",
    ),
    FleetFault(
        id="backend-without-organization",
        why="The operator cannot name the stack at a service without an organization.",
        fix="write it behind the address, as in https://api.pulumi.com/ORGANIZATION",
        source=f"{_TYPES} (Stack: org/project/stack)",
    ),
    FleetFault(
        id="provider-missing",
        why="At a backend of one's own a new stack would ask for a passphrase, and a workspace has "
        "nobody to ask.",
        fix="name a key service in `secretsProvider`, or with `passphrase` the Secret of "
        "PULUMI_CONFIG_PASSPHRASE in `secrets`",
        source=f"{_TYPES} (SecretsProvider)",
    ),
    FleetFault(
        id="environment-without-cloud",
        why="Environments are kept by Pulumi's service alone, and this backend is none.",
        fix="write their config into the stack file",
        source="pulumi:pkg/backend/diy (no environments)",
    ),
    FleetFault(
        id="object-unreadable",
        why="Whoever applies the folder applies it as well.",
        fix="mend it, or remove it",
        source="docs/fleet.md",
    ),
    FleetFault(
        id="not-current",
        why="The hub would run something else than what the stack file says.",
        fix="cilium-ako fleet render",
        source="cilium_ako/rollout/render.py",
    ),
    FleetFault(
        id="object-of-no-stack",
        why="Its stack file is gone: the hub goes on updating a cluster that nobody describes.",
        fix="remove the file, and decide what becomes of the object on the hub",
        source="docs/fleet.md",
    ),
    FleetFault(
        id="source-missing",
        why="The workspace has no program, and the operator says so only when it runs.",
        fix="give `projectRepo` with `commit`, or an image with `workspaceTemplate.spec.local`",
        source=f"{_CONTROLLER} (No source specified)",
    ),
    FleetFault(
        id="source-twice",
        why="The operator takes the first one that it knows and is silent about the other.",
        fix="leave one of them",
        source=f"{_CONTROLLER} (switch over the kinds of source)",
    ),
    FleetFault(
        id="branch",
        why="Every Stack of it takes each new commit by itself within a minute: no wave, no "
        "approval, and a prerequisite that succeeded at the old commit lets all of them pass.",
        fix="remove `branch` and pin `commit`",
        source=f"{_CONTROLLER} (isRequirementSatisfied compares no commits)",
    ),
    FleetFault(
        id="commit-form",
        why="A short hash, a tag or a branch can mean something else tomorrow, and git fetches "
        "whole hashes only.",
        fix="write all 40 digits: git rev-parse REF",
        source="operator/internal/controller/pulumi/git.go",
    ),
    FleetFault(
        id="image-form",
        why="A tag can mean another program tomorrow, and nothing says that it changed.",
        fix="name the image by its digest: NAME@sha256:…",
        source="operator/api/auto/v1alpha1/workspace_types.go (Image)",
    ),
    FleetFault(
        id="stack-form",
        why="The operator selects a stack of another project or organization, or makes a new one.",
        fix="write ORGANIZATION/cilium-ako/STACK",
        source=f"{_TYPES} (Stack)",
    ),
    FleetFault(
        id="config-form",
        why="The API server does not look into it, and the workspace cannot start.",
        fix='write a mapping of keys such as "cilium-ako:cluster" below `config`',
        source=f"{_TYPES} (Config, Schemaless)",
    ),
    FleetFault(
        id="clear-secret",
        why="It stands in clear text in the repository and in the hub's etcd.",
        fix="put it into a Secret of the hub, name that in `secretsRef`, and change the secret "
        "itself: whoever can read the repository has read it",
        source=f"{_TYPES} (Secrets, Literal)",
    ),
    FleetFault(
        id="secret-kind",
        why="The workspace takes secrets from Secrets alone, and the Stack stalls.",
        fix="write type: Secret, with its name and key",
        source=f"{_TYPES} (ResourceRef); operator/internal/controller/pulumi/utils.go",
    ),
    FleetFault(
        id="foreign-namespace",
        why="The operator refuses what stands in another namespace than the Stack's, and the Stack "
        "stalls.",
        fix="put the Secret beside the Stack and leave `namespace` out",
        source=f"{_TYPES} (SecretSelector.Namespace)",
    ),
    FleetFault(
        id="kubeconfig-missing",
        why="The workspace would take its own account, and install the network into the hub.",
        fix="name the cluster's kubeconfig in `secretsRef`",
        source="pulumi-kubernetes: provider without a kubeconfig",
    ),
    FleetFault(
        id="kubeconfig-shared",
        why="Two stacks install the network of one cluster, and each takes back what the other "
        "did.",
        fix="give each Stack the kubeconfig of its own cluster",
        source="install/kubernetes/cilium of Cilium (names and namespace are fixed)",
    ),
    FleetFault(
        id="stack-object-twice",
        why="Two writers of one state: each run finds the other's lock, and counts it as a "
        "failure.",
        fix="remove one of them, or make it a preview",
        source=f"{_CONTROLLER} (a lock conflict is a failure like another)",
    ),
    FleetFault(
        id="prerequisite-self",
        why="It waits for itself and never runs.",
        fix="remove it from its own `prerequisites`",
        source=f"{_CONTROLLER} (isRequirementSatisfied)",
    ),
    FleetFault(
        id="prerequisite-circle",
        why="Each waits for the next one, and none ever runs.",
        fix="take one of them out",
        source=f"{_CONTROLLER} (isRequirementSatisfied)",
    ),
    FleetFault(
        id="prerequisite-of-nobody",
        why="There is no such Stack in its namespace, and it waits for ever.",
        fix="name a Stack of the same namespace",
        source=f"{_CONTROLLER} (same namespace only)",
    ),
    FleetFault(
        id="duration-form",
        why="The operator cannot read the object at all, and goes on with the last one that it "
        "could.",
        fix="write a duration of Go, as in 24h or 90m",
        source=f"{_TYPES} (SucceededWithinDuration, metav1.Duration)",
    ),
    FleetFault(
        id="resync-form",
        why="The operator takes it for 60 seconds: hundreds of Stacks would each run every minute.",
        fix="write a number of seconds from 60 on; 21600 is six hours",
        source=f"{_CONTROLLER} (resyncFreq)",
    ),
    FleetFault(
        id="profile-form",
        why="The API server takes any word, and the workspace's pod is then refused, or is not "
        "restricted.",
        fix="write restricted",
        source="operator/api/auto/v1alpha1/workspace_types.go (SecurityProfile)",
    ),
    FleetFault(
        id="destroyed-with-object",
        why="Whoever deletes the object, or its namespace, takes the network of a running cluster "
        "down.",
        fix="write destroyOnFinalize: false; docs/deletion.md says how a network is taken down",
        source=f"{_TYPES} (DestroyOnFinalize)",
    ),
    FleetFault(
        id="workspace-kept",
        why="Config and secrets are set when a workspace's pod starts: with Retain a rotated "
        "Secret is not seen, and each Stack keeps a pod for ever.",
        fix="write workspaceReclaimPolicy: Delete",
        source=f"{_CONTROLLER}; operator/internal/controller/auto/workspace_controller.go",
    ),
    FleetFault(
        id="no-effect",
        why="The operator takes the field and nothing reads it.",
        fix="remove it",
        source=f"{_CONTROLLER} (newUp)",
    ),
    FleetFault(
        id="account-missing",
        why="All workspaces of a namespace would share its default account, which may not ask the "
        "API server who calls.",
        fix="write serviceAccountName, and give that account system:auth-delegator",
        source="pulumi-kubernetes-operator:docs/migration.md",
    ),
)

UNREADABLE: Final = frozenset(
    {"fleet-file-unreadable", "stack-file-unreadable", "object-unreadable"}
)
"""Those of a document that could not be read at all."""
FAULT_BY_ID: Final[Mapping[str, FleetFault]] = {each.id: each for each in FAULTS}
