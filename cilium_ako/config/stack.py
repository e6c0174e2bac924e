"""A stack's whole config: raw keys in, models and schema errors out.

`parse` never stops at the first error: every top-level part that fits is returned, and every
place that does not fit is described, without the value that stood there.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final, Literal, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.mesh import Mesh
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json

PROJECT: Final = "cilium-ako"
"""The Pulumi project's name, and so the namespace of its config keys."""

AWS_REGION: Final = "aws:region"
"""The AWS provider's region: a key that is not this program's, and that it looks at."""


class SecretKey(enum.StrEnum):
    """The config keys that hold secrets. Each stands alone, never inside an object."""

    AVI_PASSWORD = "aviPassword"  # noqa: S105 - a key's name, not its value
    AVI_TOKEN = "aviToken"  # noqa: S105 - a key's name, not its value
    AVI_CA = "aviCa"
    IPSEC_KEY = "ipsecKey"
    ETCD_CA = "etcdCa"
    ETCD_CERT = "etcdCert"
    ETCD_KEY = "etcdKey"
    MESH_CA = "meshCa"
    MESH_CA_KEY = "meshCaKey"
    KUBECONFIG = "kubeconfig"


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that is set. Its text is known under the engine and hidden offline."""

    text: str | None = field(default=None, repr=False)
    sealed: str = field(default="", repr=False)
    """A digest of its ciphertext, 16 hex digits; empty where the ciphertext is not known."""


@dataclass(frozen=True, slots=True)
class RawConfig:
    """A stack's config before it is parsed.

    `keys` holds plain values by full key (`cilium-ako:cluster`), `secrets` the keys whose value
    is encrypted, or was. `nested_secrets` are paths at which an encrypted value stands inside an
    object, which the design refuses because Pulumi hands it out in clear. `sealed_with` is a digest
    of what the stack file says about how its secrets are encrypted; empty where there is no file.
    `unseen` names what gives the stack more than is known here: its environments.
    """

    keys: Mapping[str, object]
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    nested_secrets: Sequence[str] = ()
    sealed_with: str = ""
    unseen: tuple[str, ...] = ()


SchemaErrorKind = Literal[
    "unreadable", "unknown-key", "missing-key", "wrong-type", "wrong-value", "clear-secret"
]


@dataclass(frozen=True, slots=True)
class SchemaError:
    """A place where a config does not fit. `path` is spelled as `pulumi config --path` takes it.

    `neighbour` is the known word nearest to an unknown one, `expected` the words that fit,
    `given` an unknown key or choice (never any other value), `example` a value that would fit.
    """

    path: str
    kind: SchemaErrorKind
    message: str
    given: str = field(default="", repr=False)
    expected: tuple[str, ...] = ()
    neighbour: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Config that an environment may give a stack, and that is not read here."""

    names: tuple[str, ...]
    """The environments."""
    said: frozenset[str]
    """What is known all the same: paths below `cilium-ako:`, as `cilium.ipam.mode`."""
    missing: tuple[str, ...]
    """What the stack needs and nothing that is known says, as `pulumi config --path` takes it."""

    def says(self, path: str) -> bool:
        """Whether what is known says a path, given with or without the project before it."""
        return path.removeprefix(f"{PROJECT}:").partition("[")[0] in self.said

    def __str__(self) -> str:
        return f"the environment{'s' if len(self.names) > 1 else ''} {', '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Stack:
    """What parsed of a stack. A part that is wrong or missing is None; `whole` tells."""

    name: str
    cluster: Cluster | None
    cilium: Cilium | None
    ako: Ako | None
    avi_username: str
    acknowledge: Mapping[str, Acknowledgement]
    secrets: Mapping[SecretKey, Secret]
    offline: bool
    """Whether secrets are hidden and their absence is only worth a warning."""
    ako_asked: bool
    """Whether the config has an `ako` part, parsed or not."""
    sealed_with: str = ""
    """A digest of what its secrets are encrypted with; empty where that is not known."""
    aws_region: str = ""
    """The region that the AWS provider is given; empty where the config does not say it."""
    unseen: Unseen | None = None
    """What may be added to it by environments that are not read; None where it has none."""
    mesh: Mesh | None = None
    """The mesh that it is a member of, as its Cilium knows it, too; None without one."""


