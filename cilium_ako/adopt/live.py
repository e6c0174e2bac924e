"""What a running cluster tells: its releases from what their pods read, and the cluster's own keys.

Read-only, through the doctor's reader. `cilium-config` and `avi-k8s-config` are turned back into
the values that write them; what the charts write past them (the API server's address, how many
operators, whether pods follow their config) is read from the workloads. What else an owner told
Helm is in Helm's own record alone, a Secret, which is read where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.adopt.config_map_values import values_of_config_map
from cilium_ako.adopt.found import Found, FoundRelease
from cilium_ako.adopt.live_cluster_keys import cluster_keys
from cilium_ako.adopt.live_options import LiveOptions
from cilium_ako.adopt.live_reading import AGENTS, CONFIG, LABELS, Reading, What, read_cluster
from cilium_ako.catalogue import taking
from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.config_map import minors
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.sources import UNVERSIONED
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.taking import AKO, CILIUM, Taken
from cilium_ako.changes.from_configmap import cilium_facts_from_configmap
from cilium_ako.charts.helm_values import Values, set_dotted
from cilium_ako.doctor.api_server import Json, ObjectSource
from cilium_ako.doctor.cluster_view import image_release
from cilium_ako.doctor.helm_records import newest
from cilium_ako.doctor.json_access import (
    int_at,
    object_at,
    objects_at,
    string_at,
    string_map_at,
)
from cilium_ako.doctor.queries import Progress
from cilium_ako.doctor.read_error import Deadline
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.helm_record import HelmRecord
from cilium_ako.message import Message

_CHECKSUM: Final = "cilium.io/cilium-configmap-checksum"
"""The annotation of pods that follow their ConfigMap (templates/cilium-agent/daemonset.yaml)."""
_ROLE: Final = "eks.amazonaws.com/role-arn"
_RECORDS: Final[Mapping[Chart, What]] = {
    "cilium": "cilium_records",
    "ako": "ako_records",
}
_GRANT: Final = (
    "let whoever runs this read them, or give --allow-unread to write what was read and leave the"
    " rest to options"
)


def read_live(
    source: ObjectSource,
    deadline: Deadline,
    address: str,
    options: LiveOptions,
    progress: Progress | None = None,
) -> Found:
    """What a cluster tells. `address` is the API server's URL, as the kubeconfig has it.

    Raises DocumentError where there is no Cilium, or more than one, or half an upgrade, where the
    server refuses a kind, or where a release is not known here: with what was read and what not.
    """
    reading = read_cluster(
        source, deadline, address, helm_records=options.helm_records, progress=progress
    )
    _refuse_unread(reading, options)
    agents = _only(reading, CILIUM)
    if agents is None:
        raise DocumentError(
            f"the cluster runs no Cilium: no DaemonSet has the label {CILIUM.labels}"
            f" ({_read(reading)})",
            "check the context; a new cluster's stack is written by hand (docs/config.md)",
        )
    kubernetes = Release.parse(string_at(reading.object("version"), "gitVersion"))
    if kubernetes is None:
        kubernetes = MINORS[-1].kubernetes[1]
    config = string_map_at(reading.object(CONFIG), "data")
    if not config:
        raise DocumentError(
            f"the cluster runs agents of Cilium and has no {LABELS[CONFIG]} ({_read(reading)})",
            "an installation was cut off, or agents are told by flags alone: give --helm-values",
        )
    cilium = _cilium(reading, agents, config, options, kubernetes)
    notes = [*_notes(agents, options), *cilium.notes]
    facts = cilium_facts_from_configmap(config)
    keys = dict(
        cluster_keys(reading, replaces_kube_proxy=facts.get("kubeProxyReplacement") is True)
    )
    config_maps: dict[Chart, Mapping[str, str]] = {"cilium": config}
    ako = _ako(reading, options, kubernetes)
    if ako is not None:
        notes += ako.notes
        config_maps["ako"] = string_map_at(reading.object("ako_config"), "data")
    return Found(
        cilium=cilium.release,
        ako=ako.release if ako is not None else None,
        keys=keys,
        config_maps=config_maps,
        notes=tuple(notes),
    )


class _Release(NamedTuple):
    release: FoundRelease
    notes: tuple[Message, ...] = ()


# --- what is refused


def _read(reading: Reading) -> str:
    """What was read and what not, as the end of a sentence."""
    there = [LABELS[what] for what in reading.found if reading.found[what]]
    text = f"read: {', '.join(sorted(there)) or 'nothing'}"
    if reading.unread:
        text += f"; not read: {_unread(reading)}"
    return text


def _unread(reading: Reading) -> str:
    told = sorted((LABELS[what], each.reason) for what, each in reading.unread.items())
    return ", ".join(f"{label} ({reason})" for label, reason in told)


def _refuse_unread(reading: Reading, options: LiveOptions) -> None:
    if not reading.found:
        first = next(iter(reading.unread.values()))
        raise DocumentError(
            f"the cluster cannot be read: {first.reason}",
            "check that `kubectl get nodes` works with the same kubeconfig and context",
        )
    needed: list[What] = [each for each in (AGENTS, CONFIG) if each in reading.unread]
    if needed or (reading.unread and not options.allow_unread):
        there = ", ".join(sorted(LABELS[each] for each in reading.found))
        raise DocumentError(
            "the API server did not let everything be read, and nothing was written: not read:"
            f" {_unread(reading)}; read: {there}",
            _GRANT if not needed else "without these nothing can be said of Cilium",
        )


def _only(reading: Reading, taken: Taken) -> Json | None:
    """The one workload that there is; None without one. Raises DocumentError for more."""
    what: What = AGENTS if taken is CILIUM else "ako"
    found = reading.objects(what)
    if len(found) > 1:
        names = sorted(_name(each) for each in found)
        raise DocumentError(
            f"the cluster runs {taken.called} {len(found)} times: {', '.join(names)}"
            f" ({_read(reading)})",
            "take the one away that is not in use; two fight for the same nodes",
        )
    if not found:
        return None
    if string_at(found[0], "metadata", "namespace") != taken.namespace:
        raise DocumentError(
            f"{taken.called} is {_name(found[0])}, and this program has it in {taken.namespace}"
            f" ({_read(reading)})",
            "objects cannot move between namespaces: docs/adopt.md has the way out",
        )
    return found[0]


def _name(workload: Json) -> str:
    namespace = string_at(workload, "metadata", "namespace")
    return f"{namespace}/{string_at(workload, 'metadata', 'name')}"


def _refuse_half_an_upgrade(reading: Reading, agents: Json, version: Release | None) -> None:
    """Raises DocumentError where pods are of several revisions, or operator and agents differ."""
    desired = int_at(agents, "status", "desiredNumberScheduled")
    status = object_at(agents, "status")
    updated = int_at(status, "updatedNumberScheduled") if desired else 0
    observed = int_at(status, "observedGeneration")
    told = []
    if "updatedNumberScheduled" in status and updated < desired:
        told.append(f"{updated} of {desired} agents are of the DaemonSet's newest revision")
    elif observed and observed < int_at(agents, "metadata", "generation"):
        told.append("the DaemonSet's newest revision has not been rolled out yet")
    operator = image_release(_image(reading.object("operator")))
    if version is not None and operator is not None and operator != version:
        told.append(f"agents are {version}, and the operator is {operator}")
    if told:
        raise DocumentError(
            f"half an upgrade is in the cluster: {'; '.join(told)} ({_read(reading)})",
            "bring it to an end first:"
            f" kubectl -n {CILIUM.namespace} rollout status daemonset/{CILIUM.workload}",
        )


# --- releases


def _cilium(
    reading: Reading,
    agents: Json,
    config: Mapping[str, str],
    options: LiveOptions,
    kubernetes: Release,
) -> _Release:
    running = image_release(_image(agents))
    _refuse_half_an_upgrade(reading, agents, running)
    record = _record(reading, agents, CILIUM)
    version = options.cilium_version or running or _version_of(record, "cilium")
    if record is not None:
        source = f"the release {_release(agents)} in {CILIUM.namespace}"
        return _Release(FoundRelease("cilium", source, record.values, version))
    values, notes = _values("cilium", version, config, kubernetes)
    for key, value in _of_workloads(reading, agents):
        set_dotted(values, key, value)
    source = f"{cilium_objects.CONFIG_MAP} and Cilium's workloads"
    return _Release(FoundRelease("cilium", source, values, version), notes)


def _ako(reading: Reading, options: LiveOptions, kubernetes: Release) -> _Release | None:
    workload = _only(reading, AKO)
    if workload is None:
        return None
    record = _record(reading, workload, AKO)
    running = image_release(_image(workload))
    version = options.ako_version or running or _version_of(record, "ako")
    if record is not None:
        source = f"the release {_release(workload)} in {AKO.namespace}"
        return _Release(FoundRelease("ako", source, record.values, version))
    data = string_map_at(reading.object("ako_config"), "data")
    if not data:
        raise DocumentError(
            f"AKO runs and has no {LABELS['ako_config']} ({_read(reading)})",
            "an installation was cut off: finish it, or give --ako-helm-values",
        )
    values, notes = _values("ako", version, data, kubernetes)
    replicas = int_at(workload, "spec", "replicas")
    if replicas > 1:
        set_dotted(values, "replicaCount", replicas)
    return _Release(FoundRelease("ako", ako_objects.CONFIG_MAP, values, version), notes)


def _values(
    chart: Chart, version: Release | None, data: Mapping[str, str], kubernetes: Release
) -> tuple[Values, tuple[Message, ...]]:
    if version is None:
        option = "--chart-version" if chart == "cilium" else "--ako-chart-version"
        raise DocumentError(
            f"the image of {chart} names no release, and what {chart} is told hangs on it",
            f"give {option}, as `helm list -A` or the image's makers say it",
        )
    found = values_of_config_map(chart, version.minor_release, data, kubernetes)
    if found is None:
        known = minors(chart)
        raise DocumentError(
            f"{chart} {version} runs, and this program knows {known[0]} to {known[-1]}",
            "upgrade it with what installed it, or give its values (--helm-values)",
        )
    if not found.unsaid:
        return found.values, ()
    keys = ", ".join(found.unsaid)
    return found.values, (
        Message(
            f"{keys} of the ConfigMap of {chart} follow from no Helm value that is known here",
            "look at them: the stack would write them otherwise, as the list of differences shows",
            level="warning",
        ),
    )


def _record(reading: Reading, workload: Json, taken: Taken) -> HelmRecord | None:
    """Helm's record of the release that a workload is of; None where it was not asked for."""
    name = _release(workload)
    records = [
        each
        for each in reading.objects(_RECORDS[taken.chart])
        if string_at(each, "metadata", "labels", "name") == name
    ]
    revision = newest(records)
    if revision is None:
        return None
    record = revision.record()
    return record if record.chart == taken.chart else None


