"""Facts from a stack's config: what the program would install from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.ipsec import KEY_ALGORITHM, key_id
from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.etcd_client import facts_from_client_texts
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts
from cilium_ako.changes.from_aws_state import NO_ROLE
from cilium_ako.changes.from_etcd import facts_from_etcd
from cilium_ako.changes.from_release import set_our_key
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.changes.hidden import why_hidden
from cilium_ako.changes.key_digest import key_digest
from cilium_ako.changes.sealed import ELSEWHERE, GENERATED, SEALED_WITH
from cilium_ako.charts.cluster_mesh import has_own_service
from cilium_ako.charts.helm_values import Values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.ako import Ako, CredentialsFromConfig
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import GeneratedKey, ImportedKey, Ipsec
from cilium_ako.config.ipam import Eni, Kubernetes
from cilium_ako.config.ipsec_key import ipsec_algorithm
from cilium_ako.config.kvstore import TlsExternal, TlsFromConfig, TlsNone, etcd_tls
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.mesh import CertificatesFromCa, Mesh
from cilium_ako.config.stack import SecretKey, Stack
from cilium_ako.config.types import is_address
from cilium_ako.etcd.config_map import config_map_data

_KEY_UNREAD: Final = (
    "the key's id is in the secret ipsecKey: set cilium-ako:cilium.encryption.key.rotation"
)


def facts_from_stack(stack: Stack, values: Mapping[str, Values] | None = None) -> Facts:
    """The facts of a stack, from the Helm values that follow from it, its own ones included.

    `values` are those of `charts.release_values.helm_values`, where a caller has them already.
    Parts that did not parse make all of their facts unknown. Nothing is raised.
    """
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    broken, unseen = "the config does not fit (see `cilium-ako check`)", stack.unseen
    if unseen is not None and unseen.missing:
        broken = why_hidden(unseen)
    if cluster is None or cilium is None:
        return Facts({}, {ALL_OF_CILIUM: broken, ALL_OF_AKO: broken}, unseen=unseen)
    values = helm_values(stack) if values is None else values
    facts = _cilium_facts(stack, cluster, cilium, values["cilium"])
    facts = facts.merged(Facts({}, unseen=unseen))
    if stack.ako_asked and ako is None:
        return facts.merged(Facts({}, {ALL_OF_AKO: broken}))
    return facts if ako is None else facts.merged(_ako_facts(stack, ako, values["ako"]))


def _cilium_facts(stack: Stack, cluster: Cluster, cilium: Cilium, values: Values) -> Facts:
    facts = facts_from_values("cilium", values, str(cilium.version), cilium_objects.RELEASE_NAME)
    known, unknown = dict(facts.known), dict(facts.unknown)
    known["cluster.nodeCidrs"] = tuple(sorted({str(each) for each in cluster.node_cidrs}))
    if cluster.distribution is not None:
        known["cluster.distribution"] = cluster.distribution
    match cilium.ipam:
        case Kubernetes(pod_cidrs=ranges):
            known["ipam.podCidrs"] = tuple(str(each) for each in ranges)
        case Eni() as ipam:
            known["ipam.vpcCidrs"] = tuple(str(each) for each in ipam.vpc_cidrs)
            known["eni.podSubnets"] = tuple(str(each.cidr) for each in ipam.pod_subnets)
            known["eni.operatorRoleSource"] = (
                NO_ROLE if ipam.operator_role is None else ipam.operator_role.source
            )
        case _:
            pass
    known[SEALED_WITH] = stack.sealed_with
    if isinstance(cilium.encryption, Ipsec):
        _key(stack, cilium.encryption, known, unknown)
        _key_origin(stack, cluster, cilium.encryption, known, unknown)
    tls = etcd_tls(cilium.kvstore)
    match tls:
        case TlsFromConfig():
            _seal(stack, _ETCD_SECRETS, known, unknown)
        case TlsExternal():
            known |= dict.fromkeys(_ETCD_SECRETS, ELSEWHERE)
        case _:
            pass
    if cilium.mesh is not None:
        _mesh(stack, cilium.mesh, known, unknown)
    if cilium.kvstore is not None:
        known["kvstore.mode"] = cilium.kvstore.mode
    if tls is not None and not isinstance(tls, TlsNone):
        known["kvstore.tlsSource"] = tls.source
    found = Facts(known, unknown)
    if isinstance(tls, TlsFromConfig):
        texts = (stack.secrets.get(key) for key in (SecretKey.ETCD_CA, SecretKey.ETCD_CERT))
        authorities, certificate = ((each.text or "") if each else "" for each in texts)
        found = found.merged(facts_from_client_texts(authorities, certificate))
    if isinstance(cilium.kvstore, ManagedEtcd):
        found = found.merged(facts_from_etcd(config_map_data(cilium.kvstore)))
    return found


def _mesh(stack: Stack, mesh: Mesh, known: dict[str, Value], unknown: dict[str, str]) -> None:
    """Sets, in place, the facts of a mesh that no Helm value says."""
    if has_own_service(stack.ako) and is_address(mesh.address):
        known["mesh.address"] = mesh.address
    if isinstance(mesh.certificates, CertificatesFromCa):
        _seal(stack, _MESH_SECRETS, known, unknown)
    else:
        known |= dict.fromkeys(_MESH_SECRETS, ELSEWHERE)


_MESH_SECRETS: Final = {
    "clustermesh.ca": SecretKey.MESH_CA,
    "clustermesh.caKey": SecretKey.MESH_CA_KEY,
}
_ETCD_SECRETS: Final = {
    "kvstore.ca": SecretKey.ETCD_CA,
    "kvstore.clientCertificate": SecretKey.ETCD_CERT,
    "kvstore.clientKey": SecretKey.ETCD_KEY,
}
_AVI_SECRETS: Final = {
    "ako.password": SecretKey.AVI_PASSWORD,
    "ako.token": SecretKey.AVI_TOKEN,
    "ako.ca": SecretKey.AVI_CA,
}
_NO_CIPHERTEXT: Final = (
    "this side shows no ciphertext of it, and a text that may be known is not compared"
)


def _seal(
    stack: Stack,
    secrets: Mapping[str, SecretKey],
    known: dict[str, Value],
    unknown: dict[str, str],
) -> None:
    """Sets, in place, the facts of secrets that the stack reads: what each is encrypted as."""
    for fact, key in secrets.items():
        secret = stack.secrets.get(key)
        if secret is None:
            continue
        if secret.sealed:
            known[fact] = secret.sealed
        else:
            unknown[fact] = _NO_CIPHERTEXT


def _key_origin(
    stack: Stack,
    cluster: Cluster,
    ipsec: Ipsec,
    known: dict[str, Value],
    unknown: dict[str, str],
) -> None:
    known["ipsec.keySource"] = ipsec.key.source
    match ipsec.key:
        case GeneratedKey():
            known["ipsec.key"] = GENERATED
        case ImportedKey():
            _seal(stack, {"ipsec.key": SecretKey.IPSEC_KEY}, known, unknown)
            secret = stack.secrets.get(SecretKey.IPSEC_KEY)
            if secret is not None and secret.text:
                known["ipsec.keyDigest"] = key_digest(secret.text, cluster.name)
                algorithm = ipsec_algorithm(secret.text)
                if algorithm is not None:
                    known["ipsec.algorithm"] = algorithm
        case _:
            known["ipsec.key"] = ELSEWHERE


def _key(stack: Stack, ipsec: Ipsec, known: dict[str, Value], unknown: dict[str, str]) -> None:
    match ipsec.key:
        case GeneratedKey(rotation=rotation):
            set_our_key(known, key_id(rotation))
            known["ipsec.algorithm"] = KEY_ALGORITHM
        case ImportedKey(rotation=int(rotation)):
            set_our_key(known, key_id(rotation))
        case ImportedKey():
            secret = stack.secrets.get(SecretKey.IPSEC_KEY)
            # the id stands before the key; the rest is not looked at
            digits = (secret.text or "").partition("+")[0].strip() if secret else ""
            if digits.isdigit():
                set_our_key(known, int(digits))
            else:
                unknown["ipsec.keyId"] = _KEY_UNREAD
        case _:
            pass


def _ako_facts(stack: Stack, ako: Ako, values: Values) -> Facts:
    facts = facts_from_values("ako", values, str(ako.version), ako_objects.RELEASE_NAME)
    known, unknown = dict(facts.known), dict(facts.unknown)
    source: str = ako.credentials.source
    if isinstance(ako.credentials, CredentialsFromConfig):
        source += f" as {stack.avi_username}"
        _seal(stack, _AVI_SECRETS, known, unknown)
    known["ako.credentials"] = source
    return Facts(known, unknown)
