"""From what is there to the parts of a stack's config, with what is assumed and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cilium_ako.adopt.ako_keys import ako_config
from cilium_ako.adopt.cilium_keys import cilium_config, follows_vpc_plugin
from cilium_ako.adopt.derived import Config, Derivation, Parts
from cilium_ako.adopt.distribution_guess import guessed_distribution
from cilium_ako.adopt.found import Found, Sourced
from cilium_ako.adopt.own_values import LeftOut
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.charts.helm_values import leaves
from cilium_ako.charts.user_values import VALUE_KEYS
from cilium_ako.config.ako import Ako
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.mesh import Mesh
from cilium_ako.message import Message

_MODELS: Final[Mapping[str, type[ConfigModel]]] = {
    "cluster": Cluster,
    "cilium": Cilium,
    "ako": Ako,
    "mesh": Mesh,
}
UNREAD: Final = "?"
"""What is written for a key whose value a template makes: a check refuses it wherever it stands."""


class Missing(NamedTuple):
    """A key that the stack needs and that nothing says."""

    path: tuple[str, ...]
    """`cluster`, `nodeCidrs`."""
    example: str
    """A value that would fit; of a list, its first."""
    is_list: bool = False
    """Whether the key holds a list."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A stack's config, and what there is to say of it."""

    parts: Parts
    """`cluster`, `cilium` and `ako` in the order of their models, as a stack file has them."""
    told: Mapping[Chart, Told]
    """What each release is told."""
    avi_username: str = ""
    comments: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Path of a key to what was assumed of it."""
    missing: tuple[Missing, ...] = ()
    left_out: Mapping[Chart, tuple[LeftOut, ...]] = field(default_factory=dict)
    """What of the owner's values is not taken over, other than defaults."""
    unread: tuple[tuple[str, ...], ...] = ()
    """Paths of keys that a source keeps to itself, so that a person has to write them."""
    notes: tuple[Message, ...] = ()
    """What a person should know, other than that."""


class TakenKeys(NamedTuple):
    """The keys that releases and what is said beside them become, without any `values`."""

    parts: Parts
    """`cluster`, `cilium` and maybe `ako`, as far as anything says them."""
    comments: dict[tuple[str, ...], str]
    """Path of a key to what was assumed of it."""
    notes: tuple[Message, ...]


def taken_keys(cilium: Told, ako: Told | None, keys: Mapping[str, Sourced]) -> TakenKeys:
    """The keys that say what is there. `keys` are said beside the releases, as in `Found`."""
    notes: list[Message] = []
    comments: dict[tuple[str, ...], str] = {}
    parts: Parts = {
        "cluster": _cluster(keys, cilium, comments, notes),
        "cilium": cilium_config(cilium),
    }
    _add_told_elsewhere(parts["cilium"], "cilium", keys, comments, cilium)
    if ako is not None:
        parts["ako"] = ako_config(
            ako,
            cluster_name=str(parts["cluster"]["name"]),
            routed_elsewhere=cilium.fact("ipam.mode") == "eni" or follows_vpc_plugin(cilium),
        )
        _add_told_elsewhere(parts["ako"], "ako", keys, comments, cilium)
        if parts["ako"].get("podRoutes") == "fabric":
            comments["ako", "podRoutes"] = "assumed: AKO writes no routes, so something else does"
    return TakenKeys(parts, comments, tuple(notes))


def assemble(found: Found) -> Assembled:
    """The config that says what is there; Cilium's release must be known."""
    assert found.cilium is not None  # noqa: S101 - the command refuses to begin without
    cilium = Told(found.cilium)
    ako = Told(found.ako) if found.ako is not None else None
    parts, comments, notes = taken_keys(cilium, ako, found.keys)
    derivation = Derivation(cilium, ako)
    parts = _without_what_a_distribution_says(parts, derivation)
    parts, left_out = derivation.with_own_values(parts)
    parts = _in_typed_keys(parts, derivation)
    if found.words:
        parts = _in_the_words_of(found.words, parts, derivation)
    parts = {name: _in_order(_MODELS[name], part) for name, part in parts.items()}
    if not found.words:
        comments |= _assumed_sources(parts["cilium"])
    unread = tuple(_mark_unread(parts, derivation.told, comments))
    username = _avi_username(found, ako)
    return Assembled(
        parts,
        derivation.told,
        username,
        comments,
        tuple(_missing(parts, username)),
        left_out,
        unread,
        (*found.notes, *notes),
    )


