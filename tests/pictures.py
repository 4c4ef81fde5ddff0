"""Regenerate docs/pictures/: screens of our own tools with the sample. `make pictures` runs it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from helpers.previewing import following, previewing
from helpers.program import REPOSITORY
from helpers.sites import SAMPLE
from helpers.world import FLAGS, VIEW, settle

PICTURES = REPOSITORY / "docs" / "pictures"
ENTRY = "content/contracts/northstar-reader.md"
PAGE = "product-notification/northstar-reader/index.html"
SIZE = {"width": 900, "height": 620}


def main() -> None:
    """Write the pictures, each named after what it shows."""
    settle()
    with (
        tempfile.TemporaryDirectory(prefix="notices-pictures-") as folder,
        sync_playwright() as playwright,
    ):
        shutil.copytree(SAMPLE / "content", Path(folder) / "content")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        pictured(Path(folder), browser.new_page(**VIEW | {"viewport": SIZE}))
        browser.close()


def pictured(root: Path, page: Page) -> None:
    """Take the preview with a mistake in an entry, and when it is mended."""
    PICTURES.mkdir(exist_ok=True)
    entry = root / ENTRY
    right = entry.read_text(encoding="utf-8")
    with previewing(root) as preview, following(preview) as stream:
        entry.write_text(
            right.replace("executed: 2025-08-18", "executed: 2025-02-30"), encoding="utf-8"
        )
        stream.next()
        page.goto(preview.address + PAGE)
        page.screenshot(path=PICTURES / "preview-mistake.png")
        entry.write_text(right, encoding="utf-8")
        page.locator(".notices-preview:not(.wrong)").wait_for()  # it loads itself anew
        page.screenshot(path=PICTURES / "preview.png")


if __name__ == "__main__":
    main()
