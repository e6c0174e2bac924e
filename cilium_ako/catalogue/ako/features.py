"""Where a feature of AKO, or of the Avi Controller, begins, by release."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.release import Release

EXISTING_SECRET: Final[Release] = Release(1, 12, 1)
"""AKO's Secret may be there before its chart. Source: AKO:helm/ako/templates/secret.yaml."""

VRF_NAME: Final[Release] = Release(1, 12, 1)
"""`ControllerSettings.vrfName`. Source: AKO:docs/values.md of the branches 1.11 and 1.12."""

VPC_MODE: Final[Release] = Release(1, 13, 4)
"""`AKOSettings.vpcMode`. Source: AKO:helm/ako/values.yaml of the branch 1.13.4."""

SCTP_CONTROLLER: Final[Release] = Release(22, 1, 3)
"""The Avi Controller's first release with SCTP. Source: AKO:docs/README.md, AKO:docs/sctp.md."""
