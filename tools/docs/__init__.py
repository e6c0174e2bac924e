"""The pages of `docs/` that are made from the models and the catalogue, one file a page."""
