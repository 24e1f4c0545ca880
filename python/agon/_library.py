"""libagon by ctypes: where it lies, what its calls look like, and statuses as exceptions."""

from __future__ import annotations

import ctypes
import enum
import json
import os
import pathlib
from collections.abc import Mapping
from typing import Any

import pyarrow  # noqa: F401  (loads Arrow's libraries, which libagon uses too)

_ABI_VERSION = 1


class Status(enum.IntEnum):
    """What a call of libagon ended with; the numbers are the exit codes of the command line."""

    OK = 0
    PARTLY = 1
    MISUSED = 2
    BAD_INPUT = 3
    DISK = 4
    BUSY = 5
    NOT_VERIFIED = 6
    BUG = 70


class AgonError(Exception):
    """A call that did not succeed. `status` says what kind of failure, the text what and where."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


def library_path() -> pathlib.Path:
    """The libagon that is used: $AGON_LIBRARY, else the package's own, else that of the checkout around it."""
    if named := os.environ.get("AGON_LIBRARY"):
        return pathlib.Path(named)
    package = pathlib.Path(__file__).resolve().parent
    for path in (package / "home/bin/linux/libagon.so.1", package.parents[1] / "build/release/libagon.so.1"):
        if path.exists():
            return path
    raise ImportError("libagon.so.1 is not here: install agon's wheel, build agon, or set AGON_LIBRARY")


_TEXT = ctypes.c_char_p
_OUT = ctypes.POINTER(ctypes.c_void_p)
_ADDRESS = ctypes.c_void_p
_STAGE = [_ADDRESS, _TEXT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _OUT]
_CALLS: dict[str, list[Any]] = {
    "agon_engine_open": [_TEXT, _OUT, _OUT],
    "agon_clean": _STAGE,
    "agon_copy_signatures": _STAGE,
    "agon_echo": _STAGE,
    "agon_originals": _STAGE,
    "agon_segments": _STAGE,
    "agon_vectors": _STAGE,
    "agon_stances": _STAGE,
    "agon_write_table": [_TEXT, _ADDRESS, _ADDRESS, _OUT],
    "agon_import": [_TEXT, ctypes.POINTER(_TEXT), ctypes.c_size_t, _TEXT, _OUT, _OUT],
    "agon_analyze": [_TEXT, _TEXT, _TEXT, _OUT, _OUT],
    "agon_report": [_TEXT, _TEXT, _TEXT, _TEXT, _OUT, _OUT],
    "agon_verify": [_TEXT, _TEXT, _OUT, _OUT],
}


def _loaded() -> ctypes.CDLL:
    path = library_path()
    library = ctypes.CDLL(str(path))
    for name, arguments in _CALLS.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = ctypes.c_int
    library.agon_free.argtypes = [_ADDRESS]
    library.agon_free.restype = None
    library.agon_engine_close.argtypes = [_ADDRESS]
    library.agon_engine_close.restype = None
    library.agon_version.restype = _TEXT
    found = int(library.agon_abi_version())
    if found != _ABI_VERSION:
        raise ImportError(f"{path} speaks version {found} of agon's C interface, this package version {_ABI_VERSION}")
    return library


library = _loaded()


def version() -> str:
    """The version of libagon."""
    text: bytes = library.agon_version()
    return text.decode()


def abi_version() -> int:
    """The version of its C interface."""
    return int(library.agon_abi_version())


def options(**given: object) -> bytes:
    """Options as the library reads them; what is None or empty is left out."""
    kept = {name: value for name, value in given.items() if value is not None and value != "" and value != {}}
    return json.dumps(kept, ensure_ascii=False).encode()


def taken(text: ctypes.c_void_p) -> str:
    """A text that the library gave back."""
    if not text.value:
        return ""
    try:
        return ctypes.string_at(text.value).decode("utf-8", "replace")
    finally:
        library.agon_free(text)


def check(status: int, message: ctypes.c_void_p, *fine: Status) -> Status:
    """The status if it is OK or one of `fine`; else AgonError."""
    said = taken(message)
    ended = Status(status)
    if ended is Status.OK or ended in fine:
        return ended
    raise AgonError(ended, said or ended.name)


def call_on_case(name: str, arguments: list[Any], *fine: Status) -> tuple[Status, Any, str]:
    """A whole-case call: status, result, and what it said."""
    result, message = ctypes.c_void_p(), ctypes.c_void_p()
    status = Status(getattr(library, name)(*arguments, ctypes.byref(result), ctypes.byref(message)))
    told, said = taken(result), taken(message)
    if status is not Status.OK and status not in fine:
        raise AgonError(status, said or status.name)
    parsed: Mapping[str, Any] | list[Any] = json.loads(told) if told else {}
    return status, parsed, said