def _cluster(
    keys: Mapping[str, Sourced],
    cilium: Told,
    comments: dict[tuple[str, ...], str],
    notes: list[Message],
) -> Config:
    cluster: Config = {}
    for path, said in keys.items():
        if path.startswith("cluster."):
            key = path.removeprefix("cluster.")
            cluster[key] = said.value
            if said.assumed:
                comments["cluster", key] = f"assumed from {said.source}"
    for key, fact in (("name", "cluster.name"), ("id", "cluster.id")):
        value = cilium.fact(fact)
        if value is None:
            continue
        other = keys.get(f"cluster.{key}")
        if other is not None and other.value != value:
            notes.append(
                Message(
                    f"cluster.{key} is {value} by {cilium.release.source}, and {other.value} by"
                    f" {other.source}: the release's counts, as the cluster has it",
                    level="warning",
                )
            )
        cluster[key] = value
    if cluster.get("id") == 0:
        del cluster["id"]
    replaces = cilium.fact("kubeProxyReplacement") is True
    servers = list(_api_servers(cilium))
    elsewhere = keys.get("cluster.apiServer")
    if servers and elsewhere is None:
        cluster["apiServer"] = servers
    elif servers and replaces and elsewhere is not None and not _has(elsewhere.value, servers):
        notes.append(
            Message(
                f"cluster.apiServer is {', '.join(servers)} by {cilium.release.source}, and not as"
                f" {elsewhere.source} says: agents are told the release's",
                level="warning",
            )
        )
        cluster["apiServer"] = servers
    if replaces and "kubeProxy" not in cluster:
        cluster["kubeProxy"] = "absent"
        comments["cluster", "kubeProxy"] = "assumed: Cilium stands in for kube-proxy"
    _guess(cluster, cilium, comments)
    return cluster


def _has(given: object, servers: list[str]) -> bool:
    """Whether the servers that are said elsewhere begin with what the release is told."""
    listed = given if isinstance(given, list) else []
    return [_with_port(each) for each in listed[: len(servers)]] == servers


def _with_port(url: object) -> str:
    text = str(url).rstrip("/")
    return text if text.rpartition(":")[2].isdigit() else f"{text}:443"


def _api_servers(cilium: Told) -> Iterator[str]:
    urls = cilium.raw("k8s.apiServerURLs")
    if isinstance(urls, str) and urls.strip():
        yield from (_with_port(each) for each in urls.replace(",", " ").split())
        return
    host, port = cilium.raw("k8sServiceHost"), cilium.raw("k8sServicePort")
    if isinstance(host, str) and host and host != "auto":
        shown = f"[{host}]" if ":" in host else host
        number = int(port) if isinstance(port, float) else port
        yield f"https://{shown}:{number or 443}"


def _guess(cluster: Config, cilium: Told, comments: dict[tuple[str, ...], str]) -> None:
    """Adds, in place, the distribution and the platform that values point to."""
    if "distribution" not in cluster:
        host, port = cilium.raw("k8sServiceHost"), cilium.raw("k8sServicePort")
        server = None
        if isinstance(host, str) and str(port or "").removesuffix(".0").isdigit():
            server = (host, int(float(str(port))))
        guess = guessed_distribution(cilium, server)
        if guess is not None:
            cluster["distribution"] = guess[0]
            comments["cluster", "distribution"] = f"assumed from {guess[1]}"
    eni = cilium.fact("ipam.mode") == "eni"
    if eni and "platform" not in cluster and cluster.get("distribution") != "eks":
        cluster["platform"] = "aws"
        comments["cluster", "platform"] = "assumed from ipam.mode eni"


_OF_MODE: Final[Mapping[str, str]] = {
    "cilium.ipam.podCidrs": "kubernetes",
    "cilium.ipam.vpcCidrs": "eni",
}
"""Keys that only one IPAM mode has."""


def _add_told_elsewhere(
    part: Config,
    name: str,
    keys: Mapping[str, Sourced],
    comments: dict[tuple[str, ...], str],
    cilium: Told,
) -> None:
    """Adds, in place, what sources say beside the releases, where the release says nothing."""
    for path, said in keys.items():
        first, _, rest = path.partition(".")
        mode = _OF_MODE.get(path)
        if first != name or (mode is not None and cilium.fact("ipam.mode") != mode):
            continue
        if path in _SOURCES:
            _replace_source(part, rest.split("."), said)
        else:
            _set_absent(part, rest.split("."), said)
        if said.assumed:
            comments[tuple(path.split("."))] = f"assumed from {said.source}"


