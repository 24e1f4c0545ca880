"""agon-spark CASE --work FOLDER: the per-record stages of a case on Spark, then the others where the case lies."""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

import agon
from agon_spark.job import analyze


def main() -> None:
    parser = argparse.ArgumentParser(prog="agon-spark", description=__doc__)
    parser.add_argument("case", help="folder of an imported case, which all machines see")
    parser.add_argument("--work", required=True, help="folder for the steps, which all machines see")
    parser.add_argument("--master", help="of the cluster, such as spark://host:7077; default: Spark's own configuration")
    parser.add_argument("--partitions", type=int, default=0)
    parser.add_argument("--from", dest="from_", default="", help="YYYY, YYYY-MM or YYYY-MM-DD")
    parser.add_argument("--to", default="")
    parser.add_argument("--topic", default="")
    parser.add_argument("--stream", default="")
    parser.add_argument("--encoder", default="auto", choices=["auto", "full", "fast"])
    parser.add_argument("--records-only", action="store_true", help="leave debates and what follows to a later agon analyze")
    chosen = parser.parse_args()
    builder = SparkSession.builder.appName("agon")
    session = (builder.master(chosen.master) if chosen.master else builder).getOrCreate()
    options = {name: getattr(chosen, name) for name in ("from_", "to", "topic", "stream", "encoder")}
    made = analyze(session, chosen.case, chosen.work, partitions=chosen.partitions, **options)
    session.stop()
    print(f"{made.posts} posts, {made.segments} segments, {made.vectors} vectors ({made.encoder} encoder)")
    if not chosen.records_only:
        for stage in agon.Case(chosen.case).analyze(adopt=True, **options):
            print(f"{stage.stage}: {stage.rows} rows")


if __name__ == "__main__":
    main()
