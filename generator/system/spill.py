"""Pages that wait on the disk until all of them are made: none is held, and none is published too early."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from generator.core.site import Page

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Place(NamedTuple):
    """A page without its bytes, and where they lie in the file."""

    page: Page
    start: int
    length: int


class Spilled(Sequence[Page]):
    """The pages that it was made of, in their order; their bytes lie in a file without a name, which ends with it.

    Raises OSError where the disk takes no more.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        """Take all pages; none of their bytes is held after the next one has come."""
        import tempfile  # it loads much, and who only checks writes no page

        self._file = tempfile.TemporaryFile(prefix="notices-")  # noqa: SIM115 - it is closed with this object
        weakref.finalize(self, self._file.close)
        self._places: list[_Place] = []
        start = 0
        for page in pages:
            self._file.write(page.data)
            self._places.append(_Place(page._replace(data=b""), start, len(page.data)))
            start += len(page.data)
        self._file.flush()

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> Page: ...

    @overload
    def __getitem__(self, number: slice) -> list[Page]: ...

    def __getitem__(self, number: int | slice) -> Page | list[Page]:
        """Return a page with its bytes."""
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        page, start, length = self._places[number]
        self._file.seek(start)
        return page._replace(data=self._file.read(length))


def forgotten(pages: Iterable[Page]) -> list[Page]:
    """Return all pages without their bytes, where it matters only that each can be made."""
    return [page._replace(data=b"") for page in pages]
