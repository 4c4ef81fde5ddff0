"""An alarm names what has failed: the content, the machine, GitHub Pages, the address."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator

import pytest
from werkzeug import Request, Response

from generator.github import alarm
from generator.system import live
from helpers.forge import Forge
from helpers.loopback import Serving
from helpers.runner import GitHub
from helpers.stories import CONTRACT, GARDEN, SETTINGS, YEARLY, YEARLY_LETTER
from helpers.versions import callers, old_callers, published_district, version

ENTRY, NEW = "content/contracts/northstar-reader.md", "content/contracts/word-garden.md"
BUILD = "The site could not be built, because"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A district's own repository, and its site on the web."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    with published_district(tmp_path_factory.mktemp("alarm"), content) as github:
        yield github


def shows(github: GitHub, product: str) -> bool:
    assert github.site is not None
    return product in (github.site / "product-notification/index.html").read_text()


# What each job says

PAGE, URL = "https://example.github.io/notices/", "https://privacy.example/notices/"


@pytest.mark.parametrize(
    ("job", "outputs", "title"),
    [
        ("build", {}, f"{BUILD} the machine failed"),
        ("build", {"cause": ""}, f"{BUILD} the machine failed"),
        ("build", {"cause": "unheard-of"}, f"{BUILD} the machine failed"),
        *((job, {"cause": cause}, title) for (job, cause), (title, _) in alarm.CAUSES.items()),
        ("deploy", {"cause": "content"}, "GitHub Pages did not accept the site"),
    ],
)
def test_the_title_names_the_cause(
    forge: Forge, job: str, outputs: dict[str, str], title: str
) -> None:
    """What no job has named is not the content's fault."""
    ring(forge, **{job: {"result": "failure", "outputs": outputs}})

    assert [issue["title"] for issue in forge.open_issues()] == [title]

    ring(forge, **{job: {"result": "success", "outputs": {}}})

    assert forge.open_issues() == []


def test_each_cause_has_its_own_words() -> None:
    """No two titles are the same, and each meaning says what to do."""
    texts = [*alarm.FAILED.values(), *alarm.CAUSES.values()]

    assert len({title for title, _ in texts}) == len(texts)
    assert {job for job, _ in alarm.CAUSES} <= {*alarm.FAILED}


def test_another_cause_is_the_same_issue(forge: Forge) -> None:
    """Its title changes, and a comment says so, because GitHub sends no email for a new title."""
    ring(forge, build={"result": "failure", "outputs": {"cause": "content"}})
    ring(forge, build={"result": "failure", "outputs": {}})
    (issue,) = forge.issues

    assert issue["title"] == f"{BUILD} the machine failed"
    assert issue["comments"] == [f"```text\n{BUILD} the machine failed\n```"]


@pytest.mark.parametrize(
    ("page", "url", "is_said"),
    [
        (PAGE, URL, True),
        (PAGE, PAGE, False),
        (PAGE, PAGE.rstrip("/"), False),
        ("", URL, False),  # version 0.2 does not say it, nor does another host
        (PAGE, "", False),
        ("https://privacy.example/", "https://privacy.example/`@everyone`/", True),
    ],
)
def test_two_addresses_are_beside_each_other(
    forge: Forge, page: str, url: str, is_said: bool
) -> None:
    """The issue has where GitHub Pages has published the site, and where it should be."""
    ring(
        forge,
        live={"result": "failure", "outputs": {"cause": "domain", "page": page, "url": url}},
    )
    (issue,) = forge.issues
    fence = "````" if "```" in url else "```"

    assert (f"{fence}text\n{page}\n{url}\n{fence}" in issue["body"]) is is_said
    assert (alarm.ADDRESSES in issue["body"]) is is_said


