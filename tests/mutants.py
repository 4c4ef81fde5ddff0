"""Break the program in some places, one at a time, and check that a test fails: `make mutants`.

mutmut makes the faults in a copy of the program, in `mutants/`, and runs the tests that call the
broken function against each. `[tool.mutmut]` in pyproject.toml says what it breaks, and which tests
run. Only a sample of the faults is tried, the same one for a seed. The run lists those that no test
noticed, and fails if there are many: some change nothing that anyone could notice.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

FOLDER = Path("mutants")
MUTMUT = (sys.executable, "-m", "mutmut")
FIRST = "generator.law.clocks.*__mutmut_1"  # before the sample: mutmut must try something
NOTICED = 0.85  # of the sample, at least; of the first 90, 92% were
UNNOTICED = (0, 5, 33)  # all tests passed, or none ran
LATE = (-24, 24, 36, 152, 255)  # a test took too long


def outcomes() -> dict[str, int | None]:
    """Return how the tests of each fault ended: 0 if all passed, None if it was not tried."""
    return {
        name: code
        for path in sorted(FOLDER.rglob("*.meta"))
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items()
    }


def main() -> int:
    """Break, test, and count; return 1 if too many faults survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=400, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    subprocess.run([*MUTMUT, "run", FIRST], check=True)
    names = sorted(outcomes())
    chosen = random.Random(options.seed).sample(names, min(options.count, len(names)))
    subprocess.run([*MUTMUT, "run", *chosen], check=True)
    codes = outcomes()
    survivors = [name for name in chosen if codes[name] in UNNOTICED]
    late = sum(codes[name] in LATE for name in chosen)
    for name in survivors:
        subprocess.run([*MUTMUT, "show", name], check=True)
    share = 1 - len(survivors) / len(chosen)
    print(
        f"{share:.1%} of {len(chosen)} faults noticed, {late} of them because a test took too long; "
        f"at least {NOTICED:.0%} must be."
    )
    return int(share < NOTICED)


if __name__ == "__main__":
    sys.exit(main())
