#!/usr/bin/env python3
"""Cases made strange, each imported, analysed, reported and verified: what crashes, what is no file of its format, and which honest
report `agon verify` calls altered.

    strange_cases.py AGON LINES FOLDER [HOW_MANY] [SEED]

LINES: agon's own lines of a case (`agon export CASE --format jsonl -o LINES`). FOLDER must not exist. Each case is LINES changed in some of
the ways below, chosen by the seed and its number, which are printed with what was found. Exit code 1 if anything was.
"""

import csv
import json
import pathlib
import random
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile

BITS = ["“", "”", "「", "*", "_", "|", "[", "](x)", "[^3]", "<b>", "</p ", "<y且z>", "&amp;", "&le;", "&", "`", "\\", "# ", "\n- ", "most of ", "some "]
BITS += ["2019", "12.5%", "三分之一", "多数人", "不", "$", "~~", "\u202e", "😀", "\u200b", "\t", "\x01", "\x00", "\ufffe", "\x7f", "\u2028", "\r\n", "]]>", "{quote:1}", "⟦1⟧", "<!--", "-->"]
NAMES = ["a|b", "[2020]", "“引号”", "most", "some 12", "*星*_x_", "<b>粗</b>", "\u202eabc", "匿名用户", "很多人", "2019年", "a\tb", "线\n行", "\ufffe", "[^1]", "- item", "`x`", "  空格  "]
TITLES = ["", "?", "a\tb ", "**粗** 还是 _斜_？", "A | B 还是 C？", "“国家”还是「市场」？", "12% 好吗？", "<script>x</script> 该不该？", "most people ", "该不该\n换行？", "有多大？", "# "]


def fewer(rng, threads, posts):
    kept = {t["id"] for t in threads if rng.random() < rng.choice([0.1, 0.3, 0.6, 0.9])}
    threads[:] = [t for t in threads if t["id"] in kept]
    posts[:] = [p for p in posts if p["thread"] in kept and rng.random() < rng.choice([0.3, 0.9, 1.0])]


def undated(rng, threads, posts):
    share = rng.choice([0.3, 1.0])
    for line in threads + posts:
        if rng.random() < share:
            line.pop("created", None), line.pop("edited", None)


def nameless(rng, threads, posts):
    share = rng.choice([0.3, 1.0])
    for post in posts:
        if rng.random() < share:
            post.update(author_kind="anonymous", author_name="匿名用户"), post.pop("author", None)


def few_people(rng, threads, posts):
    people = rng.choice([1, 3, 20])
    for post in posts:
        who = rng.randrange(people)
        post.update(author=who + 1, author_name=f"作者{who}", author_kind="named")


def strange_names(rng, threads, posts):
    called = {}
    for post in posts:
        if post["author_kind"] == "named" and rng.random() < 0.5:
            post["author_name"] = called.setdefault(post.get("author"), rng.choice(NAMES))


def strange_titles(rng, threads, posts):
    for thread in threads:
        if rng.random() < 0.4:
            thread["title"] = rng.choice(TITLES) + (thread["title"] if rng.random() < 0.5 else "")


def strange_texts(rng, threads, posts):
    for post in posts:
        for _ in range(rng.randrange(5) if rng.random() < 0.6 else 0):
            at = rng.randrange(len(post["text"]) + 1)
            post["text"] = post["text"][:at] + rng.choice(BITS) + post["text"][at:]


def strange_votes(rng, threads, posts):
    for post in posts:
        post["votes"] = rng.choice([0, 1, 7, 300, 10**9])


def other_streams(rng, threads, posts):
    streams = rng.choice([["official"], ["public", "official", "expert"]])
    for line in threads + posts:
        line["stream"] = rng.choice(streams)


def two_platforms(rng, threads, posts):
    of = {t["id"]: rng.choice(["zhihu", "weibo"]) for t in threads}
    for line in threads + posts:
        line["platform"] = of.get(line.get("thread", line["id"]), "zhihu")


def twins(rng, threads, posts):
    posts.extend(dict(p, id=f"{p['id']}9") for p in list(posts) if rng.random() < 0.3)


WAYS = {fewer: 0.7, undated: 0.3, nameless: 0.3, few_people: 0.2, strange_names: 0.4, strange_titles: 0.4, strange_texts: 0.4, strange_votes: 0.2}
WAYS |= {other_streams: 0.2, two_platforms: 0.2, twins: 0.15}
EXPORTS = {"4cat": "csv", "jsonl": "jsonl", "graphml": "graphml", "gexf": "gexf", "argdown": "argdown", "aif": "json", "qdpx": "qdpx", "xlsx": "xlsx"}


def is_readable(file: pathlib.Path) -> str:
    """Empty if `file` can be read as what its name says, else why not."""
    try:
        if file.suffix in (".graphml", ".gexf"):
            xml.parse(file)
        elif file.suffix in (".xlsx", ".docx", ".qdpx"):
            with zipfile.ZipFile(file) as packed:
                for name in packed.namelist():
                    if name.endswith((".xml", ".rels", ".qde")):
                        xml.fromstring(packed.read(name))
        elif file.suffix == ".json":
            json.loads(file.read_text())
        elif file.suffix == ".csv":
            csv.field_size_limit(10**8)
            list(csv.reader(file.open(newline="")))
        else:
            file.read_text()
    except (xml.ParseError, ValueError, csv.Error, zipfile.BadZipFile) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def main() -> int:
    agon, lines, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    how_many = int(sys.argv[4]) if len(sys.argv) > 4 else 40
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    folder.mkdir()
    given = [json.loads(line) for line in lines.read_text().split("\n") if line]
    found = reports = 0

    def run(*words, fine=(0,)):
        told = subprocess.run([agon, *map(str, words)], capture_output=True, text=True, errors="replace")
        if told.returncode in fine:
            return True
        nonlocal found
        found += 1
        print(f"{seed}/{number} {ways}: {' '.join(map(str, words))}: exit {told.returncode}: {(told.stdout + told.stderr)[-600:]}", flush=True)
        return False

    def read(file):
        nonlocal found
        if why := is_readable(file):
            found += 1
            print(f"{seed}/{number} {ways}: {file.name}: {why}", flush=True)

    for number in range(how_many):
        rng = random.Random(f"{seed}/{number}")
        threads, posts = ([dict(line) for line in given if line["agon"] == kind] for kind in ("thread", "post"))
        chosen = [way for way, chance in WAYS.items() if rng.random() < chance]
        for way in chosen:
            way(rng, threads, posts)
        ways = " ".join(way.__name__ for way in chosen)
        case, file = folder / f"{number}", folder / f"{number}.jsonl"
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in threads + posts))
        if not run("import", case, file, fine=(0, 1)) or not run("analyze", case):
            continue
        for language in ("en", "zh"):
            for ending in rng.sample(["md", "html", "json", "docx"], 2):
                report = folder / f"{number}-{language}.{ending}"
                mode, words = rng.choice(["verbatim", "pseudonyms", "paraphrase"]), rng.choice([300, 800, 1500, 2500, 4000, 8000])
                if run("report", case, "-o", report, "--lang", language, "--mode", mode, "--words", words, "--key", folder / "key"):
                    reports += 1
                    read(report)
                    run("verify", report, "--case", case)
        for name in rng.sample(list(EXPORTS), 2):
            export = folder / f"{number}-export.{EXPORTS[name]}"
            if run("export", case, "--format", name, "-o", export):
                read(export)
    print(f"{how_many} cases, {reports} reports, {found} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
