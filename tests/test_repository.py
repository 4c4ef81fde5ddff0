"""A district's own repository: the files that `notices init` writes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from generator.authoring import repository
from generator.authoring.repository import Program
from generator.commands import init as init_command
from generator.compiler import read_content
from generator.content.fields import SETTINGS
from generator.core.settings import Contact
from generator.core.site import Inputs
from generator.system import disk
from helpers.district_repository import HASH, init, program_repository, web
from helpers.history import Repository
from helpers.program import REPOSITORY, notices
from helpers.roots import NOW, read_files
from helpers.terminal import Terminal

BIN = REPOSITORY / ".venv/bin"
PROGRAM = Program("example/notices", HASH, "v0.2.0")
CALLERS = {
    path: text
    for path, text in repository.renewed(disk.district_templates(), PROGRAM).items()
    if path.startswith(repository.WORKFLOWS)
}
RULESETS = {f".github/rulesets/{name}.json" for name in ("check", "proof", "review")}
FILES = {
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/dependabot.yml",
    ".github/pull_request_template.md",
    *RULESETS,
    ".github/workflows/check.yml",
    ".github/workflows/live.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/scheduled-publish.yml",
    ".github/workflows/scheduled-watch.yml",
    ".github/workflows/tell.yml",
    ".github/workflows/watch.yml",
    ".github/workflows/websites.yml",
    ".gitignore",
    "README.md",
    "content/breaches/.gitkeep",
    "content/contracts/.gitkeep",
    "content/files/.gitkeep",
    "content/site.yaml",
    "notices",
}
NO_TERMINAL = "Without a terminal to ask on, these options are needed: "


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a repository, without those of git."""
    return {path: data for path, data in read_files(folder).items() if not path.startswith(".git/")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository, which no test changes."""
    folder = tmp_path_factory.mktemp("made") / "notices"
    done = init(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A new repository for one test."""
    folder = tmp_path / "ours"
    assert init(folder).returncode == 0
    return folder


# A job with the secret of an environment is in the district's own workflow.
WITH_SECRETS = (".github/workflows/tell.yml", ".github/workflows/websites.yml")


@pytest.mark.parametrize("path", [path for path in CALLERS if path not in WITH_SECRETS])
def test_a_caller_passes_its_permissions_to_one_workflow(path: str) -> None:
    """It is short, gives no permission to another job, and names the version by its hash."""
    plan = yaml.load(CALLERS[path], yaml.CBaseLoader)
    (job,) = plan["jobs"].values()

    assert plan["permissions"] == {}
    assert job["permissions"]
    called = path.replace("scheduled-", "")  # a schedule has a file of its own
    assert job["uses"] == f"example/notices/{called}@{HASH}"
    assert f"@{HASH} # v0.2.0\n" in CALLERS[path]
    assert (REPOSITORY / called).is_file()
    assert len(CALLERS[path].splitlines()) < 35


@pytest.mark.parametrize("path", WITH_SECRETS)
def test_a_job_with_a_secret_runs_an_action_of_that_version(path: str) -> None:
    """It differs from the program's own job only in where the actions come from."""
    ours = (REPOSITORY / path).read_text()
    jobs, called = (yaml.load(text, yaml.CBaseLoader)["jobs"] for text in (ours, CALLERS[path]))
    for job in jobs.values():
        for step in job["steps"]:
            step["uses"] = f"example/notices/{step['uses'].removeprefix('$/')}@{HASH}"

    assert called == jobs


def test_a_new_repository_has_only_the_districts_files(made: Path) -> None:
    """It has none of the program; the workflows call the given version."""
    assert set(files(made)) == FILES
    assert os.access(made / "notices", os.X_OK)
    assert f"uses: example/notices/.github/workflows/check.yml@{HASH}\n" in (
        made / ".github/workflows/check.yml"
    ).read_text(encoding="utf-8")
    assert "* @example-schools/technology\n" in (made / ".github/CODEOWNERS").read_text()


def test_a_new_repository_passes_its_check(made: Path) -> None:
    """Nothing needs to be fixed before the first commit."""
    done = notices("check", "--root", made)

    assert done.stdout + done.stderr == "0 entries, no problems. The site can be built.\n"


@pytest.mark.parametrize(
    "command",
    [
        ("actionlint", ".github/workflows"),
        ("zizmor", "--offline", "--persona", "pedantic", "--no-progress", "."),
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows"),
        ("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"),
    ],
    ids=lambda command: command[-1],
)
def test_a_new_repository_passes_the_linters(made: Path, command: tuple[str, ...]) -> None:
    """It follows the rules of GitHub and the strictest ones of zizmor."""
    name, *options, place = command
    is_each = name != "zizmor" and (made / place).is_dir()
    places = sorted((made / place).iterdir()) if is_each else [made / place]
    done = subprocess.run(
        [BIN / name, *options, *places], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings_have_the_answers(tmp_path: Path) -> None:
    """Each option is in content/site.yaml, and a setting without an answer is a comment."""
    folder = tmp_path / "ours"
    answers = {
        "--district": "Escuelas: “Norte” & Sur",
        "--languages": "es, en",
        "--contact-phone": "203-555-0100",
        "--law": "statute",
        "--timezone": "America/Chicago",
    }
    assert init(folder, answers).returncode == 0
    tree = disk.read(folder)
    site = read_content(Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread)).site
    assert site is not None
    settings = site.settings

    assert settings.district == "Escuelas: “Norte” & Sur"
    assert settings.contact == Contact("Privacy Office", "privacy@example.example", "203-555-0100")
    assert (settings.languages, settings.law) == (("es", "en"), "statute")
    assert str(settings.zone) == "America/Chicago"
    assert "\n# schools: {dodd: " in (folder / "content/site.yaml").read_text(encoding="utf-8")
    assert "of Escuelas: “Norte” & Sur\n" in (folder / "README.md").read_text(encoding="utf-8")


def test_each_question_has_an_option() -> None:
    """A script can answer everything that a person is asked on a terminal."""
    asked = []
    for name, row in SETTINGS.fields.items():
        if row.at_desk and row.group:
            inner = row.group.fields.values()
            asked += [f"{name}.{each.name}" for each in inner if each.at_desk]
        elif row.at_desk:
            asked.append(name)

    assert [*init_command.SETTINGS] == asked


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"--url": "privacy"}, "--url: A page cannot link to the address in `url`: privacy."),
        ({"--url": "ftp://a.example/"}, "--url: "),
        ({"--contact-email": "privacy at example"}, "--contact-email: `email` must be an email"),
        ({"--contact-phone": "the office"}, "--contact-phone: `phone` must be a phone number"),
        ({"--timezone": "America/Hartford"}, "--timezone: `timezone` cannot be America/Hartford."),
        ({"--feed-authority": "privacy"}, "--feed-authority: `feed_authority` must be a domain"),
        ({"--languages": "english"}, "--languages: "),
        ({"--law": "federal"}, "--law: "),
        ({"--district": "a\u202eb", "--law": "no"}, "--law: "),
        ({"--owner": "technology"}, "--owner: technology names nobody as CODEOWNERS does"),
        ({"--owner": "@a/b technology"}, "--owner: @a/b technology names nobody"),
        ({"--program": "notices"}, "--program: notices is not a version on GitHub; write it as"),
        ({"--program": "example/notices"}, "--program: example/notices is not a version"),
        ({"--program": "example/no tices@v1"}, "--program: example/no tices@v1 is not a version"),
        ({"--program": f"--x/y@{HASH}x"}, "--program: https://github.com/--x/y cannot be read ("),
        ({"--contact-email": ""}, f"{NO_TERMINAL}--contact-phone."),
        ({"--district": "", "--owner": ""}, f"{NO_TERMINAL}--district, --owner."),
        ({"--contact-name": "", "--program": ""}, f"{NO_TERMINAL}--contact-name, --program."),
    ],
)
def test_a_bad_answer_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, answers: dict[str, str], sentence: str
) -> None:
    """The sentence has the option and what to write instead."""
    done = init(tmp_path / "ours", answers, **web(tmp_path / "nothing"))

    assert done.returncode == 2
    assert f"\nError: {sentence}" in done.stderr.replace("\n--", "\nError: --") or (
        f"\n{sentence}" in done.stderr
    )
    assert done.stdout == ""
    assert not (tmp_path / "ours").exists()


