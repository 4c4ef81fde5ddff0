"""The permissions of files, which do not bind root unless a test says so."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

VERSION = 0x20080522  # of the system's calls, see capget(2)
OVERRIDES = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Limit this process to the permissions of files, even when root runs the tests."""
    if os.geteuid():
        yield
        return
    system = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(VERSION, 0)
    capabilities = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then the higher
    assert system.capget(header, capabilities) == 0
    effective = capabilities[0]
    capabilities[0] = effective & ~OVERRIDES
    assert system.capset(header, capabilities) == 0
    try:
        yield
    finally:
        capabilities[0] = effective
        assert system.capset(header, capabilities) == 0
