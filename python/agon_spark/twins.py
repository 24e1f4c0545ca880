"""Folding of copies and relays between posts, as merges whose order does not matter.

Exact copies are one aggregate: the earliest post with a signature. Near copies share a key of a band; posts that do so,
directly or through others, are a component, found by giving every post the least post of its buckets until nothing changes.
No component shows in another's answer, so each is folded by itself by the code that folds a whole case (agon_originals).
Fits: a template posted with a word changed, under ten thousand questions: one component, folded in one place. Does not
fit: a bucket that holds most of a case; its component is one task, however many machines there are (docs/scale.md).
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from agon_spark import stages

# Steps of `components`; a case that needs more is an error, not a wrong answer.
MOST_STEPS = 200
NEVER = 2**63 - 1

Keep = Callable[[DataFrame, str], DataFrame]  # writes a step's result down, so that it is made once


def by_age() -> f.Column:
    """Undated posts are older than none; ties by id."""
    seconds = f.col("created_seconds")
    return f.struct(f.when(seconds < 0, f.lit(NEVER)).otherwise(seconds).alias("seconds"), "post", "revision")


def handed_on(posts: DataFrame) -> DataFrame:
    """post, revision, twin_of: relays whose chain hands on a post of the case, the earliest with these words."""
    # Before 1970 is later than all, as in the engine, which compares seconds without sign.
    age = f.struct((f.col("created_seconds") < 0).alias("undated"), "created_seconds", f.col("post").alias("first"))
    earliest = (posts.where((f.col("fate") == "analysed") & (f.col("own_words") != 0))
                .groupBy(f.col("own_words").alias("handed_words")).agg(f.min(age).alias("age")))
    relays = posts.where(f.col("handed_words") != 0).select("post", "revision", "handed_words")
    found = relays.join(earliest, "handed_words").where(f.col("post") != f.col("age.first"))
    return found.select("post", "revision", f.col("age.first").alias("twin_of"))


def components(edges: DataFrame, keep: Keep) -> DataFrame:
    """node, group (the least node that it hangs together with) of edges between `bucket` and `node`."""
    edges = edges.select("bucket", "node")
    labels = keep(edges.groupBy("node").agg(f.min("node").alias("group")), "labels-0")
    for step in range(1, MOST_STEPS):
        least = edges.join(labels, "node").groupBy("bucket").agg(f.min("group").alias("least"))
        nearer = edges.join(least, "bucket").groupBy("node").agg(f.min("least").alias("nearer"))
        # A label is a node too, and where it has got since is as near: paths halve.
        jumped = labels.select(f.col("node").alias("nearer"), f.col("group").alias("beyond"))
        new = keep(labels.join(nearer, "node").join(jumped, "nearer", "left")
                   .select("node", f.least("group", "nearer", f.coalesce("beyond", "nearer")).alias("group"),
                           (f.least("group", "nearer", f.coalesce("beyond", "nearer")) < f.col("group")).alias("moved")),
                   f"labels-{step}")
        if new.where("moved").limit(1).count() == 0:
            return new.select("node", "group")
        labels = new.select("node", "group")
    raise RuntimeError(f"copies hang together over more than {MOST_STEPS} steps")


def originals(posts: DataFrame, keep: Keep, partitions: int) -> DataFrame:
    """post, revision, original of the analysed posts that repeat an earlier one, or are repeated."""
    analysed = posts.where(f.col("fate") == "analysed")
    signed = keep(
        stages.signatures(analysed.select("post", "revision", "text", "quoted_spans", "aside_spans", "link_spans"))
        .where(f.size("bands") > 0)
        .join(analysed.select("post", "revision", "created_seconds"), ["post", "revision"]), "signatures")
    # Equal digest, length and minima: the same text. 64 bits alone would not do for ten thousand million posts.
    same = ["digest", "units", "bands"]
    firsts = keep(signed.groupBy(*same).agg(f.min(by_age()).alias("first"), f.count("*").alias("copies")), "firsts")
    edges = firsts.select(f.col("first.post").alias("node"), f.posexplode("bands").alias("band", "key"))
    bucket = f.struct("band", "key").alias("bucket")
    shared = edges.groupBy("band", "key").agg(f.count("*").alias("members")).where("members > 1").select("band", "key")
    edges = keep(edges.join(shared, ["band", "key"]).select(bucket, "node"), "edges")
    grouped = (analysed.withColumnRenamed("post", "node").join(components(edges, keep), "node")
               .join(firsts.select(f.col("first.post").alias("node"), f.col("first.revision").alias("revision")), ["node", "revision"])
               .select("group", f.col("node").alias("post"), "revision", "created_seconds", "text", "quoted_spans", "aside_spans",
                       "link_spans")
               .repartition(partitions, "group").sortWithinPartitions("group"))
    near = keep(stages.originals(grouped), "near").select(f.col("post").alias("first_post"), "original")
    first_of = signed.join(firsts.select(*same, f.col("first.post").alias("first_post")), same)
    return (first_of.join(near, "first_post", "left")
            .select("post", "revision", f.coalesce("original", "first_post").alias("original")))


def verdicts(posts: DataFrame, found: DataFrame) -> DataFrame:
    """The posts with fate and twin_of of what `found` says of them: relays keep their fate, the others are twins."""
    said = found.select("post", "revision", f.col("twin_of").alias("echoed"))
    echoed = f.col("echoed").isNotNull()
    return (posts.join(said, ["post", "revision"], "left")
            .withColumn("fate", f.when(echoed & (f.col("fate") == "analysed"), "twin").otherwise(f.col("fate")))
            .withColumn("twin_of", f.coalesce("echoed", "twin_of")).drop("echoed"))


def repeated_texts(posts: DataFrame, least_threads: int = 3) -> DataFrame:
    """corpus/accounts: accounts that post one text again and again; and text_of, by which equal ones are sorted."""
    named = posts.where(f.col("author_kind") == "named")
    copies = named.where(f.col("fate") == "twin").withColumn("text_of", f.col("twin_of")).withColumn("is_original", f.lit(0))
    firsts = (named.where(f.col("fate") == "analysed").withColumn("text_of", f.col("post")).withColumn("is_original", f.lit(1))
              .join(copies.select("voice", "text_of").distinct(), ["voice", "text_of"], "left_semi"))
    seconds = f.col("created_seconds")
    # `undated` first: what has no date is later than all.
    age = f.struct((seconds < 0).alias("undated"), seconds.alias("seconds"), "post")
    latest_row = f.struct("is_original", "post", "revision")
    columns = ["voice", "text_of", "is_original", "post", "revision", "created_seconds", "thread", "author_name", "platform"]
    groups = (copies.select(columns).unionByName(firsts.select(columns)).groupBy("voice", "text_of")
              .agg(f.max_by("author_name", latest_row).alias("account"), f.max_by("platform", latest_row).alias("platform"),
                   f.min(age).alias("first"), f.count("*").alias("posts"), f.countDistinct("thread").alias("threads"),
                   f.greatest(f.lit(-1), f.max("created_seconds")).alias("last_seconds"), f.max("is_original").alias("is_original")))
    return (groups.where(f.col("threads") >= least_threads)
            .select("voice", "account", "platform", f.col("first.post").alias("first"), "posts", "threads",
                    f.col("first.seconds").alias("first_seconds"), "last_seconds",
                    f.when(f.col("is_original") == 1, f.lit(0)).otherwise(f.col("text_of")).alias("echo_of"), "text_of"))
