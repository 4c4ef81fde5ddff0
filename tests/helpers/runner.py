"""A stand-in for GitHub's runner: it runs our workflows, step by step, on a scratch repository.

Each `run:` is executed as the runner does it, by bash, with the environment and the files that it
would have; only the actions of others, the API, Pages and the machine's clock are stand-ins.

A workflow may call one of another repository, such as that of the program. The called jobs then see
the caller's event, repository, variables and rights, and no file of their own beside `$/`:
https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator.content.context import SETTINGS
from generator.core.publication import BRANCH
from generator.github.alarm import FINE
from helpers.environment import environment
from helpers.expressions import fill, is_true
from helpers.forge import NAME, Forge, listed_workflow
from helpers.history import CLERK, PLAIN, WORKFLOW_EMAIL
from helpers.program import COMMAND_MODULES, REPOSITORY
from helpers.ready import ready_python
from helpers.world import remove

# The files of ours that a district's repository has; its content and any theme are the test's.
PARTS = (
    "generator themes/default docs/format.md docs/schema requirements .github .ci action.yml "
    "build/.gitignore .gitignore Makefile pyproject.toml hatch_build.py README.md LICENSE"
).split()
PROGRAM = "example-program/notices"  # the repository of the program, where a district has its own
# GitHub's own program, as far as we use it.
GH = """\
#!/usr/bin/env python3
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

def ask(method, path, body=None):
    head = {"Authorization": f"Bearer {os.environ['GH_TOKEN']}"}
    address = f"{os.environ['GITHUB_API_URL']}/{path}"
    data = None if body is None else json.dumps(body).encode()
    return urlopen(Request(address, data, head, method=method)).read()

match sys.argv[1:]:
    case ["api", path, "--jq", expression]:
        subprocess.run(["jq", "--raw-output", expression], input=ask("GET", path), check=True)
    case ["workflow", "run", file, "--ref", ref, *fields]:
        inputs = dict(field.split("=", 1) for field in fields if field != "--raw-field")
        path = f"repos/{os.environ['GH_REPO']}/actions/workflows/{file}/dispatches"
        ask("POST", path, {"ref": ref, "inputs": inputs})
    case ["release", "create", *words]:
        parser = argparse.ArgumentParser()
        parser.add_argument("words", nargs="+")
        for option in ("--draft", "--verify-tag"):
            parser.add_argument(option, action="store_true", required=True)
        for option in ("--repo", "--title", "--notes-file"):
            parser.add_argument(option, required=True)
        options = parser.parse_intermixed_args(words)
        tag, *files = options.words
        body = {"tag_name": tag, "name": options.title, "draft": options.draft}
        body["body"] = Path(options.notes_file).read_text()
        body["assets"] = [Path(file).name for file in files if Path(file).is_file()]
        ask("POST", f"repos/{options.repo}/releases", body)
    case words:
        sys.exit(f"gh {words} is not what we use")
