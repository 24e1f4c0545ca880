"""What is compared with what, stage by stage: commands, and what they say of their own CPU seconds."""

from __future__ import annotations

import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/release"


@dataclasses.dataclass
class Contender:
    """Commands run one after the other. `own`: what they print as "cpu_s X" counts, not the whole process."""

    name: str
    commands: list[list]
    own: bool = True


@dataclasses.dataclass
class Comparison:
    stage: str
    what: str
    contenders: list[Contender]  # the first is agon
    goal: dict[str, float] = dataclasses.field(default_factory=dict)  # peer -> how many times its CPU seconds


@dataclasses.dataclass
class Inputs:
    posts: pathlib.Path  # JSON Lines
    lines: pathlib.Path  # sentences
    rows: pathlib.Path  # float32 vectors
    width: int
    polis: list[pathlib.Path]
    corpora: pathlib.Path
    scratch: pathlib.Path


def comparisons(inputs: Inputs, python: pathlib.Path) -> list[Comparison]:
    agon, posts, scratch = BUILD / "agon", inputs.posts, inputs.scratch
    case, digest, edges = scratch / "case", scratch / "digest", scratch / "edges"

    def peer(name, *words):
        return Contender(name, [[python, ROOT / "bench/peers/peer.py", name, *words]])

    return [
        Comparison("whole pipe", "import, analyze, report of the posts; BERTopic: jieba, TF-IDF, SVD, fit", [
            Contender("agon", [["rm", "-rf", case], [agon, "import", case, posts, "--platform", "weibo", "--quiet"],
                               [agon, "analyze", case, "--quiet"],
                               [agon, "report", case, "-o", scratch / "report.html", "--quiet"]], own=False),
            Contender("bertopic", [[python, ROOT / "bench/peers/peer.py", "bertopic", posts]], own=False)], {"bertopic": 10}),
        Comparison("import", "JSON Lines to tables of posts and questions", [
            Contender("agon", [["rm", "-rf", case], [BUILD / "import_bench", "import", case, posts]]),
            Contender("orjson+pyarrow", [[python, ROOT / "bench/import_peer.py", posts, scratch / "tables"]])],
            {"orjson+pyarrow": 5}),
        Comparison("near copies", "from texts to originals (peers: to flags)", [
            Contender("agon", [[BUILD / "corpus_bench", "twins", posts]]),
            Contender("rensa", [[python, ROOT / "bench/corpus_bench.py", "--rensa", posts]]),
            peer("datasketch", posts)], {"rensa": 5}),
        Comparison("traditional to simplified", "a post at a time", [
            Contender("agon", [[BUILD / "corpus_bench", "simplify", posts, digest]]),
            Contender("opencc", [[python, ROOT / "bench/corpus_bench.py", "--opencc", posts, digest]])], {"opencc": 3}),
        Comparison("words", "segmentation with the dictionary and HMM", [
            Contender("agon", [[BUILD / "words_bench", posts]]), peer("rjieba", posts), peer("jieba", posts)],
            {"rjieba": 3, "jieba": 70}),
        Comparison("encoder", "sentences to vectors, one thread", [
            Contender("agon", [[BUILD / "encoder_bench", ".deps/encoder", inputs.lines, scratch / "vectors", "1"]]),
            peer("encoder", inputs.lines)], {"encoder": 15}),
        Comparison("neighbours", "15 exact nearest of every vector, one thread", [
            Contender("agon", [[BUILD / "neighbours_bench", inputs.rows, inputs.width, "15", "1", scratch / "near"]]),
            peer("faiss", inputs.rows, inputs.width, "15")], {"faiss": 1}),
        Comparison("communities", "of the graph of neighbours, by modularity", [
            Contender("agon", [[BUILD / "communities_bench", inputs.rows, inputs.width, "15", edges]]),
            peer("igraph", edges), peer("leidenalg", edges)], {"igraph": 1}),
        Comparison("opinion groups", "of the Polis conversations (agon: whole process, with the scoring)", [
            Contender("agon", [[agon, "eval", "groups", "--corpora", inputs.corpora, "--quiet"]], own=False),
            peer("reddwarf", *inputs.polis)]),
    ]
