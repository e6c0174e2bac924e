"""What AKO takes, and what it does where it is told nothing."""

from __future__ import annotations

import re
from typing import Final

CLUSTER_NAME_PATTERN: Final = r"[a-zA-Z0-9_-]+"
"""What AKO accepts as a cluster's name. Source: AKO:docs/values.md `clusterName`."""

MOST_NODE_NETWORKS: Final = 5
"""The most node networks. Source: AKO:docs/values.md `nodeNetworkList`."""

VPC_PATH: Final = re.compile(r"/orgs/[^/\s]+/projects/[^/\s]+/vpcs/[^/\s]+")
"""How NSX-T spells a VPC's path. Source: AKO:docs/vpc_mode.md."""

ADMIN_TENANT: Final = "admin"
"""The tenant that clouds are in where nobody makes another. Source: AKO:docs/ako_tenancy.md."""

USUAL_TENANT: Final = r"[a-zA-Z0-9_-]+"
"""Names of tenants that every release takes. Source: AKO:CHANGELOG.md of 1.13.2."""

SHARED_ENGINE_GROUP: Final = "Default-Group"
"""The service engine group where none is named, which every cluster of a controller finds.

Source: AKO:helm/ako/values.yaml `serviceEngineGroupName`.
"""
