"""Whatever does not fit is told: where, of which kind, with the words that would have fitted.

Paths are the config's own, whatever pydantic makes of unions: a test puts something wrong at
every place of every model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from cilium_ako.check.checked_stack import check_config
from cilium_ako.check.problem_text import problems_json, problems_markdown, problems_text
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.stack import KEYS, SecretKey, key_path, parse
from cilium_ako.rules.problem import Problem
from tests.configs import (
    AKO,
    ALL,
    CLUSTER,
    ENI,
    ETCD,
    EXTERNAL,
    KUBERNETES,
    POOL,
    Config,
    Steps,
    changed,
    parsed,
    raw,
    without,
)


def errors_of(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    _, errors = parse("dev", raw(config), offline=True)
    return [(error.path, error.kind) for error in errors]


def problems_of(config: Mapping[str, Any], **secrets: str | None) -> list[Problem]:
    return list(check_config("dev", raw(config, **secrets), Path(), offline=True).problems)


def models_of(config: Mapping[str, Any]) -> Iterator[BaseModel]:
    """Every model that a config's parts hold."""

    def below(value: object) -> Iterator[BaseModel]:
        if isinstance(value, BaseModel):
            yield value
            for name in type(value).model_fields:
                yield from below(getattr(value, name))
        elif isinstance(value, Mapping):
            for each in value.values():
                yield from below(each)
        elif isinstance(value, tuple | list):
            for each in value:
                yield from below(each)

    stack = parsed(config)
    for part in (stack.cluster, stack.cilium, stack.ako, stack.mesh, *stack.acknowledge.values()):
        yield from below(part)


FREE = frozenset({"values", "subnetTags", "tags", "instanceLimits"})
"""Mappings whose keys are a person's own."""


