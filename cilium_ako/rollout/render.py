"""The objects of a stack for the Pulumi Kubernetes Operator, as one file of YAML.

Each stack has an account, its right to ask who calls it, the Stack itself, and a twin that only
previews: at the version that `fleet.yaml` names, with the stack file as it is, against the real
state. The Stack has that version and that config as well, once it was promoted; until then it stays
whole as it was rendered, whatever the stack file says meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from cilium_ako.catalogue.pulumi.operator import (
    API_VERSION,
    AUTHORISER,
    KEEP_UPDATES,
    KIND,
    PARALLEL,
    RESYNC_SECONDS,
    WORKSPACE_REQUESTS,
)
from cilium_ako.charts.yaml_text import quoted_yaml_text
from cilium_ako.config.stack import PROJECT, SecretKey, key_path
from cilium_ako.config.stack_objects import is_preview, stacks_in
from cilium_ako.doctor.json_access import string_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_documents
from cilium_ako.escape import one_line
from cilium_ako.rollout.fleet import TWIN, FleetStack, dns_label, needed_secrets
from cilium_ako.rollout.fleet_file import (
    COMMIT,
    IMAGE,
    FleetFile,
    GitSource,
    SecretGiven,
    Source,
    full_name,
)

Object: TypeAlias = dict[str, Any]
"""A Kubernetes object, or a part of one."""

LABELS: Final = "cilium-ako.io"
"""What our labels begin with."""
WAVE_LABEL: Final = f"{LABELS}/wave"
STACK_LABEL: Final = f"{LABELS}/stack"
_SECRETS: Final = frozenset(map(key_path, SecretKey))


@dataclass(frozen=True)
class Rendered:
    """The file of a stack."""

    stack: FleetStack
    objects: tuple[Object, ...]
    waits: bool
    """Whether its Stack is kept as it was, until it is promoted."""

    @property
    def file_name(self) -> str:
        """The file's name in the folder of all stacks."""
        return f"{self.stack.name}.yaml"

    @cached_property  # it is compared first, and then written or compared once more
    def text(self) -> str:
        """The file's text; the same objects always give the same one."""
        head = (
            f"# {one_line(self.stack.file.path.name)} and fleet.yaml, as `cilium-ako fleet render`"
            " writes them: change those.\n# The version of the Stack that is no preview is moved by"
            " `cilium-ako fleet promote`.\n"
        )
        return head + quoted_yaml_text(*self.objects)


def rendered(fleet: FleetFile, stack: FleetStack, before: str | None = None) -> Rendered:
    """The file of a stack. `before` is its text until now, or None where there is none.

    A Stack that waits for its promotion is kept as it is there.
    """
    now = promoted_to(fleet, stack, fleet.source)
    if before is None or before == now.text:
        return now
    kept = waiting_spec(fleet, before)
    if kept is None:
        return now
    return Rendered(stack, tuple(_objects(fleet, stack, kept)), waits=True)


def promoted_to(fleet: FleetFile, stack: FleetStack, source: Source) -> Rendered:
    """The file of a stack whose Stack is at a version now."""
    spec = stack_spec(fleet, stack, source)
    return Rendered(stack, tuple(_objects(fleet, stack, spec)), waits=False)


def waiting_spec(fleet: FleetFile, text: str) -> Mapping[str, Any] | None:
    """What a file's Stack runs, where that is another version than previews show.

    None where the file has no such Stack, or one that is not at a version at all.
    """
    spec = running_spec(text)
    if spec is None or "branch" in spec:
        return None
    version = version_of(spec)
    form = COMMIT if isinstance(fleet.source, GitSource) else IMAGE
    if version == fleet.source.version or form.fullmatch(version) is None:
        return None
    return spec


def running_spec(text: str) -> Mapping[str, Any] | None:
    """The `spec` of the Stack in a file that is no preview; None where there is none."""
    try:
        found = stacks_in(load_kubernetes_documents(text))
    except DocumentError:
        return None
    real: Mapping[str, Any] = next((each for each in found if not is_preview(each)), {})
    spec = real.get("spec")
    return spec if isinstance(spec, Mapping) else None


def version_of(spec: Mapping[str, Any]) -> str:
    """The version that a Stack is at: a commit, or the image with the program; empty for none."""
    return string_at(spec, "commit") or string_at(spec, "workspaceTemplate", "spec", "image")


