"""Regenerate the fonts of tests/fonts/ as subsets of fonts that Debian ships: `make fonts`.

The licenses require another name for a changed font, so each subset has its own.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

from helpers.world import FONTS

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x370), *range(0x1E00, 0x1F00)]
SIGNS = [*range(0x2000, 0x2070), *range(0x20A0, 0x20D0)]
SIGNS += [*range(0x2100, 0x2400), *range(0x2500, 0x27C0)]
ARABIC = [*range(0x600, 0x700), *range(0x750, 0x780)]
ARABIC += [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)]
# Every character of GB 2312: what a text in Simplified Chinese is likely to have.
CHINESE = [
    ord(character)
    for row in range(0xA1, 0xF8)
    for column in range(0xA1, 0xFF)
    for character in bytes([row, column]).decode("gb2312", "ignore")
]
KEPT = [0, 13, 14]  # of the names of a font: copyright, license, and the license's address


class Font(NamedTuple):
    """A test font: family, style, package, source file, number in it, and characters to keep."""

    family: str
    style: str
    package: str
    source: str
    characters: list[int]
    number: int = -1

    @property
    def file(self) -> str:
        """The name of its file."""
        ending = "otf" if self.number >= 0 else "ttf"
        return f"{self.family}-{self.style}.{ending}".replace(" ", "")


# The name, the style, the package, the font in it, its characters, and its number in a collection.
ROWS = (
    ("Sans", "Regular", "liberation", "liberation/LiberationSans-Regular.ttf", LATIN + SIGNS),
    ("Sans", "Bold", "liberation", "liberation/LiberationSans-Bold.ttf", LATIN + SIGNS),
    ("Mono", "Regular", "liberation", "liberation/LiberationMono-Regular.ttf", LATIN + SIGNS),
    ("Arabic", "Regular", "noto-core", "noto/NotoSansArabic-Regular.ttf", ARABIC),
    ("Arabic", "Bold", "noto-core", "noto/NotoSansArabic-Bold.ttf", ARABIC),
    ("Chinese", "Regular", "noto-cjk", "noto/NotoSansCJK-Regular.ttc", CHINESE, 2),
    ("Signs", "Regular", "dejavu-core", "dejavu/DejaVuSans.ttf", SIGNS),
    ("Wide", "Regular", "dejavu-core", "dejavu/DejaVuSans.ttf", LATIN + ARABIC),
    ("Wide", "Bold", "dejavu-core", "dejavu/DejaVuSans-Bold.ttf", LATIN + ARABIC),
)
MADE = [
    Font(f"Notices Test {name}", style, f"fonts-{package}", *rest)
    for name, style, package, *rest in ROWS
]


def main() -> None:
    """Write every font and the license of every package; nothing is installed."""
    with tempfile.TemporaryDirectory(prefix="notices-fonts-") as folder:
        for package in sorted({font.package for font in MADE}):
            version = unpacked(package, Path(folder))
            shutil.copyfile(
                f"{folder}/usr/share/doc/{package}/copyright", FONTS / f"{package}.license"
            )
            for font in (font for font in MADE if font.package == package):
                write(font, Path(folder), version)
    print(f"{len(MADE)} fonts, {sum((FONTS / font.file).stat().st_size for font in MADE):,} bytes")


def unpacked(package: str, folder: Path) -> str:
    """Fetch a package of Debian and unpack it into a folder; return its version."""
    subprocess.run(["apt-get", "download", "--quiet", package], cwd=folder, check=True)
    (archive,) = folder.glob(f"{package}_*.deb")
    subprocess.run(["dpkg-deb", "--extract", str(archive), str(folder)], check=True)
    command = ["dpkg-deb", "--field", str(archive), "Version"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(font: Font, folder: Path, version: str) -> None:
    """Write the subset of a font under its own name; the same font always gives the same bytes."""
    from fontTools import subset  # slow to load, and the tests only read fonts

    (source,) = folder.glob(f"usr/share/fonts/*/{font.source}")
    options = subset.Options(
        hinting=False, name_IDs=KEPT, notdef_outline=True, recalc_timestamp=False
    )
    options.drop_tables += ["FFTM", "BASE", "vhea", "vmtx", "VORG"]
    if font.number >= 0:
        options.layout_features = []
    made = TTFont(source, fontNumber=font.number, recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=font.characters)
    cut.subset(made)
    rename(made, font, version)
    made.save(FONTS / font.file)
    made.close()


def rename(made: TTFont, font: Font, version: str) -> None:
    """Give a font the tests' own name, wherever a font holds its name."""
    name = made["name"]
    name.names = [entry for entry in name.names if (entry.platformID, entry.langID) == (3, 0x409)]
    full = f"{font.family} {font.style}"
    source = f"{Path(font.source).name} of Debian's {font.package} {version}"
    origin = f"A subset of {source}, for tests alone"
    names = {1: font.family, 2: font.style, 3: full, 4: full, 6: Path(font.file).stem, 10: origin}
    for number, text in names.items():
        name.setName(text, number, 3, 1, 0x409)
    if "CFF " in made:
        table = made["CFF "].cff
        table.fontNames = [Path(font.file).stem]
        top = table.topDictIndex[0]
        top.FullName, top.FamilyName = full, font.family


if __name__ == "__main__":
    main()
