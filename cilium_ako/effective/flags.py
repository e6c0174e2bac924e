"""Flags and variables: what no process would read as it is meant, or nobody can judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cilium_ako.catalogue.cilium.flags import HARMLESS, options
from cilium_ako.changes.overrides import VARIABLES
from cilium_ako.config.stack import key_path
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding
from cilium_ako.shell import removed


def flag_findings(release: EffectiveRelease) -> Iterator[tuple[str, Finding]]:
    """Every argument that is no flag, is said twice, is gone or is not known."""
    for wrong in release.not_flags:
        path = key_path("cilium", "values", *wrong.place)
        instead = ", ".join(f'"{each}"' for each in wrong.instead)
        yield (
            "flag-form",
            Finding(
                path,
                f"{'.'.join(map(str, wrong.place))} {wrong.what}",
                f"write the list [{instead}]" if instead else removed(path),
            ),
        )
    said = [each for each in release.overrides if each.said != "extraConfig"]
    times = Counter((each.place[:-1], each.option) for each in said)
    told: set[tuple[object, str]] = set()
    for each in said:
        path = key_path("cilium", "values", *each.place)
        where = (each.place[:-1], each.option)
        if times[where] > 1 and where not in told:
            told.add(where)
            yield (
                "flag-twice",
                Finding(path, f"{each.option} is said {times[where]} times", removed(path)),
            )
        if each.option in HARMLESS or each.option in VARIABLES:
            continue
        known = options().get(each.option)
        if known is None or release.minor < known.first:
            yield "flag-unknown", Finding(path, f"nothing is known of {each.option}")
    for each in release.overrides:
        known = options().get(each.option)
        if known is not None and known.last < release.minor and each.option not in HARMLESS:
            path = key_path("cilium", "values", *each.place)
            yield (
                "option-gone" if each.said == "extraConfig" else "flag-gone",
                Finding(
                    path,
                    f"{known.last} was the last minor whose chart writes {each.option}, and this "
                    f"is {release.minor}",
                    removed(path),
                ),
            )
