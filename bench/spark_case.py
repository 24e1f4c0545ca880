"""What the Spark benches share: a case as it was before its analysis, a session, and the CPU seconds of a tree of processes."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ["PYTHONPATH"] = str(ROOT / "python")
sys.path.insert(0, str(ROOT / "python"))

TABLES = ["corpus/posts", "corpus/accounts", "segments/segments", "vectors/segments", "vectors/questions"]
TICK = os.sysconf("SC_CLK_TCK")


def window_of(case: pathlib.Path) -> dict[str, str]:
    """The options that the case was analysed with."""
    said = json.loads((case / "manifest.json").read_text())["stages"]
    return {"from_": said["corpus"]["parameters"]["from"], "to": said["corpus"]["parameters"]["to"],
            "topic": said["corpus"]["parameters"]["topic"], "stream": said["corpus"]["parameters"]["stream"],
            "encoder": said["vectors"]["parameters"]["encoder"]}


def imported(case: pathlib.Path, to: pathlib.Path) -> pathlib.Path:
    """Only what an import leaves, by hard links."""
    shutil.rmtree(to, ignore_errors=True)
    for room in ("threads", "sources"):
        shutil.copytree(case / room, to / room, copy_function=os.link)
    manifest = json.loads((case / "manifest.json").read_text())
    manifest["stages"] = {"threads": manifest["stages"]["threads"]}
    manifest["files"] = {name: said for name, said in manifest["files"].items() if name in manifest["stages"]["threads"]["files"]}
    (to / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False))
    return to


def session(master="local[2]", **settings):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("agon-bench")
    given = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
             "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "2g", **settings}
    for name, value in given.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def digests(case: pathlib.Path) -> dict[str, str]:
    return {name: hashlib.sha256((case / f"{name}.parquet").read_bytes()).hexdigest() for name in TABLES}


def tree_cpu_seconds() -> float:
    """User and system seconds of this process, all that descend from it, and those of them that ended and were waited for."""
    parents, spent = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(int(field) for field in fields[11:15]) / TICK

    def is_ours(pid):
        while pid > 1:
            if pid == os.getpid():
                return True
            pid = parents.get(pid, 0)
        return False

    return sum(seconds for pid, seconds in spent.items() if is_ours(pid))
