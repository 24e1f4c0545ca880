"""How copies hang together: sizes of the components that agon_spark folds each in one place, and false meetings of band keys.

    VENV/bin/python bench/components.py CASE      a case with corpus/posts
"""

import collections
import sys

import spark_case  # noqa: F401  (finds the package)

import agon


def main():
    case = agon.Case(sys.argv[1])
    posts = case.table("corpus/posts", ["post", "revision", "fate", "text", "quoted_spans", "aside_spans", "link_spans"])
    engine, texts = agon.Engine(), {}
    for batch in posts.to_batches(max_chunksize=20000):
        made = engine.copy_signatures(batch)
        for fate, units, digest, bands in zip(batch["fate"].to_pylist(), *(made[n].to_pylist() for n in ("units", "digest", "bands"))):
            if bands and fate in ("analysed", "twin"):
                texts[digest, units, tuple(bands)] = texts.get((digest, units, tuple(bands)), 0) + 1
    buckets = collections.defaultdict(list)
    for number, (_, _, bands) in enumerate(texts):
        for band, key in enumerate(bands):
            buckets[band, key].append(number)
    root = list(range(len(texts)))

    def top(number):
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    edges = 0
    for members in buckets.values():
        if len(members) > 1:
            edges += len(members)
            for member in members[1:]:
                root[top(member)] = top(members[0])
    sizes = collections.Counter(top(number) for number in range(len(texts)))
    together = [size for size in sizes.values() if size > 1]
    n = len(texts)
    print(f"{case.folder.name}: {posts.num_rows} posts, {sum(texts.values())} long enough, {n} different texts; {len(together)} components of more than one "
          f"hold {sum(together)} texts, the largest {max(together, default=0)}; {edges} texts in shared buckets; largest bucket "
          f"{max(map(len, buckets.values()), default=0)}; false meetings expected of 32 bits: {16 * n * (n - 1) / 2 / 2**32:.1f} pairs")


main()
