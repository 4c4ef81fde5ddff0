"""Watch the files that a site is made from, and report each burst of changes once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from threading import Condition
from time import monotonic

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

Observers = tuple[Callable[[], BaseObserver], ...]
WATCHED = ("content", "themes")
QUIET = 0.05  # seconds without a change that end a burst
MAX_BURST = 0.5  # seconds after which a burst ends in any case
EXHAUSTED = {errno.ENOSPC, errno.EMFILE}  # from inotify, if it cannot watch more files
# Events for opened files are left out, because a build opens thousands of them, and so are events
# for modified folders, because the files in them have their own.
EVENTS: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileClosedEvent,
    events.FileDeletedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]


class Watch(events.FileSystemEventHandler):
    """Watches content/ and themes/; `is_polling` if the machine cannot watch more files."""

    def __init__(self, root: Path, observers: Observers = (Observer, PollingObserver)) -> None:
        """Begin to watch, with the next observer if one cannot watch more files."""
        self._root = os.path.realpath(root)
        self._observers = [*observers]
        self._condition = Condition()
        self._changed: dict[str, None] = {}  # an ordered set of paths
        self._count = 0  # of all changes since the start
        self._start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for a change, at most so long, and return whether there is one."""
        with self._condition:
            return self._condition.wait_for(lambda: bool(self._changed), seconds)

    @property
    def has_changes(self) -> bool:
        """Whether something has changed since the last burst."""
        return bool(self._changed)

    def burst(self) -> list[str]:
        """Return the paths that have changed, once no more changes come."""
        deadline = monotonic() + MAX_BURST
        count = -1
        with self._condition:
            while count != self._count and monotonic() < deadline:
                count = self._count
                self._condition.wait(QUIET)
            changed = [*self._changed]
            self._changed.clear()
        self._watch_folders()
        return changed

    def close(self) -> None:
        """Stop watching."""
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Note what an event has changed, with both paths if something was moved."""
        for changed in [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]:
            path = os.path.relpath(changed, self._root).replace(os.sep, "/")
            if is_source(path):
                with self._condition:
                    if path in WATCHED:
                        self._stale.add(path)
                    self._changed[path] = None
                    self._count += 1
                    self._condition.notify_all()

    def _start(self) -> None:
        """Watch with the next observer."""
        self._observer = self._observers.pop(0)()
        self._watches: dict[str, ObservedWatch] = {}
        self._stale = {"", *WATCHED}  # to be watched again, because they may have been replaced
        self.is_polling = isinstance(self._observer, PollingObserver)
        self._observer.start()
        self._watch_folders()

    def _watch_folders(self) -> None:
        """Watch the root, and each folder that is new or has been replaced, with all in it."""
        with self._condition:
            stale = sorted(self._stale)
            self._stale = set()
        for name in stale:
            if name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            folder = os.path.join(self._root, name)
            if os.path.islink(folder) or not os.path.isdir(folder):
                continue
            try:
                self._watches[name] = self._observer.schedule(
                    self, folder, recursive=bool(name), event_filter=EVENTS
                )
            except FileNotFoundError:
                continue  # it was removed again, and an event for that will follow
            except OSError as error:
                if error.errno not in EXHAUSTED or not self._observers:
                    raise
                self._observer.stop()
                self._start()
                return


def is_source(path: str) -> bool:
    """Return whether a site may be made from a path below the root."""
    first, *rest = path.split("/")
    return first in WATCHED and not any(_is_temporary(name) for name in rest)


def _is_temporary(name: str) -> bool:
    """Return whether an editor gives such a name to a temporary file; Vim uses "4913"."""
    endings = ("~", ".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___")
    return name.startswith((".", "#")) or name.endswith(endings) or name == "4913"
