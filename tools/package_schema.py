"""package/schema.json: the component package's schema, and what of it is promised.

The schema is what the SDK's analyzer makes of the component. `package/promised.json` is what
programs of others may use: it grows with the schema, and what it holds goes away with a new version
alone (before 1.0 a new minor one).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

PROMISED: Final = Path(__file__).parents[1] / "package" / "promised.json"


def schema() -> dict[str, Any]:
    """The schema, made by the analyzer of the components as they are."""
    # the module of the inputs may have been written a moment ago
    from components.package.provider import PackageProvider  # noqa: PLC0415

    found: dict[str, Any] = json.loads(PackageProvider().schema or "")
    return found


def package_schema() -> str:
    """The text of `package/schema.json`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def package_promise() -> str:
    """The text of `package/promised.json`.

    What is broken stays promised, so that a test can tell of it, unless the version says so.
    """
    now = promise(schema())
    before = promised()
    if before is not None and not may_break(before.version, now.version):
        now = now._replace(shapes={**now.shapes, **broken(before, now)})
    return json.dumps(now._asdict(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


class Promise(NamedTuple):
    """What programs may use."""

    version: str
    """The package's version."""
    shapes: Mapping[str, str]
    """Place to shape, such as `Cluster.name` to `required string`."""


def promised() -> Promise | None:
    """What was promised before; None where nothing was."""
    if not PROMISED.exists():
        return None
    return Promise(**json.loads(PROMISED.read_text("utf-8")))


def promise(schema: Mapping[str, Any]) -> Promise:
    """What a schema promises."""
    shapes: dict[str, str] = {}
    for token, resource in schema["resources"].items():
        name = token.rpartition(":")[2]
        shapes |= _shapes(f"{name} input", resource["inputProperties"], resource["requiredInputs"])
        shapes |= _shapes(f"{name} output", resource["properties"], resource["required"])
    for token, each in schema["types"].items():
        name = token.rpartition(":")[2]
        shapes |= _shapes(name, each.get("properties", {}), each.get("required", ()))
        shapes |= {f"{name} word {word['value']}": word["name"] for word in each.get("enum", ())}
    return Promise(schema["version"], dict(sorted(shapes.items())))


def broken(before: Promise, now: Promise) -> dict[str, str]:
    """What was promised and is no longer so, and what nobody had to give and now must."""
    gone = {
        place: shape
        for place, shape in before.shapes.items()
        if now.shapes.get(place) not in (shape, shape.removeprefix("required "))
    }
    types = {place.rpartition(".")[0] for place in before.shapes}
    asked = {
        place: "not there"
        for place, shape in now.shapes.items()
        if place not in before.shapes
        and shape.startswith("required ")
        and place.rpartition(".")[0] in types
        and " output." not in place
    }
    return gone | asked


def may_break(before: str, now: str) -> bool:
    """Whether a version says that something may have gone: the major one, or before 1.0 the minor.

    >>> may_break("0.1.2", "0.2.0"), may_break("1.1.0", "1.2.0")
    (True, False)
    """
    old, new = _numbers(before), _numbers(now)
    return new[0] > old[0] or (old[0] == new[0] == 0 and new[1] > old[1])


def _numbers(version: str) -> tuple[int, int]:
    major, minor, *_ = version.split(".")
    return int(major), int(minor)


def _shapes(name: str, properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, str]:
    return {
        f"{name}.{key}": ("required " if key in required else "") + _shape(each)
        for key, each in properties.items()
    }


def _shape(property_: Mapping[str, Any]) -> str:
    if "$ref" in property_:
        return str(property_["$ref"].rpartition(":")[2]).removeprefix("pulumi.json#/")
    match property_["type"]:
        case "array":
            return f"list of {_shape(property_['items'])}"
        case "object":
            return f"map of {_shape(property_['additionalProperties'])}"
        case kind:
            return str(kind)
