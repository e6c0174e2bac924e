"""Schema errors as problems: the same list, the same kind of sentence, a fix for each."""

from __future__ import annotations

from cilium_ako.catalogue.cilium.ipam import REFUSED_IPAM_MODES
from cilium_ako.config.stack import A_LIST, SchemaError
from cilium_ako.rules.problem import Problem
from cilium_ako.shell import in_quotes, quoted, removed, set_to


def schema_problem(error: SchemaError) -> Problem:
    """What a person reads of a schema error."""
    message, fix = _texts(error)
    return Problem(error.path, error.kind, "error", message, fix)


def _texts(error: SchemaError) -> tuple[str, str]:
    words = ", ".join(word for word in error.expected if word)
    if error.path.endswith(".ipam.mode") and error.given in REFUSED_IPAM_MODES:
        reason = REFUSED_IPAM_MODES[error.given]
        return f"The IPAM mode {error.given} is not offered here: {reason}.", f"use one of: {words}"
    match error.kind:
        case "unknown-key":
            message = f"{error.given} {error.message}, and a key that nobody reads changes nothing."
            if error.neighbour:
                return message, f"rename it to {error.neighbour}"
            return message, f"remove it, or use one of: {words}" if words else "remove it"
        case "missing-key":
            example = f"{error.path.rpartition(':')[2]} {error.message}."
            if error.expected:
                return example, f"{set_to(error.path, error.expected[0])}  (or one of: {words})"
            return example, (
                f"pulumi config set --path {in_quotes(error.path)} VALUE  (a mapping or a list is "
                "written into the stack file; docs/config.md shows its keys)"
            )
        case "unreadable":
            return (
                f"{error.path.rpartition(':')[2]} {error.message}, so nothing of it could be read.",
                "mend the JSON text, or write the value as YAML below the key",
            )
        case "clear-secret":
            name = error.path.partition(":")[2]
            if name.isalnum():
                return (
                    f"{name}: {error.message}, and the file is in version control.",
                    f"pulumi config set --secret {quoted(error.path)}  (and change the secret "
                    "itself: whoever can read the repository has read it)",
                )
            return (
                f"{error.message[0].upper()}{error.message[1:]}.",
                "remove it; secrets have flat keys of their own (see the config reference)",
            )
        case _:
            # a word that is near to no known one may be anything, a misplaced secret too
            given = f"{error.given} " if error.neighbour else "This value "
            message = f"{given}{error.message}."
            if error.neighbour:
                return (
                    f"{message} The nearest one is {error.neighbour}.",
                    f"{set_to(error.path, error.neighbour)}  (known: {words})",
                )
            if words:
                return message, f"use one of: {words}"
            if error.message == A_LIST:
                return message, f"{removed(error.path)} && {set_to(f'{error.path}[0]', '…')}"
            if error.example:
                return message, set_to(error.path, error.example)
            return message, "correct the value; docs/config.md shows its form"