def places(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Every place in a config, mappings before what they hold."""
    yield steps, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in FREE:
                yield from places(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*steps, index))


PLACES: dict[str, list[tuple[Steps, object]]] = {
    name: [found for part in config for found in places(config[part], (part,))]
    for name, config in ALL.items()
}
"""Every place of every config: a test looks at all those of a config, and names what fails."""


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_the_configs_hold_every_model() -> None:
    found = {type(model) for config in ALL.values() for model in models_of(config)}
    # one that only holds what others inherit is no part of a config
    own = {
        each
        for each in _subclasses(ConfigModel)
        if each.__module__.startswith("cilium_ako.config.")
        and (each in found or not each.__subclasses__())
    }
    assert found == own


@pytest.mark.parametrize("config", ALL.values(), ids=ALL)
def test_every_config_fits(config: Config) -> None:
    assert errors_of(config) == []


@pytest.mark.parametrize("name", ALL)
def test_unknown_key_in_every_mapping(name: str) -> None:
    said = {}
    for steps, value in PLACES[name]:
        if isinstance(value, Mapping) and steps != ("acknowledge",):
            wrong = changed(ALL[name], ((*steps, "surprise"), 1))
            said[key_path(*steps, "surprise")] = errors_of(wrong)
    assert said == {path: [(path, "unknown-key")] for path in said}


@pytest.mark.parametrize("name", ALL)
def test_wrong_type_at_every_place(name: str) -> None:
    wrongly: dict[str, list[tuple[str, str]]] = {}
    for steps, value in PLACES[name]:
        instead: object = "a text" if isinstance(value, Mapping | list) else {"a": "mapping"}
        path = key_path(*steps)
        errors = errors_of(changed(ALL[name], (steps, instead)))
        kinds = {"wrong-type", "wrong-value"} if isinstance(value, str) else {"wrong-type"}
        elsewhere = [found for found, _ in errors if found != path]
        if elsewhere or not kinds.intersection(kind for _, kind in errors):
            wrongly[path] = errors
    assert wrongly == {}


@pytest.mark.parametrize("name", ALL)
def test_every_key_left_out(name: str) -> None:
    wrongly: dict[str, list[tuple[str, str]]] = {}
    for steps, _ in PLACES[name]:
        if isinstance(steps[-1], int):
            continue
        path = key_path(*steps)
        errors = errors_of(without(ALL[name], *steps))
        if not {(path, "missing-key")}.issuperset(errors):
            wrongly[path] = errors
    assert wrongly == {}


REQUIRED = {
    "cluster": POOL,
    "cluster.name": POOL,
    "cluster.kubernetesVersion": POOL,
    "cluster.kernelVersion": POOL,
    "cluster.apiServer": POOL,
    "cluster.nodeCidrs": POOL,
    "cluster.serviceCidrs": POOL,
    "cluster.maxNodes": POOL,
    "cilium": POOL,
    "cilium.version": POOL,
    "cilium.ipam": POOL,
    "cilium.ipam.mode": POOL,
    "cilium.ipam.podCidrs": KUBERNETES,
    "cilium.ipam.vpcCidrs": ENI,
    "cilium.ipam.operatorRole.source": ENI,
    "cilium.ipam.operatorRole.arn": ENI,
    "cilium.routing.mode": POOL,
    "cilium.kvstore.mode": KUBERNETES,
    "cilium.kvstore.endpoints": KUBERNETES,
    "cilium.kvstore.tls.source": KUBERNETES,
    "cilium.encryption.type": KUBERNETES,
    "cilium.encryption.key.source": KUBERNETES,
    "cilium.encryption.strict.cidr": ENI,
    "ako.version": POOL,
    "ako.cloud": POOL,
    "ako.controller": POOL,
    "ako.controller.host": POOL,
    "ako.controller.version": POOL,
    "ako.credentials.source": POOL,
}


@pytest.mark.parametrize(("path", "config"), REQUIRED.items())
def test_required(path: str, config: Config) -> None:
    problems = problems_of(without(config, *path.split(".")))
    found = [each for each in problems if each.rule == "missing-key"]
    assert [each.path for each in found] == [f"cilium-ako:{path}"]
    assert f"{path} is required" in found[0].message
    assert found[0].fix


# what is wrong, where, of which kind, and a word of the message and of the fix
WRONG: dict[str, tuple[Config, Steps, object, str, str, str]] = {
    "IPAM mode": (
        POOL,
        ("cilium", "ipam", "mode"),
        "cluster-role",
        "wrong-value",
        "cluster-role is not one of the known words. The nearest one is cluster-pool",
        "pulumi config set --path 'cilium-ako:cilium.ipam.mode' cluster-pool",
    ),
    "IPAM mode that is refused": (
        POOL,
        ("cilium", "ipam", "mode"),
        "multi-pool",
        "wrong-value",
        "multi-pool is not offered here: CiliumNode then has no spec.ipam.podCIDRs",
        "use one of: cluster-pool, kubernetes, eni",
    ),
    "IPAM mode far from all": (
        POOL,
        ("cilium", "ipam", "mode"),
        "zzz",
        "wrong-value",
        "This value is not one of the known words",
        "use one of: cluster-pool, kubernetes, eni",
    ),
    "word in capitals": (
        POOL,
        ("cluster", "kubeProxy"),
        "IPVS",
        "wrong-value",
        "The nearest one is ipvs",
        "pulumi config set --path 'cilium-ako:cluster.kubeProxy' ipvs",
    ),
    "version as a float": (
        POOL,
        ("cluster", "kubernetesVersion"),
        1.33,
        "wrong-type",
        'write "1.33", with the quotes',
        "pulumi config set --path 'cilium-ako:cluster.kubernetesVersion' 1.33",
    ),
    "version that lost its zero": (
        POOL,
        ("cluster", "kubernetesVersion"),
        1.3,
        "wrong-type",
        'write "1.30", with the quotes',
        "pulumi config set --path 'cilium-ako:cluster.kubernetesVersion' 1.30",
    ),
    "kernel as a float": (
        POOL,
        ("cluster", "kernelVersion"),
        6.1,
        "wrong-type",
        'write "6.1", with the quotes',
        "pulumi config set --path 'cilium-ako:cluster.kernelVersion' 6.1",
    ),
    "version as a number": (
        POOL,
        ("cluster", "kernelVersion"),
        5,
        "wrong-type",
        "must be a quoted version",
        "5.15",
    ),
    "version of two numbers": (
        POOL,
        ("cilium", "version"),
        "1.18",
        "wrong-value",
        "is not a version such as 1.18.12",
        "1.18.12",
    ),
    "version with a v": (
        POOL,
        ("cilium", "version"),
        "v1.18.12",
        "wrong-value",
        "is not a version",
        "1.18.12",
    ),
    "version before a release": (
        POOL,
        ("ako", "version"),
        "1.13.4-rc1",
        "wrong-value",
        "is not a version",
        "1.18.12",
    ),
    "version with a leading zero": (
        POOL,
        ("ako", "controller", "version"),
        "22.01.5",
        "wrong-value",
        "is not a version such as 22.1.5",
        "22.1.5",
    ),
    "host bits": (
        POOL,
        ("cluster", "nodeCidrs", 0),
        "192.168.10.7/24",
        "wrong-value",
        "has host bits set: the range that contains it is 192.168.10.0/24",
        "pulumi config set --path 'cilium-ako:cluster.nodeCidrs[0]' 192.168.10.0/24",
    ),
    "IPv6 range where a twin is": (
        ENI,
        ("cilium", "encryption", "strict", "cidr"),
        "fd00::/104",
        "wrong-value",
        "is IPv6, and IPv4 is meant here",
        "",
    ),
    "IPv4 range of IPv6": (
        KUBERNETES,
        ("cilium", "routing", "cidrIpv6"),
        "10.0.0.0/8",
        "wrong-value",
        "is not an IPv6 range such as fd42::/104; IPv6 is meant here",
        "",
    ),
    "IPv6 host bits": (
        POOL,
        ("cluster", "nodeCidrs", 0),
        "FD00::7/64",
        "wrong-value",
        "has host bits set: the range that contains it is fd00::/64",
        "pulumi config set --path 'cilium-ako:cluster.nodeCidrs[0]' fd00::/64",
    ),
    "IPv6 range without a mask": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "fd00::1",
        "wrong-value",
        "has no mask length; one address is fd00::1/128",
        "fd00::1/128",
    ),
    "IPv6 range that is none": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "fd00:::/64",
        "wrong-value",
        "is not an IPv6 range such as fd42::/104",
        "",
    ),
    "IPv6 range with a zone": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "fe80::%eth0/64",
        "wrong-value",
        "is not an IPv6 range such as fd42::/104",
        "",
    ),
    "range without a mask": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "10.96.0.1",
        "wrong-value",
        "has no mask length; one address is 10.96.0.1/32",
        "10.96.0.1/32",
    ),
    "range with a netmask": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "10.96.0.0/255.255.0.0",
        "wrong-value",
        "is not an IPv4 range such as",
        "",
    ),
    "range with leading zeros": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "010.96.0.0/16",
        "wrong-value",
        "is not an IPv4 range such as",
        "",
    ),
    "range with a large mask": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "10.96.0.0/33",
        "wrong-value",
        "is not an IPv4 range such as",
        "",
    ),
    "range with blanks": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        " 10.96.0.0/16",
        "wrong-value",
        "is not an IPv4 range such as",
        "",
    ),
    "range with other digits": (
        POOL,
        ("cluster", "serviceCidrs", 0),
        "١٠.96.0.0/16",
        "wrong-value",
        "is not an IPv4 range such as",
        "",
    ),
    "number as a text": (
        POOL,
        ("cluster", "maxNodes"),
        "50",
        "wrong-type",
        "must be a whole number, without quotes",
        "",
    ),
    "number with a fraction": (
        POOL,
        ("cluster", "maxNodes"),
        50.5,
        "wrong-type",
        "must be a whole number",
        "",
    ),
    "switch as a text": (
        POOL,
        ("cilium", "sctp"),
        "yes",
        "wrong-type",
        "must be true or false, without quotes",
        "",
    ),
    "switch as a number": (
        POOL,
        ("cilium", "sctp"),
        1,
        "wrong-type",
        "must be true or false",
        "",
    ),
    "switch for a number": (
        POOL,
        ("cluster", "maxNodes"),
        True,
        "wrong-type",
        "must be a whole number",
        "",
    ),
    "text as a number": (POOL, ("cluster", "name"), 7, "wrong-type", "must be a text", ""),
    "number too small": (
        POOL,
        ("cluster", "maxNodes"),
        0,
        "wrong-value",
        "must be at least 1",
        "",
    ),
    "number too large": (POOL, ("cluster", "id"), 512, "wrong-value", "must be at most 511", ""),
    "huge number": (
        POOL,
        ("cluster", "maxNodes"),
        10**30,
        "wrong-value",
        "must be at most 100000",
        "",
    ),
    "empty text": (POOL, ("cluster", "name"), "", "wrong-value", "must not be empty", ""),
    "long text": (
        POOL,
        ("cluster", "name"),
        "x" * 4_097,
        "wrong-value",
        "is longer than 4096 characters",
        "",
    ),
    "empty list": (POOL, ("cluster", "nodeCidrs"), [], "wrong-value", "must not be empty", ""),
    "long list": (
        POOL,
        ("cluster", "apiServer"),
        ["https://api.example.test:6443"] * 17,
        "wrong-value",
        "has more than 16 entries",
        "",
    ),
    "text for a list": (
        POOL,
        ("cluster", "nodeCidrs"),
        "192.168.10.0/24",
        "wrong-type",
        "must be a list",
        "",
    ),
    "API server with a path": (
        POOL,
        ("cluster", "apiServer", 0),
        "https://api.example.test:6443/k8s",
        "wrong-value",
        "must end after the port",
        "",
    ),
    "API server with a scheme of its own": (
        POOL,
        ("cluster", "apiServer", 0),
        "tcp://api.example.test:6443",
        "wrong-value",
        "must begin with https://",
        "",
    ),
    "API server without a scheme": (
        POOL,
        ("cluster", "apiServer", 0),
        "api.example.test:6443",
        "wrong-value",
        "must begin with https://",
        "",
    ),
    "API server with IPv6": (
        POOL,
        ("cluster", "apiServer", 0),
        "https://[fd00::1%eth0]:6443",
        "wrong-value",
        "has no IPv6 address between its brackets",
        "",
    ),
    "API server with a large port": (
        POOL,
        ("cluster", "apiServer", 0),
        "https://api.example.test:65536",
        "wrong-value",
        "is not a URL such as",
        "",
    ),
    "API server with port 0": (
        POOL,
        ("cluster", "apiServer", 0),
        "https://api.example.test:0",
        "wrong-value",
        "has a port outside 1..65535",
        "",
    ),
    "API server without a host": (
        POOL,
        ("cluster", "apiServer", 0),
        "https://:6443",
        "wrong-value",
        "has no host name or address",
        "",
    ),
    "etcd with a number for a URL": (
        KUBERNETES,
        ("cilium", "kvstore", "endpoints", 0),
        2379,
        "wrong-type",
        "must be a URL",
        "",
    ),
    "port range with a comma": (
        POOL,
        ("cilium", "nodePort", "range"),
        "30000,32767",
        "wrong-value",
        "must be two ports with a dash: 30000-32767",
        "",
    ),
    "subnet id": (
        ENI,
        ("cilium", "ipam", "subnetIds", 0),
        "eni-0a1b2c3d",
        "wrong-value",
        "does not match the pattern ^subnet-",
        "",
    ),
    "role": (
        ENI,
        ("cilium", "ipam", "operatorRole", "arn"),
        "prod-operator",
        "wrong-value",
        "does not match the pattern ^arn:",
        "",
    ),
    "Secret's name": (
        EXTERNAL,
        ("cilium", "encryption", "key", "name"),
        "Our_Key",
        "wrong-value",
        "does not match the pattern",
        "",
    ),
    "digest": (
        EXTERNAL,
        ("acknowledge", "pool-replaced", "to"),
        "yes",
        "wrong-value",
        "does not match the pattern ^[0-9a-f]{6,64}$",
        "",
    ),
    "key in snake case": (
        POOL,
        ("cilium", "node_port"),
        {},
        "unknown-key",
        "node_port is not a key here",
        "rename it to nodePort",
    ),
    "key in another place": (
        POOL,
        ("cluster", "sctp"),
        True,
        "unknown-key",
        "sctp is not a key here",
        "use one of: name, id, platform",
    ),
    "key of another union member": (
        ENI,
        ("cilium", "ipam", "podCidrs"),
        ["10.42.0.0/16"],
        "unknown-key",
        "podCidrs is not a key here",
        "rename it to vpcCidrs",
    ),
}


@pytest.mark.parametrize(
    ("config", "steps", "value", "kind", "message", "fix"), WRONG.values(), ids=WRONG
)
def test_wrong(
    config: Config, steps: Steps, value: object, kind: str, message: str, fix: str
) -> None:
    problems = [
        each
        for each in problems_of(changed(config, (steps, value)))
        if each.rule == kind and each.path == key_path(*steps)
    ]
    assert len(problems) == 1
    assert message in problems[0].message
    assert fix in problems[0].fix
    assert problems[0].stops


def test_the_tag_of_a_union_that_is_also_a_key() -> None:
    # `config` and `external` are tags of unions, and a wrong key below one may be called the same
    config = changed(POOL, (("ako", "credentials"), {"source": "config", "config": 1}))
    assert errors_of(config) == [("cilium-ako:ako.credentials.config", "unknown-key")]
    config = changed(POOL, (("cilium", "ipam", "cluster-pool"), {"mode": "cluster-pool"}))
    assert errors_of(config) == [("cilium-ako:cilium.ipam.cluster-pool", "unknown-key")]
    config = changed(ENI, (("cilium", "ipam", "operatorRole", "existing"), "x"))
    assert errors_of(config) == [("cilium-ako:cilium.ipam.operatorRole.existing", "unknown-key")]


ODD_KEYS = {
    "a.b": 'cilium-ako:cluster["a.b"]',
    "": 'cilium-ako:cluster[""]',
    "a b": 'cilium-ako:cluster["a b"]',
    'a"b': 'cilium-ako:cluster["a\\"b"]',
    "a\\b": 'cilium-ako:cluster["a\\\\b"]',
    "a[0]": 'cilium-ako:cluster["a[0]"]',
    "x/y": 'cilium-ako:cluster["x/y"]',
    "a-b_c": "cilium-ako:cluster.a-b_c",
    "0": "cilium-ako:cluster.0",
}


@pytest.mark.parametrize(("key", "path"), ODD_KEYS.items())
def test_odd_key(key: str, path: str) -> None:
    assert errors_of(changed(POOL, (("cluster", key), 1))) == [(path, "unknown-key")]


KEY_ERRORS = {
    "cilium-ako:clustr": ("clustr is not a key of this program", "rename it to cilium-ako:cluster"),
    "cilium-ako:CLUSTER": ("is not a key of this program", "rename it to cilium-ako:cluster"),
    "cilium-ako:avi-password": (
        "is not a key of this program",
        "rename it to cilium-ako:aviPassword",
    ),
    "cilium-ako:zzz": ("zzz is not a key of this program", "use one of: cluster, cilium, ako"),
    "cilium-ako:": ("is not a key of this program", "use one of: cluster"),
    "cluster": ("has no namespace", "rename it to cilium-ako:cluster"),
    "cilium_ako:cluster": ("nearly to this one", "rename it to cilium-ako:cluster"),
    "cilium-ak:aviUsername": ("nearly to this one", "rename it to cilium-ako:aviUsername"),
    "ciliumako:thing": ("nearly to this one", "rename it to cilium-ako:thing"),
    "aws:foo:region": ("has a colon too many", "remove it"),
}


@pytest.mark.parametrize(("key", "texts"), KEY_ERRORS.items())
def test_key_that_is_nearly_ours(key: str, texts: tuple[str, str]) -> None:
    given = raw(POOL)
    given = type(given)({**given.keys, key: {}}, given.secrets)
    found = [
        each
        for each in check_config("dev", given, Path(), offline=True).problems
        if each.rule == "unknown-key"
    ]
    assert [each.path for each in found] == [key]
    assert texts[0] in found[0].message
    assert texts[1] in found[0].fix


@pytest.mark.parametrize("key", ["aws:region", "kubernetes:context", "pulumi:tags", "ako:cluster"])
def test_key_of_another_project(key: str) -> None:
    given = raw(POOL)
    given = type(given)({**given.keys, key: {"any": "thing"}}, given.secrets)
    assert parse("dev", given, offline=True)[1] == []


@pytest.mark.parametrize("key", KEYS)
def test_key_set_to_nothing(key: str) -> None:
    """The engine hands a key without a value on as an empty text."""
    for nothing in (None, ""):
        found = errors_of({**POOL, key: nothing})
        required = key in ("cluster", "cilium")
        assert found == ([(f"cilium-ako:{key}", "missing-key")] if required else [])


@pytest.mark.parametrize("empty", [None, "", {}])
def test_no_ako(empty: object) -> None:
    stack, errors = parse("dev", raw({**POOL, "ako": empty}), offline=True)
    assert (stack.ako, stack.ako_asked, errors) == (None, False, [])


def test_an_object_as_json() -> None:
    """`pulumi config set cluster '{…}'` stores a text, which the engine hands on as it is."""
    import json  # noqa: PLC0415

    texts = {key: json.dumps(POOL[key]) for key in ("cluster", "cilium", "ako")}
    assert parse("dev", raw({**POOL, **texts}), offline=True) == parse(
        "dev", raw(POOL), offline=True
    )
    assert errors_of({**POOL, "cluster": "{not json"}) == [("cilium-ako:cluster", "unreadable")]


@pytest.mark.parametrize("part", ["cluster", "cilium", "ako", "acknowledge", "aviUsername"])
@pytest.mark.parametrize("value", [5, True, ["x"], 1.5])
def test_part_of_another_type(part: str, value: object) -> None:
    assert (f"cilium-ako:{part}", "wrong-type") in errors_of({**POOL, part: value})


def test_one_broken_part_hides_nothing_of_another() -> None:
    config = changed(
        KUBERNETES,
        (("cluster", "maxNodes"), "x"),
        (("cilium", "ipam", "podCidrs"), ["x"]),
        (("cilium", "encryption", "key", "rotation"), 0),
        (("ako", "cloud"), "x"),
        (("ako", "controller", "version"), 22.1),
        (("aviUsername",), 5),
        (("acknowledge", "x"), {}),
    )
    assert sorted(errors_of(config)) == [
        ("cilium-ako:acknowledge.x.reason", "missing-key"),
        ("cilium-ako:ako.cloud", "wrong-value"),
        ("cilium-ako:ako.controller.version", "wrong-type"),
        ("cilium-ako:aviUsername", "wrong-type"),
        ("cilium-ako:cilium.encryption.key.rotation", "wrong-value"),
        ("cilium-ako:cilium.ipam.podCidrs[0]", "wrong-value"),
        ("cilium-ako:cluster.maxNodes", "wrong-type"),
    ]


def test_rules_run_on_every_part_that_parsed() -> None:
    config = changed(
        KUBERNETES,
        (("ako", "cloud"), "x"),
        (("cilium", "hubble"), {"enabled": False, "relay": True}),
    )
    assert {"wrong-value", "hubble-relay"} <= {each.rule for each in problems_of(config)}


@pytest.mark.parametrize(
    ("distribution", "given", "platform"),
    [
        (None, None, "generic"),
        ("talos", None, "generic"),
        ("eks", None, "eks"),
        ("eks-hybrid", None, "generic"),
        ("kops", "aws", "aws"),
        ("eks", "generic", "generic"),
    ],
)
def test_the_platform_follows_from_the_distribution(
    distribution: str | None, given: str | None, platform: str
) -> None:
    config = changed(
        without(POOL, "cluster", "platform"), (("cluster", "distribution"), distribution)
    )
    if given is not None:
        config = changed(config, (("cluster", "platform"), given))
    cluster = parsed(config).cluster
    assert cluster is not None
    assert cluster.platform == platform


@pytest.mark.parametrize("distribution", ["Talos", "rancher", 3, ["k3s"], {}])
def test_a_distribution_that_nobody_knows_is_one_problem(distribution: object) -> None:
    config = changed(
        without(POOL, "cluster", "platform"), (("cluster", "distribution"), distribution)
    )
    _, errors = parse("dev", raw(config), offline=True)
    assert [each.path for each in errors] == ["cilium-ako:cluster.distribution"]


def test_models_are_frozen() -> None:
    for config in ALL.values():
        for model in models_of(config):
            name = next(iter(type(model).model_fields))
            with pytest.raises(ValueError, match="frozen"):
                setattr(model, name, None)


# --- secrets that stand in the wrong place


@pytest.mark.parametrize("key", SecretKey)
@pytest.mark.parametrize("value", ["hunter2-canary", 12345678, {"secure": 5}, ["x"], False])
def test_secret_in_clear(key: SecretKey, value: object) -> None:
    found = [each for each in problems_of({**POOL, key: value}) if each.rule == "clear-secret"]
    assert [each.path for each in found] == [f"cilium-ako:{key}"]
    assert f"pulumi config set --secret cilium-ako:{key}" in found[0].fix
    assert "hunter2" not in str(problems_of({**POOL, key: value}))


def test_encrypted_value_inside_an_object() -> None:
    given = raw(POOL)
    given = type(given)(given.keys, {}, ("cilium-ako:cilium.values.a[0]",))
    _, errors = parse("dev", given, offline=True)
    assert [(error.path, error.kind) for error in errors] == [
        ("cilium-ako:cilium.values.a[0]", "clear-secret")
    ]


@pytest.mark.parametrize("part", ["cluster", "cilium", "ako", "acknowledge", "aviUsername"])
def test_encrypted_part(part: str) -> None:
    config = {key: value for key, value in POOL.items() if key != part}
    _, errors = parse("dev", raw(config, **{part: None}), offline=True)
    assert (f"cilium-ako:{part}", "wrong-type") in [(each.path, each.kind) for each in errors]


CANARY = "canary-7d1f"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("canary", [CANARY, f"https://{CANARY}@x", f"{CANARY}/8"])
def test_a_misplaced_text_is_never_repeated(name: str, canary: str) -> None:
    repeated = []
    for steps, value in PLACES[name]:
        # a text in the place of a text is one: rules may speak of it
        fits = isinstance(value, str) and steps[-1] not in _FORMS
        for wrong in (canary,) if fits else (canary, [canary], {"secure": canary}, {"a": canary}):
            given = raw(changed(ALL[name], (steps, wrong)))
            said = [repr(parse("dev", given, offline=True)[1])]
            if not fits:
                checked = check_config("dev", given, Path(), offline=True)
                said += [problems_text(checked), problems_markdown(checked)]
                said.append(str(problems_json(checked)))
            repeated += [(key_path(*steps), wrong, text) for text in said if CANARY in text]
    assert repeated == []


_FORMS = frozenset({"version", "kubernetesVersion", "kernelVersion", "range"})
"""Keys whose texts have a form, which a misplaced one has not."""


def test_leftovers_of_the_table() -> None:
    """The parts of the configs stay whole: nothing above may change what they share."""
    assert (CLUSTER["maxNodes"], ETCD["mode"], AKO["cloud"]) == (50, "external", "vcenter")