"""
PLACES = "/usr/local/bin:/usr/bin:/bin"
# What the scripts import that a runner's own Python runs.
STANDARD_MODULES = ("argparse", "dataclasses", "json", "subprocess", "urllib.request", "zoneinfo")
# Only a step that names bash fails with any command of a pipe.
# https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
SHELLS = {"": ("bash", "-e"), "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail")}
# What a checkout of all history fetches.
EVERY_REF = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")


class Source(NamedTuple):
    """The repository and the commit that a workflow or an action is from."""

    repository: str
    commit: str


class Scope(NamedTuple):
    """What the steps of a job or a composite action share: source, inputs and outputs."""

    source: Source
    inputs: dict[str, str]
    steps: dict[str, dict[str, str]]
    action: Path | None = None  # the folder of a composite action


class Call(NamedTuple):
    """How a workflow was started: from where, with what, and what its jobs may do at most.

    Without rights, GitHub started it, and each job has what it asks for.
    """

    source: Source
    inputs: dict[str, str]
    secrets: dict[str, str]
    rights: dict[str, str] | None = None
    prefix: str = ""  # of the names of its jobs, as GitHub shows them


@dataclass
class Step:
    """A step that has run: its exit code and log."""

    job: str
    name: str
    code: int
    log: str


@dataclass
class Run:
    """A run of a workflow: the results of its jobs, its steps, and what a person sees."""

    workflow: str
    github: dict[str, Any]
    number: int
    # The result and the outputs of each job, also of called workflows, such as `check / content`.
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    summary: str = ""
    # The uploads of all attempts, since GitHub keeps them.
    uploads: list[tuple[str, Path]] = field(default_factory=list)
    # The runs of other workflows that it asked for.
    started: list[Run] = field(default_factory=list)

    @property
    def results(self) -> dict[str, str]:
        return {name: job["result"] for name, job in self.jobs.items()}

    @property
    def failed_jobs(self) -> list[str]:
        return [name for name, result in self.results.items() if result == "failure"]

    @property
    def artifacts(self) -> dict[str, Path]:
        """The newest artifact of each name."""
        return dict(self.uploads)

    @property
    def log(self) -> str:
        return "".join(f"[{step.job}: {step.name}]\n{step.log}" for step in self.steps)

    @property
    def annotations(self) -> list[str]:
        return re.findall(r"^::(?:error|warning) .*$", self.log, re.MULTILINE)

    @property
    def failed(self) -> list[str]:
        """The steps that failed, by job and name."""
        return [f"{step.job}: {step.name}" for step in self.steps if step.code]


class GitHub(Forge):
    """One repository on GitHub: what people do with it, and what its workflows do then."""

    def __init__(self, folder: Path, now: str, default: str = "main") -> None:
        super().__init__(default)
        self.folder, self.now, self.runs = folder, now, 0
        self.origin, self.clone = folder / "origin.git", folder / "clone"
        self.repositories = {NAME: self.origin}  # by OWNER/NAME
        self.versions: set[Source] = set()  # of the program whose code differs from ours
        self._unpacked: dict[Source, Path] = {}
        self._workflows: dict[str, list[tuple[str, str, str]]] = {}  # by commit
        self._texts: dict[tuple[Source, str], str] = {}  # by commit and path
        self.pages_take, self.pages_show = True, True
        self.deployments = 0
        self.handed_over: dict[Path, datetime] = {}  # when each upload for Pages was made
        self.attested: list[tuple[str, str]] = []  # the name and the hash of each
        self.refused = 0  # how many of the next deployments Pages refuses
        self.unserved = 0  # how many of the next deployments report success and are never served
        self.hangs = ""  # a job that runs into its time limit
        self.variables: dict[str, str] = {}
        self.secrets: dict[str, str] = {}
        # The secrets of each environment, which any branch may use until a setting limits it.
        self.environments: dict[str, dict[str, str]] = {}
        self._tools()

    # What people do

    def begin(
        self, content: dict[str, str], sample: Path | None = None, *, with_program: bool = True
    ) -> None:
        """Create the repository: parts of ours, a sample's content (if any), and `content`."""
        branch = f"--initial-branch={self.default}"
        self.git("init", "--quiet", "--bare", branch, str(self.origin), cwd=self.folder)
        self._clone(self.origin, self.clone)
        if with_program:
            _copy_program(self.clone)
        if sample:
            shutil.copytree(sample / "content", self.clone / "content")
        if content or with_program:  # otherwise it is empty, as GitHub makes a new one
            self.commit(content)

    def release_program(self, changes: dict[str, str | None], tag: str) -> str:
        """Make a version of the program in a repository of its own; return its commit.

        `changes` are its files that differ from ours, whole, or None for one that it does not have.
        """
        clone = self.folder / "program"
        if PROGRAM not in self.repositories:
            origin = self.folder / "program.git"
            self.git(
                "init", "--quiet", "--bare", "--initial-branch=main", str(origin), cwd=self.folder
            )
            self._clone(origin, clone)
            self.repositories[PROGRAM] = origin
        for file in clone.iterdir():
            if file.name != ".git":
                shutil.rmtree(file) if file.is_dir() else file.unlink()
        _copy_program(clone)
        for name, text in changes.items():
            path = clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text) if text is not None else path.unlink()
        self.git("add", "--all", cwd=clone)
        self.git("commit", "--quiet", "--allow-empty", "--message", tag, cwd=clone)
        origin = self.repositories[PROGRAM]
        commit = self._push("HEAD", "refs/heads/main", clone, origin)
        self.git("tag", tag, commit, cwd=origin)
        if any(path.startswith(("generator/", "themes/")) for path in changes):
            self.versions.add(Source(PROGRAM, commit))
        return commit

    def commit(self, files: dict[str, str | None], branch: str = "") -> str:
        """Commit and push files (None deletes one) on a branch; return the commit."""
        branch = branch or self.default
        if branch != self.default:
            known = self.git("for-each-ref", f"refs/heads/{branch}")
            self.git("switch", "--quiet", *([] if known else ["--create"]), branch)
        for name, text in files.items():
            path = self.clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text) if text is not None else path.unlink()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        commit = self._push("HEAD", f"refs/heads/{branch}")
        self.git("switch", "--quiet", self.default)
        self.show_content()
        return commit

    def rewrite(self, files: dict[str, str | None]) -> str:
        """Rewrite the history into one commit with these files changed, and force-push it.

        A workflow then gets only what the branches have.
        """
        self.commit(files)
        tree = self.git("rev-parse", "HEAD^{tree}").strip()
        commit = self.git("commit-tree", "-m", "All of it", tree).strip()
        self.git("reset", "--quiet", "--hard", commit)
        return self._push("HEAD", f"refs/heads/{self.default}")

    def move(self) -> None:
        """Begin a new repository with the same files: without runs, proofs or any history."""
        self.rewrite({"README.md": "Moved.\n"})
        self.listed_runs.clear()
        self.branches.pop(BRANCH, None)
        self.git("update-ref", "-d", f"refs/heads/{BRANCH}", cwd=self.origin)

    def _clone(self, origin: Path, folder: Path) -> None:
        """Clone an empty repository, which finds its objects in the clone from then on."""
        self.git("clone", "--quiet", str(origin), str(folder), cwd=self.folder)
        _find_objects(folder / ".git", _objects())
        _find_objects(origin, folder / ".git" / "objects", _objects())

    def _push(
        self, name: str, ref: str, clone: Path | None = None, origin: Path | None = None
    ) -> str:
        """Push a commit or a tag of a clone; return its hash.

        Only the ref has to be written, which takes a tenth of the time of `git push`.
        """
        commit = self.git("rev-parse", name, cwd=clone).strip()
        self.git("update-ref", ref, commit, cwd=origin or self.origin)
        return commit

    def show_content(self) -> None:
        """Let the API see the entries and the settings on the default branch."""
        self.branches[self.default] = {
            path.relative_to(self.clone).as_posix(): path.read_text()
            for path in sorted([*self.clone.glob("content/*/*.md"), *self.clone.glob(SETTINGS)])
        }

    def release(self, tag: str, commit: str) -> Run:
        """Tag a commit, and run what drafts a release for a tag."""
        self.git("tag", "--annotate", "--message", tag, tag, commit)
        self._push(tag, f"refs/tags/{tag}")
        return self.run("release", "push", ref=f"refs/tags/{tag}")

    def check(self, branch: str, workflow: str = "check") -> Run:
        """Open a pull request from a branch, and run what checks it."""
        self.git("switch", "--quiet", "--detach", self.default)
        self.git("merge", "--quiet", "--no-ff", "--message", "The merge to be", branch)
        self._push("HEAD", "refs/pull/1/merge")
        self.git("switch", "--quiet", self.default)
        return self.run(
            workflow,
            "pull_request",
            ref="refs/pull/1/merge",
            base_ref=self.default,
            head_ref=branch,
        )

    def approve(self, branch: str) -> Run:
        """Press *Approve workflows to run* on a workflow's pull request, and run its check."""
        self.waiting.remove(branch)
        self.commit(self.changed(branch), branch)
        return self.check(branch)

    def changed(self, branch: str) -> dict[str, str | None]:
        """Return the entries that a workflow has written to a branch."""
        default = self.branches[self.default]
        return {
            path: text for path, text in self.branches[branch].items() if text != default.get(path)
        }

    def merge(self, branch: str) -> tuple[Run, Run]:
        """Merge a pull request, and run what publishes and what watches."""
        self.press_merge(branch)
        return self.run("publish", "push"), self.run("watch", "push")

    def press_merge(self, branch: str) -> None:
        """Merge a pull request, without a run."""
        self.git("switch", "--quiet", self.default)
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", branch)
        self._push("HEAD", f"refs/heads/{self.default}")
        self.show_content()

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        dates = {"GIT_AUTHOR_DATE": self.now, "GIT_COMMITTER_DATE": self.now}
        line = ["git", *CLERK, *arguments]
        done = subprocess.run(
            line,
            cwd=cwd or self.clone,
            env=self.machine() | dates,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # What GitHub does

    def run(
        self,
        workflow: str,
        event: str,
        ref: str = "",
        sha: str = "",
        base_ref: str = "",
        head_ref: str = "",
        payload: dict[str, Any] | None = None,
        before: str = "",
        inputs: dict[str, str] | None = None,
        attempt: int = 1,
    ) -> Run:
        """Run a workflow of the repository, job by job; `payload` is the event GitHub sends."""
        self.runs += 1
        ref = ref or f"refs/heads/{self.default}"
        sha = sha or self._commit(ref)
        event_data: dict[str, Any] = {
            "before": before,
            "inputs": inputs or {},
        }
        event_data |= payload or {}
        if event != "schedule":  # whose event does not name the repository
            event_data["repository"] = {"default_branch": self.default}
        (self.folder / "event.json").write_text(json.dumps(event_data))
        github = {
            "ref": ref,
            "sha": sha,
            "event_name": event,
            "base_ref": base_ref,
            "head_ref": head_ref,
            "run_attempt": attempt,
            "repository": NAME,
            "event": event_data,
        }
        return self._attempt(Run(workflow, github, self.runs))

    def rerun(self, run: Run, failed_only: bool = False) -> Run:
        """Press *Re-run all jobs*, or *Re-run failed jobs*, which also runs jobs that need them.

        https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
        """
        github = run.github | {"run_attempt": run.github["run_attempt"] + 1}
        again = Run(run.workflow, github, run.number, uploads=[*run.uploads])
        if failed_only:
            again.jobs |= self._kept(run, self._plan(run), Source(NAME, run.github["sha"]))
        return self._attempt(again)

    def _kept(
        self, run: Run, plan: dict[str, Any], source: Source, prefix: str = ""
    ) -> dict[str, dict[str, Any]]:
        """Return the jobs that have succeeded and need no job that is run again.

        Those of a called workflow are jobs of the run like any other, so they are kept even if
        another job that the same caller has called is run again.
        """
        kept: dict[str, dict[str, Any]] = {}
        for name, job in plan["jobs"].items():
            if not {f"{prefix}{needed}" for needed in _needed(job)} <= kept.keys():
                continue
            if "uses" in job:
                called_source, called = self._called(job["uses"], source)
                kept |= self._kept(run, called, called_source, f"{prefix}{name} / ")
            if run.results.get(f"{prefix}{name}") == "success":
                kept[f"{prefix}{name}"] = run.jobs[f"{prefix}{name}"]
        return kept

    def _attempt(self, run: Run) -> Run:
        """Run each job of a workflow that has not succeeded in an earlier attempt."""
        if run.workflow in self.turned_off:
            return run  # whatever starts it
        plan = self._plan(run)
        source = Source(NAME, run.github["sha"])
        call = Call(source, run.github["event"]["inputs"], self.secrets)
        self._run_jobs(run, plan, call)
        self._list(run)
        self._take_over(BRANCH)
        while self.dispatched:
            workflow, inputs = self.dispatched.pop(0)
            run.started.append(self.run(workflow, "workflow_dispatch", inputs=inputs))
        return run

    def _list(self, run: Run) -> None:
        """Keep what the API says about a run; a repeated run stays where it is."""
        results = {*run.results.values()}
        is_fine = {"success"} <= results <= {*FINE}
        self.listed_runs[run.number] = {
            "path": f".github/workflows/{run.workflow}.yml",
            "event": run.github["event_name"],
            "head_branch": run.github["ref"].removeprefix("refs/heads/"),
            "head_sha": run.github["sha"],
            "created_at": self.listed_runs.get(run.number, {}).get("created_at", self.now),
            "conclusion": "success" if is_fine else "skipped" if not results else "failure",
        }

    def workflows(self) -> Iterator[dict[str, Any]]:
        """Yield each workflow of the default branch, and since when it exists."""
        commit = self._commit(f"refs/heads/{self.default}")
        if commit not in self._workflows:
            self._workflows[commit] = [*self._workflows_at(commit)]
        for file, created, name in self._workflows[commit]:
            state = self.turned_off.get(Path(file).stem, "active")
            yield listed_workflow(file, state, created, name)

    def _workflows_at(self, commit: str) -> Iterator[tuple[str, str, str]]:
        """Yield the file, the time and the name of each workflow of a commit."""
        folder = ".github/workflows/"
        there = self.git("ls-tree", "--name-only", commit, folder, cwd=self.origin).split()
        added = ("--reverse", "--diff-filter=A", "--name-only", "--format=%cI", "-m")
        created = ""
        for line in self.git("log", *added, commit, "--", folder, cwd=self.origin).splitlines():
            if not line.startswith(folder):
                created = line or created
            elif line in there:
                there.remove(line)
                text = self.text(Source(NAME, commit), line)
                yield Path(line).name, created, yaml.load(text, yaml.CBaseLoader)["name"]

    def inputs_of(self, workflow: str) -> set[str]:
        """Return the inputs that a workflow declares for a request for a run.

        GitHub refuses any other: https://github.com/benc-uk/workflow-dispatch/issues/80
        """
        source = Source(NAME, self._commit(f"refs/heads/{self.default}"))
        plan = yaml.load(self.text(source, f".github/workflows/{workflow}.yml"), yaml.CBaseLoader)
        declared = plan["on"]["workflow_dispatch"] or {}
        return {*declared.get("inputs", {})}

    def stay_quiet(self, days: int) -> None:
        """Let days pass without a change; after 60, GitHub turns off each file with a schedule.

        It then ignores all triggers of the file, and only of a public repository:
        https://github.com/ambv/retype/pull/31
        https://github.com/FabbDev/update-config/pull/5
        """
        self.now = (datetime.fromisoformat(self.now) + timedelta(days=days)).isoformat()
        if days < 60 or self.is_private:
            return
        source = Source(NAME, self._commit(f"refs/heads/{self.default}"))
        for item in self.workflows():
            if "schedule" in yaml.load(self.text(source, item["path"]), yaml.CBaseLoader)["on"]:
                self.turned_off[Path(item["path"]).stem] = "disabled_inactivity"

    def _run_jobs(self, run: Run, plan: dict[str, Any], call: Call) -> None:
        """Run the jobs of a workflow that have not ended, and add how each one ends to the run."""
        for name, job in plan["jobs"].items():
            if f"{call.prefix}{name}" in run.jobs:
                continue
            before = {needed: run.jobs[f"{call.prefix}{needed}"] for needed in _needed(job)}
            fine = all(job["result"] == "success" for job in before.values())
            names = {"github": run.github, "needs": before, "vars": self.variables}
            names["inputs"] = call.inputs
            if not is_true(job.get("if", ""), fine, names):
                result, outputs = "skipped", {}
            elif not self.may_deploy(_environment(job), run.github["ref"]):
                result, outputs = "failure", {}
            elif name == self.hangs:
                result, outputs = "cancelled", {}
            elif "uses" in job:
                result, outputs = self._call(run, name, job, call, names), {}
            else:
                result, outputs = _Job(self, run, name, job, call, before).run()
            run.jobs[f"{call.prefix}{name}"] = {"result": result, "outputs": outputs}

    def _call(
        self, run: Run, name: str, job: dict[str, Any], call: Call, names: dict[str, Any]
    ) -> str:
        """Run a workflow that a job calls, and return how it ends."""
        source, plan = self._called(job["uses"], call.source)
        names = names | {"secrets": call.secrets}
        inputs = _filled(job.get("with", {}), names)
        declared = plan["on"]["workflow_call"] or {}
        assert set(inputs) <= set(declared.get("inputs", {})), f"{job['uses']} has no such input"
        secrets = _filled(job.get("secrets", {}), names)
        assert set(secrets) <= set(declared.get("secrets", {})), f"{job['uses']} has no such secret"
        inner = Call(source, inputs, secrets, job["permissions"], f"{call.prefix}{name} / ")
        self._run_jobs(run, plan, inner)
        results = {run.results[f"{inner.prefix}{called}"] for called in plan["jobs"]}
        if results == {"skipped"}:
            return "skipped"
        return "success" if results <= {*FINE} else "failure"

    def _called(self, uses: str, caller: Source) -> tuple[Source, dict[str, Any]]:
        """Return where a called workflow is from, and the workflow."""
        source, path = self.resolve(uses, caller)
        plan: dict[str, Any] = yaml.load(self.text(source, path), yaml.CBaseLoader)
        assert "workflow_call" in plan["on"], f"{uses} cannot be called"
        assert plan["permissions"] == {}, "rights are given job by job"
        return source, plan

    def resolve(self, uses: str, caller: Source) -> tuple[Source, str]:
        """Return the source and the path that a `uses:` names; `$/` is the caller's own source."""
        if uses.startswith("$/"):
            return caller, uses.removeprefix("$/")
        place, _, revision = uses.partition("@")
        owner, name, *path = place.split("/")
        repository = f"{owner}/{name}"
        commit = self.git("rev-parse", f"{revision}^{{commit}}", cwd=self.repositories[repository])
        return Source(repository, commit.strip()), "/".join(path)

    def _commit(self, ref: str) -> str:
        """Return the hash that a ref of the repository has."""
        file = self.origin / ref  # reading it takes a hundredth of the time of `git rev-parse`
        known = file.read_text() if file.is_file() else self.git("rev-parse", ref, cwd=self.origin)
        return known.strip()

    def text(self, source: Source, path: str) -> str:
        """Return a file of a repository at a commit, which never changes."""
        if (source, path) not in self._texts:
            place = self.repositories[source.repository]
            text = self.git("show", f"{source.commit}:{path}", cwd=place)
            self._texts[source, path] = _impatient(text)
        return self._texts[source, path]

    def unpack(self, source: Source) -> Path:
        """Return a folder with the files that the runner fetches for an action."""
        if source not in self._unpacked:
            folder = self.folder / "actions" / f"{len(self._unpacked)}"
            folder.mkdir(parents=True)
            archive = self.folder / "actions.tar"
            place = self.repositories[source.repository]
            self.git("archive", f"--output={archive}", source.commit, cwd=place)
            subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
            self.install(folder, source)
            self._unpacked[source] = folder
        return self._unpacked[source]

    def install(self, folder: Path, source: Source) -> None:
        """Set up a folder of the program, so that `make setup` has nothing left to do."""
        if source in self.versions:
            environment(folder, "site", program=folder)
        elif (folder / "Makefile").is_file():
            environment(folder, "site", python=ready_python(sys.executable, *COMMAND_MODULES))

    def _plan(self, run: Run) -> dict[str, Any]:
        """Return a workflow as it is at the commit of a run."""
        path = f".github/workflows/{run.workflow}.yml"
        plan: dict[str, Any] = yaml.load(
            self.text(Source(NAME, run.github["sha"]), path), yaml.CBaseLoader
        )
        event, branch = run.github["event_name"], run.github["ref"].removeprefix("refs/heads/")
        assert event in plan["on"], f"{run.workflow}.yml does not run on {event}"
        filters = plan["on"][event] if isinstance(plan["on"][event], dict) else {}
        patterns = filters.get("branches", ["**"])
        assert any(fnmatch(branch, pattern) for pattern in patterns), (
            f"{run.workflow}.yml does not run on {branch}"
        )
        assert plan["permissions"] == {}, "rights are given job by job"
        return plan

    def _take_over(self, branch: str) -> None:
        """Commit, as the workflow, what the API has put on a branch that has no other history."""
        if branch not in self.branches:
            return
        ref, place = f"refs/heads/{branch}", self.folder / branch
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, text in self.branches[branch].items():
            (place / name).write_text(text)
        (self.origin / "index").unlink(missing_ok=True)  # a file may keep its size and its time
        self.git(f"--work-tree={place}", "add", "--all", cwd=self.origin)
        tree = self.git("write-tree", cwd=self.origin).strip()
        form = "--format=-p%(objectname) %(tree)"
        *last, old = self.git("for-each-ref", form, ref, cwd=self.origin).split() or [""]
        if tree != old:
            bot = ("-c", f"user.email={WORKFLOW_EMAIL}")
            commit = self.git(*bot, "commit-tree", *last, "-m", "Line", tree, cwd=self.origin)
            self.git("update-ref", ref, commit.strip(), cwd=self.origin)

    def _tools(self) -> None:
        """Set the clock that steps see, and turn off git maintenance, which runs for minutes."""
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "date").write_text('#!/bin/sh\nexec /bin/date --date "$NOW_IS" "$@"\n')
        (tools / "gh").write_text(GH)
        for tool in tools.iterdir():
            tool.chmod(0o755)
        python = str(shutil.which("python3", path=PLACES))  # a runner's own Python
        (tools / "python3").symlink_to(ready_python(python, *STANDARD_MODULES))
        settings = (
            "[gc]\nauto = 0\n[maintenance]\nauto = false\n[receive]\nautogc = "
            "false\n[core]\nfsync = none\n"
        )
        (self.folder / ".gitconfig").write_text(settings)

    def machine(self) -> dict[str, str]:
        """Return the environment of a runner's machine."""
        return {
            "PATH": f"{self.folder / 'tools'}:{PLACES}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "NOW_IS": self.now,
            "CI": "true",
            "no_proxy": "127.0.0.1",
            "https_proxy": "http://127.0.0.1:9",  # nothing answers: no web
        }


