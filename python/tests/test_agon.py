"""The Python package on the sample: the same bytes as the command line's, tables in three shapes, and debates to look at.

Run by ctest; needs pyarrow and pytest, and skips the shapes whose package is not there.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import subprocess

import pytest

pa = pytest.importorskip("pyarrow")
import agon  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples/made-in-china"
PROGRAM = os.environ.get("AGON_PROGRAM", str(ROOT / "build/release/agon"))


@pytest.fixture(scope="session")
def case(tmp_path_factory):
    case = agon.Case(tmp_path_factory.mktemp("case") / "made-in-china")
    assert case.import_(SAMPLE / "threads", topic="中国制造").new > 100
    assert case.import_([SAMPLE / "official"], stream="official", topic="中国制造").new > 0
    stages = case.analyze(from_="2010-12", to="2025-03")
    assert [stage.stage for stage in stages][:3] == ["corpus", "segments", "vectors"]
    assert not any(stage.skipped for stage in stages)
    return case


def digests(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(pathlib.Path(folder).rglob("*.parquet"))}


def test_tables_are_those_of_the_command_line(case, tmp_path):
    other = tmp_path / "other"

    def run(*arguments):
        assert subprocess.run([PROGRAM, *arguments, "--quiet"], capture_output=True).returncode in (0, 1)

    run("import", other, SAMPLE / "threads", "--topic", "中国制造")
    run("import", other, SAMPLE / "official", "--stream", "official", "--topic", "中国制造")
    run("analyze", other, "--from", "2010-12", "--to", "2025-03")
    assert digests(other) == digests(case.folder)
    assert len(digests(other)) > 20


def test_an_unchanged_case_is_not_analysed_again(case):
    assert all(stage.skipped for stage in case.analyze(from_="2010-12", to="2025-03"))


def test_report_holds_until_it_is_changed(case, tmp_path):
    file = tmp_path / "report.md"
    written = case.report(file)
    assert written.quotes > 10
    assert case.verify(file)
    file.write_text(file.read_text().replace("voices", "people", 1))
    verdict = case.verify(file)
    assert not verdict.holds and verdict.findings


def test_tables_come_in_three_shapes(case):
    assert "camps/stances" in case.tables()
    table = case.table("camps/stances", ["debate", "pole"])
    assert table.column_names == ["debate", "pole"] and table.num_rows > 0
    pandas = pytest.importorskip("pandas")
    assert isinstance(case.pandas("camps/stances"), pandas.DataFrame)
    polars = pytest.importorskip("polars")
    assert isinstance(case.polars("camps/stances"), polars.DataFrame)
    with pytest.raises(agon.AgonError, match="no table camps/nothing; there are: .*camps/stances"):
        case.table("camps/nothing")


def test_debates_have_quotes_with_authors_and_years(case):
    debates = case.debates()
    assert [debate.rank for debate in debates] == sorted(debate.rank for debate in debates)
    assert len(debates) >= 3
    first = debates[0]
    assert {quote.pole for quote in first.quotes} == {"a", "b"}
    assert sum(camp.voices for camp in first.camps) > 0
    texts = set(case.table("segments/segments")["text"].to_pylist())
    for debate in debates:
        for quote in debate.quotes:
            assert quote.text in texts and quote.author
    page = first._repr_html_()
    assert "<script" not in page and first.quotes[0].author in page and "voices" in page


def test_what_people_wrote_cannot_become_markup():
    quote = agon.Quote('<img src=x onerror="alert(1)">', "<b>x</b>", 0, "a", 1)
    camps = [agon.Camp("a", 1, 1.0, 0.2, 1.0)]
    debate = agon.Debate(1, 1, "<script>1</script>", "", "</p><p>", 1, 1, 2020, 2021, "thin", camps, [quote])
    page = debate._repr_html_()
    for markup in ("<img", "<script", "<b>x", "</p><p></p>"):
        assert markup not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in page and "n.d." in page


def test_stages_give_the_tables_of_the_case(case):
    engine = agon.Engine()
    segments = case.table("segments/segments").slice(0, 60)
    texts = segments.select(["text"]).append_column("id", segments["segment"])
    whole = engine.vectors(texts)
    one_by_one = engine.vectors(pa.Table.from_batches(texts.combine_chunks().to_batches(max_chunksize=1)))
    assert whole.combine_chunks() == one_by_one.combine_chunks()
    pairs = texts.append_column("target", pa.array(["中国应该保护自己的汽车工业"] * 60))
    stances = engine.stances(pairs).to_pylist()
    assert all(abs(row["in_favour"] + row["against"] + row["neither"] - 1) < 1e-9 for row in stances)
    posts = case.table("corpus/posts")
    signed = engine.copy_signatures(posts)
    assert signed["post"].combine_chunks() == posts["post"].combine_chunks()
    assert engine.segments(posts.slice(0, 0)).num_rows == 0


def test_clean_maps_text_to_source():
    raw = pa.table({"raw": pa.array([b"\\u7b2c\\u4e00&amp;", b"\\q"], pa.binary()),
                    "body_encoding": ["json_string", "json_string"], "body_is_html": [1, 1]})
    cleaned = agon.Engine().clean(raw).to_pylist()
    assert cleaned[0]["text"] == "第一&" and cleaned[0]["source_runs"] and cleaned[0]["problem"] == ""
    assert "malformed JSON" in cleaned[1]["problem"]


def test_errors_are_sentences(tmp_path):
    nowhere = agon.Case(tmp_path / "nothing")
    with pytest.raises(agon.AgonError, match="there is no case here") as caught:
        nowhere.analyze()
    assert caught.value.status is agon.Status.BAD_INPUT
    with pytest.raises(agon.AgonError, match="no such file"):
        nowhere.import_(tmp_path / "missing.json")
    with pytest.raises(agon.AgonError, match="missing: target|target"):
        agon.Engine().stances(pa.table({"text": ["x"]}))
    with pytest.raises(agon.AgonError, match="full or fast"):
        agon.Engine().vectors(pa.table({"text": ["x"]}), encoder="slow")
