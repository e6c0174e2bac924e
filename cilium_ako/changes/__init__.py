"""What a change does to a running cluster.

`facts` is the model, four readers fill it (`from_config`, `from_values`, `from_state`,
`from_live`), `classify` compares two of them by the table in `catalogue.transitions`. What could
not be read is unknown, with the reason, and never safe.
"""
