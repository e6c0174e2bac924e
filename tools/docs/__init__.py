"""The pages of `docs/` that are made from the models and the catalogue, one file a page.

The text below an attribute of a model is its description. pydantic reads those texts where it is
told to, at a price that every start of the program would pay; so it is told here alone, before
any model is made.
"""

import sys

from cilium_ako.config.base import ConfigModel

if "cilium_ako.config.cluster" in sys.modules:
    raise ImportError("import tools.docs before any model of cilium_ako.config")
ConfigModel.model_config["use_attribute_docstrings"] = True
