"""What Spark costs above scan and engine, for the cleaning and the signatures of a case's posts.

    VENV/bin/python bench/spark_overhead.py CASE [ROUNDS]

CPU seconds of the whole tree of processes, warm, by turns: Spark's scan of threads/posts into nothing; the same through
mapInArrow that changes nothing; with the stages; and the stages called directly on the table that pyarrow read.
"""

import pathlib
import sys
import time

import spark_case


def main():
    case, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    session = spark_case.session()
    import agon
    import pyarrow.parquet
    from agon_spark import stages

    engine = agon.Engine()
    path, window = str(case / "threads/posts.parquet"), spark_case.window_of(case)
    how = {name: window[name] for name in ("from_", "to", "stream")}
    frame = session.read.parquet(path)
    names, schema = frame.columns, frame.schema

    def same(batches):
        yield from batches

    def directly():
        for batch in pyarrow.parquet.read_table(path).to_batches(max_chunksize=10000):
            made = engine.batch("agon_clean", stages.cut_out(batch, str(case)),
                                agon._library.options(**{"from": how["from_"], "to": how["to"], "stream": how["stream"]}))
            engine.batch("agon_copy_signatures", made)

    def into_nothing(made):
        made.write.format("noop").mode("overwrite").save()

    works = {"scan": lambda: into_nothing(session.read.parquet(path).select(names)),
             "scan, mapInArrow": lambda: into_nothing(session.read.parquet(path).mapInArrow(same, schema)),
             "scan, mapInArrow, stages": lambda: into_nothing(stages.signatures(stages.clean(session.read.parquet(path), str(case), **how))),
             "stages directly": directly}
    rows = frame.count()
    for turn in range(rounds + 1):  # the first warms up
        spent = {}
        for name, work in works.items():
            cpu, wall = spark_case.tree_cpu_seconds(), time.perf_counter()
            work()
            time.sleep(0.3)  # what the JVM still tidies up
            spent[name] = spark_case.tree_cpu_seconds() - cpu
            print(f"{'warm-up' if turn == 0 else turn}: {name}: {spent[name]:.2f} CPU s, {time.perf_counter() - wall:.1f} s wall", flush=True)
        over = spent["scan, mapInArrow, stages"] - spent["scan"] - spent["stages directly"]
        print(f"{'warm-up' if turn == 0 else turn}: above scan and engine {over:.2f} CPU s for {rows} posts, "
              f"{over * 200_000 / rows:.2f} per 200,000", flush=True)
    session.stop()


main()
