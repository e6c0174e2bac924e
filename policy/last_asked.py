"""Answers that are kept while the same object is asked about.

Every policy asks, one after the other, about one release or one stack: it is judged once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

AskedT = TypeVar("AskedT")
AnswerT = TypeVar("AnswerT")
More = ParamSpec("More")


def kept_for_the_last(
    function: Callable[Concatenate[AskedT, More], AnswerT],
) -> Callable[Concatenate[AskedT, More], AnswerT]:
    """The function, not called anew where its first argument is the very object of the last time.

    One answer is kept at most.
    """
    last: list[tuple[AskedT, AnswerT]] = []

    def answer(asked: AskedT, /, *more: More.args, **named: More.kwargs) -> AnswerT:
        if not last or last[0][0] is not asked:
            last[:] = [(asked, function(asked, *more, **named))]
        return last[0][1]

    return answer