def ring(forge: Forge, **jobs: dict[str, object]) -> None:
    """Run the alarm for jobs."""
    variables = forge.environment("issues=write")
    variables |= {"GITHUB_RUN_ID": "7", "RESULTS": json.dumps(jobs)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        alarm.main()


# The address of the site


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose certificate nobody trusts, as before GitHub has made one."""
    folder = tmp_path_factory.mktemp("certificate")
    line = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ("-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=example.example")
    subprocess.run([*line.split(), *files], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = Serving(lambda _request: Response(b"<h1>Home"), context)
    yield f"{server.origin}/"
    server.stop()


@pytest.mark.tools
def test_an_address_without_a_certificate_is_named(untrusted: str) -> None:
    """The server is there, but no browser trusts it."""
    cause, reason = live.obstacle(untrusted)

    assert cause == "certificate"
    assert "CERTIFICATE_VERIFY_FAILED" in reason


@pytest.mark.parametrize(
    ("code", "cause"), [(200, ""), (404, "domain"), (403, "domain"), (503, "domain")]
)
def test_an_address_that_shows_no_site_is_named(code: int, cause: str) -> None:
    """Whatever answers there, it is no site; what a site shows is compared file by file."""

    def answer(_request: Request) -> Response:
        return Response(b"", code)

    with Serving(answer) as server:
        assert live.obstacle(f"{server.origin}/")[0] == cause

    assert live.obstacle(f"{server.origin}/")[0] == "domain"  # nothing answers any more


@pytest.mark.tools
def test_a_wrong_domain_is_one_error_and_named_beside_the_right_one(github: GitHub) -> None:
    """Not an error for each of hundreds of files, and no advice to wait or to reload."""
    wrong = "https://nowhere.example/notices/"
    github.commit({"content/site.yaml": SETTINGS.replace("SITE", wrong)})
    publish = github.run("publish", "push")
    (run,) = publish.started

    assert publish.failed == []
    assert [line for line in run.annotations if line.startswith("::error")] == [
        line for line in run.annotations if wrong in line
    ]
    assert len(run.annotations) == 1
    assert github.titles == ["The address of the site does not lead to it"]
    assert f"```text\n{github.url}\n{wrong}\n```" in github.issues[-1]["body"]

    github.commit({"content/site.yaml": SETTINGS.replace("SITE", github.url)})

    assert github.run("publish", "push").started[0].failed == []
    assert github.titles == []


@pytest.mark.tools
def test_a_missing_certificate_is_named(github: GitHub, untrusted: str) -> None:
    """A new domain has none for an hour."""
    github.commit({"content/site.yaml": SETTINGS.replace("SITE", untrusted)})
    (run,) = github.run("publish", "push").started

    assert len(run.annotations) == 1, run.log
    assert github.titles == ["The address of the site has no valid certificate"]


@pytest.mark.tools
def test_live_of_version_0_2_is_started_without_the_address(github: GitHub) -> None:
    """GitHub refuses an input that a workflow does not declare, so Publish asks again."""
    github.commit(old_callers(version(github)))
    wrong = SETTINGS.replace("SITE", "https://nowhere.example/notices/")
    github.commit({"content/site.yaml": wrong})
    publish = github.run("publish", "push")
    (run,) = publish.started

    assert publish.failed == []
    assert {*run.github["event"]["inputs"]} == {"commit", "now"}
    assert github.titles == ["The address of the site does not lead to it"]


# Publish


@pytest.mark.tools
@pytest.mark.parametrize(("refused", "is_published"), [(0, True), (1, True), (2, False)])
def test_pages_gets_a_second_try(github: GitHub, refused: int, is_published: bool) -> None:
    """GitHub's own advice is to try again later; if that fails as well, an alarm says so."""
    github.refused = refused
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")

    assert run.results["publish / deploy"] == ("success" if is_published else "failure")
    assert shows(github, "Word Garden") is is_published
    assert github.titles == ([] if is_published else ["GitHub Pages did not accept the site"])
    assert [started.failed for started in run.started] == ([[]] if is_published else [])


@pytest.mark.tools
@pytest.mark.parametrize(
    ("text", "setup", "title"),
    [
        ("---\n", "setup:\n", f"{BUILD} the content has an error"),
        (GARDEN, "setup:\n\t@exit 1\n", f"{BUILD} the machine failed"),
    ],
)
def test_what_the_machine_does_is_not_the_contents_fault(
    github: GitHub, text: str, setup: str, title: str
) -> None:
    """A registry that does not answer is no reason to look for a mistake in a notice."""
    if "exit" in setup:
        github.commit(callers(github.release_program({"Makefile": setup}, "v0.3.1")))
    github.commit({NEW: text})
    github.run("publish", "push")

    assert github.titles == [title]


@pytest.mark.tools
def test_a_host_that_does_not_answer_is_named(github: GitHub) -> None:
    """Only it knows what was published, so a person may have to decide."""
    github.variables["NOTICES_HOST"] = "elsewhere"
    elsewhere = SETTINGS.replace("SITE", "https://nowhere.example/notices/")
    github.commit({"content/site.yaml": elsewhere})
    run = github.run("publish", "push")

    assert run.failed == ["publish / build: Find what was published last"]
    assert github.titles == [f"{BUILD} the live site does not answer"]
