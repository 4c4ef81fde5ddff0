"""The tiers of the tests: which cases `make test` keeps of a sweep. docs/testing.md explains the tiers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def swept(cases: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """Return all cases of a sweep for `parametrize`; those outside of the sample run in `make nightly` only.

    A sample is named by hand, so that each kind of fault that was ever found stays in it. A name in the sample that is
    not a case is an error, because the sample would otherwise shrink unseen.
    """
    cases = list(cases)
    unknown = [name for name in sample if name not in cases]
    assert not unknown, f"not among the cases of the sweep: {unknown}"

    return [case if case in sample else pytest.param(case, marks=pytest.mark.sweep) for case in cases]
