"""The environment of the tests: fonts, language, time zone and view are the same on any machine.

The fonts are those of tests/fonts/; a browser that a test starts sees none of the machine's.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from xml.sax.saxutils import escape

from helpers.program import REPOSITORY

FONTS = REPOSITORY / "tests" / "fonts"
ENVIRONMENT = {"LANG": "C.UTF-8", "TZ": "UTC"}
# These are unset. A test sets the variables of GitHub itself; all others run the same in a workflow.
UNSET = re.compile(
    "(LC|GITHUB)_.*|LANGUAGE|FONTCONFIG_PATH|FONTCONFIG_SYSROOT|CHROMIUM_FLAGS|GTK_THEME"
    "|PYTHONUNBUFFERED"  # then Python drops what a closing pipe did not take, without an error
)
# How Chromium is started; it looks up no name, and reaches loopback alone.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --lang=en-US --force-device-scale-factor=1 "
    "--font-render-hinting=none --disable-lcd-text --force-color-profile=srgb --hide-scrollbars"
).split()
FLAGS.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")
# The settings of a reader, unless a test changes one.
VIEW = {
    "viewport": {"width": 1280, "height": 720},
    "device_scale_factor": 1,
    "locale": "en-US",
    "timezone_id": "America/New_York",
    "color_scheme": "light",
    "reduced_motion": "reduce",
    "forced_colors": "none",
}


def set_environment() -> None:
    """Set the language, the time zone and the fonts of this process and of all that it starts."""
    for name in filter(UNSET.fullmatch, [*os.environ]):
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    time.tzset()
    if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker has the fonts of its parent
        os.environ["FONTCONFIG_FILE"] = str(fonts())


def fonts() -> Path:
    """Return the font settings, in a folder that keeps the font cache until this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="notices-fonts-"))
    settings = folder / "fonts.conf"
    settings.write_text(
        f"<fontconfig><cachedir>{escape(str(folder / 'cache'))}</cachedir>"
        f"<include>{escape(str(FONTS / 'fonts.conf'))}</include></fontconfig>\n",
        encoding="utf-8",
    )
    atexit.register(remove, folder, os.getpid())
    return settings


def remove(folder: Path, process: int) -> None:
    """Remove a folder if this is the process that made it, and not a copy of it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
