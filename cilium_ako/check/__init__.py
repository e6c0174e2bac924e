"""The one way from a stack file to what is wrong with it.

`checked_stack` reads a stack, parses it and has every rule look at it; `problem_text` tells what
was found, and `rule_table` the rules themselves, to a person or a program.
"""
