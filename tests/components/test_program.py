"""What the program registers: names that state depends on, order, protection, secrets.

Every config runs twice: in a preview, where no provider has answered yet, and as in an update,
where each has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime.mocks import set_mocks
from pulumi.runtime.stack import run_pulumi_func
from pulumi.runtime.sync_await import _sync_await

from cilium_ako.config.stack import PROJECT
from cilium_ako.config.stack_files import StackFile, read
from cilium_ako.preview.recording import (
    SECRET,
    UNKNOWN,
    DuplicateUrnError,
    RecordingMonitor,
    RegisteredResource,
)
from components.engine.kubernetes_objects import KubernetesNamespace
from tests.certificates import CERTIFICATE
from tests.components.runs import KEY_DIGITS, SECRETS, Run, inner, run
from tests.configs import (
    AKO,
    ENI,
    ETCD,
    EXTERNAL,
    IMPORTED,
    IRSA,
    KUBERNETES,
    MESH_CA,
    NODE_ROLE,
    POD_IDENTITY,
    POOL,
    changed,
    without,
)
from tests.doctor.certificates import AUTHORITY, certificate_pem

ROOT = Path(__file__).parents[2]
KEY_LINE = f"3+ rfc4106(gcm(aes)) {KEY_DIGITS} 128"
ALL_SECRETS = {**SECRETS, "ipsecKey": KEY_LINE}


def example(stack: str) -> dict[str, Any]:
    keys = read(StackFile(stack, ROOT / f"Pulumi.{stack}.yaml", ROOT)).keys
    return {key.removeprefix(f"{PROJECT}:"): value for key, value in keys.items()}


OLD_AKO = changed(
    POOL,
    (("cilium", "version"), "1.14.19"),
    (("cluster", "kubernetesVersion"), "1.26"),
    (("ako", "version"), "1.11.5"),
    (("ako", "controller"), without(AKO["controller"], "vrf")),
)

KEPT_OFF = changed(
    without(ENI, "ako"),
    (("cluster", "kubeProxy"), "kept-off"),
    (("cluster", "awsNode"), "kept-off"),
    (("cilium", "kubeProxyReplacement"), True),
)
"""A cluster of EKS with its own DaemonSets, which are kept off nodes."""

CONFIGS: dict[str, dict[str, Any]] = {
    "dev": example("dev"),
    "staging": example("staging"),
    "prod-aws": example("prod-aws"),
    "pool": POOL,
    "kubernetes": KUBERNETES,
    "eni": ENI,
    "irsa": IRSA,
    "pod identity": POD_IDENTITY,
    "node role": NODE_ROLE,
    "kept off": KEPT_OFF,
    "imported key": IMPORTED,
    "external key, etcd without TLS": EXTERNAL,
    "AKO that makes its Secret itself": OLD_AKO,
    "no AKO": without(POOL, "ako"),
    "mesh": MESH_CA,
    "one node": changed(
        without(POOL, "ako"), (("cluster", "maxNodes"), 1), (("cluster", "controlPlanes"), 1)
    ),
}

RUNS = [
    pytest.param(config, preview, id=f"{name}, {'preview' if preview else 'up'}")
    for name, config in CONFIGS.items()
    for preview in (True, False)
]


def secrets_for(config: Mapping[str, Any]) -> dict[str, str]:
    encryption = config["cilium"].get("encryption", {})
    key = {"ipsecKey": KEY_LINE} if encryption.get("key", {}).get("source") == "import" else {}
    return {**SECRETS, **key}


_MADE: dict[tuple[int, bool], Run] = {}


def made(config: Mapping[str, Any], *, preview: bool) -> Run:
    """What the program registers; the configs of this file never change, so each runs once."""
    key = (id(config), preview)
    if key not in _MADE:
        _MADE[key] = run(config, secrets_for(config), preview=preview)
    return _MADE[key]


MESH_ROLES = ("server", "admin", "remote", "local")
MESH_LEAVES = {
    "PrivateKey/mesh-{}": "tls:index/privateKey:PrivateKey::mesh-{}",
    "CertRequest/mesh-{}": "tls:index/certRequest:CertRequest::mesh-{}",
    "LocallySignedCert/mesh-{}": "tls:index/locallySignedCert:LocallySignedCert::mesh-{}",
    "Secret/clustermesh-apiserver-{}-cert": (
        "kubernetes:core/v1:Secret::clustermesh-apiserver-{}-cert"
    ),
}
"""What is made for each role in a mesh, and the end of its URN."""

CHILDREN = {
    "Stack/cilium-ako-dev": "",
    "kubernetes/kubernetes": "Stack/cilium-ako-dev",
    "Cilium/cilium": "Stack/cilium-ako-dev",
    "Release/cilium": "Cilium/cilium",
    "IpsecKey/ipsec-key": "Cilium/cilium",
    "RandomPassword/ipsec-key-material": "IpsecKey/ipsec-key",
    "Secret/cilium-ipsec-keys": "IpsecKey/ipsec-key",
    "EtcdClientTls/etcd-client-tls": "Cilium/cilium",
    "Secret/cilium-etcd-secrets": "EtcdClientTls/etcd-client-tls",
    "MeshCertificates/mesh-certificates": "Cilium/cilium",
    **{
        name.format(role): "MeshCertificates/mesh-certificates"
        for role in MESH_ROLES
        for name in MESH_LEAVES
    },
    "MeshService/mesh-service": "Stack/cilium-ako-dev",
    "Service/clustermesh-apiserver-lb": "MeshService/mesh-service",
    "OperatorRole/operator-role": "Cilium/cilium",
    "Policy/operator-policy": "OperatorRole/operator-role",
    "Role/operator-role": "OperatorRole/operator-role",
    "RolePolicyAttachment/operator-policy": "OperatorRole/operator-role",
    "RolePolicyAttachment/operator-policy-masters.prod": "OperatorRole/operator-role",
    "PodIdentityAssociation/operator-identity": "OperatorRole/operator-role",
    "DaemonSetPatch/aws-node-kept-off": "Cilium/cilium",
    "DaemonSetPatch/kube-proxy-kept-off": "Cilium/cilium",
    "Ako/ako": "Stack/cilium-ako-dev",
    "Namespace/avi-system": "Ako/ako",
    "AviCredentials/avi-credentials": "Ako/ako",
    "Secret/avi-secret": "AviCredentials/avi-credentials",
    "Release/ako": "Ako/ako",
    "StatefulSetPatch/ako-restart": "Ako/ako",
}
"""Every resource that there is, and its parent."""

ROLE = "cilium-ako:cilium:Cilium$cilium-ako:eni:OperatorRole"

URNS = {
    "kubernetes/kubernetes": "pulumi:providers:kubernetes::kubernetes",
    "Cilium/cilium": "cilium-ako:cilium:Cilium::cilium",
    "Release/cilium": "cilium-ako:cilium:Cilium$kubernetes:helm.sh/v3:Release::cilium",
    "IpsecKey/ipsec-key": "cilium-ako:cilium:Cilium$cilium-ako:cilium:IpsecKey::ipsec-key",
    "RandomPassword/ipsec-key-material": (
        "cilium-ako:cilium:Cilium$cilium-ako:cilium:IpsecKey"
        "$random:index/randomPassword:RandomPassword::ipsec-key-material"
    ),
    "Secret/cilium-ipsec-keys": (
        "cilium-ako:cilium:Cilium$cilium-ako:cilium:IpsecKey"
        "$kubernetes:core/v1:Secret::cilium-ipsec-keys"
    ),
    "EtcdClientTls/etcd-client-tls": (
        "cilium-ako:cilium:Cilium$cilium-ako:cilium:EtcdClientTls::etcd-client-tls"
    ),
    "Secret/cilium-etcd-secrets": (
        "cilium-ako:cilium:Cilium$cilium-ako:cilium:EtcdClientTls"
        "$kubernetes:core/v1:Secret::cilium-etcd-secrets"
    ),
    "MeshCertificates/mesh-certificates": (
        "cilium-ako:cilium:Cilium$cilium-ako:cilium:MeshCertificates::mesh-certificates"
    ),
    **{
        name.format(role): (
            "cilium-ako:cilium:Cilium$cilium-ako:cilium:MeshCertificates$" + end.format(role)
        )
        for role in MESH_ROLES
        for name, end in MESH_LEAVES.items()
    },
    "MeshService/mesh-service": "cilium-ako:mesh:MeshService::mesh-service",
    "Service/clustermesh-apiserver-lb": (
        "cilium-ako:mesh:MeshService$kubernetes:core/v1:Service::clustermesh-apiserver-lb"
    ),
    "OperatorRole/operator-role": f"{ROLE}::operator-role",
    "Policy/operator-policy": f"{ROLE}$aws:iam/policy:Policy::operator-policy",
    "Role/operator-role": f"{ROLE}$aws:iam/role:Role::operator-role",
    "RolePolicyAttachment/operator-policy": (
        f"{ROLE}$aws:iam/rolePolicyAttachment:RolePolicyAttachment::operator-policy"
    ),
    "RolePolicyAttachment/operator-policy-masters.prod": (
        f"{ROLE}$aws:iam/rolePolicyAttachment:RolePolicyAttachment::operator-policy-masters.prod"
    ),
    "PodIdentityAssociation/operator-identity": (
        f"{ROLE}$aws:eks/podIdentityAssociation:PodIdentityAssociation::operator-identity"
    ),
    "DaemonSetPatch/aws-node-kept-off": (
        "cilium-ako:cilium:Cilium$kubernetes:apps/v1:DaemonSetPatch::aws-node-kept-off"
    ),
    "DaemonSetPatch/kube-proxy-kept-off": (
        "cilium-ako:cilium:Cilium$kubernetes:apps/v1:DaemonSetPatch::kube-proxy-kept-off"
    ),
    "Ako/ako": "cilium-ako:ako:Ako::ako",
    "Namespace/avi-system": "cilium-ako:ako:Ako$kubernetes:core/v1:Namespace::avi-system",
    "AviCredentials/avi-credentials": (
        "cilium-ako:ako:Ako$cilium-ako:ako:AviCredentials::avi-credentials"
    ),
    "Secret/avi-secret": (
        "cilium-ako:ako:Ako$cilium-ako:ako:AviCredentials$kubernetes:core/v1:Secret::avi-secret"
    ),
    "Release/ako": "cilium-ako:ako:Ako$kubernetes:helm.sh/v3:Release::ako",
    "StatefulSetPatch/ako-restart": (
        "cilium-ako:ako:Ako$kubernetes:apps/v1:StatefulSetPatch::ako-restart"
    ),
    "Stack/cilium-ako-dev": "pulumi:pulumi:Stack::cilium-ako-dev",
}
"""What state depends on: none of this may change without an alias."""


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_names_that_state_depends_on(preview: bool) -> None:  # noqa: FBT001
    found: dict[str, str] = {}
    for config in CONFIGS.values():
        resources = made(config, preview=preview).resources
        found.update({name: each.urn for name, each in resources.items()})
    assert found == {name: f"urn:pulumi:dev::cilium-ako::{rest}" for name, rest in URNS.items()}


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_every_resource_has_its_parent_and_provider(
    config: dict[str, Any],
    preview: bool,  # noqa: FBT001
) -> None:
    resources = made(config, preview=preview).resources
    urns = {name: each.urn for name, each in resources.items()}
    provider = urns["kubernetes/kubernetes"]
    for name, each in resources.items():
        assert each.parent == (urns[CHILDREN[name]] if CHILDREN[name] else ""), name
        if each.type.startswith("kubernetes:"):
            assert each.custom, name
            assert each.request.provider.startswith(f"{provider}::"), name
            assert each.request.version, name
        assert not each.request.ignoreChanges, name
        assert not each.request.aliases, name
        assert not each.request.importId, name


MADE_ROLE = {
    "OperatorRole/operator-role",
    "Policy/operator-policy",
    "Role/operator-role",
    "RolePolicyAttachment/operator-policy",
    "AviCredentials/avi-credentials",
    "Secret/avi-secret",
}

EXPECTED = {
    "dev": {"AviCredentials/avi-credentials", "Secret/avi-secret"},
    "staging": {
        "IpsecKey/ipsec-key",
        "RandomPassword/ipsec-key-material",
        "Secret/cilium-ipsec-keys",
        "EtcdClientTls/etcd-client-tls",
        "Secret/cilium-etcd-secrets",
        "AviCredentials/avi-credentials",
        "Secret/avi-secret",
    },
    "prod-aws": {
        *MADE_ROLE,
        "PodIdentityAssociation/operator-identity",
        "DaemonSetPatch/aws-node-kept-off",
    },
    "irsa": MADE_ROLE,
    "pod identity": {*MADE_ROLE, "PodIdentityAssociation/operator-identity"},
    "node role": {
        "OperatorRole/operator-role",
        "Policy/operator-policy",
        "RolePolicyAttachment/operator-policy-masters.prod",
        "AviCredentials/avi-credentials",
        "Secret/avi-secret",
    },
    "kept off": {"DaemonSetPatch/aws-node-kept-off", "DaemonSetPatch/kube-proxy-kept-off"},
    "imported key": {"IpsecKey/ipsec-key", "Secret/cilium-ipsec-keys"},
    "external key, etcd without TLS": set[str](),
    "AKO that makes its Secret itself": set[str](),
    "no AKO": set[str](),
    "mesh": {
        "AviCredentials/avi-credentials",
        "Secret/avi-secret",
        "MeshCertificates/mesh-certificates",
        *(name.format(role) for role in MESH_ROLES for name in MESH_LEAVES),
        "MeshService/mesh-service",
        "Service/clustermesh-apiserver-lb",
    },
}
"""Resources beside those that every stack has."""

ALWAYS = {"Stack/cilium-ako-dev", "kubernetes/kubernetes", "Cilium/cilium", "Release/cilium"}
WITH_AKO = {"Ako/ako", "Namespace/avi-system", "Release/ako", "StatefulSetPatch/ako-restart"}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_resources_of_a_config(
    name: str,
    expected: set[str],
    preview: bool,  # noqa: FBT001
) -> None:
    config = CONFIGS[name]
    resources = made(config, preview=preview).resources
    assert set(resources) == ALWAYS | expected | (WITH_AKO if config.get("ako") else set())


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_order(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    resources = made(config, preview=preview).resources
    release = set(resources["Release/cilium"].depends_on)
    for secret in ("Secret/cilium-ipsec-keys", "Secret/cilium-etcd-secrets"):
        if secret in resources:
            assert resources[secret].urn in release, secret
    for role in MESH_ROLES if "MeshService/mesh-service" in resources else ():
        assert resources[f"Secret/clustermesh-apiserver-{role}-cert"].urn in release, role
    if "Service/clustermesh-apiserver-lb" in resources:
        service = resources["Service/clustermesh-apiserver-lb"]
        assert resources["Release/ako"].urn in service.depends_on
    # the operator calls EC2 at its start, and Amazon's plugin must be off before agents come
    for name, each in resources.items():
        if each.type.startswith("aws:") or name == "DaemonSetPatch/aws-node-kept-off":
            assert each.urn in release, name
        if name == "DaemonSetPatch/kube-proxy-kept-off":
            assert resources["Release/cilium"].urn in each.depends_on
    if "Release/ako" not in resources:
        return
    after = set(resources["Release/ako"].depends_on)
    assert resources["Release/cilium"].urn in after
    assert resources["Namespace/avi-system"].urn in after
    if "Secret/avi-secret" in resources:
        assert resources["Secret/avi-secret"].urn in after
        credentials = resources["Secret/avi-secret"].depends_on
        assert resources["Namespace/avi-system"].urn in credentials
    assert resources["Release/ako"].urn in resources["StatefulSetPatch/ako-restart"].depends_on


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_only_the_releases_are_protected(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    for name, each in made(config, preview=preview).resources.items():
        assert each.request.protect == name.startswith("Release/"), name


def test_a_cluster_that_is_taken_down_is_not_protected() -> None:
    config = {**POOL, "acknowledge": {"cluster-taken-down": {"reason": "NET-1"}}}
    resources = run(config).resources
    assert not any(each.request.protect for each in resources.values())


GUARDED = {
    "Release/cilium",
    "Release/ako",
    "StatefulSetPatch/ako-restart",
    "Secret/cilium-ipsec-keys",
    "Service/clustermesh-apiserver-lb",
    "DaemonSetPatch/aws-node-kept-off",
    "DaemonSetPatch/kube-proxy-kept-off",
}
"""What a hook keeps from being deleted. The engine takes `ako-restart` before AKO's release."""


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_what_a_hook_keeps_from_being_deleted(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    resources = made(config, preview=preview).resources
    for name, each in resources.items():
        # the name stands in every state, and is never changed
        kept = ["cilium-ako-deletion-guard"] if name in GUARDED else []
        assert list(each.request.hooks.before_delete) == kept, name
        failed = ["cilium-ako-failed-release"] if name.startswith("Release/") else []
        assert list(each.request.hooks.on_error) == failed, name


def test_a_cluster_that_is_taken_down_has_no_hook_before_a_deletion() -> None:
    config = {**KUBERNETES, "acknowledge": {"cluster-taken-down": {"reason": "NET-1"}}}
    resources = run(config, secrets_for(config)).resources
    others = ("DaemonSetPatch/", "Service/")
    assert set(resources) >= {each for each in GUARDED if not each.startswith(others)}
    assert not any(each.request.hooks.before_delete for each in resources.values())


def test_an_adopted_cilium_is_imported() -> None:
    config = {**POOL, "acknowledge": {"foreign-cilium": {"reason": "NET-1"}}}
    resources = run(config).resources
    imported = {name: each.request.importId for name, each in resources.items()}
    assert {name: to for name, to in imported.items() if to} == {
        "Release/cilium": "kube-system/cilium"
    }
    assert resources["Release/cilium"].request.protect


def test_an_adopted_ako_is_imported() -> None:
    config = {**POOL, "acknowledge": {"foreign-ako": {"reason": "NET-1"}}}
    resources = run(config).resources
    imported = {name: each.request.importId for name, each in resources.items()}
    assert {name: to for name, to in imported.items() if to} == {"Release/ako": "avi-system/ako"}
    assert resources["Release/ako"].request.protect
    # nobody says that it runs with these values: it is restarted to read them
    assert digest(config) == digest(POOL)


@pytest.mark.parametrize("digits", [6, 16])
def test_an_ako_that_runs_with_these_values_is_not_restarted_for_being_adopted(
    digits: int,
) -> None:
    taken = {"foreign-ako": {"reason": "NET-1", "to": digest(POOL)[:digits]}}
    resources = run({**POOL, "acknowledge": taken}).resources
    assert "Release/ako" in resources
    assert "StatefulSetPatch/ako-restart" not in resources
    # and is, as soon as they change
    assert digest(changed({**POOL, "acknowledge": taken}, RESTARTS["networks"]))


def test_ako_is_looked_for_before_anything_of_it_is_made() -> None:
    resources = run(POOL).resources
    hooked = {name for name, each in resources.items() if "foreign-ako" in _before(each)}
    assert hooked == {"Namespace/avi-system", "Secret/avi-secret", "Release/ako"}


def _before(each: RegisteredResource) -> list[str]:
    return list(each.request.hooks.before_create)


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_what_is_secret_is_marked_so(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    for name, each in made(config, preview=preview).resources.items():
        if name.startswith("Secret/"):
            assert each.secret_inputs == ("stringData",), name
            assert each.inputs["stringData"] == SECRET
            hidden = set(each.request.additionalSecretOutputs)
            assert hidden == {"data", "stringData"}
        elif name == "Release/ako" and config is OLD_AKO:
            assert set(each.secret_inputs) == {
                "values.avicredentials.username",
                "values.avicredentials.password",
            }
        elif name == "RandomPassword/ipsec-key-material":
            assert set(each.request.additionalSecretOutputs) >= {"result", "bcryptHash"}
        elif name.startswith("PrivateKey/mesh-"):
            assert "privateKeyPem" in each.request.additionalSecretOutputs, name
        elif name.startswith("LocallySignedCert/mesh-"):
            assert {"caCertPem", "caPrivateKeyPem"} <= set(each.secret_inputs), name
        elif name.startswith("CertRequest/mesh-"):
            assert set(each.request.additionalSecretOutputs) >= {"privateKeyPem"}, name
        else:
            assert each.secret_inputs == (), name


def test_the_kubeconfig_is_a_secret_input() -> None:
    resources = run(POOL, {**SECRETS, "kubeconfig": "{}"}).resources
    provider = resources["kubernetes/kubernetes"]
    assert provider.inputs["kubeconfig"] == SECRET
    assert provider.secret_inputs == ("kubeconfig",)


def test_the_provider() -> None:
    config = changed(POOL, (("cluster", "kubeconfigContext"), "admin@dev"))
    inputs = run(config).resources["kubernetes/kubernetes"].inputs
    # the provider's own inputs are texts
    assert inputs == {
        "clusterIdentifier": "cilium-ako",
        "context": "admin@dev",
        "enablePatchForce": "true",
        "enableSecretMutable": "true",
        "enableServerSideApply": "true",
        "upsertExistingObjects": "true",
    }


# --- releases


def release(config: Mapping[str, Any], name: str = "cilium") -> RegisteredResource:
    return run(config, secrets_for(config)).resources[f"Release/{name}"]


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_release_arguments(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    resources = made(config, preview=preview).resources
    for name, namespace in (("cilium", "kube-system"), ("ako", "avi-system")):
        if f"Release/{name}" not in resources:
            continue
        inputs = resources[f"Release/{name}"].inputs
        wanted = {
            "name": name,
            "namespace": namespace,
            "atomic": False,
            "cleanupOnFail": False,
            "maxHistory": 5,
            "timeout": 300 + 30 * config["cluster"]["maxNodes"],
            "version": config[name]["version"],
        }
        assert {key: inputs[key] for key in wanted} == wanted
        # the engine waits until what was made is ready: nothing may switch that off
        assert "skipAwait" not in inputs
        assert "createNamespace" not in inputs
        assert "valueYamlFiles" not in inputs


DESCRIPTIONS = {
    "pool": (POOL, "cilium-ako/1 stack=dev cilium=1.18.12"),
    "generated": (KUBERNETES, "cilium-ako/1 stack=dev cilium=1.18.12 ipsec-key-id=1"),
    "sixteenth rotation": (
        changed(KUBERNETES, (("cilium", "encryption", "key", "rotation"), 16)),
        "cilium-ako/1 stack=dev cilium=1.18.12 ipsec-key-id=1",
    ),
    "fifteenth rotation": (
        changed(KUBERNETES, (("cilium", "encryption", "key", "rotation"), 15)),
        "cilium-ako/1 stack=dev cilium=1.18.12 ipsec-key-id=15",
    ),
    "imported": (IMPORTED, "cilium-ako/1 stack=dev cilium=1.18.12 ipsec-key-id=3"),
    "imported without a rotation": (
        without(IMPORTED, "cilium", "encryption", "key", "rotation"),
        "cilium-ako/1 stack=dev cilium=1.18.12 ipsec-key-id=3",
    ),
    "external": (EXTERNAL, "cilium-ako/1 stack=dev cilium=1.18.12"),
}


@pytest.mark.parametrize(("config", "text"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_description_of_cilium(config: dict[str, Any], text: str) -> None:
    assert release(config).inputs["description"] == text


def test_description_of_ako() -> None:
    assert release(POOL, "ako").inputs["description"] == "cilium-ako/1 stack=dev ako=1.13.4"
    external = release(KUBERNETES, "ako").inputs["description"]
    assert external == "cilium-ako/1 stack=dev ako=1.13.4 credentials=external"


SOURCES: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "Cilium, public": (
        "cilium",
        "1.18.12",
        "",
        {
            "chart": "cilium",
            "version": "1.18.12",
            "repositoryOpts": {"repo": "https://helm.cilium.io"},
        },
    ),
    "AKO, public": (
        "ako",
        "1.13.4",
        "",
        {
            "chart": "oci://projects.packages.broadcom.com/ako/helm-charts/ako",
            "version": "1.13.4",
        },
    ),
    "repository": (
        "cilium",
        "1.18.12",
        "https://charts.example.test",
        {
            "chart": "cilium",
            "version": "1.18.12",
            "repositoryOpts": {"repo": "https://charts.example.test"},
        },
    ),
    "OCI": (
        "cilium",
        "1.18.12",
        "oci://registry.example.test/cilium",
        {"chart": "oci://registry.example.test/cilium", "version": "1.18.12"},
    ),
    "URL of an archive": (
        "cilium",
        "1.18.12",
        "https://example.test/cilium-1.18.12.tgz",
        {"chart": "https://example.test/cilium-1.18.12.tgz", "version": "1.18.12"},
    ),
}


@pytest.mark.parametrize(("name", "version", "given", "wanted"), SOURCES.values(), ids=SOURCES)
def test_where_a_chart_is_from(
    name: str, version: str, given: str, wanted: dict[str, object]
) -> None:
    config = changed(POOL, ((name, "version"), version), ((name, "chart"), given))
    inputs = release(config, name).inputs
    found = {key: inputs[key] for key in ("chart", "version", "repositoryOpts") if key in inputs}
    assert found == wanted


def test_a_local_chart_has_no_version_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the chart's own version stands in Chart.yaml, and Helm takes no other
    (tmp_path / "charts" / "cilium").mkdir(parents=True)
    (tmp_path / "charts" / "cilium" / "Chart.yaml").write_text("name: cilium\nversion: 1.18.12\n")
    monkeypatch.chdir(tmp_path)
    inputs = release(changed(POOL, (("cilium", "chart"), "./charts/cilium"))).inputs
    assert inputs["chart"] == "./charts/cilium"
    assert "version" not in inputs
    assert "repositoryOpts" not in inputs


def test_credentials_of_an_old_ako_are_secret_values() -> None:
    inputs = release(OLD_AKO, "ako").inputs
    assert inner(inputs, "values", "avicredentials") == {"username": SECRET, "password": SECRET}


@pytest.mark.parametrize("config", [POOL, KUBERNETES, ENI], ids=["pool", "kubernetes", "eni"])
def test_no_credentials_in_helm_values_otherwise(config: dict[str, Any]) -> None:
    assert "avicredentials" not in inner(release(config, "ako").inputs, "values")


def test_a_token_and_a_ca_beside_the_user_name() -> None:
    secrets = {"aviToken": "token-text", "aviCa": SECRETS["etcdCa"]}
    resources = run(POOL, secrets, preview=False).resources
    # what a Secret holds is hidden as a whole, also from tests: the request has the keys alone
    data = resources["Secret/avi-secret"].request.object.fields["stringData"].struct_value
    assert set(data.fields["value"].struct_value.fields) == {
        "username",
        "authtoken",
        "certificateAuthorityData",
    }


# --- what is in the cluster changes only with what AKO reads


def digest(config: Mapping[str, Any]) -> Any:
    patch = run(config).resources["StatefulSetPatch/ako-restart"].inputs
    assert inner(patch, "metadata") == {"name": "ako", "namespace": "avi-system"}
    assert patch["kind"] == "StatefulSet"
    annotations = inner(patch, "spec", "template", "metadata", "annotations")
    assert list(annotations) == ["cilium-ako/values-digest"]
    return annotations["cilium-ako/values-digest"]


RESTARTS = {
    "tenant": (("ako", "controller", "tenant"), "other"),
    "networks": (("ako", "vipNetworks", 0, "cidr"), "10.21.0.0/24"),
    "cluster name": (("cluster", "name"), "other"),
    "own values": (("ako", "values", "AKOSettings", "enableEVH"), True),
}
KEEPS: dict[str, tuple[tuple[str, ...], object]] = {
    "Cilium's version": (("cilium", "version"), "1.18.11"),
    "Cilium's values": (("cilium", "mtu"), 1400),
    "the node count": (("cluster", "maxNodes"), 60),
    "the user name": (("aviUsername",), "other"),
    "the chart's place": (("ako", "chart"), "oci://registry.example.test/ako"),
    "log level, which AKO follows": (("ako", "values", "AKOSettings", "logLevel"), "DEBUG"),
}


@pytest.mark.parametrize("change", RESTARTS.values(), ids=RESTARTS)
def test_ako_restarts_when_its_values_change(change: tuple[Any, object]) -> None:
    assert digest(changed(POOL, change)) != digest(POOL)


@pytest.mark.parametrize("change", KEEPS.values(), ids=KEEPS)
def test_ako_does_not_restart_for_anything_else(change: tuple[Any, object]) -> None:
    assert digest(changed(POOL, change)) == digest(POOL)


def test_ako_does_not_restart_for_its_credentials() -> None:
    # it watches its Secret, and starts itself anew
    first = run(POOL, {"aviPassword": "a-password"}).resources
    second = run(POOL, {"aviPassword": "another"}).resources
    patches = [each["StatefulSetPatch/ako-restart"].inputs for each in (first, second)]
    assert patches[0] == patches[1]


# --- IPsec keys


def key_annotations(config: Mapping[str, Any], secrets: Mapping[str, str], *, preview: bool) -> Any:
    resources = run(config, secrets, preview=preview).resources
    return inner(resources["Secret/cilium-ipsec-keys"].inputs, "metadata", "annotations")


def test_annotations_of_a_generated_key() -> None:
    before = key_annotations(KUBERNETES, SECRETS, preview=True)
    after = key_annotations(KUBERNETES, SECRETS, preview=False)
    assert before == {
        "cilium-ako/cilium-version": "1.18.12",
        "cilium-ako/ipsec-algorithm": "rfc4106(gcm(aes)) 128",
        "cilium-ako/ipsec-key-id": "1",
        "cilium-ako/ipsec-key-digest": UNKNOWN,
    }
    assert after["cilium-ako/ipsec-key-id"] == "1"
    assert len(after["cilium-ako/ipsec-key-digest"]) == 16


def test_annotations_of_an_imported_key() -> None:
    found = key_annotations(IMPORTED, ALL_SECRETS, preview=True)
    assert found["cilium-ako/ipsec-key-id"] == "3"
    digest_of = found["cilium-ako/ipsec-key-digest"]
    assert KEY_DIGITS not in digest_of
    other = {**ALL_SECRETS, "ipsecKey": KEY_LINE.replace("0123", "3210")}
    assert (
        key_annotations(IMPORTED, other, preview=True)["cilium-ako/ipsec-key-digest"] != digest_of
    )


def test_a_pair_of_keys_is_imported_as_it_is() -> None:
    line = f"3+ hmac(sha256) {'ab' * 32} cbc(aes) {'cd' * 16}"
    made_of = run(IMPORTED, {**ALL_SECRETS, "ipsecKey": line}).resources
    secret = made_of["Secret/cilium-ipsec-keys"]
    data = secret.request.object.fields["stringData"].struct_value.fields["value"]
    assert data.struct_value.fields["keys"].string_value == line
    annotations = inner(secret.inputs, "metadata", "annotations")
    assert annotations["cilium-ako/ipsec-algorithm"] == "hmac(sha256) 256 cbc(aes) 128"


def test_a_generated_key_has_the_form_that_agents_read() -> None:
    from cilium_ako.config.ipsec_key import ipsec_key_error  # noqa: PLC0415

    for rotation, identity in ((1, "1"), (15, "15"), (16, "1"), (17, "2")):
        config = changed(KUBERNETES, (("cilium", "encryption", "key", "rotation"), rotation))
        secret = run(config, preview=False).resources["Secret/cilium-ipsec-keys"]
        data = secret.request.object.fields["stringData"].struct_value.fields["value"]
        line = data.struct_value.fields["keys"].string_value
        assert ipsec_key_error(line) == ""
        assert line.partition("+")[0] == identity


def test_a_rotation_makes_a_new_key() -> None:
    config = changed(KUBERNETES, (("cilium", "encryption", "key", "rotation"), 2))
    material = run(config).resources["RandomPassword/ipsec-key-material"].inputs
    assert material["keepers"] == {"rotation": "2"}
    assert material["length"] == 64


# --- outputs, duplicates


@pytest.mark.parametrize("config", [POOL, KUBERNETES, ENI], ids=["pool", "kubernetes", "eni"])
def test_components_put_out_their_decisions(config: dict[str, Any]) -> None:
    found = made(config, preview=False)
    for name in ("Cilium/cilium", "Ako/ako"):
        outputs = found.outputs[found.resources[name].urn]
        decided = outputs["decisions"].struct_value.fields
        assert {"cilium", "ipam", "routing"} <= set(decided) or {"ako", "cniPlugin"} <= set(decided)
    # every component says that it is done, or the engine shows it unfinished
    components = {each.urn for each in found.resources.values() if not each.custom}
    assert components <= set(found.outputs)


def test_two_resources_of_one_urn() -> None:
    monitor = RecordingMonitor()
    set_mocks(monitor.mocks, project=PROJECT, stack="dev", preview=True, monitor=monitor)

    def expected(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keeps what nobody waited for from being told below the results of all tests."""
        if not isinstance(context.get("exception"), DuplicateUrnError):
            loop.default_exception_handler(context)

    def twice() -> None:
        asyncio.get_running_loop().set_exception_handler(expected)
        for _ in range(2):
            KubernetesNamespace("same", opts=pulumi.ResourceOptions())

    with pytest.raises(Exception, match="two resources have the URN") as caught:
        _sync_await(run_pulumi_func(twice))
    assert isinstance(caught.value, DuplicateUrnError)


@pytest.mark.parametrize(("config", "preview"), RUNS)
def test_the_same_config_twice(config: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    first = made(config, preview=preview).resources
    second = run(config, secrets_for(config), preview=preview).resources
    assert {name: each._replace(request=None) for name, each in first.items()} == {
        name: each._replace(request=None) for name, each in second.items()
    }


def test_etcd_certificates_show_their_fingerprints_and_stay() -> None:
    another = certificate_pem("another", datetime(2126, 1, 1, tzinfo=UTC), extensions=(AUTHORITY,))
    secrets = {**SECRETS, "etcdCa": CERTIFICATE + another.decode(), "etcdCert": CERTIFICATE}
    secret = run(KUBERNETES, secrets).resources["Secret/cilium-etcd-secrets"]
    found = inner(secret.inputs, "metadata", "annotations")
    authorities = found["cilium-ako/etcd-authorities"].split(",")
    assert len(set(authorities)) == 2
    assert found["cilium-ako/etcd-client-certificate"] in authorities
    assert secret.request.retainOnDelete


def test_etcd_certificates_are_only_asked_for_where_they_are_ours() -> None:
    for source in ("external", "none"):
        endpoints = ETCD["endpoints"] if source == "external" else ["http://192.168.10.11:2379"]
        config = changed(
            KUBERNETES,
            (("cilium", "kvstore", "tls"), {"source": source}),
            (("cilium", "kvstore", "endpoints"), endpoints),
        )
        assert "Secret/cilium-etcd-secrets" not in run(config, {}).resources


def test_the_credentials_stay_whoever_owns_them() -> None:
    """What a real Helm and a real engine make of it, `tests/engine/test_avi_secret.py` shows."""
    secret = run(POOL, SECRETS).resources["Secret/avi-secret"]
    metadata = secret.inputs["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["annotations"]["helm.sh/resource-policy"] == "keep"
    assert metadata["annotations"]["meta.helm.sh/release-name"] == "ako"
    assert metadata["annotations"]["meta.helm.sh/release-namespace"] == "avi-system"
    assert metadata["labels"] == {"app.kubernetes.io/managed-by": "Helm"}
    assert secret.request.retainOnDelete
