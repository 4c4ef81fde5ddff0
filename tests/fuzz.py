"""Feed very many inputs to each target of `helpers/fuzzing.py`: `make fuzz COUNT=10000`.

atheris chooses the bytes that hypothesis makes an input from, and prefers those that reached new
code. An input that breaks a target is kept in `tests/seeds/`, where the tests find it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import atheris
from hypothesis import given

with atheris.instrument_imports(include=["generator", "markdown"]):
    from helpers.fuzzing import TARGETS, inputs, run_twice

LENGTH = 4096  # bytes from which hypothesis makes one input
SEEDS = Path(__file__).resolve().parent / "seeds"


def fuzz(name: str, count: int) -> None:
    """Feed a number of inputs to a target; atheris ends this process."""

    @given(inputs(name))
    def feed(data: bytes) -> None:
        try:
            run_twice(TARGETS[name], data)
        except BaseException:
            (SEEDS / name).mkdir(parents=True, exist_ok=True)
            (SEEDS / name / sha256(data).hexdigest()[:12]).write_bytes(data)
            raise

    choices = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(50):  # hypothesis makes no input from a few bytes
            Path(folder, str(number)).write_bytes(choices.randbytes(LENGTH))
        options = f"-runs={count} -max_len={LENGTH} -len_control=0 -seed=1 -timeout=60 -verbosity=0"
        arguments = [sys.argv[0], *options.split(), f"-artifact_prefix={folder}/", folder]
        atheris.Setup(arguments, feed.hypothesis.fuzz_one_input)
        atheris.Fuzz()


def main() -> int:
    """Fuzz what the command line names, or everything; return 1 if a target fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="inputs to give to each target")
    parser.add_argument("targets", nargs="*", metavar="TARGET", default=[*TARGETS])
    options = parser.parse_args()
    failed = False
    for name in options.targets:
        began = time.monotonic()
        child = os.fork()
        if not child:
            fuzz(name, options.count)
        passed = os.waitpid(child, 0)[1] == 0
        failed |= not passed
        seconds, state = time.monotonic() - began, "ok" if passed else "FAILED"
        print(f"{name:12} {options.count:>9,} {seconds:6.0f} s  {state}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
