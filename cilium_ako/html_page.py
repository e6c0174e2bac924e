"""Pages of HTML from templates that escape by themselves whatever is put into them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cilium_ako.escape import printable, shortened


def page_environment(templates: Path, longest: int) -> Environment:
    """Where the templates of a folder are found.

    Of a text that is put into one no more is shown than `longest` characters, and nothing that a
    page does not show.
    """

    def shown(value: object) -> object:
        # markup is the template's own
        if isinstance(value, str) and not isinstance(value, Markup):
            return shortened(printable(value), longest)
        return value

    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=shown,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
