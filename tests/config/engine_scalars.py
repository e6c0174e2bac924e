"""Plain scalars, and what the engine makes of each."""

from __future__ import annotations

_TEXTS = """\
    yes no on off y n Yes NO ON tRue nUll nil 12:30 12:30:45 1:2:3.5 190:20:30 . .. _ + _1 ._5
    1.5.2 1.18.12 1e 1e+ e3 1p4 0x 0b 0o 0o8 0b2 0xG 0x1p4 1e400 0xFFFFFFFFFFFFFFFFF inf nan
    Infinity 10.0.0.0/8 fe80::1 a#b a:b 1+1 1- +-1 --1 2026-13-01 2026-02-30 <<x =
    arn:aws:iam::111122223333:role/x https://10.0.0.5:2379
"""

SCALARS: dict[str, object] = {
    **{text: text for text in _TEXTS.split()},
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("~", "null", "Null", "NULL", ""), None),
    "0": 0,
    "-0": 0,
    "00": 0,
    "0_": 0,
    "1": 1,
    "+1": 1,
    "-1": -1,
    "1_000": 1000,
    "1__0": 10,
    "1_": 1,
    "017": 15,
    "-017": -15,
    "0_7": 7,
    "0o17": 15,
    "0O17": 15,
    "0o_7": 7,
    "0x1F": 31,
    "0X1f": 31,
    "0x_1_F": 31,
    "+0x1F": 31,
    "-0x1F": -31,
    "0b11": 3,
    "-0B11": -3,
    "9223372036854775808": 9223372036854775808,
    "18446744073709551615": 18446744073709551615,
    "18446744073709551616": 18446744073709551616.0,
    "-9223372036854775809": -9223372036854775809.0,
    "08": 8.0,
    "018.5": 18.5,
    "1.30": 1.3,
    "1.0": 1.0,
    "5.": 5.0,
    ".5": 0.5,
    "-.5": -0.5,
    ".5_5": 0.55,
    "1e3": 1000.0,
    "1E+3": 1000.0,
    "1.e3": 1000.0,
    ".5e3": 500.0,
    "1e-3": 0.001,
    "1e1_0": 1e10,
    "1_e3": 1000.0,
    "1_000.5": 1000.5,
    "2026-01-01": "2026-01-01 00:00:00 +0000 UTC",
    "2026-1-1": "2026-01-01 00:00:00 +0000 UTC",
    '"5"': "5",
    "'yes'": "yes",
    '"2026-01-01"': "2026-01-01",
    '""': "",
    "!!str 5": "5",
    "!!str yes": "yes",
}
"""Text in the file to what the program gets."""

DIFFERENT: dict[str, str] = {
    '!!int "5"': "has a YAML tag",
    '!!bool "true"': "has a YAML tag",
    "!!binary aGVsbG8=": "has a YAML tag",
    "!mine x": "has a YAML tag",
    "!!set {a}": "has a YAML tag",
    ".inf": "not finite",
    "-.INF": "not finite",
    ".nan": "not finite",
}
"""Text that is refused here, with the reason: tags, and numbers that the engine stops at itself."""