OBJECTS: Final = ("cluster", "cilium", "ako", "mesh", "acknowledge")
"""The config keys that hold objects."""
KEYS: Final = (*OBJECTS, "aviUsername", *SecretKey)
"""Every config key of the project."""

PartT = TypeVar("PartT", bound=BaseModel)


def key_path(*parts: str | int) -> str:
    """A path inside the config as `pulumi config set --path` takes it.

    >>> key_path("cilium", "ipam", "podCidrs", 0)
    'cilium-ako:cilium.ipam.podCidrs[0]'
    """
    text = ""
    for index, part in enumerate(parts):
        if isinstance(part, int):
            text += f"[{part}]"
        elif index == 0:
            text = f"{PROJECT}:{part}"
        elif part and (part.replace("-", "").replace("_", "") or "x").isalnum():
            text += f".{part}"
        else:
            escaped = part.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{escaped}"]'
    return text


def parse(name: str, raw: RawConfig, *, offline: bool) -> tuple[Stack, list[SchemaError]]:
    """The stack that a raw config describes, with every schema error in the order of the keys."""
    errors = list(_key_errors(raw))
    own = {
        key.removeprefix(f"{PROJECT}:"): value
        for key, value in raw.keys.items()
        if key.startswith(f"{PROJECT}:")
    }
    unreadable: set[str] = set()
    for key in OBJECTS:
        try:
            own[key] = _object(own.get(key))
        except DocumentError as error:
            unreadable.add(key)
            errors.append(SchemaError(key_path(key), "unreadable", error.message))
    errors.extend(
        SchemaError(
            path, "clear-secret", "an encrypted value inside an object reaches the program in clear"
        )
        for path in raw.nested_secrets
    )
    errors.extend(_secret_objects(raw))
    cluster = None if "cluster" in unreadable else _model(Cluster, "cluster", own, errors)
    cilium = None if "cilium" in unreadable else _model(Cilium, "cilium", own, errors)
    if cluster is not None and cilium is not None:
        cilium = cilium.with_pod_cidrs(cluster.pod_cidrs)
    mesh = None if own.get("mesh") in (None, {}) else _model(Mesh, "mesh", own, errors)
    if cilium is not None:
        cilium = cilium.with_mesh(mesh)
    ako_given = own.get("ako")
    ako = None if ako_given in (None, {}) else _model(Ako, "ako", own, errors)
    ako_asked = ako_given not in (None, {}) or "ako" in unreadable
    acknowledge: dict[str, Acknowledgement] = {}
    if own.get("acknowledge") is not None:
        acknowledge = _acknowledgements(own["acknowledge"], errors)
    username = own.get("aviUsername")
    username = "" if username is None else username
    if not isinstance(username, str):
        errors.append(SchemaError(key_path("aviUsername"), "wrong-type", "must be a text"))
        username = ""
    secrets: dict[SecretKey, Secret] = {}
    for key in SecretKey:
        if f"{PROJECT}:{key}" in raw.secrets:
            secrets[key] = raw.secrets[f"{PROJECT}:{key}"]
        elif own.get(key) not in (None, ""):
            errors.append(
                SchemaError(key_path(key), "clear-secret", "a secret stands here in clear text")
            )
    stack = Stack(
        name=name,
        cluster=cluster,
        cilium=cilium,
        ako=ako,
        avi_username=username,
        acknowledge=acknowledge,
        secrets=secrets,
        offline=offline,
        ako_asked=ako_asked,
        sealed_with=raw.sealed_with,
        aws_region=region if isinstance(region := raw.keys.get(AWS_REGION), str) else "",
        unseen=_unseen(raw, own, errors) if raw.unseen else None,
        mesh=mesh,
    )
    if stack.unseen is not None:
        errors = [each for each in errors if each.kind != "missing-key"]
    return stack, errors


def _unseen(raw: RawConfig, own: Mapping[str, object], errors: Iterable[SchemaError]) -> Unseen:
    said = {key.removeprefix(f"{PROJECT}:") for key in raw.secrets}
    for key, value in own.items():
        if value is not None:
            said.update((key, *_paths(value, key)))
    missing = tuple(each.path for each in errors if each.kind == "missing-key")
    return Unseen(raw.unseen, frozenset(said), missing)