class _Job:
    """One job on a machine of its own."""

    def __init__(
        self,
        hub: GitHub,
        run: Run,
        name: str,
        job: dict[str, Any],
        call: Call,
        needs: dict[str, Any],
    ) -> None:
        self.hub, self.run_, self.job, self.needs = hub, run, job, needs
        self.name = f"{call.prefix}{name}"
        self.rights: dict[str, str] = job.get("permissions") or {}
        token = ",".join(f"{scope}={level}" for scope, level in self.rights.items())
        self.github = run.github | {"token": token or "none"}
        self.secrets = call.secrets
        if call.rights is None:  # in a called workflow those of an environment do not arrive
            self.secrets = call.secrets | hub.environments.get(_environment(job), {})
        self.scope = Scope(call.source, call.inputs, {})
        folder = f"{self.github['run_attempt']}-{self.name.replace(' / ', '-')}"
        self.home = hub.folder / f"run-{run.number}-{folder}"
        self.work = self.home / "work"
        self.work.mkdir(parents=True)
        self.temporary = self.home / "temporary"  # empty at the start of each job
        self.temporary.mkdir()
        self.environment = hub.machine() | {
            **hub.environment(""),
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": self.github["base_ref"],
            "GITHUB_HEAD_REF": self.github["head_ref"],
            "GITHUB_REF": self.github["ref"],
            "GITHUB_REF_NAME": self.github["ref"].split("/", 2)[-1],
            "GITHUB_EVENT_PATH": str(hub.folder / "event.json"),
            "GITHUB_RUN_ID": str(run.number),
            "GITHUB_WORKSPACE": str(self.work),
            "RUNNER_TEMP": str(self.temporary),
        }

    def run(self) -> tuple[str, dict[str, str]]:
        """Run all steps; return how it ended, and its outputs."""
        fine = True
        for step in self.job["steps"]:
            if is_true(step.get("if", ""), fine, self.names()):
                code, log = self._act(step) if "uses" in step else self._execute(step)
                self.run_.steps.append(Step(self.name, step["name"], code, log))
                fine = fine and (code == 0 or "continue-on-error" in step)
        outputs = {
            name: self.fill(expression) for name, expression in self.job.get("outputs", {}).items()
        }
        return "success" if fine else "failure", outputs

    def names(self) -> dict[str, Any]:
        """Return the contexts; a composite action has no variables, secrets or needs."""
        steps = {id: {"outputs": outputs} for id, outputs in self.scope.steps.items()}
        names = {"github": self.github, "inputs": self.scope.inputs, "steps": steps}
        names["runner"] = {"temp": str(self.temporary)}
        if self.scope.action:
            return names
        repository, commit = self.scope.source
        return names | {
            "job": {"workflow_repository": repository, "workflow_sha": commit},
            "vars": self.hub.variables,
            "secrets": self.secrets,
            "needs": self.needs,
        }

    def fill(self, text: str) -> str:
        """Return a text with its expressions replaced."""
        return fill(text, self.names())

    def _execute(self, step: dict[str, Any]) -> tuple[int, str]:
        """Run a script as the runner does, and keep its outputs for later steps."""
        assert "${{" not in step["run"], "other people's text reaches a script by a variable only"
        names = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        files = {name: self.home / name for name in names}
        for file in files.values():
            file.write_text("")
        script = self.home / "script.sh"
        script.write_text(step["run"])
        own = {name: self.fill(expression) for name, expression in step.get("env", {}).items()}
        if self.scope.action:
            own["GITHUB_ACTION_PATH"] = str(self.scope.action)
        done = subprocess.run(
            [*SHELLS[step.get("shell", "")], str(script)],
            cwd=self.work,
            env=self.environment | {name: str(file) for name, file in files.items()} | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        outputs, variables = (
            dict(line.split("=", 1) for line in files[name].read_text().splitlines())
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV")
        )
        self.environment |= variables
        for folder in files["GITHUB_PATH"].read_text().splitlines():
            self.environment["PATH"] = f"{folder}:{self.environment['PATH']}"
        self.scope.steps[step.get("id", "")] = outputs
        self.run_.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        return done.returncode, done.stdout

    def _act(self, step: dict[str, Any]) -> tuple[int, str]:
        """Run an action of ours, or do what one of others does, as far as we use it."""
        inputs = {key: self.fill(value) for key, value in step.get("with", {}).items()}
        name = step["uses"].partition("@")[0]
        if name.startswith("$/") or "/".join(name.split("/")[:2]) in self.hub.repositories:
            return self._compose(step, inputs)
        actions: dict[str, Callable[..., None]] = {
            "actions/checkout": self._checkout,
            "actions/setup-python": lambda **_inputs: None,
            "actions/download-artifact": self._download,
            "actions/upload-artifact": self._upload,
            "actions/upload-pages-artifact": self._hand_over,
            "actions/deploy-pages": self._deploy,
            "actions/attest-build-provenance": self._attest,
        }
        try:
            actions[name](**{key.replace("-", "_"): value for key, value in inputs.items()})
            if name == "actions/deploy-pages":
                self.scope.steps[step.get("id", "")] = {"page_url": self.hub.url}
        except RuntimeError as error:
            return 1, f"{error}\n"
        return 0, ""

    def _compose(self, step: dict[str, Any], values: dict[str, str]) -> tuple[int, str]:
        """Run the steps of a composite action, which see its inputs and each other, and no more."""
        source, path = self.hub.resolve(step["uses"], self.scope.source)
        folder = self.hub.unpack(source) / path
        action = yaml.load(_impatient((folder / "action.yml").read_text()), yaml.CBaseLoader)
        declared = action.get("inputs", {})
        assert set(values) <= set(declared), f"{step['uses']} has no such input"
        inputs = {name: field.get("default", "") for name, field in declared.items()} | values
        outer, self.scope = self.scope, Scope(source, inputs, {}, folder)
        fine, logs = True, []
        for inner in action["runs"]["steps"]:
            if is_true(inner.get("if", ""), fine, self.names()):
                assert "uses" in inner or inner["shell"] == "bash"
                code, log = self._act(inner) if "uses" in inner else self._execute(inner)
                logs.append(log)
                fine = fine and code == 0
        outputs = {
            name: self.fill(field["value"]) for name, field in action.get("outputs", {}).items()
        }
        self.scope = outer
        self.scope.steps[step.get("id", "")] = outputs
        return 0 if fine else 1, "".join(logs)

    def _checkout(
        self,
        persist_credentials: str,
        fetch_depth: str = "1",
        ref: str = "",
        repository: str = NAME,
        path: str = ".",
    ) -> None:
        """Fetch a repository; what another checkout has left in the folder goes.

        Anyone may fetch a public repository, and that of the program has to be one.
        """
        work = self.work / path
        if persist_credentials != "false" or self.rights.get("contents") not in ("read", "write"):
            raise RuntimeError("a checkout reads, and keeps no key")
        if work.exists():
            shutil.rmtree(work)
        work.mkdir()
        git = partial(self.hub.git, cwd=work)
        git("init", "--quiet", "--template=")
        git("remote", "add", "origin", f"file://{self.hub.repositories[repository]}")
        ref, commit, local = _wanted(ref, self.github)
        wanted = f"+{commit or ref}:{local}" if ref else commit
        fetch = ["fetch", "--quiet", "--no-tags", "origin"]
        if fetch_depth != "0":
            _find_objects(work / ".git", _objects())
            git(*fetch, f"--depth={fetch_depth}", wanted)
        else:
            git(*fetch, *EVERY_REF, *([wanted] if ref.startswith("refs/pull/") else []))
            if commit not in git("rev-list", "--no-walk", "--ignore-missing", local):
                git(*fetch, wanted)
        branch = ref.removeprefix("refs/heads/")
        git("checkout", "--quiet", *(["-B", branch] if branch != ref else ["--detach"]), local)
        self.hub.install(work, Source(repository, commit or ref))

    def _upload(self, name: str, path: str, if_no_files_found: str, retention_days: str) -> None:
        assert if_no_files_found in ("error", "ignore") and int(retention_days) <= 90
        if not [*(self.work / path).rglob("*")] and not (self.work / path).is_file():
            if if_no_files_found == "ignore":
                return
            raise RuntimeError(f"No files were found with the provided path: {path}")
        self.run_.uploads.append((name, self._copied(name, self.work / path)))

    def _download(self, name: str, path: str = ".") -> None:
        shutil.copytree(self.run_.artifacts[name], self.work / path, dirs_exist_ok=True)

    def _hand_over(
        self, path: str, name: str = "github-pages", include_hidden_files: str = "false"
    ) -> None:
        left_out = "" if include_hidden_files == "true" else ".*"
        copy = self._copied(name, self.work / path, left_out)
        self.run_.uploads.append((name, copy))
        self.hub.handed_over[copy] = datetime.fromisoformat(self.hub.now)

    def _copied(self, name: str, path: Path, left_out: str = ".*") -> Path:
        target = self.home / "artifacts" / name
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns(left_out))
        else:
            target.mkdir(parents=True)
            shutil.copy2(path, target)
        return target

    def _deploy(self, artifact_name: str = "github-pages") -> None:
        if {"pages": "write", "id-token": "write"}.items() - self.rights.items():
            raise RuntimeError("a deployment needs pages: write and id-token: write")
        if not _environment(self.job):  # https://github.com/actions/deploy-pages/issues/273
            raise RuntimeError("Missing environment.")
        if not self.hub.pages_take:
            raise RuntimeError("Failed to create deployment (status: 404)")
        # GitHub keeps it for one day, unless `retention-days` says otherwise:
        # https://github.com/actions/upload-pages-artifact/blob/v5.0.0/action.yml
        oldest = datetime.fromisoformat(self.hub.now) - timedelta(days=1)
        artifacts = [
            path
            for name, path in self.run_.uploads
            if name == artifact_name and self.hub.handed_over[path] >= oldest
        ]
        # https://github.com/actions/deploy-pages/blob/v5.0.0/src/internal/api-client.js#L74-L84
        if len(artifacts) != 1:
            count = f'{len(artifacts)} artifacts named "{artifact_name}"'
            raise RuntimeError(f"{count} were found for this workflow run.")
        self.hub.deployments += 1
        if self.hub.refused:  # https://github.com/actions/deploy-pages/issues/418
            self.hub.refused -= 1
            raise RuntimeError("Deployment failed, try again later.")
        if self.hub.unserved:  # https://github.com/actions/deploy-pages/issues/383
            self.hub.unserved -= 1
        elif self.hub.pages_show:
            self.hub.site = artifacts[0]

    def _attest(self, subject_name: str, subject_digest: str) -> None:
        if {"attestations": "write", "id-token": "write"}.items() - self.rights.items():
            raise RuntimeError("an attestation needs attestations: write and id-token: write")
        if self.hub.is_private:
            raise RuntimeError("Feature not available for the example organization.")
        self.hub.attested.append((subject_name, subject_digest))


