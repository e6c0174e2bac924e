"""Two texts side by side: every line is there or counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.diff.formats.html_side_by_side import lines_side_by_side

texts = st.lists(st.sampled_from("abc"), max_size=40).map("\n".join)


@given(texts, texts)
def test_both_texts_are_there_line_by_line(old: str, new: str) -> None:
    before: list[str] = []
    after: list[str] = []
    for row in lines_side_by_side(old, new):
        if row.hidden:
            assert row.hidden > 1
            hidden = old.splitlines()[len(before) : len(before) + row.hidden]
            assert hidden == new.splitlines()[len(after) : len(after) + row.hidden]
            before += hidden
            after += hidden
            continue
        for line, shown in ((row.before, before), (row.after, after)):
            if line is not None:
                shown.append(line.text)
                assert line.number == len(shown)
        alike = None not in (row.before, row.after) and row.before == row.after
        assert row.differs or row.before is not None
        assert alike or row.differs or row.before.text == row.after.text  # type: ignore[union-attr]
    assert before == old.splitlines()
    assert after == new.splitlines()


def test_a_long_line_is_cut_and_says_so() -> None:
    (row,) = lines_side_by_side("", "x" * 1000)
    assert row.after is not None
    assert row.after.text.endswith("(600 more characters)")