def _paths(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from _paths(inner, f"{path}.{key}")


def _object(value: object) -> object:
    """A key's value as an object: the engine hands objects on as JSON, and null as nothing.

    Raises DocumentError where the JSON cannot be read.
    """
    if value == "":
        return None
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    return load_json(value)


def _acknowledgements(given: object, errors: list[SchemaError]) -> dict[str, Acknowledgement]:
    """Every acknowledgement that fits; one that does not never counts."""
    if not isinstance(given, Mapping):
        errors.append(SchemaError(key_path("acknowledge"), *_SENTENCES["dict_type"]))
        return {}
    fitting: dict[str, Acknowledgement] = {}
    for rule, entry in given.items():
        try:
            fitting[str(rule)] = Acknowledgement.model_validate(entry)
        except ValidationError as error:
            for found in _schema_errors(error, Acknowledgement, "acknowledge", entry):
                inside = found.path.removeprefix(key_path("acknowledge"))
                path = key_path("acknowledge", str(rule)) + inside
                errors.append(replace(found, path=path))
    return fitting


def _key_errors(raw: RawConfig) -> Iterator[SchemaError]:
    for key in (*raw.keys, *raw.secrets):
        namespace, colon, name = key.partition(":")
        if namespace == PROJECT:
            if name not in KEYS:
                near = _nearest(name, KEYS)
                yield SchemaError(
                    key,
                    "unknown-key",
                    "is not a key of this program",
                    name,
                    tuple(KEYS),
                    f"{PROJECT}:{near}" if near else "",
                )
        elif ":" in name:
            yield SchemaError(
                key,
                "unknown-key",
                "has a colon too many, and Pulumi refuses the file; keys are written project:key",
                key,
            )
        elif not colon:
            near = _nearest(key, KEYS)
            yield SchemaError(
                key,
                "unknown-key",
                "has no namespace; config keys are written project:key",
                key,
                (),
                f"{PROJECT}:{near}" if near else "",
            )
        elif _nearest(namespace, (PROJECT,), 0.8):
            near = _nearest(name, KEYS) or name
            yield SchemaError(
                key,
                "unknown-key",
                "belongs to another project, and nearly to this one",
                namespace,
                (PROJECT,),
                f"{PROJECT}:{near}",
            )


def _secret_objects(raw: RawConfig) -> Iterator[SchemaError]:
    for name in (*OBJECTS, "aviUsername"):
        if f"{PROJECT}:{name}" in raw.secrets:
            yield SchemaError(
                key_path(name),
                "wrong-type",
                "is encrypted; only the secret keys may be, since a plan must be readable",
            )


def _model(
    model: type[PartT], key: str, own: Mapping[str, object], errors: list[SchemaError]
) -> PartT | None:
    given = own.get(key)
    if given is None:
        errors.append(SchemaError(key_path(key), "missing-key", "is required"))
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        errors.extend(_schema_errors(error, model, key, given))
        return None


A_LIST: Final = "must be a list"
"""What is said where a single value stands in place of a list."""

_SENTENCES: Final[Mapping[str, tuple[SchemaErrorKind, str]]] = {
    "bool_type": ("wrong-type", "must be true or false, without quotes"),
    "int_type": ("wrong-type", "must be a whole number, without quotes"),
    "int_from_float": ("wrong-type", "must be a whole number"),
    "string_type": ("wrong-type", "must be a text"),
    "tuple_type": ("wrong-type", A_LIST),
    "dict_type": ("wrong-type", "must be a mapping of keys to values"),
    "model_type": ("wrong-type", "must be a mapping of keys to values"),
    "model_attributes_type": ("wrong-type", "must be a mapping of keys to values"),
    "string_too_short": ("wrong-value", "must not be empty"),
    "string_too_long": ("wrong-value", "is longer than {max_length} characters"),
    "string_pattern_mismatch": ("wrong-value", "does not match the pattern {pattern}"),
    "too_short": ("wrong-value", "must not be empty"),
    "too_long": ("wrong-value", "has more than {max_length} entries"),
    "greater_than_equal": ("wrong-value", "must be at least {ge}"),
    "less_than_equal": ("wrong-value", "must be at most {le}"),
    "unquoted_version": ("wrong-type", ""),
    "version_type": ("wrong-type", ""),
    "cidr_type": ("wrong-type", ""),
    "url_type": ("wrong-type", ""),
}
"""pydantic's error types and ours: what kind each is, and the sentence for those of pydantic."""

_CHOICE: Final = re.compile(r"[A-Za-z0-9_.-]{1,32}")


def _schema_errors(
    error: ValidationError, model: type[BaseModel], key: str, given: object
) -> Iterator[SchemaError]:
    """The schema errors behind pydantic's, at paths without the tags that its unions add."""
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "too_short" and detail["input"]:
            continue  # the entries are there, and each has its own error
        yield _schema_error(detail, model, key, given)


def model_errors(
    error: ValidationError, model: type[BaseModel], given: object
) -> Iterator[SchemaError]:
    """The schema errors of a document that is no part of a stack's config, by paths inside it."""
    beginning = key_path("x")
    for found in _schema_errors(error, model, "x", given):
        yield replace(found, path=found.path.removeprefix(beginning).removeprefix("."))


def _schema_error(
    detail: ErrorDetails, model: type[BaseModel], key: str, given: object
) -> SchemaError:
    path, siblings = _walk(detail["loc"], model, given)
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "missing":
        return SchemaError(key_path(key, *path), "missing-key", "is required")
    if kind == "extra_forbidden":
        word = str(path[-1])
        return SchemaError(
            key_path(key, *path),
            "unknown-key",
            "is not a key here",
            given=word,
            expected=siblings,
            neighbour=_nearest(word, siblings),
        )
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        discriminator = context["discriminator"].strip("'")
        tags = tuple(_quoted(context.get("expected_tags", "")))
        at = key_path(key, *path, discriminator)
        if kind == "union_tag_not_found":
            if not isinstance(detail["input"], Mapping):
                return SchemaError(key_path(key, *path), *_SENTENCES["dict_type"])
            return SchemaError(at, "missing-key", "is required", expected=tags)
        return _choice(at, context["tag"], tags)
    if kind == "literal_error":
        return _choice(key_path(key, *path), detail["input"], tuple(_quoted(context["expected"])))
    error_kind, sentence = _SENTENCES.get(kind, ("wrong-value", ""))
    message = sentence.format(**context) if sentence else detail["msg"]
    return SchemaError(
        key_path(key, *path), error_kind, message, example=str(context.get("example", ""))
    )


def _choice(path: str, given: object, expected: tuple[str, ...]) -> SchemaError:
    if not isinstance(given, str):
        return SchemaError(path, "wrong-type", "must be one of the known words", expected=expected)
    word = given if _CHOICE.fullmatch(given) else ""
    return SchemaError(
        path,
        "wrong-value",
        "is not one of the known words",
        given=word,
        expected=expected,
        neighbour=_nearest(given, expected),
    )


def _quoted(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"'([^']*)'", text))


