"""Configs made by hypothesis: valid ones over every minor and mode, and broken ones.

`valid_configs` and `valid_stacks` break no rule that is an error, so values can be derived from
them. `broken_configs` starts from valid ones and from the data files of the rules and damages
them in a few places, as typing errors, misplaced blocks and merge accidents do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cilium_ako.catalogue.ako.releases import ako_support
from cilium_ako.catalogue.cilium.releases import MINORS, cilium_minor
from cilium_ako.catalogue.release import Release
from cilium_ako.config.stack import RawConfig, Secret, SecretKey, Stack, parse
from tests.certificates import CERTIFICATE, OTHER_KEY, PRIVATE_KEY
from tests.configs import copied
from tests.rules.cases import base_case, bases, cases, raw_of

Test = TypeVar("Test", bound=Callable[..., None])

EXAMPLES: Final = int(os.environ.get("CILIUM_AKO_EXAMPLES", "600"))
"""How many configs the property tests look at in all."""


def _line(version: str) -> Release:
    release = Release.parse(version)
    assert release is not None
    return release.minor_release


CONTRACT_VERSIONS: Final = (
    "1.13.18",
    "1.14.19",
    "1.15.19",
    "1.16.19",
    "1.17.18",
    "1.18.12",
    "1.19.6",
    "1.20.0",
)
"""One release of every minor of Cilium: those whose charts are known in full."""

VERSIONS: Final = (
    *CONTRACT_VERSIONS,
    *(f"{row.minor}.0" for row in MINORS if row.minor > _line(CONTRACT_VERSIONS[-1])),
)
"""One release of every minor of Cilium that is installed here."""

AKO_VERSIONS: Final = ("1.10.1", "1.11.5", "1.12.3", "1.13.4", "1.14.1", "2.1.1")
"""One release of every minor of AKO."""

_CONTROLLERS: Final = {"1.10": "22.1.4", "1.11": "22.1.5", "2.1": "30.2.1"}


def examples(share: float = 1.0) -> Callable[[Test], Test]:
    """A property that takes a share of all examples; the same ones every time.

    `make test-generated` runs these alone, by the mark `generated`.
    """
    wanted = settings(
        max_examples=max(int(EXAMPLES * share), 1),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    def decorated(test: Test) -> Test:
        marked: Test = pytest.mark.generated(wanted(test))
        return marked

    return decorated


def valid_configs(
    versions: tuple[str, ...] = VERSIONS,
    modes: tuple[str, ...] = ("cluster-pool", "kubernetes", "eni"),
) -> st.SearchStrategy[dict[str, Any]]:
    """Configs with bare keys that break no rule which is an error."""
    return _valid_configs(versions, modes)


@st.composite
def _valid_configs(
    draw: st.DrawFn, versions: tuple[str, ...], modes: tuple[str, ...]
) -> dict[str, Any]:
    version = draw(st.sampled_from(versions))
    mode = draw(st.sampled_from(modes))
    line = _line(version)
    flip = st.booleans()
    replaces = draw(flip)
    cilium: dict[str, Any] = {
        "version": version,
        "ipam": draw(_ipam(mode)),
        "kubeProxyReplacement": replaces,
        "l7Proxy": draw(flip),
        "mtu": draw(st.sampled_from((0, 1400, 9001))),
        "hubble": draw(
            st.sampled_from([{}, {"relay": True}, {"relay": True, "ui": True}, {"enabled": False}])
        ),
    }
    cluster = draw(_cluster(line, mode, replaces=replaces))
    cilium["sctp"] = _kernel(cluster) >= (5, 2) and draw(flip)
    if cluster["platform"] == "eks":
        if mode == "eni":
            cilium["ipam"]["operatorRole"] = draw(st.sampled_from(_ROLES))
        else:
            cluster["platform"] = "aws"
    distribution = draw(st.sampled_from(_DISTRIBUTIONS[cluster["platform"]]))
    if distribution is not None:
        cluster["distribution"] = distribution
    cilium["routing"] = draw(_routing(mode))
    cilium["masquerade"] = draw(_masquerade(line, cilium))
    if len(cilium["ipam"].get("vpcCidrs", ())) > 1 and cilium["masquerade"].get("enabled"):
        cilium["routing"] = {"mode": "native", "cidr": "10.0.0.0/15"}
    cilium["nodePort"] = draw(_node_port(line, cilium))
    if draw(flip):
        cilium["kvstore"] = draw(_kvstore(line))
    encryption = draw(_encryption(line, cilium, cluster))
    if encryption is not None:
        cilium["encryption"] = encryption
        if encryption["type"] == "wireguard" and line < (1, 14):
            cilium["l7Proxy"] = False
    config: dict[str, Any] = {
        "cluster": cluster,
        "cilium": {key: value for key, value in cilium.items() if value not in (None, {})},
    }
    if draw(flip) and _ako_versions(cluster):
        config["ako"] = draw(_ako(mode, cilium, cluster))
        config["aviUsername"] = "admin"
        # old releases of AKO break something that everybody uses
        config["acknowledge"] = {"ako-denied": {"reason": "NET-1"}}
    families = draw(st.sampled_from(("ipv4", "ipv4", "dual", "ipv6")))
    if families == "ipv6" and _ipv6_alone_fits(line, config):
        _ipv6_alone(config)
    elif families != "ipv4" and (mode != "eni" or line >= (1, 20)):
        draw(_dual(line, config))
    return config


def _in_tunnel(cilium: Mapping[str, Any]) -> bool:
    routing: Mapping[str, Any] = cilium.get("routing", {})
    return cilium["ipam"]["mode"] != "eni" and routing.get("mode") != "native"


def _ipv6_alone_fits(line: Release, config: Mapping[str, Any]) -> bool:
    """Whether a config could do without IPv4."""
    cilium = config["cilium"]
    encryption = cilium.get("encryption", {})
    accelerated = cilium.get("nodePort", {}).get("acceleration", "disabled") != "disabled"
    if cilium["ipam"]["mode"] == "eni" or "strict" in encryption:
        return False
    if encryption.get("type") == "ipsec" and line < (1, 18):
        return False
    if cilium.get("masquerade", {}).get("bpf") and line < (1, 14):
        return False
    if not _in_tunnel(cilium):
        return True
    return line >= (1, 18) and not accelerated and not (encryption and line < (1, 19))


def _ipv6_alone(config: dict[str, Any]) -> None:
    """Takes IPv4 out of a config, and AKO, which needs it."""
    for key in ("ako", "aviUsername", "acknowledge"):
        config.pop(key, None)
    cluster, cilium = config["cluster"], config["cilium"]
    cluster.update(
        nodeCidrs=["fd00:10::/64"],
        serviceCidrs=["fd00:96::/112"],
        apiServer=["https://api.example.test"],
    )
    cilium["ipam"] = {"mode": cilium["ipam"]["mode"], "podCidrs": _pods_of_ipv6(cilium)}
    if not _in_tunnel(cilium):
        del cilium["routing"]["cidr"]
        cilium["routing"]["cidrIpv6"] = "fd00:42::/48"


def _pods_of_ipv6(cilium: Mapping[str, Any]) -> list[str]:
    return ["fd00:42::/48"] if cilium["ipam"]["mode"] == "kubernetes" else ["fd00:42::/104"]


@st.composite
def _dual(draw: st.DrawFn, line: Release, config: dict[str, Any]) -> None:
    """Gives a config IPv6 beside IPv4."""
    cluster, cilium = config["cluster"], config["cilium"]
    ipam, masquerade = cilium["ipam"], cilium.setdefault("masquerade", {})
    cluster["nodeCidrs"] = [*cluster["nodeCidrs"], "fd00:10::/64"]
    cluster["serviceCidrs"] = [*cluster["serviceCidrs"], "fd00:96::/112"]
    if ipam["mode"] == "eni":
        ipam["vpcCidrs"] = [*ipam["vpcCidrs"], "fd00:10::/56"]
    else:
        ipam["podCidrs"] = [*ipam["podCidrs"], *_pods_of_ipv6(cilium)]
    if ipam["mode"] == "cluster-pool":
        ipam["nodeMaskSizeIpv6"] = draw(st.sampled_from((118, 120)))
    if (masquerade.get("bpf") and line < (1, 14)) or draw(st.booleans()):
        masquerade["enabledIpv6"] = False
    if not _in_tunnel(cilium) and "enabledIpv6" not in masquerade:
        cilium.setdefault("routing", {"mode": "native"})["cidrIpv6"] = "fd00:42::/48"
    ako = config.get("ako")
    if ako is not None and ako["cloud"] == "vcenter" and draw(st.booleans()):
        ako["vipNetworks"][0]["cidrIpv6"] = "fd00:20::/64"


def _kernel(cluster: Mapping[str, Any]) -> Release:
    return _line(cluster["kernelVersion"])


_ANYWHERE: Final = (None, "kubeadm", "k3s", "rke2", "talos", "kops", "k0s", "capi")
_DISTRIBUTIONS: Final[Mapping[str, tuple[str | None, ...]]] = {
    "generic": (*_ANYWHERE, "gke", "kind"),
    "aws": _ANYWHERE,
    "eks": (None, "eks"),
}
"""Platform to distributions that bear every IPAM mode which is drawn there."""
_PROVIDER: Final = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
_ROLES: Final[tuple[dict[str, Any], ...]] = (
    {"source": "existing", "arn": "arn:aws:iam::123456789012:role/cilium-operator"},
    {
        "source": "irsa",
        "oidcProviderArn": f"arn:aws:iam::123456789012:oidc-provider/{_PROVIDER}",
        "path": "/network/",
        "permissionsBoundary": "arn:aws:iam::123456789012:policy/bound",
    },
    {"source": "pod-identity", "clusterName": "prod-eks", "tags": {"team": "network"}},
)
"""Whose permissions an operator on EKS may have."""
_NODES: Final = {"eni": "10.0.0.0/17"}


@st.composite
def _cluster(draw: st.DrawFn, line: Release, mode: str, *, replaces: bool) -> dict[str, Any]:
    row = cilium_minor(line)
    assert row is not None
    first, last = row.kubernetes
    minor = draw(st.integers(first[1], last[1]))
    kernels = [
        str(Release(row.kernel.major, row.kernel.minor, row.kernel.patch)),
        "5.10",
        "5.15.0-105-generic",
        "6.1",
        "6.15",
    ]
    platform = draw(st.sampled_from(["aws", "eks"] if mode == "eni" else ["generic", "aws"]))
    cluster: dict[str, Any] = {
        "name": draw(st.sampled_from(("dev", "prod-aws", "a", "x" * 32))),
        "id": draw(st.sampled_from((0, 0, 1, 127))),
        "platform": platform,
        "kubernetesVersion": f"1.{minor}",
        "kernelVersion": draw(st.sampled_from(kernels)),
        "apiServer": draw(
            st.sampled_from(
                [
                    ["https://api.example.test"],
                    ["https://192.168.10.4:443", "https://192.168.10.5:443"],
                ]
            )
        ),
        "nodeCidrs": [_NODES.get(mode, "192.168.10.0/24")],
        "serviceCidrs": draw(st.sampled_from([["172.20.0.0/16"], ["10.96.0.0/12"]])),
        "maxNodes": draw(st.sampled_from((1, 3, 100))),
        "maxPodsPerNode": draw(st.sampled_from((30, 110))),
        "controlPlanes": draw(st.sampled_from((1, 3))),
        "kubeProxy": "absent" if replaces else draw(st.sampled_from(("iptables", "nftables"))),
    }
    if platform != "generic":
        cluster["region"] = "eu-central-1"
    return cluster


def _ipam(mode: str) -> st.SearchStrategy[dict[str, Any]]:
    if mode == "kubernetes":
        return st.sampled_from(
            [{"mode": mode, "podCidrs": ["10.244.0.0/16"]}, {"mode": mode, "podCidrs": _TWO}]
        ).map(copied)
    if mode == "cluster-pool":
        return st.fixed_dictionaries(
            {
                "mode": st.just(mode),
                "podCidrs": st.sampled_from([["10.244.0.0/16"], _TWO]),
                "nodeMaskSize": st.sampled_from((23, 24, 25)),
            }
        ).map(copied)
    return st.fixed_dictionaries(
        {
            "mode": st.just(mode),
            "vpcCidrs": st.sampled_from([["10.0.0.0/16"], ["10.0.0.0/16", "10.1.0.0/16"]]),
            "subnetIds": st.sampled_from([[], ["subnet-0123456789abcdef0"]]),
            "subnetTags": st.sampled_from([{}, {"pods": "yes"}, {"pods": "yes", "tier": "a"}]),
            "instanceTypes": st.sampled_from([[], ["m5.4xlarge"], ["c6i.8xlarge", "i3.4xlarge"]]),
        }
    ).map(copied)


_TWO: Final = ["10.244.0.0/17", "10.245.0.0/16"]


def _routing(mode: str) -> st.SearchStrategy[dict[str, Any] | None]:
    if mode == "eni":
        return st.sampled_from([None, {"mode": "native"}])
    return st.sampled_from(
        [
            None,
            {"mode": "tunnel", "protocol": "vxlan", "port": 8223},
            {"mode": "tunnel", "protocol": "geneve"},
            {"mode": "native", "cidr": "10.244.0.0/15"},
            {"mode": "native", "cidr": "10.244.0.0/15", "autoDirectNodeRoutes": True},
        ]
    ).map(copied)


@st.composite
def _masquerade(draw: st.DrawFn, line: Release, cilium: Mapping[str, Any]) -> dict[str, Any]:
    enabled = draw(st.sampled_from((None, True, False)))
    eni = cilium["ipam"]["mode"] == "eni"
    result: dict[str, Any] = {} if enabled is None else {"enabled": enabled}
    on = enabled if enabled is not None else not eni
    if not on:
        return result
    refused = (1, 15) <= line < (1, 19) and not cilium["kubeProxyReplacement"]
    if not refused and not cilium["sctp"] and draw(st.booleans()):
        result["bpf"] = True
    elif eni or draw(st.booleans()):
        result["interfaces"] = ["ens+"]
    return result


@st.composite
def _node_port(draw: st.DrawFn, line: Release, cilium: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "range": draw(st.sampled_from(("30000-32767", "20000-22767"))),
    }
    if not cilium["kubeProxyReplacement"]:
        return result
    result["algorithm"] = draw(st.sampled_from(("random", "maglev")))
    accelerations = ["disabled", "native"] + (["best-effort"] if line >= (1, 15) else [])
    result["acceleration"] = draw(st.sampled_from(accelerations))
    routing = cilium["routing"]
    native = cilium["ipam"]["mode"] == "eni" or (routing or {}).get("mode") == "native"
    dispatches: list[str] = []
    if native:
        dispatches = ["opt"] + ["geneve"] * (line >= (1, 14)) + ["ipip"] * (line >= (1, 19))
    elif (routing or {}).get("protocol") == "geneve" and line >= (1, 14):
        dispatches = ["geneve"]
    direct = draw(st.booleans())
    if dispatches and direct:
        result["mode"] = draw(st.sampled_from(("dsr", "hybrid")))
        result["dsrDispatch"] = draw(st.sampled_from(dispatches))
    return result


@st.composite
def _kvstore(draw: st.DrawFn, line: Release) -> dict[str, Any]:
    source = draw(st.sampled_from(("config", "external", "none")))
    scheme = "http" if source == "none" else "https"
    identities = ["crd", "kvstore"]
    if line >= (1, 17):
        identities += ["doublewrite-readkvstore", "doublewrite-readcrd"]
    return {
        "mode": "external",
        "endpoints": [f"{scheme}://192.168.30.{n}:2379" for n in range(draw(st.integers(1, 3)))],
        "tls": {"source": source},
        "identityAllocation": draw(st.sampled_from(identities)),
    }


@st.composite
def _encryption(
    draw: st.DrawFn,
    line: Release,
    cilium: Mapping[str, Any],
    cluster: Mapping[str, Any],
) -> dict[str, Any] | None:
    kind = draw(st.sampled_from((None, "ipsec", "wireguard")))
    if kind == "ipsec" and not (cilium["kubeProxyReplacement"] and line < (1, 16)):
        return {"type": kind, "key": dict(draw(st.sampled_from(_KEYS)))}
    if kind == "wireguard" and _kernel(cluster) >= (5, 6):
        result: dict[str, Any] = {"type": kind}
        if line >= (1, 14):
            result["nodeEncryption"] = draw(st.booleans())
        if line >= (1, 15) and draw(st.booleans()):
            eni = cilium["ipam"]["mode"] == "eni"
            result["strict"] = {"cidr": "10.0.0.0/15" if eni else "10.244.0.0/15"}
        return result
    return None


_KEYS: Final[tuple[Mapping[str, Any], ...]] = (
    {"source": "generate"},
    {"source": "generate", "rotation": 16},
    {"source": "import", "rotation": 3},
    {"source": "external", "name": "cilium-ipsec-keys"},
)


def _ako_versions(cluster: Mapping[str, Any]) -> list[str]:
    """Those that do not exit with the cluster's Kubernetes."""
    asked = _line(cluster["kubernetesVersion"])
    found = []
    for version in AKO_VERSIONS:
        release = Release.parse(version)
        row = None if release is None else ako_support(release)
        if row is not None and row.kubernetes[0] <= asked <= row.kubernetes[1]:
            found.append(version)
    return found


