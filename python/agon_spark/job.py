"""A case's tables of corpus, segments and vectors on a cluster, step by step.

    clean (a record)  ->  parents joined  ->  echo (a record and its parent)  ->  relays and copies folded (merges)
    ->  segments (a record and its parent)  ->  vectors (a record)

Every step is written down as Parquet under `work`, a folder that all machines see, and made by tasks that can be run again:
a machine that dies costs the tasks that it had not finished.
"""

from __future__ import annotations

import dataclasses
import pathlib
import shutil

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

import agon
from agon_spark import stages, twins

# The engine's own limits: src/vectors/vectors.hpp.
MOST_FULLY_ENCODED = 200_000


@dataclasses.dataclass(frozen=True)
class Made:
    """Rows of the tables that were made, and the encoder that was used."""

    posts: int
    accounts: int
    segments: int
    vectors: int
    encoder: str


class _Steps:
    """Results of steps as Parquet below one folder, removed when the job is done."""

    def __init__(self, session: SparkSession, work: pathlib.Path) -> None:
        self.session, self.work = session, work

    def keep(self, frame: DataFrame, name: str) -> DataFrame:
        path = str(self.work / name)
        frame.write.mode("overwrite").parquet(path)
        return self.session.read.parquet(path)


def _sorted_table(folder: pathlib.Path, order: list[str], names: list[str]) -> pa.Table:
    """The parts of a step as one table in the order that agon's tables have."""
    table = pyarrow.dataset.dataset(str(folder), format="parquet").to_table(columns=names)
    return table.sort_by([(name, "ascending") for name in order]) if order else table


def _write_vectors(file: pathlib.Path, folder: pathlib.Path) -> int:
    table = _sorted_table(folder, ["id"], ["id", "vector"])
    vectors = table["vector"].combine_chunks()
    width = len(vectors[0]) if len(vectors) else 512
    fixed = pa.FixedSizeListArray.from_arrays(vectors.flatten(), width)
    agon.write_table(file, pa.table({"id": table["id"], "vector": fixed}))
    return int(table.num_rows)


def corpus_of(session: SparkSession, case: pathlib.Path, steps: _Steps, partitions: int, topic: str, **window: str) -> DataFrame:
    """corpus/posts, with the columns of threads/posts and of the parent that segments needs."""
    # By source, so that a worker opens few of them, and each once.
    posts = (session.read.parquet(str(case / "threads/posts.parquet")).repartitionByRange(partitions, "source", "body_begin")
             .sortWithinPartitions("source", "body_begin"))
    cleaned = stages.clean(posts, str(case), **window)
    if topic:
        asked = (session.read.parquet(str(case / "threads/questions.parquet")).where(f.col("topic") == topic)
                 .select("thread").withColumn("asked", f.lit(True)))
        outside = (f.col("fate") == "analysed") & f.col("asked").isNull()
        cleaned = (cleaned.join(asked, "thread", "left")
                   .withColumn("fate", f.when(outside, "outside_view").otherwise(f.col("fate"))).drop("asked"))
    cleaned = steps.keep(cleaned, "cleaned")
    parents = cleaned.where("newest != 0").select(
        f.col("post").alias("parent"), f.col("text").alias("parent_text"), f.col("voice").alias("parent_voice"))
    # Only replies are joined: all others have parent 0, which would be one key for most of a case.
    replies = cleaned.where("parent != 0").join(parents, "parent", "left")
    with_parents = cleaned.where("parent = 0").unionByName(replies, allowMissingColumns=True)
    echoed = steps.keep(stages.echo(with_parents), "echoed")
    copies = twins.originals(echoed, steps.keep, partitions).where("original != post")
    found = twins.handed_on(echoed).unionByName(copies.withColumnRenamed("original", "twin_of"))
    return steps.keep(twins.verdicts(echoed, found), "corpus")


def analyze(session: SparkSession, case: str | pathlib.Path, work: str | pathlib.Path, *, partitions: int = 0, from_: str = "",
            to: str = "", topic: str = "", stream: str = "", encoder: str = "auto", keep_steps: bool = False) -> Made:
    """Writes corpus/posts, corpus/accounts, segments/segments and vectors/* of an imported case.

    `work`: a folder that the driver and all workers see, with room for some copies of the texts. `partitions`: 0: the
    session's default parallelism, three times. The tables have the bytes that `agon analyze` writes with the same options; after it,
    `agon.Case(case).analyze(..., adopt=True)` runs the stages that follow.
    """
    case, steps = pathlib.Path(case).resolve(), _Steps(session, pathlib.Path(work).resolve())
    count = partitions or 3 * session.sparkContext.defaultParallelism
    corpus = corpus_of(session, case, steps, count, topic, from_=from_, to=to, stream=stream)
    steps.keep(twins.repeated_texts(corpus), "accounts")
    analysed = corpus.where("fate = 'analysed'").repartition(count, "post")
    segments = steps.keep(stages.segments(analysed), "segments")
    embedded = segments.where("kind != 'aside'").select(f.col("segment").alias("id"), "text")
    if encoder == "auto":
        encoder = "full" if embedded.count() <= MOST_FULLY_ENCODED else "fast"
    steps.keep(stages.vectors(embedded, encoder), "vectors")
    titles = (session.read.parquet(str(case / "threads/questions.parquet"))
              .select(f.col("thread").alias("id"), f.col("title").alias("text")).repartition(count, "id"))
    steps.keep(stages.vectors(titles, encoder), "questions")
    made = _write_tables(case, steps.work, encoder)
    if not keep_steps:
        shutil.rmtree(steps.work)
    return made


def _write_tables(case: pathlib.Path, work: pathlib.Path, encoder: str) -> Made:
    """The steps' parts as the case's tables: sorted, one file each, with the engine's own writer."""
    for room in ("corpus", "segments", "vectors"):
        (case / room).mkdir(exist_ok=True)
    posts = _sorted_table(work / "corpus", ["post", "revision"], stages.columns(stages.CLEAN))
    agon.write_table(case / "corpus/posts.parquet", posts)
    accounts = pyarrow.parquet.read_table(work / "accounts")
    accounts = accounts.sort_by([("threads", "descending"), ("voice", "ascending"), ("text_of", "ascending")]).drop(["text_of"])
    agon.write_table(case / "corpus/accounts.parquet", accounts)
    # Segments follow their posts, of which only one revision is analysed.
    segments = _sorted_table(work / "segments", ["post", "ordinal"], stages.columns(stages.SEGMENTS))
    agon.write_table(case / "segments/segments.parquet", segments)
    rows = _write_vectors(case / "vectors/segments.parquet", work / "vectors")
    _write_vectors(case / "vectors/questions.parquet", work / "questions")
    return Made(posts.num_rows, accounts.num_rows, segments.num_rows, rows, encoder)
