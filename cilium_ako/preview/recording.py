"""A resource monitor that keeps what a program registers, as raw requests.

Pulumi's own mocks lose parents, dependencies and options, and let two resources share a URN;
here a request is kept whole, URNs are spelled as the engine spells them, and the second resource
of one URN is an error.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import get_project, get_stack

from cilium_ako.catalogue.pulumi import wire_format

STACK_TYPE: Final = "pulumi:pulumi:Stack"
"""The type of the resource that is the root of every stack."""

SECRET: Final = "[secret]"  # noqa: S105 - no secret
"""What stands in a secret's place where a person reads."""
UNKNOWN: Final = "[unknown]"
"""What stands in the place of a value that is only known once it was deployed."""


class DuplicateUrnError(Exception):
    """Two resources were registered under one URN."""


class RegisteredResource(NamedTuple):
    """One resource that a program registered."""

    urn: str
    type: str
    name: str
    parent: str
    """The parent's URN; empty for the stack itself."""
    depends_on: tuple[str, ...]
    """URNs, sorted."""
    inputs: dict[str, object]
    """Inputs for a person: secrets as `[secret]`, unknown ones as `[unknown]`."""
    secret_inputs: tuple[str, ...]
    """Paths of the secret inputs, sorted."""
    custom: bool
    """Whether a provider makes it; a component groups others only."""
    request: Any
    """The raw RegisterResourceRequest, with secrets as the engine gets them: in clear."""

    def __repr__(self) -> str:
        """The URN alone: what is printed by accident holds no secret."""
        return f"RegisteredResource({self.urn})"


class UnknownOutputs(Mocks):
    """Mocks that know no id and no output, as an engine's preview of a new stack."""

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answers no function of a provider."""
        return {}, []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Gives a resource neither an id nor an output."""
        return "", {}


class RecordingMonitor(MockMonitor):
    """Keeps every registration, in the order in which they came."""

    def __init__(self, mocks: Mocks | None = None) -> None:
        """`mocks` answer with ids and outputs; without them nothing is known."""
        super().__init__(mocks or UnknownOutputs())
        self.registered: dict[str, RegisteredResource] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The URN as the engine makes it: all parents' types but the stack's."""
        parents = parent.split("::")[2] if parent else ""
        qualified = type_ if parents in ("", STACK_TYPE) else f"{parents}${type_}"
        return f"urn:pulumi:{get_stack()}::{get_project()}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the call
        """Keeps the request, then answers as Pulumi's mocks do."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self.registered:
            raise DuplicateUrnError(f"two resources have the URN {urn}")
        hidden = frozenset(request.additionalSecretOutputs)
        secret_paths: list[str] = []
        inputs = {
            key: displayed_input(value, key, secret_paths, hidden=key in hidden)
            for key, value in sorted(request.object.fields.items())
        }
        self.registered[urn] = RegisteredResource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            depends_on=tuple(sorted(set(request.dependencies))),
            inputs=inputs,
            secret_inputs=tuple(sorted(secret_paths)),
            custom=request.custom,
            request=request,
        )
        if isinstance(self.mocks, UnknownOutputs):
            # what the mocks would answer after they read all inputs, in an event loop each time
            return resource_pb2.RegisterResourceResponse(urn=urn)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


class OfflineMonitor(RecordingMonitor):
    """The monitor of an offline preview: by it the program knows that there is no engine."""


def displayed_input(
    value: Any, path: str, secret_paths: list[str], *, hidden: bool = False
) -> object:
    """An input of a resource for a person, without what is secret or unknown.

    `value` is a protobuf Value. The path of each secret in it is added to `secret_paths`, and
    with `hidden` the value is secret as a whole.
    """
    if hidden:
        secret_paths.append(path)
        return SECRET
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        marker = fields.get(wire_format.SIGNATURE)
        if marker is not None and marker.string_value == wire_format.SECRET:
            secret_paths.append(path)
            return SECRET
        return {
            key: displayed_input(inner, f"{path}.{key}", secret_paths)
            for key, inner in sorted(fields.items())
        }
    if kind == "list_value":
        return [
            displayed_input(inner, f"{path}[{index}]", secret_paths)
            for index, inner in enumerate(value.list_value.values)
        ]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "string_value":
        return UNKNOWN if value.string_value == wire_format.UNKNOWN else value.string_value
    if kind == "bool_value":
        return value.bool_value
    return None
