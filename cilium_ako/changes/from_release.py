"""Facts from one Helm release or one Secret as Pulumi's engine knows them.

A state export and a hook hold the same inputs, so both come through here. What Helm values do not
show stands in the release's description and in the Secret's annotations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.sources import UNVERSIONED
from cilium_ako.catalogue.cilium.ipsec import KEY_ALGORITHM
from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.changes.key_digest import (
    CILIUM_VERSION_ANNOTATION,
    KEY_ALGORITHM_ANNOTATION,
    KEY_DIGEST_ANNOTATION,
    KEY_ID_ANNOTATION,
    UNKNOWN_ALGORITHM,
)
from cilium_ako.changes.known_versions import why_version_unknown
from cilium_ako.changes.release_description import parse_description

_NO_DESCRIPTION: Final = "the release's description does not say it, since another program made it"

_NO_CILIUM_VERSION: Final = (
    "the key's Secret does not say yet which Cilium it was deployed with, so the version may change"
    " together with the key; `pulumi up` with the old key writes it down, and then the key can be"
    " rotated"
)


def facts_from_release(chart: Chart, inputs: Mapping[str, object]) -> Facts:
    """The facts of a Helm Release of a chart, from the inputs that the engine has of it.

    Hidden stands for what could not be read. Nothing is raised: a version that is not known makes
    every fact unknown.
    """
    pairs = parse_description(inputs.get("description"))
    values = inputs.get("values")
    if not isinstance(values, Mapping | Hidden):
        values = {} if values is None else Hidden("its Helm values are no mapping")
    version = chart_version(chart, inputs)
    name = f"{_plain(inputs.get('namespace'))}/{_plain(inputs.get('name'))}"
    facts = facts_from_values(chart, values, version, name)
    if chart == "ako":
        source = (pairs or {}).get("credentials")
        return facts if source is None else facts.merged(Facts({"ako.credentials": source}))
    known, unknown = dict(facts.known), dict(facts.unknown)
    if known.get("encryption.type") == "ipsec":
        _key(pairs, known, unknown, hidden=isinstance(inputs.get("description"), Hidden))
    return Facts(known, unknown)


def _key(
    pairs: Mapping[str, str] | None,
    known: dict[str, Value],
    unknown: dict[str, str],
    *,
    hidden: bool,
) -> None:
    if pairs is None:
        unknown["ipsec.keyId"] = (
            "the release's description is not readable" if hidden else _NO_DESCRIPTION
        )
        return
    key_id = pairs.get("ipsec-key-id")
    if key_id is None:
        return  # somebody else brings the key and rotates it
    if key_id.isdigit():
        set_our_key(known, int(key_id))
    else:
        unknown["ipsec.keyId"] = (
            "the key's id is not known: set cilium-ako:cilium.encryption.key.rotation"
        )


def set_our_key(known: dict[str, Value], key_id: int) -> None:
    """Sets, in place, the facts of every IPsec key that this program puts into a cluster.

    `key_id` is 1 to 15.
    """
    known["ipsec.keyId"] = key_id
    known["ipsec.perTunnelKeys"] = True


def chart_version(chart: Chart, inputs: Mapping[str, object]) -> str:
    """The chart's version: the Release's own, or the declared one where that says nothing.

    An empty text where neither says it, or where the two contradict each other.
    """
    pairs = parse_description(inputs.get("description")) or {}
    declared = pairs.get(chart, "")
    given = _plain(inputs.get("version"))
    if not given or given in UNVERSIONED[chart]:
        return declared
    known = why_version_unknown(chart, given) is None
    if declared and known and declared != given.removeprefix("v"):
        return ""
    return given


def facts_from_key_secret(annotations: object) -> Facts:
    """The facts of the IPsec key's Secret, from its annotations; its data is never looked at.

    Hidden annotations, or a Hidden one, make its facts unknown. Nothing is raised.
    """
    known: dict[str, Value] = {}
    unknown: dict[str, str] = {}
    if isinstance(annotations, Hidden):
        return Facts({}, dict.fromkeys(("ipsec.keyId", "ipsec.keyDigest"), annotations.reason))
    if not isinstance(annotations, Mapping):
        return Facts({}, {})
    key_id = annotations.get(KEY_ID_ANNOTATION)
    digest = annotations.get(KEY_DIGEST_ANNOTATION)
    if isinstance(key_id, str) and key_id.isdigit():
        known["ipsec.keyId"] = int(key_id)
    elif key_id is not None:
        unknown["ipsec.keyId"] = (
            key_id.reason if isinstance(key_id, Hidden) else "the key's id is not known"
        )
    if isinstance(digest, str):
        known["ipsec.keyDigest"] = digest
    elif isinstance(digest, Hidden):
        unknown["ipsec.keyDigest"] = digest.reason
    # a Secret from before the annotation holds a key of the only algorithm that passed then
    algorithm = annotations.get(KEY_ALGORITHM_ANNOTATION, KEY_ALGORITHM if known else None)
    if isinstance(algorithm, str) and algorithm != UNKNOWN_ALGORITHM:
        known["ipsec.algorithm"] = algorithm
    return Facts(known, unknown)


def cilium_version_of_key_secret(annotations: object) -> Facts:
    """The version of Cilium that the IPsec key's Secret was deployed with.

    Unknown where the annotation is Hidden, or where the Secret is older than the annotation. No
    fact of the Secret itself: ask where the key changes, and nowhere else. Nothing is raised.
    """
    found = annotations
    if isinstance(annotations, Mapping):
        found = annotations.get(CILIUM_VERSION_ANNOTATION)
    if isinstance(found, str):
        return Facts({"cilium.version": found}, {})
    reason = found.reason if isinstance(found, Hidden) else _NO_CILIUM_VERSION
    return Facts({}, {"cilium.version": reason})


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
