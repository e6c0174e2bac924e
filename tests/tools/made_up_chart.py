"""A chart of a Cilium that does not exist, made from what is known of the newest that does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE, VALUE_KEYS
from cilium_ako.catalogue.facts.cilium import WATCHED_KEYS
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.fact_keys import defaults, fact_keys
from cilium_ako.charts.helm_values import set_dotted
from tools.chart_key_tables import TABLES, keys_in, read_tables

NEWEST = MINORS[-1].minor
NEXT = Release(NEWEST.major, NEWEST.minor + 1)
FOLDER = TABLES / "cilium" / "chart_keys"


def _default(types: str) -> object:
    defaults: tuple[tuple[str, object], ...] = (
        ("array", []),
        ("object", {}),
        ("string", ""),
        ("boolean", False),
        ("integer", 1),
        ("number", 1.5),
    )
    return next((value for name, value in defaults if name in types.split("|")), None)


def made_up_values() -> dict[str, Any]:
    """The newest chart's values, as far as the tables tell: facts at their defaults."""
    values: dict[str, Any] = {}
    tables = read_tables(FOLDER)
    values_alone = keys_in(tables._replace(templates=""), NEWEST)
    for key, types in values_alone.items():
        set_dotted(values, key, _default(types))
    known = defaults("cilium", NEWEST, None)
    for row in fact_keys("cilium"):
        key, fact = row.value_key.key, row.fact.name
        if row.value_key.applies_to(NEWEST) and fact in known and key in values_alone:
            words = row.value_key.value_map
            value = known[fact] if words is None else words.get(known[fact])
            if value is not None:
                set_dotted(values, key, list(value) if isinstance(value, tuple) else value)
    return values


def write_chart(folder: Path, values: Mapping[str, object], *, template: str = "") -> Path:
    """A chart of the next minor in a folder; `template` is added to its ConfigMap's template."""
    names = {row.config for row in (*VALUE_KEYS, *WATCHED_KEYS) if row.applies_to(NEXT)}
    lines = [f"  {name}: x" for name in sorted({*names, *CONFIG_BESIDE}) if name]
    head = ["metadata:", "  name: cilium-config", "data:"]
    templates = {"templates/cilium-configmap.yaml": [*head, *lines, template]}
    for line in read_tables(FOLDER).templates.splitlines():
        if not line.startswith("#"):
            key, _, _, _, path = line.split("\t")
            templates.setdefault(path, []).append(f"{{{{ .Values.{key} }}}}")
    for path, texts in templates.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(texts), "utf-8")
    metadata = {"name": "cilium", "version": f"{NEXT}.0", "kubeVersion": ">= 1.25.0-0"}
    (folder / "Chart.yaml").write_text(yaml.safe_dump(metadata), "utf-8")
    (folder / "values.yaml").write_text(yaml.safe_dump(dict(values)), "utf-8")
    return folder
