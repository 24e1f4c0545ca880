"""The labelled stance sets as one list of examples, and their folds.

An example: set, target, text, parent (what the text answers, "" if nothing), label (0 for, 1 against, 2 neither), group
(its target's key: a fold never splits a group) and lang. Only train, dev and fold splits are read here, and the two test
splits that the table of scores reports (iam/stance_zh test, nlpcc2016 B) under sets of their own, never trained on.
"""

import collections
import csv
import json
import pathlib
import zlib

FOR, AGAINST, NEITHER = 0, 1, 2
FOLDS = 5
MTCSD = {"iPhone 15": "iPhone 15", "Naked Resignation": "裸辞", "Non-marriage Doctrine": "不婚主义", "Pre-made Meals": "预制菜"}
IAC = {  # what "pro" means in author_stance.csv
    "evolution": "Evolution is true",
    "abortion": "Abortion should be legal",
    "gay marriage": "Gay marriage should be legal",
    "gun control": "Gun control should be stricter",
    "existence of god": "God exists",
    "death penalty": "The death penalty is right",
    "climate change": "Climate change is caused by humans",
    "communism vs capitalism": "Capitalism is better than communism",
    "marijuana legalization": "Marijuana should be legal",
    "healthcare": "Healthcare should be provided by the government",
}


def example(name, target, text, label, parent="", group=None, lang="zh"):
    one_line = lambda s: " ".join(s.split())
    return dict(set=name, target=one_line(target), text=one_line(text), parent=one_line(parent), label=label,
                group=group or target, lang=lang)


def rows_of(path):
    return [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if line.strip()]


def read_iam(root):
    names = {"Support": FOR, "Against": AGAINST, "Neutral": NEITHER}
    for split, name in (("train", "iam_zh"), ("test", "iam_zh_test")):
        for target, text, label in rows_of(root / f"iam/stance_zh/{split}.tsv"):
            yield example(name, target, text, names[label])
    for split in ("train", "dev", "test"):
        for row in rows_of(root / f"iam/stance_en/{split}.tsv"):
            yield example("iam_en", row[1], row[2], FOR if row[4] == "1" else AGAINST, lang="en")


def read_cstance(root):
    names = {"支持": FOR, "反对": AGAINST, "中立": NEITHER}
    for row in csv.DictReader(open(root / "c-stance/subtaskA_val.csv", encoding="utf-8-sig")):
        yield example("cstance", row["Target 1"], row["Text"], names[row["Stance 1"]])


def read_mtcsd(root):
    names = {"favor": FOR, "against": AGAINST, "none": NEITHER}
    for folder, target in MTCSD.items():
        posts = {r["id"]: r["text"] for r in csv.DictReader(open(root / "c-mtcsd" / folder / "posts.csv", encoding="utf-8"))}
        for split in ("train", "valid", "test"):
            for row in json.load(open(root / "c-mtcsd" / folder / f"{split}.json", encoding="utf-8")):
                chain = [posts.get(i, "") for i in row["index"]]
                if row["stance"] not in names:
                    continue
                made = example("mtcsd", target, chain[-1], names[row["stance"]], chain[-2] if len(chain) > 1 else "")
                yield dict(made, split=split)


def read_zscsd(root):
    for row in json.load(open(root / "zs-csd/dev_data.json", encoding="utf-8")):
        said = row["sentences"]
        yield example("zscsd", row["target"], said[-1], row["label"], said[-2] if len(said) > 1 else "")


def read_nlpcc(root):
    names = {"FAVOR": FOR, "AGAINST": AGAINST, "NONE": NEITHER}
    files = (("taskA_train.txt", "utf-8-sig", "nlpcc_a"), ("NLPCC_2016_Stance_Detection_Task_A_gold.utf8", "utf-8-sig", "nlpcc_a"),
             ("NLPCC_2016_Stance_Detection_Task_B_gold.txt", "gb18030", "nlpcc_b"))
    for file, encoding, name in files:
        for line in open(root / "nlpcc2016" / file, encoding=encoding, errors="replace"):
            row = line.rstrip("\r\n").split("\t")
            if len(row) >= 4 and row[3].strip() in names:
                yield example(name, row[1], row[2], names[row[3].strip()])


def read_kpa(root):
    for split in ("train", "dev"):
        for row in csv.DictReader(open(root / f"kpa2021/arguments_{split}.csv", encoding="utf-8")):
            yield example("kpa", row["topic"], row["argument"], FOR if row["stance"] == "1" else AGAINST, lang="en")


def read_iac(root, posts_per_author=2):
    """Posts of authors whose side is clear, the longest first; label and group are the author's."""
    import subprocess

    side, topic_of = {}, {}
    for row in csv.DictReader(open(root / "iac/author_stance.csv", encoding="utf-8")):
        pro, anti = int(row["pro"]), int(row["anti"])
        if pro != anti and row["topic"] in IAC:
            side[row["discussion_id"], row["author"]] = FOR if pro > anti else AGAINST
            topic_of[row["discussion_id"]] = row["topic"]
    raw = subprocess.run(["zstd", "-dc", root / "iac/stance_threads_posts.jsonl.zst"], capture_output=True, check=True).stdout
    by_author, text_of = collections.defaultdict(list), {}
    for line in raw.decode("utf-8").splitlines():
        post = json.loads(line)
        text_of[post["thread"], post["post"]] = post["text"]
        key = (str(post["thread"]), post["author"])
        if key in side and len(post["text"]) > 40:
            by_author[key].append(post)
    for key in sorted(by_author):
        posts = sorted(by_author[key], key=lambda p: (-len(p["text"]), p["post"]))[:posts_per_author]
        for post in posts:
            topic = topic_of[key[0]]
            made = example("iac", IAC[topic], post["text"][:400], side[key], (text_of.get((post["thread"], post["parent"])) or "")[:400],
                           lang="en")
            yield dict(made, author="/".join(key))


TURNS = (  # first that occurs is replaced by the second; the label turns round with it
    ("不应该", "应该"), ("不应当", "应当"), ("不应", "应"), ("不该", "该"), ("应该", "不应该"), ("应当", "不应当"), ("不能", "能"),
    ("反对", "支持"), ("支持", "反对"), ("禁止", "允许"), ("取消", "保留"), ("限制", "放开"), ("排斥", "接受"), ("会", "不会"),
    ("是", "不是"), ("should not ", "should "), ("should ", "should not "), (" is not ", " is "), (" is ", " is not "))


def turned(target, lang):
    """The opposite of a target: what is for it is against the target. Things get a word of rejection in front."""
    for old, new in TURNS:
        if old in target and (lang == "en") == old.isascii():
            return target.replace(old, new, 1)
    return ("反对" + target) if lang == "zh" else ("Against: " + target)


def read_all(root):
    root = pathlib.Path(root)
    found = []
    for reader in (read_iam, read_cstance, read_mtcsd, read_zscsd, read_nlpcc, read_kpa, read_iac):
        found.extend(reader(root))
    return found


def fold_of(item):
    """The fold that holds this example's target out; tests are in no fold."""
    if item["set"] == "mtcsd":
        return sorted(MTCSD.values()).index(item["group"])
    if item["set"] == "iac":
        return sorted(IAC.values()).index(item["group"]) % FOLDS
    if item["set"] in ("iam_zh_test", "nlpcc_b"):
        return -1
    return zlib.crc32(item["group"].encode()) % FOLDS
