"""What is read of a cluster, and that `deploy/doctor-rbac.yaml` allows that and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from cilium_ako.doctor.collect import collect
from cilium_ako.doctor.queries import QUERIES, StackParts
from cilium_ako.doctor.read_error import Deadline
from tests.doctor.stacks import FEATURES, IPSEC, KVSTORE, MANAGED_ETCD, MESH, MODES, stack
from tests.doctor.worlds import Json, World

RBAC = Path(__file__).parents[2] / "deploy" / "doctor-rbac.yaml"


class Access(NamedTuple):
    """One object that is read, or one list of a kind."""

    verb: str
    group: str
    namespace: str
    resource: str
    name: str = ""

    @classmethod
    def of(cls, path: str, verb: str) -> Access:
        """What a path of the API server asks for."""
        if path == "/version":
            return cls(verb, "", "", path)
        _, api, *parts = path.split("/")
        group = parts.pop(0) if api == "apis" else ""
        del parts[0]  # the version
        namespace = ""
        if parts[0] == "namespaces":
            namespace = parts[1]
            del parts[:2]
        if parts[2:]:  # a part of an object; a pod has another name each time
            name = "" if parts[0] == "pods" else unquote(parts[1])
            return cls(verb, group, namespace, f"{parts[0]}/{parts[2]}", name)
        return cls(verb, group, namespace, *parts)


class Recorder(World):
    """A world that notes what it is asked for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.accesses: set[Access] = set()

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        self.accesses.add(Access.of(path, "get"))
        return super().get(path, metadata_only=metadata_only)

    def text(self, path: str, query: Mapping[str, str]) -> str | None:
        self.accesses.add(Access.of(path, "get"))
        return super().text(path, query)

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        self.accesses.add(Access.of(path, "list"))
        return super().pages(path, query)


def accesses() -> set[Access]:
    """Everything that is read for any stack of the tests."""
    found: set[Access] = set()
    for mode in MODES:
        for cilium in ({}, IPSEC, KVSTORE, MANAGED_ETCD, FEATURES):
            world = Recorder(stack(mode, cilium=cilium, cluster={"id": 7}, mesh=MESH))
            # without it, its older version is asked for
            world.remove("CustomResourceDefinition", "ciliumnodeconfigs.cilium.io")
            parsed = world.stack
            assert parsed.cluster is not None
            assert parsed.cilium is not None
            collect(world, StackParts(parsed.cluster, parsed.cilium, parsed.ako), Deadline(30.0))
            found |= world.accesses
    return found


def granted() -> set[Access]:
    """Everything that the shipped roles allow."""
    found: set[Access] = set()
    for document in yaml.safe_load_all(RBAC.read_text()):
        namespace = document["metadata"].get("namespace", "")
        for rule in document.get("rules", ()):
            for verb in rule["verbs"]:
                found |= {Access(verb, "", "", each) for each in rule.get("nonResourceURLs", ())}
                found |= {
                    Access(verb, group, namespace, resource, name)
                    for group in rule.get("apiGroups", ())
                    for resource in rule.get("resources", ())
                    for name in rule.get("resourceNames", ("",))
                }
    return found


def _is_of_a_member(access: Access) -> bool:
    """Whether it is a Secret that has a node's address in its name: a cluster's own to grant."""
    return access.resource == "secrets" and access.name.startswith("cilium-etcd-192-168-10-")


def test_the_shipped_roles_allow_what_is_read_and_nothing_else() -> None:
    read = accesses()
    assert {each for each in read if not _is_of_a_member(each)} == granted()
    assert len([each for each in read if _is_of_a_member(each)]) == 3


def test_only_get_and_list_are_granted() -> None:
    assert {each.verb for each in granted()} == {"get", "list"}


def test_no_secret_is_listed() -> None:
    assert not [each for each in granted() if each.resource == "secrets" and not each.name]


def test_each_field_has_one_query() -> None:
    fields = [query.field for query in QUERIES]
    assert len(fields) == len(set(fields))