_SOURCES: Final = ("cilium.kvstore.tls", "cilium.encryption.key")
"""Keys that say where something secret comes from, which no Helm value does."""


def _replace_source(part: Config, steps: list[str], said: Sourced) -> None:
    """Sets, in place, where something comes from, if the release has it at all."""
    first, last = steps
    inner = part.get(first)
    if isinstance(inner, dict) and last in inner:
        inner[last] = said.value


def _set_absent(part: Config, steps: list[str], said: Sourced) -> None:
    *above, last = steps
    for step in above:
        inner = part.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        part = inner
    part.setdefault(last, said.value)


def _assumed_sources(cilium: Config) -> dict[tuple[str, ...], str]:
    """What is said of secrets that are taken to stay where they are."""
    found: dict[tuple[str, ...], str] = {}
    for above, key in (("encryption", "key"), ("kvstore", "tls")):
        if value_at(cilium, above, key, "source") == "external":
            found["cilium", above, key] = "assumed: its Secret stays as it is"
    return found


def _mark_unread(
    parts: Parts, told: Mapping[Chart, Told], comments: dict[tuple[str, ...], str]
) -> Iterator[tuple[str, ...]]:
    """Puts, in place, a mark where a value is decided by something that nobody could read."""
    for chart, each in told.items():
        for key in each.release.hidden:
            path = _config_path(chart, key) or (chart, "values", *key.split("."))
            part = parts[path[0]]
            *above, last = path[1:]
            yield path
            if path == ("cluster", "name"):
                part.pop(last, None)  # any text would be one
                continue
            for step in above:
                inner = part.get(step)
                if not isinstance(inner, dict):
                    part[step] = inner = {}
                part = inner
            part[last] = UNREAD
            comments[path] = f"{key} is not known: {each.release.source} hides it"


def _config_path(chart: Chart, key: str) -> tuple[str, ...] | None:
    """Where a stack's config says what a Helm key says; None where only `values` do."""
    for row in VALUE_KEYS[chart]:
        if row.key == key or key.startswith(f"{row.key}."):
            fact = BY_NAME.get(row.fact if chart == "cilium" else f"ako.{row.fact}")
            if fact is not None and fact.path:
                return tuple(fact.path.split("."))
    return None


def _avi_username(found: Found, ako: Told | None) -> str:
    said = found.keys.get("aviUsername")
    if said is not None:
        return str(said.value)
    given = ako.raw(f"{AKO_CREDENTIALS}.username") if ako is not None else None
    return given if isinstance(given, str) else ""


def _without_what_a_distribution_says(parts: Parts, derivation: Derivation) -> Parts:
    """Without keys that the cluster's distribution gives by itself."""
    if "distribution" not in parts["cluster"]:
        return parts
    aim = derivation.effective(derivation.with_own_values(parts)[0])
    for key in ("cni", "routing"):
        if key not in parts["cilium"]:
            continue
        shorter = {name: value for name, value in parts["cilium"].items() if name != key}
        candidate = {**parts, "cilium": shorter}
        if derivation.effective(derivation.with_own_values(candidate)[0]) == aim and (
            key != "cni" or "chaining" not in dict(parts["cilium"][key])  # type: ignore[call-overload]
        ):
            parts = candidate
    return parts


def _in_typed_keys(parts: Parts, derivation: Derivation) -> Parts:
    """With features that have keys of their own in place of raw values, where both are the same."""
    candidates = list(_candidates(derivation.told["cilium"], parts["cilium"]))
    aim = derivation.effective(parts) if candidates else {}
    for key, value in candidates:
        cilium = {**parts["cilium"], key: value}
        candidate = derivation.with_own_values({**parts, "cilium": cilium})[0]
        if derivation.effective(candidate) == aim:
            parts = candidate
    return parts


