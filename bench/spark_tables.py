"""agon_spark's tables against those of one machine, byte by byte, for several partitions and record batches.

    VENV/bin/python bench/spark_tables.py CASE [PARTITIONS:RECORDS ...]

CASE was analysed by `agon analyze`. Wants pyspark 4.3.0, pyarrow 26.0.1 and Java 17. Exit 1 if a byte differs.
"""

import pathlib
import sys
import tempfile
import time

import spark_case


def main():
    case = pathlib.Path(sys.argv[1])
    runs = sys.argv[2:] or [f"{p}:{r}" for p in (1, 3, 8) for r in (1, 7, 10000)]
    expected, window, differ = spark_case.digests(case), spark_case.window_of(case), 0
    session = spark_case.session()
    import agon_spark

    for run in runs:
        partitions, records = map(int, run.split(":"))
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(records))
        with tempfile.TemporaryDirectory(dir=case.resolve().parent) as place:
            there = spark_case.imported(case, pathlib.Path(place, "case"))
            begin, cpu = time.perf_counter(), spark_case.tree_cpu_seconds()
            work = pathlib.Path(place, "work")
            made = agon_spark.analyze(session, there, work, partitions=partitions, keep_steps=True, **window)
            wall, spent = time.perf_counter() - begin, spark_case.tree_cpu_seconds() - cpu
            steps = {step.name: sum(part.stat().st_size for part in step.iterdir()) / 1e6 for step in sorted(work.iterdir())}
            found = spark_case.digests(there)
        wrong = [name for name in expected if found[name] != expected[name]]
        differ += len(wrong)
        print(f"{case.name}: {made.posts} posts, {made.segments} segments, {partitions} partitions, batches of {records}: "
              f"{'DIFFER: ' + ' '.join(wrong) if wrong else 'the same bytes'}; {spent:.1f} CPU s, {wall:.1f} s wall; steps, MB: "
              + ", ".join(f"{name} {size:.1f}" for name, size in steps.items() if size >= 0.1), flush=True)
    session.stop()
    return 1 if differ else 0


sys.exit(main())
