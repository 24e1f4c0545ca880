#!/usr/bin/env python3
"""BERTopic on the vectors that `agon eval debates --vectors FOLDER` wrote, for the comparison of groups and of CPU time.

    bench/debates_peer.py FOLDER [SET ...]

Wants bertopic 0.17.4 (pip --no-deps) with numpy, pandas, scikit-learn, hdbscan, umap-learn, tqdm, plotly, pyyaml, and
pyarrow, in an environment outside the repository. Prints for each set: AMI and V-measure with outliers as one group more,
share of outliers, number of topics, CPU seconds of fit_transform.
"""
import pathlib
import resource
import sys

import numpy as np
import pyarrow.parquet as parquet
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score


def cpu_seconds():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main():
    from bertopic import BERTopic
    from umap import UMAP

    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.glob("*.parquet")):
        if sys.argv[2:] and path.stem not in sys.argv[2:]:
            continue
        table = parquet.read_table(path)
        labels = table.column("label").to_pylist()
        vectors = np.array(table.column("vector").combine_chunks().flatten()).reshape(len(labels), -1)
        # The groups depend on the vectors only; the documents are needed for topic words, which are not scored.
        documents = [f"word{i % 97} word{i % 89}" for i in range(len(labels))]
        begin = cpu_seconds()
        model = BERTopic(umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42))
        topics, _ = model.fit_transform(documents, vectors)
        spent = cpu_seconds() - begin
        outliers = np.mean(np.array(topics) == -1)
        print(f"{path.stem}: posts {len(labels)}, AMI {adjusted_mutual_info_score(labels, topics):.3f}, "
              f"V {v_measure_score(labels, topics):.3f}, outliers {outliers:.3f}, topics {len(set(topics)) - 1}, "
              f"CPU {spent:.1f} s", flush=True)


if __name__ == "__main__":
    main()
