"""What is said of a document that cannot be used."""

from __future__ import annotations


class DocumentError(Exception):
    """A document that cannot be used.

    `what` is wrong with it, as the end of a sentence that begins with the document's name, `where`
    in it (`line 3, column 5`; empty for the whole), and `fix` is what to do about it. None of the
    three holds any part of the document but the names of keys.
    """

    def __init__(self, what: str, fix: str, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.where = where

    @property
    def message(self) -> str:
        """What is wrong and where, as the end of a sentence."""
        return f"{self.what} ({self.where})" if self.where else self.what
