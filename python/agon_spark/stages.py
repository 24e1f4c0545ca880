"""Stages of libagon on the partitions of a DataFrame. What a stage gives depends on the row alone, so neither partitions,
nor batches, nor a task that is run again show in it."""

from __future__ import annotations

import functools
import hashlib
import os
import pathlib
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import DataFrame

import agon

# Names and types of what a stage gives, as Spark writes them.
CLEAN = ("post long, revision long, thread long, voice long, fate string, twin_of long, stream string, kind string, year long, "
         "language string, text string, source_runs string, quoted_spans string, aside_spans string, link_spans string, "
         "code_spans string, image_spans string")
CARRIED = "parent long, votes long, created_seconds long, newest long, author_kind string, author_name string, platform string"
# What cleaning reads of threads/posts: the others need not cross to Python.
READ = ["thread", "kind", "author", "stream", "created_year", "source", "body_begin", "body_end", "body_encoding", "body_is_html",
        "post", "revision", "parent", "votes", "created_seconds", "newest", "author_kind", "author_name", "platform"]
SEGMENTS = ("segment long, post long, thread long, voice long, answers long, ordinal long, kind string, stream string, year long, "
            "votes long, text_begin long, text_end long, source_begin long, source_end long, claim_score double, text string, "
            "created_seconds long, language string, quoted_person string, quoted_voice long, stands_alone long, rhetorical long, "
            "clause_cuts string")
VECTORS = "id long, vector array<float>"
STANCES = "id long, in_favour double, against double, neither double"


def columns(schema: str) -> list[str]:
    return [column.split(" ")[0] for column in schema.split(", ")]


@functools.cache
def engine() -> agon.Engine:
    """One engine a Python worker; Spark keeps its workers from task to task."""
    return agon.Engine(os.environ.get("AGON_DATA"))


@functools.lru_cache(maxsize=4)
def _source(folder: str, sha256: str) -> pa.Buffer:
    path = pathlib.Path(folder, "sources", sha256 + ".zst")
    data = pa.input_stream(str(path), compression="zstd").read_buffer()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise agon.AgonError(agon.Status.BAD_INPUT, f"{path}: not the bytes that were imported")
    return data


def with_column(batch: pa.RecordBatch, name: str, values: pa.Array) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([*batch.columns, values], names=[*batch.schema.names, name])


def cut_out(batch: pa.RecordBatch, folder: str) -> pa.RecordBatch:
    """The batch of threads/posts with `raw`: the field of each post as it stands in its source."""
    fields = zip(batch["source"].to_pylist(), batch["body_begin"].to_pylist(), batch["body_end"].to_pylist())
    raw = [memoryview(_source(folder, sha256))[begin:end] for sha256, begin, end in fields]
    return with_column(batch, "raw", pa.array([bytes(part) for part in raw], pa.large_binary()))


def clean(posts: DataFrame, folder: str, **window: str) -> DataFrame:
    """threads/posts cleaned, with the columns of it that later steps need."""
    how = agon._library.options(**{"from": window.get("from_", ""), "to": window.get("to", ""), "stream": window.get("stream", "")})
    kept, carried = columns(CLEAN), columns(CARRIED)

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            made = engine().batch("agon_clean", cut_out(batch, folder), how)
            problem = next((said for said in made["problem"].to_pylist() if said), None)
            if problem:
                raise agon.AgonError(agon.Status.BAD_INPUT, problem)
            yield pa.RecordBatch.from_arrays([*made.select(kept).columns, *batch.select(carried).columns], names=kept + carried)

    return posts.select(READ).mapInArrow(each, f"{CLEAN}, {CARRIED}")


def echo(posts: DataFrame) -> DataFrame:
    """Cleaned posts with parent_text: fate, twin_of and quoted_spans as far as post and parent decide them, and the keys of chains."""
    names = posts.columns
    types = {field.name: field.dataType.simpleString() for field in posts.schema.fields}
    given = [*names, "own_words", "handed_words"]
    schema = ", ".join(f"{name} {types.get(name, 'bigint')}" for name in given)

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            made = engine().batch("agon_echo", batch)
            yield pa.RecordBatch.from_arrays(
                [made[name] if name in ("fate", "twin_of", "quoted_spans", "own_words", "handed_words") else batch[name]
                 for name in given], names=given)

    return posts.mapInArrow(each, schema)


def _mapped(frame: DataFrame, stage: str, schema: str, how: bytes = b"") -> DataFrame:
    names = columns(schema)

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            made = engine().batch(stage, batch, how)
            if stage == "agon_vectors":  # Spark's lists have no fixed size
                made = pa.RecordBatch.from_arrays([made["id"], made["vector"].cast(pa.list_(pa.float32()))], names=["id", "vector"])
            yield made.select(names)

    return frame.mapInArrow(each, schema)


def signatures(posts: DataFrame) -> DataFrame:
    return _mapped(posts, "agon_copy_signatures", "post long, revision long, units long, digest long, bands array<long>")


def segments(posts: DataFrame) -> DataFrame:
    return _mapped(posts, "agon_segments", SEGMENTS)


def vectors(texts: DataFrame, encoder: str) -> DataFrame:
    return _mapped(texts, "agon_vectors", VECTORS, agon._library.options(encoder=encoder))


def stances(pairs: DataFrame) -> DataFrame:
    """Where each `text` stands to its `target`: the columns of agon_stances for a DataFrame with id, text, target."""
    return _mapped(pairs, "agon_stances", STANCES)


def originals(grouped: DataFrame) -> DataFrame:
    """agon_originals on rows that are sorted by `group` within their partition, and no group in two partitions."""

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        held: list[pa.RecordBatch] = []  # the last group, which may go on in the next batch
        for batch in batches:
            if batch.num_rows == 0:
                continue
            groups = batch["group"].to_pylist()
            last = next(i for i in range(len(groups), 0, -1) if i == 1 or groups[i - 2] != groups[-1]) - 1
            if last > 0 or (held and held[-1]["group"][0].as_py() != groups[0]):
                if last > 0:
                    held.append(batch.slice(0, last))
                yield _folded(held)
                held = []
            held.append(batch.slice(last))
        if held:
            yield _folded(held)

    return grouped.mapInArrow(each, "post long, revision long, original long")


def _folded(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    whole = pa.Table.from_batches(parts).combine_chunks().to_batches()[0]
    return engine().batch("agon_originals", whole)