@st.composite
def _ako(
    draw: st.DrawFn, mode: str, cilium: Mapping[str, Any], cluster: Mapping[str, Any]
) -> dict[str, Any]:
    version = draw(st.sampled_from(_ako_versions(cluster)))
    cloud = draw(
        st.sampled_from(
            ["aws", "none"]
            if mode == "eni"
            else ["vcenter", "nsxt", "aws", "azure", "gcp", "openstack", "none"]
        )
    )
    kinds = ["ClusterIP"] if mode == "eni" or cloud != "aws" else []
    if not (cilium["sctp"] and cilium["kubeProxyReplacement"]):
        kinds.append("NodePort")
    if not kinds:
        cloud, kinds = "none", ["ClusterIP"]
    line = version.rpartition(".")[0]
    old = _line(version) < (1, 12)
    vips = [{"name": "vip", "cidr": "172.31.0.0/24"}]
    if cloud == "aws":
        vips = draw(
            st.sampled_from([[{"name": "subnet-0a"}], [{"name": "subnet-0a"}, {"name": "b"}]])
        )
    ako: dict[str, Any] = {
        "version": version,
        "cloud": cloud,
        "controller": {
            "host": "avi.example.test",
            "version": _CONTROLLERS.get(line, "30.1.1"),
            "serviceEngineGroup": draw(st.sampled_from(("dev", "Default-Group"))),
        },
        "serviceType": draw(st.sampled_from(kinds)),
        "vipNetworks": vips,
        "shardSize": draw(st.sampled_from(("LARGE", "MEDIUM", "SMALL", "DEDICATED"))),
        "rhi": draw(
            st.sampled_from([{}, {"enabled": True}, {"enabled": True, "bgpPeerLabels": ["a"]}])
        ),
        "credentials": {"source": "config" if old else draw(st.sampled_from(_SOURCES))},
    }
    if cloud == "nsxt" and draw(st.booleans()):
        ako["t1lr"] = "/infra/tier-1s/t1"
    if draw(st.booleans()):
        ako["nodeNetworks"] = [{"name": "nodes", "cidrs": list(cluster["nodeCidrs"])}]
    ako |= draw(st.sampled_from(_AKO_KEYS))
    if not old and draw(st.booleans()):
        ako["gatewayApi"] = draw(st.booleans())
    made: dict[str, Any] = copied(ako)
    return made


