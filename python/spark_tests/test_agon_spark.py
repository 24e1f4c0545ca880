"""agon_spark on one machine's Spark: tables have the bytes of `agon analyze`, however the work is dealt out.

Run by ctest (python/run_spark_tests); larger cases and a real cluster: bench/spark_tables.py, bench/spark_cluster.py.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import shutil
import sys

import pytest

pytest.importorskip("pyspark")
if not shutil.which("java"):
    pytest.skip("java is not here", allow_module_level=True)

import agon  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import agon_spark  # noqa: E402
from agon_spark import twins  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples/made-in-china"
WINDOW = {"from_": "2010-12", "to": "2025-03"}
TABLES = ["corpus/posts", "corpus/accounts", "segments/segments", "vectors/segments", "vectors/questions"]


@pytest.fixture(scope="session")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (SparkSession.builder.master("local[2]").appName("test").config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3").config("spark.driver.memory", "1g").getOrCreate())
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


def of_sample(folder):
    case = agon.Case(folder / "sample")
    case.import_(SAMPLE / "threads", topic="中国制造")
    case.import_([SAMPLE / "official"], stream="official", topic="中国制造")
    return case


def of_echoes(folder):
    """Chains, copies with a word changed, accounts that repeat themselves, undated posts, quoted parents."""
    draw = random.Random(5)
    words = ["口罩", "医院", "隔离", "武汉", "复工", "学校", "支持", "反对", "医生", "口岸", "检测", "社区", "志愿者", "物资", "捐款", "直播"]
    texts = ["".join(draw.choice(words) for _ in range(draw.randint(2, 40))) + "。" for _ in range(60)]
    rows = []
    for number in range(900):
        text = draw.choice(texts)
        kind = draw.random()
        if kind < 0.2:
            text = f"转发微博//@甲{number % 7}:{text}"
        elif kind < 0.3:
            text = f"同意//@乙:{text}//@丙:{draw.choice(texts)}"
        elif kind < 0.6:
            at = draw.randrange(len(text))
            text = text[:at] + draw.choice(words) + text[at:]
        elif kind < 0.65:
            text = "转发"
        rows.append({"id": f"p{number}", "author": f"u{draw.randrange(12)}", "text": text,
                     "date": "" if draw.random() < 0.1 else f"2020-0{draw.randint(1, 5)}-{draw.randint(10, 28)}",
                     "question_id": f"q{draw.randrange(40)}", "question": f"第{number % 40}个问题",
                     "parent": f"p{draw.randrange(number)}" if number and draw.random() < 0.4 else ""})
    file = folder / "echoes.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    case = agon.Case(folder / "echoes")
    case.import_(file, platform="weibo")
    return case


@pytest.fixture(scope="session", params=[of_sample, of_echoes], ids=["sample", "echoes"])
def single(request, tmp_path_factory):
    case = request.param(tmp_path_factory.mktemp("single"))
    case.analyze(**WINDOW)
    return case


def on_spark(session, single, folder, partitions, records):
    """The case as it was before its analysis, analysed on Spark."""
    case = folder / "case"
    shutil.copytree(single.folder / "threads", case / "threads")
    shutil.copytree(single.folder / "sources", case / "sources")
    manifest = json.loads((single.folder / "manifest.json").read_text())
    manifest["stages"] = {"threads": manifest["stages"]["threads"]}
    manifest["files"] = {name: said for name, said in manifest["files"].items() if name in manifest["stages"]["threads"]["files"]}
    (case / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False))
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(records))
    made = agon_spark.analyze(session, case, folder / "work", partitions=partitions, **WINDOW)
    return agon.Case(case), made


@pytest.mark.parametrize(("partitions", "records"), [(1, 10_000), (3, 7), (8, 1)])
def test_tables_have_the_bytes_of_one_machine(session, single, tmp_path, partitions, records):
    case, made = on_spark(session, single, tmp_path, partitions, records)
    for name in TABLES:
        ours, theirs = case.folder / f"{name}.parquet", single.folder / f"{name}.parquet"
        assert case.table(name).equals(single.table(name)), name
        assert ours.read_bytes() == theirs.read_bytes(), name
    assert made.segments == single.table("segments/segments").num_rows
    if "echoes" in str(single.folder):
        fates = set(single.table("corpus/posts")["fate"].to_pylist())
        assert {"twin", "relay", "analysed"} <= fates
        assert single.table("corpus/accounts").num_rows > 3
    assert not (tmp_path / "work").exists()


def test_what_follows_adopts_the_tables(session, single, tmp_path):
    case, _ = on_spark(session, single, tmp_path, 2, 1000)
    before = (case.folder / "segments/segments.parquet").stat().st_mtime_ns
    stages = {stage.stage: stage.skipped for stage in case.analyze(adopt=True, **WINDOW)}
    assert not stages["corpus"]
    assert (case.folder / "segments/segments.parquet").stat().st_mtime_ns == before
    for path in sorted(single.folder.rglob("*.parquet")):
        assert path.read_bytes() == (case.folder / path.relative_to(single.folder)).read_bytes(), path.name
    assert (case.folder / "manifest.json").read_text() == (single.folder / "manifest.json").read_text()
    assert all(stage.skipped for stage in case.analyze(**WINDOW))


def test_a_source_that_is_not_what_was_imported_ends_the_job(session, single, tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(single.folder / "threads", folder / "threads")
    shutil.copytree(single.folder / "sources", folder / "sources")
    largest = max((folder / "sources").glob("*.zst"), key=lambda path: path.stat().st_size)
    other = min((folder / "sources").glob("*.zst"), key=lambda path: path.stat().st_size)
    largest.write_bytes(other.read_bytes() if other != largest else largest.read_bytes()[:-40])
    with pytest.raises(Exception, match="not the bytes that were imported|zstd|ZSTD|Truncated"):
        agon_spark.analyze(session, folder, tmp_path / "work", partitions=2, **WINDOW)


def test_stances_are_those_of_the_engine(session, single):
    texts = single.table("segments/segments")["text"].to_pylist()[:30]
    rows = [(number, text, "中国应该保护自己的汽车工业") for number, text in enumerate(texts)]
    pairs = session.createDataFrame(rows, "id long, text string, target string")
    expected = agon.Engine().stances(pairs.toArrow()).to_pylist()
    for partitions, records in ((1, 10_000), (5, 3)):
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(records))
        found = agon_spark.stances(pairs.repartition(partitions)).orderBy("id").toArrow().to_pylist()
        assert found == expected


def test_components_are_those_of_a_search(session, tmp_path):
    draw = random.Random(3)
    edges = [(bucket, draw.randrange(1, 400)) for bucket in range(150) for _ in range(draw.randint(2, 3))]
    edges += [(1000 + i, node) for i in range(40) for node in (5000 + i, 5001 + i)]  # a path of 41
    group = {node: node for _, node in edges}
    moved = True
    while moved:
        moved = False
        for bucket in {bucket for bucket, _ in edges}:
            members = [node for b, node in edges if b == bucket]
            least = min(group[node] for node in members)
            for node in members:
                moved = moved or group[node] != least
                group[node] = least

    def keep(frame, name):
        frame.write.mode("overwrite").parquet(str(tmp_path / name))
        return session.read.parquet(str(tmp_path / name))

    found = twins.components(session.createDataFrame(edges, "bucket long, node long"), keep).collect()
    assert {row.node: row.group for row in found} == group


def test_a_sample_is_a_case_of_whole_threads(single, tmp_path):
    smaller, larger = tmp_path / "smaller", tmp_path / "larger"
    counts = [agon_spark.sample_case(single.folder, smaller, 0.4), agon_spark.sample_case(single.folder, larger, 0.8)]
    of = {folder: set(agon.Case(folder).table("threads/posts")["thread"].to_pylist()) for folder in (smaller, larger)}
    assert counts[0] < counts[1]
    assert of[smaller] < of[larger]
    whole = single.table("threads/posts").to_pylist()
    assert agon.Case(larger).table("threads/posts").to_pylist() == [row for row in whole if row["thread"] in of[larger]]
    agon.Case(larger).analyze(**WINDOW)
    report = tmp_path / "report.md"
    agon.Case(larger).report(report)
    assert agon.Case(larger).verify(report)
