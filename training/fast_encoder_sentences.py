"""Writes the sentences from which training/fast_encoder.py learns: Weibo, Zhihu and English, no labels, no test split.

Usage: python training/fast_encoder_sentences.py ../shared/corpora SENTENCES.txt
"""
import csv
import glob
import json
import random
import re
import subprocess
import sys

corpora, out = sys.argv[1:3]
draw = random.Random(1)


def sentences_of(text):
    text = re.sub("<[^>]+>", "\n", text)
    return [s.strip() for s in re.findall("[^。！？!?；;\n]+[。！？!?；;]?", text) if 6 <= len(s.strip()) <= 120]


def longest_string(line):
    return max((v for v in json.loads(line).values() if isinstance(v, str)), key=len, default="")


weibo, zhihu = [], []
with subprocess.Popen(["zstd", "-dc", f"{corpora}/weibo-covid/posts.jsonl.zst"], stdout=subprocess.PIPE,
                      text=True, encoding="utf-8") as posts:
    for number, line in enumerate(posts.stdout):
        if number % 40 == 0:
            weibo += sentences_of(longest_string(line))[:2]
        if number > 600_000:
            break
draw.shuffle(weibo)
for path in sorted(glob.glob(f"{corpora}/zhihu-covid/answers.jsonl")):
    for number, line in enumerate(open(path, encoding="utf-8")):
        if number % 3 == 0:
            zhihu += sentences_of(longest_string(line))[:6]
draw.shuffle(zhihu)
english = [line.split("\t")[2] for line in open(f"{corpora}/iam/claims_en/dev.tsv", encoding="utf-8")]
with open(f"{corpora}/kpa2021/arguments_train.csv", encoding="utf-8") as rows:
    english += [row["argument"].replace("\n", " ") for row in csv.DictReader(rows)]
draw.shuffle(english)
every = list(dict.fromkeys(weibo[:16_000] + zhihu[:14_000] + english[:10_000]))
draw.shuffle(every)
with open(out, "w", encoding="utf-8") as lines:
    lines.writelines(s + "\n" for s in every)