def _release(workload: Json) -> str:
    annotations = string_map_at(workload, "metadata", "annotations")
    return annotations.get(taking.RELEASE_NAME, "")


def _version_of(record: HelmRecord | None, chart: Chart) -> Release | None:
    if record is None or record.version in UNVERSIONED[chart]:
        return None
    return Release.parse(record.version, full=True)


def _image(workload: Json) -> str:
    containers = objects_at(workload, "spec", "template", "spec", "containers")
    return string_at(containers[0], "image") if containers else ""


def _of_workloads(reading: Reading, agents: Json) -> Iterator[tuple[str, object]]:
    """What the chart writes past `cilium-config`, by its dotted Helm keys."""
    containers = objects_at(agents, "spec", "template", "spec", "containers")
    environment = {
        string_at(each, "name"): string_at(each, "value")
        for container in containers[:1]
        for each in objects_at(container, "env")
    }
    host = environment.get("KUBERNETES_SERVICE_HOST")
    if host:
        yield "k8sServiceHost", host
        port = environment.get("KUBERNETES_SERVICE_PORT", "")
        if port.isdecimal():
            yield "k8sServicePort", int(port)
    yield "rollOutCiliumPods", _CHECKSUM in _template_annotations(agents)
    operator = reading.object("operator")
    if operator:
        yield "operator.rollOutPods", _CHECKSUM in _template_annotations(operator)
        yield "operator.replicas", int_at(operator, "spec", "replicas")
    yield "hubble.relay.enabled", bool(reading.object("hubble_relay"))
    yield "hubble.ui.enabled", bool(reading.object("hubble_ui"))
    account = reading.object("operator_account")
    role = string_map_at(account, "metadata", "annotations").get(_ROLE)
    if role:
        yield "eni.iamRole", role
    for each in objects_at(agents, "spec", "template", "spec", "volumes"):
        if string_at(each, "name") == "cilium-ipsec-secrets":
            yield "encryption.ipsec.secretName", string_at(each, "secret", "secretName")


def _template_annotations(workload: Json) -> Mapping[str, str]:
    return string_map_at(workload, "spec", "template", "metadata", "annotations")


# --- what is said beside


def _notes(agents: Json, options: LiveOptions) -> Iterator[Message]:
    owner = string_map_at(agents, "metadata", "labels").get(taking.MANAGED_BY, "")
    if owner == "Helm" and not options.helm_records:
        yield Message(
            "what pods get beside their config (resources, tolerations, images, volumes) stands in"
            " Helm's record, a Secret, which was not read",
            "--read-helm-release reads it, or give `helm get values` as --helm-values",
            level="warning",
        )
    elif owner != "Helm":
        shown = f" ({owner} manages it)" if owner else ""
        yield Message(
            f"Cilium is of no Helm release{shown}: before `pulumi up` can take it over, it becomes"
            " one",
            "docs/adopt.md has the lines; the preview prints them with the stack's names",
            level="warning",
        )
    if _release(agents) not in ("", CILIUM.release):
        yield Message(
            f"Cilium is the Helm release {_release(agents)}, and this program's is"
            f" {CILIUM.release}",
            "its objects get the other release's marks first: docs/adopt.md has the lines",
            level="warning",
        )