def test_all_bad_answers_are_reported_at_once(tmp_path: Path) -> None:
    """A person corrects the whole line before running it again."""
    done = init(tmp_path / "ours", {"--url": "x", "--law": "y", "--owner": "z", "--program": "p"})

    assert [
        line.partition(": ")[0] for line in done.stderr.replace("Error: ", "").splitlines()[3:]
    ] == ["--url", "--law", "--owner", "--program"]


@pytest.mark.parametrize(
    ("before", "is_written"),
    [({}, True), ({".git/HEAD": ""}, True), ({"a.md": ""}, False), ({".x": ""}, False)],
)
def test_no_file_is_overwritten(tmp_path: Path, before: dict[str, str], is_written: bool) -> None:
    """Only a new folder, an empty one, and an empty clone are written to."""
    folder = tmp_path / "ours"
    folder.mkdir()
    if ".git/HEAD" in before:
        Repository(folder)
    else:
        for path, text in before.items():
            (folder / path).write_text(text)
    done = init(folder)

    assert (done.returncode == 0) == is_written
    assert set(files(folder)) == (FILES if is_written else set(before))
    assert is_written or done.stderr.endswith(
        f"Error: {folder} is not empty; name a new folder, or run `notices update` in a "
        "repository that this command made.\n"
    )