def at_version(source: Source, version: str) -> Source:
    """A source at another version of it.

    `version` is a commit; for an image its whole name, or the digest alone. Raises ValueError
    where it is neither.
    """
    if isinstance(source, GitSource):
        if COMMIT.fullmatch(version) is None:
            raise ValueError(version)
        return GitSource(source.repo, version, source.dir, source.image)
    if version.startswith("sha256:"):
        version = f"{source.image.partition('@')[0]}@{version}"
    if IMAGE.fullmatch(version) is None:
        raise ValueError(version)
    return type(source)(version, source.dir)


def _objects(fleet: FleetFile, stack: FleetStack, spec: Mapping[str, Any]) -> Iterator[Object]:
    name, namespace = stack.object_name, stack.namespace(fleet)
    labels = _labels(stack)
    yield {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
    }
    yield {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": f"{PROJECT}:{namespace}:{name}", "labels": labels},
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": AUTHORISER,
        },
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}],
    }
    yield _stack(name, namespace, labels, spec)
    twin = stack_spec(fleet, stack, fleet.source)
    twin |= {
        "preview": True,
        "prerequisites": [{"name": name}],
        # it shows a stack that is there, and never makes one
        "useLocalStackOnly": True,
        "continueResyncOnCommitMatch": False,
    }
    yield _stack(f"{name}{TWIN}", namespace, {**labels, f"{LABELS}/preview": "true"}, twin)


def _stack(name: str, namespace: str, labels: Mapping[str, str], spec: Mapping[str, Any]) -> Object:
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": spec,
    }


def _labels(stack: FleetStack) -> dict[str, str]:
    labels = {
        "app.kubernetes.io/managed-by": PROJECT,
        STACK_LABEL: stack.object_name,
        WAVE_LABEL: str(stack.wave),
    }
    for key, text in (("mesh", stack.mesh), ("region", stack.region)):
        value = dns_label(text)[:63].strip("-")
        if value:
            labels[f"{LABELS}/{key}"] = value
    return labels


def stack_spec(fleet: FleetFile, stack: FleetStack, source: Source) -> Object:
    """What a stack's Stack is to run at a version, with the config as it is in the stack file."""
    name = stack.object_name
    workspace: Object = {
        "securityProfile": "restricted",
        "resources": {"requests": dict(WORKSPACE_REQUESTS)},
    }
    spec: Object = {
        "stack": full_name(fleet, stack.name),
        "backend": fleet.backend,
        "config": {key: each for key, each in stack.raw.keys.items() if key not in _SECRETS},
        "secretsRef": {
            key_path(key): _secret(fleet.secrets.get(key) or SecretGiven(name=name, key=key), name)
            for key in needed_secrets(stack.stack)
        },
        "refresh": True,
        "continueResyncOnCommitMatch": True,
        "resyncFrequencySeconds": RESYNC_SECONDS,
        "destroyOnFinalize": False,
        "useLocalStackOnly": False,
        "workspaceReclaimPolicy": "Delete",
        "serviceAccountName": name,
        "workspaceTemplate": {"spec": workspace},
        "updateTemplate": {"spec": {"parallel": PARALLEL, "ttlAfterCompleted": KEEP_UPDATES}},
    }
    if fleet.secrets_provider:
        spec["secretsProvider"] = fleet.secrets_provider
    if stack.raw.unseen:
        spec["environment"] = list(stack.raw.unseen)
    if fleet.variables:
        spec["envRefs"] = {key: _secret(each, name) for key, each in fleet.variables.items()}
    if isinstance(source, GitSource):
        spec |= {"projectRepo": source.repo, "commit": source.commit, "shallow": True}
        if source.dir:
            spec["repoDir"] = source.dir
        if fleet.git_token is not None:
            spec["gitAuth"] = {"accessToken": _secret(fleet.git_token, name)}
        if source.image:
            workspace["image"] = source.image
    else:
        workspace |= {"image": source.image, "local": {"dir": source.dir}}
    return spec


def _secret(given: SecretGiven, stack: str) -> Object:
    names = {part: text.replace("{stack}", stack) for part, text in given}
    return {"type": "Secret", "secret": names}
