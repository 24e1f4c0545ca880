"""Single stages on Arrow tables, each record by itself."""

from __future__ import annotations

import ctypes
import os
from typing import Any

import pyarrow as pa

from agon._library import check, library, options

# sizeof(struct ArrowArray) and of ArrowSchema, eight bytes a member.
_ARRAY_BYTES, _SCHEMA_BYTES = 80, 72


class Engine:
    """Word lists, encoders and judge, loaded once (half a second, about 200 MB); shared by any number of threads.

    Each stage takes a `pyarrow.RecordBatch` or `Table` with the columns that include/agon.h names, and gives a Table. How the
    rows are dealt out to batches never shows in the result.
    """

    def __init__(self, data: str | os.PathLike[str] | None = None) -> None:
        """`data`: folder of agon's models and word lists; the package's own if it is not given."""
        self._engine = ctypes.c_void_p()
        message = ctypes.c_void_p()
        folder = os.fsencode(data) if data is not None else None
        check(library.agon_engine_open(folder, ctypes.byref(self._engine), ctypes.byref(message)), message)

    def __del__(self) -> None:
        if getattr(self, "_engine", None):
            library.agon_engine_close(self._engine)
            self._engine = ctypes.c_void_p()

    def clean(self, posts: pa.RecordBatch | pa.Table, *, from_: str = "", to: str = "", stream: str = "") -> pa.Table:
        """Clean text of posts with a map back to the source bytes. Needs the column `raw`."""
        return self._stage("agon_clean", posts, options(**{"from": from_, "to": to, "stream": stream}))

    def copy_signatures(self, posts: pa.RecordBatch | pa.Table) -> pa.Table:
        """What near copies are found by: a digest and 16 MinHash bands a post. Needs `text`."""
        return self._stage("agon_copy_signatures", posts, b"")

    def echo(self, posts: pa.RecordBatch | pa.Table) -> pa.Table:
        """What posts hand on of others' words; needs `text`, reads `parent` and `parent_text`."""
        return self._stage("agon_echo", posts, b"")

    def originals(self, posts: pa.RecordBatch | pa.Table) -> pa.Table:
        """The earliest post that each (nearly) repeats, within its `group`; rows of a group in one batch. Needs `text`."""
        return self._stage("agon_originals", posts, b"")

    def segments(self, posts: pa.RecordBatch | pa.Table) -> pa.Table:
        """Units that one can agree or disagree with, with their claim scores. Needs `text`."""
        return self._stage("agon_segments", posts, b"")

    def vectors(self, texts: pa.RecordBatch | pa.Table, *, encoder: str = "full") -> pa.Table:
        """Unit vectors. Needs `text`; gives `id` back."""
        return self._stage("agon_vectors", texts, options(encoder=encoder))

    def stances(self, pairs: pa.RecordBatch | pa.Table) -> pa.Table:
        """Where each `text` stands to its `target`: probabilities of in favour, against and neither."""
        return self._stage("agon_stances", pairs, b"")

    def _stage(self, name: str, rows: pa.RecordBatch | pa.Table, how: bytes) -> pa.Table:
        batches = [rows] if isinstance(rows, pa.RecordBatch) else rows.to_batches()
        if not batches:  # a table of no rows has no batches, but its stage still has columns
            batches = [pa.RecordBatch.from_pylist([], schema=rows.schema)]
        return pa.Table.from_batches([self.batch(name, batch, how) for batch in batches])

    def batch(self, name: str, batch: pa.RecordBatch, how: bytes = b"") -> pa.RecordBatch:
        """One call of the C interface; `name` as in include/agon.h, `how` its options as JSON."""
        structs = [ctypes.create_string_buffer(size) for size in (_ARRAY_BYTES, _SCHEMA_BYTES) * 2]
        places = [ctypes.addressof(struct) for struct in structs]
        batch._export_to_c(places[0], places[1])
        message = ctypes.c_void_p()
        call: Any = getattr(library, name)
        try:
            check(call(self._engine, how, *places, ctypes.byref(message)), message)
        finally:
            pa.Schema._import_from_c(places[1])  # takes the exported schema back, and with it its memory
        return pa.RecordBatch._import_from_c(places[2], places[3])


def write_table(file: str | os.PathLike[str], table: pa.Table) -> None:
    """Writes a table of a case: the same rows in the same order give the same bytes as agon's own stages."""
    wide = pa.schema([pa.field(field.name, pa.large_string() if pa.types.is_string(field.type) else field.type, False)
                      for field in table.schema])
    batches = table.cast(wide).combine_chunks().to_batches()
    batch = batches[0] if batches else pa.RecordBatch.from_pylist([], schema=wide)
    structs = [ctypes.create_string_buffer(size) for size in (_ARRAY_BYTES, _SCHEMA_BYTES)]
    places = [ctypes.addressof(struct) for struct in structs]
    batch._export_to_c(*places)
    message = ctypes.c_void_p()
    try:
        check(library.agon_write_table(os.fsencode(file), *places, ctypes.byref(message)), message)
    finally:
        pa.Schema._import_from_c(places[1])
