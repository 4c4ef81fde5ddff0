"""What a site is made from, watched: one call for a burst of changes, however an editor saves."""

from __future__ import annotations

import errno
import os
from threading import Condition
from time import monotonic
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchdog.observers.api import BaseObserver, ObservedWatch

    Observers = tuple[Callable[[], BaseObserver], ...]
    Tell = Callable[[str, bool], None]

WATCHED = ("content", "themes")
QUIET, LONGEST = 0.05, 0.5  # seconds without a change that end a burst, and those after which it ends in any case
EXHAUSTED = {errno.ENOSPC, errno.EMFILE}  # as inotify says that it can watch no more
PLACED = {"created", "deleted", "moved"}
# Not that a file was opened, as a build itself does with each of thousands, nor that something in a folder changed.
EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]


class Watch:
    """Watches `content/` and `themes/` of a root, also while they come and go.

    `is_polling` says that the machine can watch no more, so that it is looked at once a second.
    """

    def __init__(self, root: Path, observers: Observers = (Observer, PollingObserver)) -> None:
        """Begin to watch; the second observer stands in where the first one cannot watch any more."""
        self._root = os.path.realpath(root)
        self._observers = list(observers)
        self._turn = Condition()
        self._changed: dict[str, None] = {}
        self._told = 0  # how many changes there were in all
        self._stale = set(WATCHED)
        self._watches: dict[str, ObservedWatch] = {}
        self.is_polling = False
        self._begin()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until something has changed, or so long; say whether something has."""
        with self._turn:
            return self._turn.wait_for(lambda: bool(self._changed), seconds)

    @property
    def has_changes(self) -> bool:
        """Say whether something has changed since the last burst."""
        return bool(self._changed)

    def burst(self) -> list[str]:
        """Return the paths that have changed, once it is quiet."""
        until, told = monotonic() + LONGEST, -1
        with self._turn:
            while told != self._told and monotonic() < until:
                told = self._told
                self._turn.wait(QUIET)
            changed = [*self._changed]
            self._changed.clear()
        self._follow()
        return changed

    def close(self) -> None:
        """Watch no longer."""
        self._observer.stop()
        self._observer.join()

    def _begin(self) -> None:
        """Watch with the first observer that is left."""
        self._observer = self._observers.pop(0)()
        self._observer.start()
        try:
            self._observer.schedule(_Ear(self._root, "", self._tell), self._root, event_filter=EVENTS)
            self._follow()
        except OSError as error:
            self._fall_back(error)

    def _follow(self) -> None:
        """Watch anew what has come, gone or been replaced."""
        with self._turn:
            stale, self._stale = self._stale, set()
        for name in sorted(stale):
            if name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            real = os.path.realpath(os.path.join(self._root, name))
            try:
                if os.path.isdir(real) and real.startswith(self._root + os.sep):
                    ear = _Ear(real, name, self._tell)
                    self._watches[name] = self._observer.schedule(ear, real, recursive=True, event_filter=EVENTS)
            except FileNotFoundError:
                continue  # it is gone again, which will be told
            except OSError as error:
                self._fall_back(error)
                return

    def _fall_back(self, error: OSError) -> None:
        if error.errno not in EXHAUSTED or not self._observers:
            raise error
        self._observer.stop()
        self._watches, self._stale, self.is_polling = {}, set(WATCHED), True
        self._begin()

    def _tell(self, path: str, is_placed: bool) -> None:
        with self._turn:
            if path in WATCHED and is_placed:
                self._stale.add(path)
            self._changed[path] = None
            self._told += 1
            self._turn.notify_all()


class _Ear(FileSystemEventHandler):
    """Hears of changes below a folder, and tells of those that concern a site."""

    def __init__(self, folder: str, name: str, tell: Tell) -> None:
        """Take the folder, and what it is called below the root; nothing for the root itself."""
        self._folder, self._name, self._tell = folder, name, tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell of a change, of both paths where something was moved."""
        for path in (event.src_path, event.dest_path):
            if path:
                inner = os.path.relpath(os.fsdecode(path), self._folder).replace(os.sep, "/")
                whole = "/".join(part for part in (self._name, inner) if part and part != ".")
                if concerns(whole) and (self._name or whole in WATCHED):
                    self._tell(whole, event.event_type in PLACED)


def concerns(path: str) -> bool:
    """Say whether a site may be made from a file below the root; what editors keep for themselves is none."""
    first, *rest = path.split("/")
    return first in WATCHED and not any(_is_temporary(name) for name in rest)


def _is_temporary(name: str) -> bool:
    """Say whether a name is one that an editor gives to a file for a moment; « 4913 » is how Vim tries a folder."""
    ends = ("~", ".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___")
    return name.startswith((".", "#")) or name.endswith(ends) or name == "4913"
