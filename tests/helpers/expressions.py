"""GitHub's expressions, such as `${{ github.ref }}`, evaluated by its own library in Node."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import Any

from helpers.program import REPOSITORY

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
STATUS = re.compile(r"\b(?:always|cancelled|failure|success)\(")


def fill(text: str, contexts: Mapping[str, Any]) -> str:
    """Return a text with its expressions replaced."""
    return EXPRESSION.sub(lambda match: value(match[1], contexts, {}), text)


def is_true(
    condition: str, fine: bool, contexts: Mapping[str, Any], *, is_cancelled: bool = False
) -> bool:
    """Return whether a job or step runs: only after success, unless it has a status function.

    With `is_cancelled`, somebody or a newer run has canceled the whole run.

    https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions
    """
    states = {"always": True, "cancelled": is_cancelled}
    states |= {"failure": not (fine or is_cancelled), "success": fine and not is_cancelled}
    condition = condition.strip().removeprefix("${{").removesuffix("}}").strip() or "success()"
    if not STATUS.search(condition):
        condition = f"success() && ({condition})"
    return value(f"!!({condition})", contexts, states) == "true"


def value(expression: str, contexts: Mapping[str, Any], states: Mapping[str, bool]) -> str:
    """Return the value of an expression as a text; AssertionError if GitHub would refuse it."""
    pipe = _evaluator()
    assert pipe.stdin is not None
    assert pipe.stdout is not None
    pipe.stdin.write(json.dumps([expression.strip(), json.dumps(contexts), states]) + "\n")
    pipe.stdin.flush()
    answer: dict[str, str] = json.loads(pipe.stdout.readline())
    assert "text" in answer, answer["error"]
    return answer["text"]


@cache
def _evaluator() -> subprocess.Popen[str]:
    """Start Node, which ends when its input does, with this process."""
    assert (REPOSITORY / "node_modules/@actions").is_dir(), "run `npm ci`, as `make test` does"
    line = ["node", REPOSITORY / "tests/helpers/expressions.mjs"]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process
