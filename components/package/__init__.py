"""The component package: the same config and judgement in programs of other people's."""