_AKO_KEYS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"clusterName": "Lab_K8s"},
    {"layer7Only": True, "logLevel": "DEBUG"},
    {"layer7Only": False, "autoFqdn": "flat", "defaultIngressController": False},
    {"namespaceSelector": {"labelKey": "avi", "labelValue": "served"}},
    {"values": {"L4Settings": {"defaultLBController": "false"}}},
)
"""Keys that AKO has with any release and cloud."""


_SOURCES: Final = ("config", "external")


def valid_stacks(
    versions: tuple[str, ...] = VERSIONS,
    modes: tuple[str, ...] = ("cluster-pool", "kubernetes", "eni"),
) -> st.SearchStrategy[Stack]:
    """Stacks that break no rule which is an error, every secret set and hidden."""
    return valid_configs(versions, modes).map(_stack)


HIDDEN: Final = {str(key): Secret() for key in SecretKey}
"""Every secret, set and hidden."""


def _stack(config: Mapping[str, Any]) -> Stack:
    stack, errors = parse("generated", raw_of(config, HIDDEN), offline=True)
    assert not errors, errors
    return stack


_JUNK: Final[st.SearchStrategy[Any]] = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            "",
            0,
            -1,
            65536,
            2**70,
            1.33,
            float("nan"),
            [],
            {},
            [[]],
            [None],
            {"mode": "eni"},
            {"": ""},
            {1: 2},
            "10.0.0.0/8",
            "0.0.0.0/0",
            "10.0.0.0/33",
            "10.0.0.1/24",
            "fd00::/64",
            "255.255.255.255/32",
            "https://10.96.0.1",
            "https://",
            "true",
            "1.20.0",
            "99.99.99",
            "eni",
            "\x00",
            "ü" * 40,
            {"secure": "v1:x"},
        ]
    ),
    st.text(max_size=12),
    st.integers(-(2**40), 2**40),
)


