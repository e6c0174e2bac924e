"""`fleet.yaml`: what all stacks of a fleet have in common, and the waves in which they move."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, ValidationError

from cilium_ako.catalogue.pulumi.operator import CLOUD_SCHEMES, DIY_ORGANIZATION
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.stack import PROJECT, SchemaError, SecretKey, model_errors
from cilium_ako.config.stack_files import find_project
from cilium_ako.config.types import NonEmptyStr
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.rollout.fault import Fault, FleetError

FILE: Final = "fleet.yaml"
"""Its name, beside `Pulumi.yaml`."""
COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A whole hash of git, of SHA-1 or SHA-256."""
IMAGE: Final = re.compile(r"[a-z0-9][a-zA-Z0-9._:/-]*@sha256:[0-9a-f]{64}")
"""An image that is named by its digest."""
GIT_TOKEN: Final = "gitToken"  # noqa: S105 - a key's name, not its value
"""The key of `secrets` that opens the repository."""
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_DNS_LABEL: Final = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
_PASSPHRASE: Final = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105 - a variable's name


class SourceGiven(ConfigModel):
    """Where the program comes from: a commit of a repository, or an image that has it in it."""

    repo: NonEmptyStr | None = None
    """The repository's URL."""
    commit: NonEmptyStr | None = None
    """The commit that previews show, and that new stacks begin with: all digits of it."""
    image: NonEmptyStr | None = None
    """The workspace's image by its digest, with the program in it; beside `repo` only the tools."""
    dir: NonEmptyStr | None = None
    """The folder of `Pulumi.yaml`: in the repository, or in the image (`/program` otherwise)."""


class SecretGiven(ConfigModel):
    """A key of a Secret of the hub. `{stack}` stands for the name of the stack's object."""

    name: NonEmptyStr
    key: NonEmptyStr


class FleetGiven(ConfigModel):
    """The file as it is written."""

    backend: NonEmptyStr
    """Where state is kept, as `pulumi login` takes it."""
    secrets_provider: NonEmptyStr | None = None
    """What encrypts a new stack's secrets, as `pulumi stack init --secrets-provider` takes it."""
    source: SourceGiven
    namespace: Annotated[str, StringConstraints(pattern=_DNS_LABEL, max_length=40)]
    """The hub's namespace; a mesh or a region has its own, called `<namespace>-<mesh>`."""
    waves: Annotated[
        tuple[Annotated[tuple[NonEmptyStr, ...], Field(strict=False, min_length=1)], ...],
        Field(strict=False, min_length=1),
    ]
    """Names of stacks, wave by wave; the first one is wave 0."""
    secrets: dict[str, SecretGiven] = Field(default_factory=dict)
    """Where secrets are, other than in the Secret of the stack's name under their own key: by the
    config's keys, by names of environment variables, and `gitToken`."""


@dataclass(frozen=True, slots=True)
class GitSource:
    """The program is at a commit of a repository."""

    repo: str
    commit: str
    dir: str = ""
    image: str = ""
    """The workspace's image; empty for the operator's own."""

    @property
    def version(self) -> str:
        """What is promoted: the commit."""
        return self.commit


@dataclass(frozen=True, slots=True)
class ImageSource:
    """The program is in the workspace's image."""

    image: str
    dir: str

    @property
    def version(self) -> str:
        """What is promoted: the image with its digest."""
        return self.image


Source: TypeAlias = GitSource | ImageSource


@dataclass(frozen=True, slots=True)
class FleetFile:
    """A `fleet.yaml` that fits."""

    backend: str
    """As a workspace takes it."""
    organization: str
    """The first part of every stack's full name."""
    is_cloud: bool
    """Whether the backend is Pulumi's service, or one like it."""
    secrets_provider: str
    source: Source
    namespace: str
    waves: tuple[tuple[str, ...], ...]
    secrets: Mapping[SecretKey, SecretGiven]
    variables: Mapping[str, SecretGiven]
    git_token: SecretGiven | None

    def wave_of(self, stack: str) -> int | None:
        """The first wave that a stack is in; None where it is in none."""
        return next((at for at, names in enumerate(self.waves) if stack in names), None)


def read_fleet_file(project: Path) -> FleetFile:
    """The `fleet.yaml` of a project. Raises FleetError with every fault of it."""
    path = project / FILE
    try:
        document = load_kubernetes_yaml(text_of(read_bytes(path, CONFIG_BYTES)))
    except DocumentError as error:
        fault = Fault("fleet-file-unreadable", FILE, "", f"it {error.message}", error.fix)
        raise FleetError([fault]) from None
    return parse_fleet(document)


def read_waves(directory: Path) -> dict[str, int]:
    """The wave of each stack of the project at or above a directory; none without `fleet.yaml`.

    Raises FleetError where that is there and does not fit.
    """
    project = find_project(directory)
    if project is None or not (project / FILE).exists():
        return {}
    fleet = read_fleet_file(project)
    return {name: at for at, names in enumerate(fleet.waves) for name in names}


