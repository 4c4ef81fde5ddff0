"""For any bytes, a target reports problems inside the file, quickly, and the same way twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.cases import CASES
from helpers.fuzzing import TARGETS, inputs, run_twice, seeds

SEEDS = Path(__file__).resolve().parent / "seeds"
KEPT = {f"{path.parent.name}/{path.name}": path for path in sorted(SEEDS.glob("*/*"))}


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_a_target_is_proof_against_any_bytes(name: str, data: st.DataObject) -> None:
    """A target handles a few fixed inputs; `make fuzz` tries very many."""
    run_twice(TARGETS[name], data.draw(inputs(name)))


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_reads_what_it_is_meant_to_read(name: str) -> None:
    """The first inputs of a target are good enough to get past its first check."""
    results = [run_twice(TARGETS[name], seed) for seed in seeds()[name]]

    assert results[0] is not None


@pytest.mark.parametrize("case", KEPT)
def test_an_input_that_once_broke_a_target_is_read(case: str) -> None:
    """Each input that ever broke a target is kept, and is read without a failure."""
    run_twice(TARGETS[case.partition("/")[0]], KEPT[case].read_bytes())


@pytest.mark.parametrize("kind", ["contract", "breach", "reading", "text"])
def test_every_case_is_read_too(kind: str) -> None:
    """Every mistake of tests/cases/ has its place inside of its file."""
    cases = [path for path in (CASES / kind).iterdir() if path.suffix in (".md", ".yaml")]

    assert len(cases) > 20
    for path in cases:
        run_twice(TARGETS["reader"], path.read_bytes())