def test_a_missing_git_is_one_sentence(tmp_path: Path) -> None:
    """It says what to install, because a tag and a hash both need git."""
    for version in ("v0.2.0", HASH):
        done = init(
            tmp_path / "ours", {"--program": f"example/notices@{version}"}, PATH=str(tmp_path)
        )

        assert done.returncode == 2
        assert "git is not installed; see" in done.stderr
        assert not [*tmp_path.rglob("content")]


@pytest.mark.parametrize("tag", ["v0.1.0", "v0.2.0"])
def test_a_tag_becomes_the_hash_of_its_commit(tmp_path: Path, tag: str) -> None:
    """An annotated tag has its own hash, which cannot be used to call a workflow."""
    origin = program_repository(tmp_path / "example")
    commit = origin.git("rev-parse", f"{tag}^{{commit}}").strip()
    done = init(tmp_path / "ours", {"--program": f"example/notices@{tag}"}, **web(tmp_path))

    assert done.returncode == 0, done.stderr
    assert f"/publish.yml@{commit} # {tag}\n" in (
        tmp_path / "ours/.github/workflows/publish.yml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (
            "example/notices@v9.9.9",
            "example/notices has no version v9.9.9; it has `v0.1.0` and `v0.2.0`.",
        ),
        (
            "example/notices@main",
            "example/notices has no version main; it has `v0.1.0` and `v0.2.0`.",
        ),
        ("example/other@v0.2.0", "https://github.com/example/other cannot be read (fatal: "),
    ],
)
def test_a_version_that_does_not_exist_is_one_sentence(
    tmp_path: Path, version: str, sentence: str
) -> None:
    """It lists the versions, or says that GitHub did not answer."""
    program_repository(tmp_path / "example")
    done = init(tmp_path / "ours", {"--program": version}, **web(tmp_path))

    assert done.returncode == 2
    assert f"--program: {sentence}" in done.stderr
    assert not (tmp_path / "ours").exists()


