"""What keeps people from reading a PDF. It loads slowly, so only what has one imports it."""

from __future__ import annotations

import logging
from io import BytesIO
from itertools import islice
from typing import Literal

from pypdf import PdfReader
from pypdf.errors import DependencyError

PdfFlaw = Literal["broken", "locked", "scan"]
MAX_PAGES = 50  # in which text is looked for
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it says there what it repairs


def flaw(data: bytes) -> PdfFlaw | None:
    """Return what is wrong with a PDF: it cannot be opened, needs a password, or has no text.

    A scan can have text all the same, a stamp for example, so None is no proof that all of it can
    be read.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return "locked"
        pages = [*islice(reader.pages, MAX_PAGES)]
    except DependencyError:  # what would decrypt it
        return "locked"
    except Exception:  # noqa: BLE001 - a damaged file can raise anything
        return "broken"
    try:
        is_text = any(page.extract_text().strip() for page in pages)
    except Exception:  # noqa: BLE001 - it has a text that a screen reader may still read
        is_text = True
    return None if is_text else "scan" if pages else "broken"