def _wanted(ref: str, github: dict[str, Any]) -> tuple[str, str, str]:
    """Return the ref and the commit that a checkout fetches, and what they are called there.

    https://github.com/actions/checkout/blob/v7.0.1/src/ref-helper.ts
    """
    if re.fullmatch("[0-9a-f]{40}", ref):
        return "", ref, ref
    commit = "" if ref else github["sha"]
    ref = ref or github["ref"]
    if not ref.startswith("refs/"):
        ref = f"refs/heads/{ref}"
    local = ref.replace("refs/heads/", "refs/remotes/origin/")
    return ref, commit, local.replace("refs/pull/", "refs/remotes/pull/")


def _copy_program(folder: Path) -> None:
    """Copy the files of ours that a repository of the program has."""
    for part in PARTS:
        source, target = REPOSITORY / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)


def _find_objects(repository: Path, *folders: Path) -> None:
    """Let a repository find objects in other folders, so that git does not send them to it."""
    (repository / "objects" / "info").mkdir(exist_ok=True)
    lines = "".join(f"{folder}\n" for folder in folders)
    (repository / "objects" / "info" / "alternates").write_text(lines)


@cache
def _objects() -> Path:
    """Return the folder of git's objects for the files of the program."""
    folder = Path(tempfile.mkdtemp(prefix="notices-objects-"))
    atexit.register(remove, folder, os.getpid())
    _copy_program(folder)
    for command in ("init --quiet", "add --all", "commit --quiet --message=Files"):
        subprocess.run(["git", *CLERK, *command.split()], cwd=folder, env=PLAIN, check=True)
    subprocess.run(["git", "repack", "-adq"], cwd=folder, env=PLAIN, check=True)
    return folder / ".git" / "objects"