def test_a_person_is_asked_on_a_terminal(tmp_path: Path) -> None:
    """Each answer is checked at once; a phone number is optional with an email address."""
    folder = tmp_path / "ours"
    with Terminal("init", folder, "--url=https://privacy.example/") as terminal:
        terminal.answer("What is the district called?", "Example Public Schools")
        terminal.answer("What is its short name?", "EPS")
        terminal.answer(
            "Which languages does the site have? (with commas between) [Enter skips]", ""
        )
        terminal.answer("Who can families contact?", "Privacy Office")
        terminal.answer("What is their email address? [Enter skips]", "privacy")
        assert "must be an email address" in terminal.answer(
            "What is their email address? [Enter skips]", "privacy@example.example"
        )
        terminal.answer("What is their phone number? [Enter skips]", "")
        terminal.answer("Which domain and year identify the feeds?", "?")
        terminal.answer("Which domain and year identify the feeds?", "privacy.example,2026")
        terminal.answer(
            "What is the district's id at the National Center for Education Statistics? "
            "[Enter skips]",
            "",
        )
        terminal.answer("Under which license may others use the open data? [Enter skips]", "")
        terminal.answer("How many of your contracts are on this site? [Enter skips]", "")
        terminal.answer("How many of your breaches are on this site? [Enter skips]", "")
        terminal.answer(
            "Which duties does the district follow? (district-page, statute) [Enter skips]", ""
        )
        terminal.answer("Which repository on GitHub has the notices? [Enter skips]", "")
        terminal.answer("Owner", "@example-schools/technology")
        terminal.answer("Program", f"example/notices@{HASH}")
        code, _ = terminal.end()

    assert code == 0, terminal.shown
    assert set(files(folder)) == FILES
    assert notices("check", "--root", folder).returncode == 0


def test_ctrl_c_writes_nothing(tmp_path: Path) -> None:
    """Ctrl-C at a question writes no file."""
    with Terminal("init", tmp_path / "ours") as terminal:
        terminal.answer("What is the district called?", "Example Public Schools")
        terminal.until("short name")
        terminal.stop()

    assert not (tmp_path / "ours").exists()


UPDATED = {*CALLERS, *RULESETS, "notices"}
GONE = (".github/workflows/from-form.yml", ".github/ISSUE_TEMPLATE/contract.yml")


def test_an_update_rewrites_only_workflows(ours: Path) -> None:
    """Files that differ or are missing are written again; others keep every byte."""
    before = files(ours)
    for path in before:
        (ours / path).write_bytes(before[path] + b"# ours\n")
    (ours / ".github/workflows/tell.yml").unlink()
    checked = notices("update", ours, "--check", GITHUB_HEAD_REF="")
    review = {"GITHUB_REPOSITORY": "example/notices", "GITHUB_HEAD_REF": "upgrade"}
    copied = notices("update", ours, "--check", GITHUB_STEP_SUMMARY="", **review).stdout
    changed = files(ours)
    done = notices("update", cwd=ours)
    after = files(ours)

    assert checked.returncode == 1
    assert set(checked.stdout.split()) == UPDATED
    assert "/notices/new/upgrade?filename=.github/workflows/tell.yml)\n" in copied
    assert "/notices/edit/upgrade/.github/workflows/live.yml)\n" in copied
    assert before[".github/workflows/tell.yml"].decode() in copied
    assert checked.stderr.startswith("These differ from what this version writes. Run `./notices")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "12 of 12 files rewritten.\n"
    assert {path: after[path] for path in UPDATED} == {path: before[path] for path in UPDATED}
    assert {path: after[path] for path in FILES - UPDATED} == {
        path: changed[path] for path in FILES - UPDATED
    }
    assert os.access(ours / "notices", os.X_OK)
    assert notices("update", ours, "--check").returncode == 0


