"""Figures of room corpus against its peers, on the same posts in the same run, CPU seconds (user and system).

    VENV/bin/pip install rensa==0.5.0 opencc==1.4.2 orjson==3.13.0 pyarrow==26.0.1
    VENV/bin/python bench/corpus_bench.py BUILD/corpus_bench posts.jsonl [ROUNDS]

rensa: 4-grams of the text made in Python (it takes tokens, not text), 128 permutations, 16 bands, its fastest calls
(digest_matrix_from_token_sets, query_duplicate_flags_matrix_one_shot). It flags rows; it neither checks pairs nor says
which row repeats which, and agon's time holds both. opencc: convert() once a post."""

import hashlib
import pathlib
import resource
import subprocess
import sys
import tempfile

import orjson


def seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def texts_of(path):
    with open(path, "rb") as lines:
        return [orjson.loads(line)["text"] for line in lines]


def rensa_twins(path):
    from rensa import RMinHash, RMinHashLSH

    texts = texts_of(path)
    start = seconds()
    tokens = [[text[i : i + 4] for i in range(len(text) - 3)] for text in texts]
    shingled = seconds()
    matrix = RMinHash.digest_matrix_from_token_sets(tokens, 128, 42)
    digested = seconds()
    flags = RMinHashLSH(0.8, 128, 16).query_duplicate_flags_matrix_one_shot(matrix)
    ended = seconds()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rensa twins: posts {len(texts)} cpu_s {ended - start:.2f} (4-grams {shingled - start:.2f} digests "
          f"{digested - shingled:.2f} lsh {ended - digested:.2f}) flagged {sum(flags)} peak_MiB {peak:.0f}", flush=True)


def opencc_simplify(path, digest_file):
    import opencc

    texts = texts_of(path)
    size = sum(len(text.encode()) for text in texts)
    converter = opencc.OpenCC("t2s")
    converter.convert("x")
    start = seconds()
    simple = [converter.convert(text) for text in texts]
    spent = seconds() - start
    digest = hashlib.sha256("".join(text + "\n" for text in simple).encode()).hexdigest()
    same = pathlib.Path(digest_file).read_text().strip() == digest
    print(f"opencc simplify: posts {len(texts)} cpu_s {spent:.3f} MB_per_s {size / 1e6 / spent:.1f} "
          f"same_text_as_agon {same}", flush=True)


def main():
    if sys.argv[1] == "--rensa":
        return rensa_twins(sys.argv[2])
    if sys.argv[1] == "--opencc":
        return opencc_simplify(sys.argv[2], sys.argv[3])
    program, posts = sys.argv[1:3]
    run = lambda *words: subprocess.run(words, check=True)
    own = lambda *words: run(sys.executable, __file__, *words)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 2):
            run(program, "twins", posts)
            own("--rensa", posts)
            run(program, "simplify", posts, f"{folder}/digest")
            own("--opencc", posts, f"{folder}/digest")
        run(program, "sample", posts, "400000", "1", "20000")
        run(program, "sample", posts, "0", "47", "20000")


main()
