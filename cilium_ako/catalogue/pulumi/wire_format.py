"""How Pulumi marks secrets and unknown values, in its protocol and in a state.

A secret is a mapping whose key `SIGNATURE` has the value `SECRET`; an unknown value is the text
`UNKNOWN`; `REDACTED` stands for a secret that `pulumi policy analyze` cannot decrypt. Source:
sdk/python/lib/pulumi/runtime/rpc.py and pkg/backend/secrets of Pulumi.
"""

from __future__ import annotations

from typing import Final

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - what marks a secret, and none
UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
REDACTED: Final = "[secret]"