def test_an_update_removes_what_an_earlier_version_wrote(ours: Path) -> None:
    """It says so, and the summary of a check has a link to delete each file on GitHub."""
    before = files(ours)
    for path in (*GONE, ".github/ISSUE_TEMPLATE/ours.yml"):
        (ours / path).write_text("name: Old\n")
    review = {"GITHUB_REPOSITORY": "example/notices", "GITHUB_HEAD_REF": "upgrade"}
    checked = notices("update", ours, "--check", GITHUB_STEP_SUMMARY="", **review)
    done = notices("update", ours)

    assert checked.returncode == 1
    assert done.stdout == "".join(
        f"{path} is removed: this version does not use it.\n" for path in GONE
    )
    assert all(f"/notices/delete/upgrade/{path})" in checked.stdout for path in GONE)
    assert done.stderr == "0 of 12 files rewritten. 2 removed.\n"
    assert files(ours) == {**before, ".github/ISSUE_TEMPLATE/ours.yml": b"name: Old\n"}


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("show_deadlines: true", False),
        ("show_deadlines: false", False),
        ("# show_deadlines: true", True),
        ("", True),
    ],
)
def test_an_update_says_that_deadlines_can_be_shown(ours: Path, line: str, is_said: bool) -> None:
    """A new district shows them; one from before chooses, and nothing in its settings changes."""
    settings = ours / "content/site.yaml"
    text = settings.read_text()
    assert "\nshow_deadlines: true\n" in text
    settings.write_text(text.replace("\nshow_deadlines: true\n", f"\n{line}\n"))
    done = notices("update", ours)

    assert ("Your pages do not say whether notices were on time" in done.stderr) is is_said
    assert f"\n{line}\n" in settings.read_text()


@pytest.mark.parametrize(
    ("schedule", "differs"),
    [
        ("43 */3 * * *", False),
        ("0 */3 * * *", False),
        ("59 */3 * * *", False),
        ("60 */3 * * *", True),  # there is no such minute
        ("07 */3 * * *", True),
        ("* */3 * * *", True),  # every minute
        ("*/5 */3 * * *", True),
        ("43,44 */3 * * *", True),
        ("43 */6 * * *", True),
        ("43 */3 * * 1", True),
    ],
)
def test_only_the_minute_of_a_schedule_is_the_districts(
    ours: Path, schedule: str, differs: bool
) -> None:
    """Changing it starts a schedule again whose author has left; an update keeps it."""
    file = ours / ".github/workflows/scheduled-watch.yml"
    own = file.read_text().replace("41 */3 * * *", schedule)
    file.write_text(own)
    done = notices("update", ours, "--check", GITHUB_HEAD_REF="")

    assert done.stdout == (".github/workflows/scheduled-watch.yml\n" if differs else "")
    assert done.returncode == int(differs)

    file.write_text(own.replace("Watches", "Looks at"))

    assert notices("update", ours).stdout == ".github/workflows/scheduled-watch.yml\n"
    assert (file.read_text() == own) is not differs


def test_an_update_keeps_the_version_that_dependabot_wrote(ours: Path) -> None:
    """The hash and the tag in the workflows stay, unless another version is given."""
    other = HASH[::-1]
    for path in CALLERS:
        text = (ours / path).read_text(encoding="utf-8")
        (ours / path).write_text(text.replace(HASH, f"{other} # v0.3.0"), encoding="utf-8")
    before = files(ours)

    assert notices("update", ours).stderr == "0 of 12 files rewritten.\n"
    assert files(ours) == before
    done = notices("update", ours, f"--program=example/notices@{HASH}")
    assert done.stderr == "8 of 12 files rewritten.\n"


def test_an_update_with_two_versions_is_refused(ours: Path) -> None:
    """It cannot know which of them the district wants."""
    path = ours / ".github/workflows/tell.yml"
    path.write_text(path.read_text().replace(HASH, f"{HASH[::-1]} # v0.3.0"))
    done = notices("update", ours)

    assert done.returncode == 2
    assert f"check.yml {HASH} and .github/workflows/tell.yml {HASH[::-1]} # v0.3.0" in done.stderr


def test_a_folder_without_the_workflows_is_not_updated(tmp_path: Path) -> None:
    """Nothing in it says which version to write."""
    done = notices("update", tmp_path)

    assert done.returncode == 2
    assert "has no workflow that calls the program" in done.stderr
    assert files(tmp_path) == {}
