"""The one way from a stack file to what is wrong with it.

`checked_stack` reads, parses and judges; `problem_text` and `rule_table` say it to a person or a
program.
"""
