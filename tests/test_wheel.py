"""An installed `notices` builds any root: the wheel has the theme and everything else it needs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from runpy import run_path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers.district_repository import ANSWERS
from helpers.program import REPOSITORY

# These tests build a package and install it in an environment.
pytestmark = pytest.mark.tools
FORMAT_FILES = ("docs/format.md", "docs/schema/student-data-notices-1.json")
COMPILED = "compiled_notices_templates/"
SMALL = REPOSITORY / "tests" / "sites" / "small"


def run(*command: object, cwd: Path) -> str:
    """Run a command without the network, and return its output."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, without Python's caches."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def wheel_of(checkout: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder, offline."""
    command = (sys.executable, "-m", "hatchling", "build", "--target", "wheel")
    run(*command, "--directory", folder, cwd=checkout)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout, built once."""
    return wheel_of(REPOSITORY, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the wheel and the dependencies that the tests use."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "locked.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        folder / "bin" / "python",
        "install",
        "--quiet",
        "--no-deps",
    )
    run(*pip, "--force-reinstall", "--ignore-installed", wheel, cwd=folder.parent)
    return folder


def test_the_wheel_has_the_complete_generator_and_theme(wheel: Path) -> None:
    """It has every module and every file of the default theme, and none of the tests."""
    ours = files_of(REPOSITORY / "generator")
    expected = {f"generator/{path}": data for path, data in ours.items()}
    expected |= {f"generator/{path}": (REPOSITORY / path).read_bytes() for path in FORMAT_FILES}
    theme = files_of(REPOSITORY / "themes" / "default")
    expected |= {f"generator/themes/default/{path}": data for path, data in theme.items()}
    with zipfile.ZipFile(wheel) as archive:
        actual = {
            name: archive.read(name)
            for name in archive.namelist()
            if ".dist-info/" not in name and not name.startswith(COMPILED)
        }

    assert "templates/base.html" in theme
    assert "generator/github/district/.github/workflows/publish.yml" in expected
    assert expected == actual


def test_the_wheel_has_the_code_of_each_template(wheel: Path, tmp_path: Path) -> None:
    """It is the same code that the program compiles."""
    folder = REPOSITORY / "themes" / "default" / "templates"
    templates = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
    hook = run_path(str(REPOSITORY / "hatch_build.py"))
    hook["compile_templates"](templates, tmp_path / "compiled")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(COMPILED)]
        code = {Path(name).name: archive.read(name) for name in names}

    assert code == files_of(tmp_path / "compiled")


def test_the_wheel_is_reproducible(wheel: Path, tmp_path: Path) -> None:
    """It is the same from newer files in another place that only their owner can read."""
    checkout = tmp_path / "elsewhere"
    for name in ("generator", "themes/default", "docs/schema"):
        shutil.copytree(REPOSITORY / name, checkout / name, copy_function=shutil.copy)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "docs/format.md"):
        shutil.copyfile(REPOSITORY / name, checkout / name)
    for path in checkout.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)

    assert wheel.read_bytes() == wheel_of(checkout, tmp_path).read_bytes()


def test_the_wheel_requires_every_package_that_the_generator_imports(wheel: Path) -> None:
    """Each third-party import comes from a dependency, direct or indirect."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        requirements = re.findall(
            r"^Requires-Dist: (.*)", archive.read(name).decode(), re.MULTILINE
        )
    imported = {
        module.partition(".")[0]
        for path in (REPOSITORY / "generator").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in ([node.module or ""] if isinstance(node, ast.ImportFrom) else names_of(node))
    }
    foreign = imported - set(sys.stdlib_module_names) - {"generator"}
    owners = metadata.packages_distributions()

    assert "jinja2" in foreign
    assert {
        module
        for module in foreign
        if not installs(requirements) & {canonicalize_name(o) for o in owners[module]}
    } == set()


def names_of(node: ast.AST) -> list[str]:
    """Return the modules of an `import` statement."""
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def installs(requirements: Iterable[str]) -> set[str]:
    """Return the names of all packages that these requirements install."""
    packages: set[str] = set()
    left = [Requirement(line) for line in requirements]
    while left:
        need = left.pop()
        name = canonicalize_name(need.name)
        if name not in packages and (need.marker is None or need.marker.evaluate({"extra": ""})):
            packages.add(name)
            left += [Requirement(line) for line in metadata.requires(name) or ()]
    return packages


def test_the_installed_program_runs_from_its_own_files(installed: Path) -> None:
    """Its modules come from the environment, not from the checkout."""
    code = "import generator.cli; print(generator.cli.__file__)"
    printed = run(installed / "bin" / "python", "-c", code, cwd=installed)

    assert printed.startswith(str(installed))


def test_the_installed_program_builds_another_root(installed: Path, tmp_path: Path) -> None:
    """Outside of the checkout, it writes the same site."""
    options = ("--root", SMALL, "--now", "2026-11-25")
    run(
        installed / "bin" / "notices",
        "build",
        *options,
        "--out",
        tmp_path / "installed",
        cwd=tmp_path,
    )
    run(
        sys.executable,
        "-m",
        "generator",
        "build",
        *options,
        "--out",
        tmp_path / "checkout",
        cwd=REPOSITORY,
    )

    run(installed / "bin" / "notices", "check", "installed/data/notices.json", cwd=tmp_path)

    assert (tmp_path / "installed" / "index.html").is_file()
    assert files_of(tmp_path / "checkout") == files_of(tmp_path / "installed")


def test_the_installed_program_creates_a_repository(installed: Path, tmp_path: Path) -> None:
    """The wheel has the templates of a district's repository, including hidden files."""
    options = [f"{name}={value}" for name, value in ANSWERS.items()]
    run(installed / "bin" / "notices", "init", "ours", *options, cwd=tmp_path)
    run(sys.executable, "-m", "generator", "init", tmp_path / "checkout", *options, cwd=REPOSITORY)
    ours, same = (
        {
            path: data
            for path, data in files_of(tmp_path / name).items()
            if not path.startswith(".git/")
        }
        for name in ("ours", "checkout")
    )

    assert ".github/workflows/publish.yml" in ours
    assert ours == same


def test_the_installed_program_lets_a_root_have_its_own_theme(
    installed: Path, tmp_path: Path
) -> None:
    """A theme in the root replaces files of the theme in the wheel."""
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    settings = (SMALL / "content" / "site.yaml").read_text(encoding="utf-8")
    (root / "content" / "site.yaml").write_text(f"{settings}theme: own\n", encoding="utf-8")
    (root / "themes" / "own" / "templates").mkdir(parents=True)
    (root / "themes" / "own" / "templates" / "404.html").write_text("Ours.")
    run(installed / "bin" / "notices", "build", "--now", "2026-11-25", cwd=root)

    assert (root / "build" / "404.html").read_text() == "Ours."
    assert (root / "build" / "static" / "site.css").is_file()
