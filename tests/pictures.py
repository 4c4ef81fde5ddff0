"""Regenerate docs/pictures/ and docs/first-minute.txt with the sample. `make pictures` runs it."""

from __future__ import annotations

import base64
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from helpers.previewing import following, previewing
from helpers.program import LANGUAGES, REPOSITORY, notices
from helpers.screen_reader import FIRST_MINUTE, first_minute
from helpers.sites import SAMPLE
from helpers.world import FLAGS, VIEW, set_environment

PICTURES = REPOSITORY / "docs" / "pictures"
ENTRY = "content/contracts/northstar-reader.md"
PAGE = "product-notification/northstar-reader/index.html"
BREACH = "breach-notification/2026-11-northstar-reader/index.html"
SIZE = {"width": 900, "height": 620}
PHONE = {"width": 360, "height": 740}
SCHEMES = ("light", "dark")
# Every kind of page, and then letters, in the order in which the gallery shows them.
KINDS = (
    "index.html",
    "product-notification/index.html",
    "product-notification/northstar-reader/index.html",
    "product-notification/mossgate-clubs/index.html",
    "breach-notification/index.html",
    BREACH,
    "breach-notification/2026-11-saltmarsh-storage/index.html",
    "breach-notification/2025-03-quillfern-writing/index.html",
    "schools/middle/index.html",
    "your-rights/index.html",
    "subscribe/index.html",
    "record/index.html",
    "breach-notification/2026-03-scholarship-list/index.html",
    "product-notification/thistlewire-chat/index.html",
    "ended/index.html",
)
LETTERS = ("breaches/2026-11-northstar-reader", "contracts/tallowbrook-math", "yearly")
# The screens of one picture side by side, each half as wide as on a phone.
SHEET = """
<!doctype html>
<style>
body { background: #888; display: grid; gap: 8px; margin: 8px; }
body { grid-template-columns: repeat(6, 180px); }
img { display: block; width: 180px; }
</style>
"""


def main() -> None:
    """Write the pictures, each named after what it shows."""
    PICTURES.mkdir(exist_ok=True)
    set_environment()
    with (
        tempfile.TemporaryDirectory(prefix="notices-pictures-") as folder,
        sync_playwright() as playwright,
    ):
        shutil.copytree(SAMPLE / "content", Path(folder) / "content")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        take_preview(Path(folder), browser.new_page(**VIEW | {"viewport": SIZE}))
        out = built(Path(folder))
        for language in LANGUAGES:
            for scheme in SCHEMES:
                gallery(browser, out / ("" if language == "en" else language), language, scheme)
        write_speech(out, browser.new_page(**VIEW | {"viewport": PHONE}))
        browser.close()


def built(root: Path) -> Path:
    """Build the sample in every language, and return the folder of the site."""
    settings = root / "content/site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("languages: [en, es]", f"languages: [{', '.join(LANGUAGES)}]"),
        encoding="utf-8",
    )
    out = root / "site"
    notices("build", "--root", root, "--out", out, "--now", "2026-11-25").check_returncode()
    for language in LANGUAGES:
        write_letters(root, out / ("" if language == "en" else language), language)
    return out


def write_letters(root: Path, folder: Path, language: str) -> None:
    """Write three letters beside the pages of a language."""
    options = ("--root", root, "--lang", language, "--format", "html", "--now", "2026-11-25")
    for notice in LETTERS:
        done = notices("letter", notice, *options)
        done.check_returncode()
        name = f"letter-{notice.rpartition('/')[2]}.html"
        (folder / name).write_text(done.stdout, encoding="utf-8")


def gallery(browser: Browser, site: Path, language: str, scheme: str) -> None:
    """Write one picture of the first screen of every kind of page on a phone."""
    phone = browser.new_page(**VIEW | {"viewport": PHONE, "color_scheme": scheme})
    sheet = SHEET
    letters = [site / f"letter-{notice.rpartition('/')[2]}.html" for notice in LETTERS]
    for path in (*(site / kind for kind in KINDS), *letters):
        phone.goto(path.as_uri())
        screen = base64.b64encode(phone.screenshot()).decode()
        sheet += f'<img src="data:image/png;base64,{screen}" alt="">\n'
    phone.context.close()
    page = browser.new_page(**VIEW | {"viewport": {"width": 1136, "height": 100}})
    page.set_content(sheet)
    page.screenshot(
        path=PICTURES / f"gallery-{language}-{scheme}.jpg", full_page=True, type="jpeg", quality=55
    )
    page.context.close()


def write_speech(site: Path, page: Page) -> None:
    """Write what a screen reader says in the first minute of an open breach."""
    page.goto((site / BREACH).as_uri())
    lines = first_minute(page)
    FIRST_MINUTE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def take_preview(root: Path, page: Page) -> None:
    """Take the preview with a mistake in an entry, and when it is fixed."""
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
        page.locator(".notices-preview:not(.wrong)").wait_for()  # it reloads by itself
        page.screenshot(path=PICTURES / "preview.png")


if __name__ == "__main__":
    main()