def parse_fleet(document: object) -> FleetFile:
    """A `fleet.yaml` as it was read. Raises FleetError with every fault of it."""
    if not isinstance(document, dict):
        fix = "begin the file with `backend:`; docs/fleet.md shows it whole"
        raise FleetError([Fault("fleet-file", FILE, "", "it is not a mapping", fix)])
    try:
        given = FleetGiven.model_validate(document)
    except ValidationError as error:
        found = model_errors(error, FleetGiven, document)
        raise FleetError(_unfit(each) for each in found) from None
    faults = [*_source_faults(given.source), *_backend_faults(given), *_secret_faults(given)]
    if faults:
        raise FleetError(faults)
    return _fitting(given)


def _unfit(error: SchemaError) -> Fault:
    what = error.message
    if error.path == "source.branch":
        return Fault("branch", FILE, error.path, "a fleet follows no branch")
    if error.kind == "unknown-key":
        fix = f"rename it to {error.neighbour}" if error.neighbour else "remove it"
        if not error.neighbour and error.expected:
            fix = f"remove it, or use one of: {', '.join(error.expected)}"
    elif error.kind == "missing-key":
        fix = "add it; docs/fleet.md shows every key"
    else:
        fix = "correct the value; docs/fleet.md shows its form"
    return Fault("fleet-file", FILE, error.path, what, fix)


def _source_faults(source: SourceGiven) -> Iterator[Fault]:
    if source.repo is None and source.image is None:
        fix = "give repo and commit, or an image"
        yield Fault("fleet-file", FILE, "source", "it names no program", fix)
    if source.repo is not None and source.commit is None:
        yield Fault("fleet-file", FILE, "source.commit", "it is required beside repo")
    if source.repo is None and source.commit is not None:
        yield Fault("fleet-file", FILE, "source.repo", "it is required beside commit")
    if source.commit is not None and COMMIT.fullmatch(source.commit) is None:
        what = f"{source.commit[:60]} is no whole hash of a commit"
        yield Fault("commit-form", FILE, "source.commit", what)
    if source.image is not None and IMAGE.fullmatch(source.image) is None:
        what = f"{source.image[:120]} is no image by its digest"
        yield Fault("image-form", FILE, "source.image", what)


def _backend_faults(given: FleetGiven) -> Iterator[Fault]:
    scheme, separator, rest = given.backend.partition("://")
    if not separator or not rest:
        fix = "write it with its scheme, as in s3://bucket or https://api.pulumi.com/ORGANIZATION"
        yield Fault("fleet-file", FILE, "backend", f"{given.backend[:80]} is no URL", fix)
    elif scheme in CLOUD_SCHEMES:
        if not _organization(given.backend):
            what = f"{given.backend[:80]} names no organization"
            yield Fault("backend-without-organization", FILE, "backend", what)
    elif given.secrets_provider is None:
        yield Fault("provider-missing", FILE, "secretsProvider", "it is required with this backend")
    if given.secrets_provider == "passphrase" and _PASSPHRASE not in given.secrets:
        what = "the provider is passphrase, and no Secret holds one"
        yield Fault("provider-missing", FILE, f"secrets.{_PASSPHRASE}", what)


def _secret_faults(given: FleetGiven) -> Iterator[Fault]:
    known = [*SecretKey, GIT_TOKEN]
    for key in given.secrets:
        if key not in known and _VARIABLE.fullmatch(key) is None:
            what = f"{key[:60]} is neither a secret of a stack nor an environment variable"
            fix = f"use one of: {', '.join(known)}; or a variable's name, in capitals"
            yield Fault("fleet-file", FILE, f"secrets.{key[:60]}", what, fix)


def _organization(backend: str) -> str:
    """The last part of the path of a service's address."""
    return urlsplit(backend).path.strip("/").rpartition("/")[2]


def _fitting(given: FleetGiven) -> FleetFile:
    is_cloud = given.backend.partition("://")[0] in CLOUD_SCHEMES
    organization = _organization(given.backend) if is_cloud else DIY_ORGANIZATION
    backend = given.backend
    if is_cloud:
        backend = backend.rstrip("/").removesuffix(f"/{organization}")
    source = given.source
    found: Source
    if source.repo is not None and source.commit is not None:
        found = GitSource(source.repo, source.commit, source.dir or "", source.image or "")
    else:
        assert source.image is not None  # noqa: S101 - one of the two is there
        found = ImageSource(source.image, source.dir or "/program")
    return FleetFile(
        backend=backend,
        organization=organization,
        is_cloud=is_cloud,
        secrets_provider=given.secrets_provider or "",
        source=found,
        namespace=given.namespace,
        waves=given.waves,
        secrets={key: given.secrets[key] for key in SecretKey if key in given.secrets},
        variables={
            key: secret
            for key, secret in sorted(given.secrets.items())
            if _VARIABLE.fullmatch(key) is not None
        },
        git_token=given.secrets.get(GIT_TOKEN),
    )


def full_name(fleet: FleetFile, stack: str) -> str:
    """A stack's name as the engine knows it anywhere."""
    return f"{fleet.organization}/{PROJECT}/{stack}"
