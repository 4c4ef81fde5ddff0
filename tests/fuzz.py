"""Feed many inputs to each target of `fuzzing.py`: `make fuzz COUNT=100000`.

Each target is fuzzed in its own process, first by hypothesis, then by atheris. Inputs that break a
target are kept in `tests/seeds/`, where the tests find them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
SEEDS = HERE / "seeds"
LONGEST = 1024  # bytes of an input
TWICE = 8  # one in this many inputs is tried twice, and must give the same result
INSTRUMENTED = ["generator", "markdown"]
WAYS = {"hypothesis": 10, "atheris": 1}  # hypothesis has better inputs, and is ten times as slow


def main() -> None:
    """Fuzz what the command line names, or everything, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="inputs to hand to each target")
    parser.add_argument(
        "--as", dest="way", choices=["hypothesis", "atheris"], help="one way, in this process"
    )
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    if options.way:
        fuzz = by_rote if options.way == "hypothesis" else guided
        fuzz(options.targets[0], options.count)
        return
    from helpers.fuzzing import TARGETS

    failed = []
    for name in options.targets or TARGETS:
        for way, share in WAYS.items():
            began, count = time.monotonic(), max(options.count // share, 1)
            command = [sys.executable, __file__, "--as", way, "--count", str(count), name]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace")
            state = "ok" if done.returncode == 0 else "FAILED"
            print(
                f"{name:10} {way:10} {count:>9,} {time.monotonic() - began:6.0f} s  {state}",
                flush=True,
            )
            if done.returncode:
                failed.append(f"{name} by {way}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    sys.exit(report_failures(failed))


def report_failures(failed: list[str]) -> int:
    """Print what failed, and return the code to exit with."""
    print(*failed, sep="\n", end="", file=sys.stderr)
    return int(bool(failed))


def by_rote(name: str, count: int) -> None:
    """Feed a target the inputs that hypothesis makes from the words that the target knows."""
    from hypothesis import HealthCheck, Phase, given, settings

    from helpers import fuzzing
    from helpers.strategies import inputs

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(inputs(name))
    def hand_over(data: bytes) -> None:
        _try(fuzzing, name, data)

    hand_over()


def guided(name: str, count: int) -> None:
    """Feed inputs that atheris derives from earlier inputs that reached new code."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from helpers import fuzzing

    with tempfile.TemporaryDirectory() as corpus:
        kept = [path.read_bytes() for path in (SEEDS / name).glob("*")]
        for number, seed in enumerate([*fuzzing.seeds()[name], *kept]):
            Path(corpus, str(number)).write_bytes(seed)
        options = [
            f"-runs={count}",
            f"-max_len={LONGEST}",
            "-seed=1",
            "-timeout=60",
            f"-artifact_prefix={corpus}/",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], partial(_try, fuzzing, name))
        atheris.Fuzz()


def _try(fuzzing: ModuleType, name: str, data: bytes) -> None:
    """Feed one input to a target, and keep it as a case if it breaks the target."""
    try:
        fuzzing.run_twice(fuzzing.TARGETS[name], data, again=not data or data[-1] % TWICE == 0)
    except BaseException:
        (SEEDS / name).mkdir(parents=True, exist_ok=True)
        (SEEDS / name / sha256(data).hexdigest()[:12]).write_bytes(data)
        raise


if __name__ == "__main__":
    main()
