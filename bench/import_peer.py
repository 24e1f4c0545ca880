"""The peer of `agon import` for JSON Lines: orjson and pyarrow make the same two tables of the same fields.

    VENV/bin/python bench/import_peer.py posts.jsonl OUTPUT_FOLDER [CASE_FOLDER]
    STORE=1 VENV/bin/python ...          # keeps the source too, compressed by zstd as agon does (level 1)

Written for speed: one pass, columns as lists, dates and hashes cached or in C where Python allows. It does less than the
import: it checks no encoding and merges nothing. Prints CPU seconds (user and system), peak
memory and, given the case that agon made of the same file, whether all columns hold the same values."""

import calendar
import hashlib
import os
import resource
import sys
import time

import orjson
import pyarrow
import pyarrow.parquet

PLATFORM, STREAM = "weibo", "public"


def main():
    path, folder = sys.argv[1:3]
    started = time.process_time()
    sha256 = hashlib.sha256
    data = open(path, "rb").read()
    source = sha256(data).hexdigest()
    if os.environ.get("STORE"):
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/{source}.zst", "wb") as store:
            store.write(pyarrow.Codec("zstd", compression_level=1).compress(data, asbytes=True))
            os.fsync(store.fileno())
    moments = {}

    def stable_id(text):
        return (int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1) or 1

    def moment(date):
        found = moments.get(date)
        if found is None:
            seconds = calendar.timegm(time.strptime(date, "%Y-%m-%d")) - 8 * 3600
            found = moments[date] = (seconds, int(date[:4]))
        return found

    post, thread, author, native, names, created, years, dates = [], [], [], [], [], [], [], []
    record_begin, record_end, body_begin, body_end = [], [], [], []
    titles, title_begin, title_end, thread_native = [], [], [], []
    loads, begin, mark = orjson.loads, 0, b'"text": "'
    rejected = 0
    for line in data.split(b"\n"):
        if not line:
            begin += 1
            continue
        row = loads(line)
        text, identity, name = row["text"], row["id"], row["author"]
        if not text.strip():
            rejected += 1
            begin += len(line) + 1
            continue
        post_id = stable_id(f"{PLATFORM}\ndocument\n{identity}")
        thread_name = "document:" + identity
        post.append(post_id)
        thread.append(stable_id(f"{PLATFORM}\nthread\n{thread_name}"))
        author.append(stable_id(f"{PLATFORM}\nauthor\n{name}"))
        native.append(identity)
        thread_native.append(thread_name)
        names.append(name)
        date = row["date"]
        seconds, year = moment(date)
        created.append(seconds)
        years.append(year)
        dates.append(date)
        record_begin.append(begin)
        record_end.append(begin + len(line))
        inside = begin + line.index(mark) + len(mark)
        body_begin.append(inside)
        body_end.append(begin + len(line) - 2)
        title = text.lstrip(" \t\r\n").split("\n", 1)[0].encode()
        if len(title) > 150:
            title = title[:150].decode(errors="ignore").encode()
        titles.append(title)
        title_begin.append(inside)
        title_end.append(inside + len(title))
        begin += len(line) + 1

    count = len(post)
    same = lambda value: pyarrow.array([value]).dictionary_encode().take(pyarrow.array([0] * count, pyarrow.int32()))
    number = lambda values: pyarrow.array(values, pyarrow.int64())
    constant = lambda value: pyarrow.repeat(pyarrow.scalar(value, pyarrow.int64()), count)
    posts = pyarrow.table({
        "post": number(post), "thread": number(thread), "parent": constant(0), "kind": same("document"),
        "platform": same(PLATFORM), "stream": same(STREAM), "native_id": pyarrow.array(native), "author": number(author),
        "author_kind": same("named"), "author_name": pyarrow.array(names), "created_seconds": number(created),
        "created_year": number(years), "created_precision": same("day"), "created_text": pyarrow.array(dates),
        "edited_seconds": constant(-1), "votes": constant(-1), "comment_count": constant(-1), "source": same(source),
        "record": number(range(1, count + 1)), "record_begin": number(record_begin), "record_end": number(record_end),
        "body_begin": number(body_begin), "body_end": number(body_end), "body_encoding": same("json_string"),
        "body_is_html": constant(0), "body_is_cut": constant(0), "parent_missing": constant(0), "url": same(""), "revision": constant(0), "newest": constant(1),
    }).sort_by("post")
    questions = pyarrow.table({
        "thread": number(thread), "platform": same(PLATFORM), "stream": same(STREAM), "topic": same(""),
        "native_id": pyarrow.array(thread_native), "title": pyarrow.array(titles, pyarrow.string()), "detail": same(""),
        "created_seconds": constant(-1), "created_year": constant(0), "source": same(source),
        "title_begin": number(title_begin), "title_end": number(title_end), "title_encoding": same("json_string"),
    }).sort_by("thread")
    os.makedirs(folder, exist_ok=True)
    for name, table in (("posts", posts), ("questions", questions)):
        pyarrow.parquet.write_table(table, f"{folder}/{name}.parquet", compression="zstd", compression_level=3)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"posts {count} rejected {rejected} cpu_s {usage.ru_utime + usage.ru_stime:.2f} "
          f"peak_MiB {usage.ru_maxrss / 1024:.0f} (from start of work: {time.process_time() - started:.2f})")
    if len(sys.argv) > 3:
        compare(sys.argv[3], {"posts": posts, "questions": questions})


def compare(case, tables):
    for name, table in tables.items():
        ours = pyarrow.parquet.read_table(f"{case}/threads/{name}.parquet")
        for column in table.column_names:
            theirs = table[column].cast(pyarrow.string() if pyarrow.types.is_dictionary(table[column].type) else table[column].type)
            if theirs.combine_chunks() != ours[column].combine_chunks():
                differ = sum(a != b for a, b in zip(theirs.to_pylist(), ours[column].to_pylist()))
                print(f"{name}.{column}: {differ} of {len(theirs)} values differ (rows {len(ours[column])})")
    print("columns compared")


main()