def _places(config: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(config, dict):
        for key, value in config.items():
            found += _places(value, (*path, key))
    elif isinstance(config, list):
        for index, value in enumerate(config):
            found += _places(value, (*path, index))
    return found


def _at(config: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        config = config[step]
    return config


@st.composite
def broken_configs(draw: st.DrawFn) -> RawConfig:
    """Configs with a few damaged places, and any mix of secrets."""
    known = [case.config for case in cases()] + [base_case(name).config for name in bases()]
    config: Any = copied(
        draw(st.one_of(valid_configs(), st.integers(0, len(known) - 1).map(known.__getitem__)))
    )
    for _ in range(draw(st.integers(0, 4))):
        places = _places(config)
        if not places:
            break
        path = draw(st.sampled_from(places))
        inside, last = _at(config, path[:-1]), path[-1]
        match draw(st.sampled_from(("replace", "remove", "rename", "copy", "repeat"))):
            case "replace":
                inside[last] = copied(draw(_JUNK))  # a mutable piece is drawn again
            case "remove":
                del inside[last]
            case "rename" if isinstance(inside, dict):
                inside[f"{last}x"] = inside.pop(last)
            case "copy":
                inside[last] = copied(_at(config, draw(st.sampled_from(places))))
            case "repeat" if isinstance(inside, list):
                inside.extend(copied(inside))
            case _:
                pass
    secrets = draw(
        st.dictionaries(
            st.sampled_from([str(key) for key in SecretKey]),
            st.one_of(
                st.none(),
                st.text(max_size=20),
                st.sampled_from(
                    [
                        f"1+ rfc4106(gcm(aes)) {'0' * 40} 128",
                        "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
                        CERTIFICATE,
                        PRIVATE_KEY,
                        OTHER_KEY,
                    ]
                ),
            ).map(Secret),
            max_size=4,
        )
    )
    return raw_of(config, secrets)
