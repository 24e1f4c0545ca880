"""Takes the published scores of the stance judge out of models/pair.md, so that the explorer shows that table and no copy of it.

python3 web/judge_scores.py models/pair.md TARGET.json
"""

import hashlib
import json
import pathlib
import sys


def cells(line):
    return [cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")]


def main():
    page, target = map(pathlib.Path, sys.argv[1:])
    text = page.read_text(encoding="utf-8")
    lines = text.split("\n")
    begin = next((i for i, line in enumerate(lines) if line.startswith("| set |")), None)
    if begin is None:
        sys.exit(f"{page} has no table that begins with a column called set: the explorer shows it as the judge's accuracy")
    end = next(i for i in range(begin, len(lines) + 1) if i == len(lines) or not lines[i].startswith("|"))
    head, rows = cells(lines[begin]), [cells(line) for line in lines[begin + 2 : end]]
    if not rows or any(len(row) != len(head) for row in rows):
        sys.exit(f"{page}: a row of the table of scores has another number of cells than its head")
    scores = {"page": f"models/{page.name}", "sha256": hashlib.sha256(text.encode()).hexdigest(), "head": head, "rows": rows}
    target.write_text(json.dumps(scores, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


main()
