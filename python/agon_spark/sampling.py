"""A case of a share of the threads, for the stages that see the whole case at once.

Which threads: those whose id, scattered, lies under the share. So a thread is in or out whatever else the case holds; a
larger share holds the smaller one; and the sample of many machines' parts is the parts' samples put together. Threads and not
posts, since a debate is made of questions with all their answers.
Fits: a case of ten million posts under a hundred thousand questions; the debates of a tenth of them are the case's debates,
each with a tenth of its questions. Does not fit: a debate under three questions; it is in by luck (docs/scale.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

import agon

_LAST = 2**64 - 1


def scattered(number: int) -> int:
    """splitmix64: neighbouring ids fall anywhere."""
    x = (number + 0x9E3779B97F4A7C15) & _LAST
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _LAST
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _LAST
    return x ^ (x >> 31)


def sample_case(case: str | pathlib.Path, folder: str | pathlib.Path, share: float) -> int:
    """Makes a case in `folder` of the threads of `case` that are in the sample; says how many. Sources are hard links."""
    case, folder = pathlib.Path(case), pathlib.Path(folder)
    (folder / "threads").mkdir(parents=True)
    shutil.copytree(case / "sources", folder / "sources", copy_function=os.link)
    manifest = json.loads((case / "manifest.json").read_text(encoding="utf-8"))
    stage = manifest["stages"]["threads"]
    manifest["stages"] = {"threads": stage}
    manifest["files"] = {name: said for name, said in manifest["files"].items() if name in stage["files"]}
    questions = pa.parquet.read_table(case / "threads/questions.parquet")
    under = int(share * (_LAST + 1))
    chosen = pa.array([thread for thread in questions["thread"].to_pylist() if scattered(thread) < under], pa.int64())
    kept = {"questions": questions.filter(pc.is_in(questions["thread"], chosen))}
    posts = pa.parquet.read_table(case / "threads/posts.parquet")
    kept["posts"] = posts.filter(pc.is_in(posts["thread"], chosen))
    votes = pa.parquet.read_table(case / "threads/votes.parquet")
    kept["votes"] = votes.filter(pc.is_in(votes["post"], kept["posts"]["post"].combine_chunks()))
    for path in sorted((case / "threads").glob("*.parquet")):
        name = path.stem
        if name in kept:
            agon.write_table(folder / "threads" / path.name, kept[name])
            bytes_ = (folder / "threads" / path.name).read_bytes()
            manifest["files"][f"threads/{path.name}"] = {"sha256": hashlib.sha256(bytes_).hexdigest(), "rows": kept[name].num_rows}
        else:
            os.link(path, folder / "threads" / path.name)
    stage["key"] = hashlib.sha256(f"{stage['key']} sample {under}".encode()).hexdigest()
    for path in case.iterdir():
        if path.is_file() and path.name != "manifest.json":
            shutil.copy2(path, folder / path.name)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return len(chosen)