def _impatient(text: str) -> str:
    """Return a workflow or an action that looks once where GitHub's would wait."""
    return re.sub(r"TRIES: \d+", "TRIES: 1", text.replace("--wait 15m", "--wait 0m"))


def _filled(texts: dict[str, str], names: dict[str, Any]) -> dict[str, str]:
    return {name: fill(text, names) for name, text in texts.items()}


def _needed(job: dict[str, Any]) -> set[str]:
    """Return the jobs that a job waits for."""
    needs = job.get("needs", [])
    return {needs} if isinstance(needs, str) else set(needs)


def _environment(job: dict[str, Any]) -> str:
    """Return the name of a job's environment, or nothing."""
    environment = job.get("environment", "")
    return str(environment["name"]) if isinstance(environment, dict) else str(environment)


@contextmanager
def github_repository(
    folder: Path,
    now: str,
    content: dict[str, str],
    sample: Path | None = None,
    default: str = "main",
    *,
    with_program: bool = True,
) -> Iterator[GitHub]:
    """Give a repository whose content may name the address of its site as SITE."""
    github = GitHub(folder, now, default)
    try:
        texts = {name: text.replace("SITE", github.url) for name, text in content.items()}
        github.begin(texts, sample, with_program=with_program)
        yield github
    finally:
        github.stop()


