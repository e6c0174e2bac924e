"""Texts that try to break out of what they are put into, and what a document then holds."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = {
    "markdown": "**x** [l](https://evil.example.test) ![i](https://evil.example.test/i.png) | a |",
    "heading": "\n# Approved\n\n| a |\n|---|\n",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)></details></code></pre>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "comment": "--> <!-- cilium-ako diff -->",
    "ansi": "\x1b[2J\x1b[31mred\x1b]8;;https://evil.example.test\x07x\x1b]8;;\x07\x9b31m",
    "long": "A" * 80_000,
    "fence": "x\n```\n# out\n~~~\n`````\n</details>\n",
    "mention": "@everyone cc @org/team #1 GH-1 !2 https://evil.example.test/y",
    "direction": "safe\u202eetirw\u2066\u200b\u2028x",
    "entity": "&lt;script&gt; &#64;everyone",
    "template": "{{ 7 * 7 }} {% for x in y %} {# #} {{ report.base.__class__ }} $title ${body}",
}


class Seen(HTMLParser):
    """What an HTML document holds; one whose tags are not closed in order is an error."""

    _EMPTY = frozenset({"br", "img", "meta", "rect", "path", "col", "input"})

    def __init__(self, document: str) -> None:
        """Reads the whole document."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.outside_code: list[str] = []
        self.headings: list[str] = []
        self.feed(document)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self._EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self.open and "pre" not in self.open:
            self.outside_code.append(data)
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings.append(data)
