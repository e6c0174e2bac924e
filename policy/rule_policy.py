"""What a rule is as a policy: its level, its severity, its config and its texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_policy import EnforcementLevel, PolicyConfigSchema, Severity

from cilium_ako.catalogue import severity
from cilium_ako.catalogue.release_facts import LET_RUN
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.policies.told import rule_text

ACKNOWLEDGE: Final = "acknowledge"
"""The property of a policy's config by which a person takes a rule upon themselves."""
DOCS: Final = "docs/rules.md"

_LEVELS: Final[Mapping[severity.Severity, EnforcementLevel]] = {
    "error": EnforcementLevel.MANDATORY,
    "warning": EnforcementLevel.ADVISORY,
    "note": EnforcementLevel.ADVISORY,
}
_SEVERITIES: Final[Mapping[severity.Severity, Severity]] = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "note": Severity.LOW,
}
_REASON: Final = {
    "type": "string",
    "minLength": 1,
    "description": "Why this rule may be broken here; nothing is reported then.",
}


def settings_of(
    identity: str, more: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """The arguments of a policy of a rule but for `validate`.

    `more` are properties that its config may have beside the acknowledgement.
    """
    rule = BY_ID[identity]
    properties = {**({ACKNOWLEDGE: _REASON} if rule.acknowledgeable else {}), **(more or {})}
    weight: severity.Severity = "warning" if identity in LET_RUN else rule.severity
    return {
        "name": identity,
        "description": rule_text(rule, rule.says),
        "enforcement_level": _LEVELS[weight],
        "severity": _SEVERITIES[weight],
        "remediation_steps": rule_text(rule, rule.fix),
        "config_schema": PolicyConfigSchema(dict(properties)) if properties else None,
    }


def acknowledged(config: Mapping[str, Any]) -> str:
    """The reason that a policy's config gives; empty without one."""
    reason = config.get(ACKNOWLEDGE)
    return reason.strip() if isinstance(reason, str) else ""
