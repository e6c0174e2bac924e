"""The policy pack: every rule that a release of Cilium or AKO can be judged by, and their pair."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # `cilium_ako` of the checkout that this is in

from policy.analyzer import serve
from policy.pack import PACK, policies

serve(PACK, policies())