# What a test may change about a repository, besides its commits.
STATE = (
    "branches issues pulls waiting releases dispatched listed_runs turned_off is_private "
    "permissions watchers mails pages_on "
    "pages_source settings refusals busy requests webhook_posts webhook_works site now pages_take "
    "pages_show deployments attested refused unserved hangs variables secrets environments"
).split()


@contextmanager
def restored(github: GitHub) -> Iterator[GitHub]:
    """Give a repository to a test, and undo what the test does to it."""
    commit = github.git("rev-parse", github.default).strip()
    refs = _refs(github, github.origin)
    before = deepcopy({name: getattr(github, name) for name in STATE})
    yield github
    github.git("switch", "--quiet", github.default)
    github.git("reset", "--quiet", "--hard", commit)
    for ref, was in refs.items():
        github.git("update-ref", ref, was, cwd=github.origin)
    for place, kept in ((github.origin, refs), (github.clone, [f"refs/heads/{github.default}"])):
        for ref in _refs(github, place):
            if ref.startswith("refs/heads/") and ref not in kept:
                github.git("update-ref", "-d", ref, cwd=place)
    github.show_content()
    vars(github).update(before)


def _refs(github: GitHub, place: Path) -> dict[str, str]:
    """Return the hash of each ref of a repository."""
    lines = github.git("for-each-ref", "--format=%(refname) %(objectname)", cwd=place)
    return dict(line.split() for line in lines.splitlines())


REGISTERED = {
    *"error warning notice debug group endgroup add-mask stop-commands set-output".split(),
}


def runner_command(line):
    """Return the command that a line gives GitHub's runner, parsed as its source does, or None."""
    stripped = line.lstrip()
    if stripped.startswith("::") and (end := stripped.find("::", 2)) >= 0:
        name, _, rest = stripped[2:end].partition(" ")
        if name.lower() in REGISTERED:
            pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair]
            properties = {key: unescaped(value, ":,") for key, value in pairs}
            return name, properties, unescaped(stripped[end + 2 :], "")
    command = re.search(r"##\[([^\] ]*)[^\]]*\](.*)", line)
    return (command[1], {}, command[2]) if command and command[1].lower() in REGISTERED else None


def unescaped(text, more):
    for character in f"\r\n{more}%":
        text = text.replace(f"%{ord(character):02X}", character)
    return text
