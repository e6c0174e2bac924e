"""A kOps cluster and its instance groups, as Cilium's Helm values and keys of the config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final

from cilium_ako.adopt.found import Found, FoundRelease, Sourced
from cilium_ako.catalogue.charts.keys import newest
from cilium_ako.catalogue.cilium.objects import AGENTS, CONFIG_MAP, NAMESPACE
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.kops.cilium_fields import (
    ALWAYS,
    ETCD_CERTIFICATES,
    ETCD_CLIENT_PORT,
    FIELDS,
    HUBBLE_ISSUER,
    INTERNAL_NAME,
    INVERTED,
    SERVICE_RANGES,
    KopsField,
)
from cilium_ako.catalogue.kops.config_differences import CONFIG_DIFFERENCES
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import Values, set_dotted
from cilium_ako.config.helm_value import value_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.kubernetes_yaml import load_rendered_documents
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.message import Message

_GROUP: Final = "kops.k8s.io"
_CONTROL_PLANE: Final = ("master", "controlplane")
_FACT: Final = "fact:"

Spec = Mapping[str, object]


def read_kops(path: Path, version: Release | None) -> Found:
    """What a file with a Cluster, and maybe its InstanceGroups, tells. Raises DocumentError.

    `version` is the chart's release where it is said beside the file; it counts before the file's.
    """
    try:
        text = text_of(read_option(path, CONFIG_BYTES))
        documents = [each for each in load_rendered_documents(text) if isinstance(each, Mapping)]
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", error.fix) from None
    ours = [each for each in documents if str(each.get("apiVersion")).startswith(f"{_GROUP}/")]
    clusters = [each for each in ours if each.get("kind") == "Cluster"]
    if len(clusters) != 1:
        found = "no Cluster" if not clusters else f"{len(clusters)} Clusters"
        raise DocumentError(
            f"{path} holds {found} of {_GROUP}",
            "kops get cluster NAME -o yaml > FILE; kops get instancegroups -o yaml >> FILE",
        )
    spec = _mapping(clusters[0].get("spec"))
    name = str(_mapping(clusters[0].get("metadata")).get("name") or "")
    groups = [_mapping(each.get("spec")) for each in ours if each.get("kind") == "InstanceGroup"]
    cilium = _cilium(spec, path)
    return _found(name, spec, cilium, groups, path, version)


def _cilium(spec: Spec, path: Path) -> dict[str, object]:
    networking = _mapping(spec.get("networking"))
    cilium = networking.get("cilium")
    if "cilium" not in networking:
        known = (each for each in networking if isinstance(networking[each], Mapping))
        other = next((each for each in known if each != "topology"), None)
        what = f"has the network plugin {other}" if other else "has no network plugin of kOps'"
        raise DocumentError(
            f"{path} {what}, and no Cilium to take over",
            "install this stack as a new one; kOps: networking: cni: {}",
        )
    given = dict(_mapping(cilium))
    for inverted, field in INVERTED.items():
        if isinstance(given.get(inverted), bool):
            given[field] = not given.pop(inverted)
    return given


def _found(
    name: str,
    spec: Spec,
    cilium: Spec,
    groups: list[Spec],
    path: Path,
    version: Release | None,
) -> Found:
    said = str(cilium.get("version") or "")
    release = version or (Release.parse(said, full=True) if said else None)
    minor = release.minor_release if release is not None else newest("cilium")
    values = _values(name, spec, cilium, minor)
    keys = dict(_keys(name, spec, groups, str(path)))
    keys["cilium.operator.placement"] = Sourced("control-plane", str(path))
    if cilium.get("etcdManaged") is True:
        endpoint = f"https://{INTERNAL_NAME}{name}:{ETCD_CLIENT_PORT}"
        set_dotted(values, "etcd.enabled", value=True)
        set_dotted(values, "etcd.ssl", value=True)
        set_dotted(values, "etcd.endpoints", [endpoint])
        keys["cilium.kvstore.tls"] = Sourced({"source": "config"}, str(path))
    control_planes = keys.get("cluster.controlPlanes")
    replicas = 1 if control_planes is None or control_planes.value == 1 else 2
    set_dotted(values, "operator.replicas", replicas)
    notes = tuple(_notes(cilium, path, said_version=bool(said) or version is not None))
    return Found(FoundRelease("cilium", str(path), values, release), keys=keys, notes=notes)


def _values(name: str, spec: Spec, cilium: Spec, minor: Release) -> Values:
    values: Values = {}
    for key, value in ALWAYS.items():
        set_dotted(values, key, value)
    ipv6 = _is_ipv6(spec)
    eni = cilium.get("ipam") == "eni"
    computed: dict[str, object] = {
        "masquerade": not ipv6,
        "tunnel": "disabled" if eni or ipv6 else "vxlan",
        "enableBPFMasquerade": eni,
    }
    for field in FIELDS:
        value = _said(cilium, field, computed)
        if value is None or not field.helm or (field.only_with and not _is_on(cilium, field)):
            continue
        if field.name == "ingress.loadBalancerAnnotationPrefixes":
            value = str(value).split()
        for key in field.helm:
            _set(values, key, value, minor)
    set_dotted(values, "k8sServiceHost", f"{INTERNAL_NAME}{name}")
    set_dotted(values, "k8sServicePort", 443)
    if eni:
        set_dotted(values, "eni.enabled", value=True)
        set_dotted(values, "eni.eniTags", {"KubernetesCluster": name})
    if ipv6:
        set_dotted(values, "ipv4.enabled", value=False)
        set_dotted(values, "ipv6.enabled", value=True)
        set_dotted(values, "bpf.masquerade", value=False)
    if value_at(cilium, "hubble", "enabled") is True or _bare(cilium, "hubble"):
        set_dotted(values, "hubble.tls.auto.method", "certmanager")
        set_dotted(values, "hubble.tls.auto.certManagerIssuerRef", dict(HUBBLE_ISSUER))
    return values


def _is_ipv6(spec: Spec) -> bool:
    networking = _mapping(spec.get("networking"))
    masqueraded = spec.get("nonMasqueradeCIDR") or networking.get("nonMasqueradeCIDR")
    return ":" in str(masqueraded or "")


def _bare(cilium: Spec, part: str) -> bool:
    """Whether a part is there and does not say whether it is on: kOps takes it for on."""
    given = cilium.get(part)
    return isinstance(given, Mapping) and "enabled" not in given


def _said(cilium: Spec, field: KopsField, computed: Mapping[str, object]) -> object:
    part, _, rest = field.name.partition(".")
    if rest == "enabled" and _bare(cilium, part):
        return True
    found = value_at(cilium, *field.name.split("."))
    given = None if not isinstance(found, str | int | float | list | Mapping) else found
    if given is not None and given != "":
        return given
    return computed.get(field.name, field.default)


def _is_on(cilium: Spec, field: KopsField) -> bool:
    part, _, rest = field.only_with.partition(".")
    return value_at(cilium, *field.only_with.split(".")) is True or (
        bool(rest) and _bare(cilium, part)
    )


def _set(values: Values, key: str, value: object, minor: Release) -> None:
    """Sets, in place, a Helm key, or every key of a fact in a minor."""
    if not key.startswith(_FACT):
        set_dotted(values, key, value)
        return
    for row in VALUE_KEYS:
        if row.fact == key.removeprefix(_FACT) and row.applies_to(minor):
            if row.value_map is None:
                set_dotted(values, row.key, value)
            elif value in row.value_map:
                set_dotted(values, row.key, row.value_map[value])


def _keys(name: str, spec: Spec, groups: list[Spec], source: str) -> Iterator[tuple[str, Sourced]]:
    """What the cluster's own spec tells of the cluster."""
    networking = _mapping(spec.get("networking"))

    def at(key: str) -> object:
        return networking.get(key) if networking.get(key) is not None else spec.get(key)

    cloud = spec.get("cloudProvider")
    aws = cloud == "aws" or (isinstance(cloud, Mapping) and "aws" in cloud)
    found: dict[str, object] = {"cluster.distribution": "kops"}
    if aws:
        found["cluster.platform"] = "aws"
        found["cluster.region"] = _region(at("subnets"))
    if isinstance(spec.get("kubernetesVersion"), str):
        found["cluster.kubernetesVersion"] = str(spec["kubernetesVersion"]).removeprefix("v")
    if name:
        found["cluster.apiServer"] = [f"https://{INTERNAL_NAME}{name}:443"]
    network = at("networkCIDR")
    more = at("additionalNetworkCIDRs")
    networks = [network, *_list(more)]
    if _is_ipv6(spec):
        subnets = at("subnets")
        networks += [_mapping(each).get("ipv6CIDR") for each in _list(subnets)]
    found["cluster.nodeCidrs"] = [each for each in networks if isinstance(each, str) and each]
    found["cilium.ipam.vpcCidrs"] = found["cluster.nodeCidrs"]
    services = at("serviceClusterIPRange") or SERVICE_RANGES[6 if _is_ipv6(spec) else 4]
    found["cluster.serviceCidrs"] = [services]
    pods = at("podCIDR") or _pod_range(str(at("nonMasqueradeCIDR") or ""))
    found["cilium.ipam.podCidrs"] = [pods] if pods else None
    proxy = _mapping(spec.get("kubeProxy"))
    found["cluster.kubeProxy"] = (
        "absent" if proxy.get("enabled") is False else proxy.get("proxyMode") or "iptables"
    )
    most = _mapping(spec.get("kubelet")).get("maxPods")
    found["cluster.maxPodsPerNode"] = most if isinstance(most, int) else None
    found |= _sizes(groups)
    for path, value in found.items():
        if value not in (None, [], ""):
            yield path, Sourced(value, source)