def _walk(
    location: Sequence[str | int], model: type[BaseModel], given: object
) -> tuple[list[str | int], tuple[str, ...]]:
    """The config's own path for a location, and the keys that the last mapping on it may have."""
    path: list[str | int] = []
    annotation: object = model
    siblings: tuple[str, ...] = ()
    for step in location:
        models = tuple(_models(annotation))
        tagged = [each for each in models if _tag(each) == step]
        if tagged and len(models) > 1:  # of a union pydantic names the member first
            annotation = tagged[0]
            continue
        path.append(step)
        if isinstance(step, int):
            given = given[step] if isinstance(given, Sequence) and step < len(given) else None
            continue
        fields = {
            info.alias or name: info.annotation
            for each in models[:1]
            for name, info in each.model_fields.items()
        }
        siblings = tuple(fields)
        annotation = fields.get(step)
        given = given.get(step) if isinstance(given, Mapping) else None
    return path, siblings


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from _models(argument)


def _tag(model: type[BaseModel]) -> object:
    for name in ("mode", "type", "source"):
        if name in model.model_fields:
            choices = get_args(model.model_fields[name].annotation)
            return choices[0] if choices else None
    return None


def _nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word nearest to one that is not known, or an empty text."""
    lowered = {each.lower(): each for each in known}
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=cutoff)
    return lowered[found[0]] if found else ""