def _candidates(told: Told, cilium: Config) -> Iterator[tuple[str, Config]]:
    """Keys that stand for several Helm values at once, as these values suggest them."""
    if told.raw("prometheus.enabled") is True:
        monitoring: Config = {"enabled": True}
        if told.raw("prometheus.serviceMonitor.enabled") is True:
            monitoring["serviceMonitors"] = True
        if told.raw("dashboards.enabled") is True:
            monitoring["dashboards"] = True
        metrics = told.raw("hubble.metrics.enabled")
        if isinstance(metrics, list) and metrics:
            monitoring["hubbleMetrics"] = metrics
        yield "monitoring", monitoring
    if told.said("operator.affinity.nodeAffinity"):
        operator = cilium.get("operator")
        yield (
            "operator",
            {**(operator if isinstance(operator, dict) else {}), "placement": "control-plane"},
        )


def _in_the_words_of(words: Mapping[str, Config], parts: Parts, derivation: Derivation) -> Parts:
    """With another stack's keys wherever they say the same as the release."""
    aim = derivation.effective(parts)
    if "mesh" in words:
        candidate = derivation.with_own_values({**parts, "mesh": words["mesh"]})[0]
        if derivation.effective(candidate) == aim:
            parts = candidate
    for name in ("cilium", "ako"):
        given = words.get(name)
        if given is None or name not in parts:
            continue
        for key in (*_aliases(_MODELS[name]), "values"):
            if key == "version" or given.get(key) == parts[name].get(key):
                continue
            part = {other: value for other, value in parts[name].items() if other != key}
            if key in given:
                part[key] = given[key]
            candidate = {**parts, name: part}
            if key != "values":
                candidate = derivation.with_own_values(candidate)[0]
                if _count(candidate[name]) > _count(parts[name]):
                    continue  # a key says more than a raw value does
            if derivation.effective(candidate) == aim:
                parts = candidate
    return parts


def _count(part: Config) -> int:
    values = part.get("values")
    return sum(1 for _ in leaves(values)) if isinstance(values, dict) else 0


def _aliases(model: type[ConfigModel]) -> list[str]:
    return [
        each.alias or name for name, each in model.model_fields.items() if each.alias != "values"
    ]


def _in_order(model: type[ConfigModel], part: Config) -> Config:
    """A part with its keys in the order of its model, and others behind them."""
    order = [*_aliases(model), "values"]
    ordered = {key: part[key] for key in order if key in part}
    return {**ordered, **{key: value for key, value in part.items() if key not in ordered}}


_NEWEST: Final = MINORS[-1]
_NEEDED: Final = (
    Missing(("cluster", "kubernetesVersion"), str(_NEWEST.kubernetes[1])),
    Missing(("cluster", "kernelVersion"), str(_NEWEST.kernel)),
    Missing(("cluster", "apiServer"), "https://api.example.test:6443", is_list=True),
    Missing(("cluster", "nodeCidrs"), "192.168.10.0/24", is_list=True),
    Missing(("cluster", "serviceCidrs"), "10.96.0.0/12", is_list=True),
    Missing(("cluster", "maxNodes"), "50"),
    Missing(("cilium", "version"), f"{_NEWEST.minor}.0"),
)
_NEEDED_OF_AKO: Final = (
    Missing(("ako", "version"), str(SUPPORT[-1].since)),
    Missing(("ako", "cloud"), "vcenter"),
    Missing(("ako", "controller", "host"), "avi.example.test"),
    Missing(("ako", "controller", "version"), str(SUPPORT[-1].oldest_controller)),
)


def _missing(parts: Parts, username: str) -> Iterator[Missing]:
    """Every key that is required and not there, in the order of the file."""
    of_mode = {
        "kubernetes": Missing(("cilium", "ipam", "podCidrs"), "10.244.0.0/16", is_list=True),
        "eni": Missing(("cilium", "ipam", "vpcCidrs"), "10.0.0.0/16", is_list=True),
    }
    needed = [*_NEEDED]
    mode = value_at(parts["cilium"], "ipam", "mode")
    if isinstance(mode, str) and mode in of_mode:
        needed.append(of_mode[mode])
    if parts["cluster"].get("platform") in ("aws", "eks"):
        needed.insert(0, Missing(("cluster", "region"), "eu-central-1"))
    if "ako" in parts:
        needed += _NEEDED_OF_AKO
        external = value_at(parts["ako"], "credentials", "source") == "external"
        if not username and not external:
            needed.append(Missing(("aviUsername",), "admin"))
    everything: dict[str, object] = {**parts, **({"aviUsername": username} if username else {})}
    for each in needed:
        if value_at(everything, *each.path) in (None, "", []):
            yield each