def _pod_range(kept: str) -> str:
    """The pods' range: the second half of what is not masqueraded; IPv6 pods have none of it.

    Source: kOps:upup/pkg/fi/cloudup/populate_cluster_spec.go, assignSubnets.
    """
    try:
        network = IPv4Network(kept)
    except ValueError:
        return ""
    return str([*network.subnets()][1])


def _sizes(groups: list[Spec]) -> dict[str, object]:
    sizes = {"control": 0, "all": 0}
    for group in groups:
        role = str(group.get("role") or "").lower()
        most = group.get("maxSize")
        if role == "bastion" or not isinstance(most, int):
            continue
        sizes["all"] += most
        sizes["control"] += most if role in _CONTROL_PLANE else 0
    found: dict[str, object] = {}
    if sizes["all"]:
        found["cluster.maxNodes"] = sizes["all"]
    if sizes["control"]:
        found["cluster.controlPlanes"] = sizes["control"]
    return found


def _region(subnets: object) -> str:
    """The region of the first subnet's zone: AWS names a zone by its region and a letter."""
    for each in _list(subnets):
        zone = str(_mapping(each).get("zone") or "")
        if zone:
            return zone[:-1]
    return ""


def _notes(cilium: Spec, path: Path, *, said_version: bool) -> Iterator[Message]:
    known = {field.name for field in FIELDS}
    for field in FIELDS:
        given = value_at(cilium, *field.name.split("."))
        if isinstance(given, bool | int | str | list) and field.why and field.never_read:
            yield _note(path, f"networking.cilium.{field.name}: {field.why}")
    for each in cilium:
        if each not in known and not isinstance(cilium[each], Mapping):
            yield _note(path, f"networking.cilium.{each}: no field of kOps' that is read here")
    if cilium.get("registry"):
        yield _note(path, f"networking.cilium.registry: {_row('registry').why}")
    if cilium.get("etcdManaged") is True:
        yield _note(path, f"networking.cilium.etcdManaged: {_row('etcdManaged').why}")
        yield _note(path, ETCD_CERTIFICATES)
    keys = ", ".join(each.key for each in CONFIG_DIFFERENCES)
    yield _note(
        path,
        "is no chart's work: beside what is listed as a change, the chart writes some keys of"
        f" {CONFIG_MAP} otherwise, and all other objects in its own way; docs/adopt.md says why"
        f" ({keys})",
    )
    if not said_version:
        yield _note(
            path,
            "says no version of Cilium, and which it is depends on the release of kOps",
            f"--chart-version VERSION; kubectl -n {NAMESPACE} get daemonset {AGENTS} -o"
            " jsonpath='{.spec.template.spec.containers[0].image}' shows it",
        )


def _row(name: str) -> KopsField:
    return next(field for field in FIELDS if field.name == name)


def _note(path: Path, what: str, fix: str = "") -> Message:
    return Message(what.removesuffix("."), fix, str(path), "warning")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Spec:
    return value if isinstance(value, Mapping) else {}
