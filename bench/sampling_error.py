"""What a sample of the threads gets wrong: debates found again, and the camps' shares.

    VENV/bin/python bench/sampling_error.py CASE SHARE [SHARE ...]

CASE was analysed by this agon. For each share: the sampled case (agon_spark.sample_case) is analysed; each debate of CASE that
has questions in the sample is matched with the sample's debate that has most of them (Jaccard over sampled questions); camps'
shares are compared, beside the error that chance alone would make of so many voices.
"""

import math
import pathlib
import sys
import tempfile

import spark_case

import agon
from agon_spark.sampling import sample_case, scattered


def debates_of(case):
    """debate -> its threads; debate -> (share of pole a among voices of pole a or b, such voices)."""
    threads, camps = {}, {}
    for row in case.table("debates/threads", ["thread", "debate"]).to_pylist():
        threads.setdefault(row["debate"], set()).add(row["thread"])
    for row in case.table("camps/camps", ["debate", "pole", "voices"]).to_pylist():
        camps.setdefault(row["debate"], {})[row["pole"]] = row["voices"]
    known = {row["debate"] for row in case.table("debates/debates", ["debate"]).to_pylist()}
    sides = {debate: (poles.get("a", 0) / max(1, poles.get("a", 0) + poles.get("b", 0)), poles.get("a", 0) + poles.get("b", 0))
             for debate, poles in camps.items()}
    return {debate: members for debate, members in threads.items() if debate in known}, sides


def main():
    whole, shares = agon.Case(sys.argv[1]), [float(share) for share in sys.argv[2:]]
    full_threads, full_sides = debates_of(whole)
    window = spark_case.window_of(whole.folder)
    for share in shares:
        with tempfile.TemporaryDirectory(dir=pathlib.Path(sys.argv[1]).resolve().parent) as place:
            sampled = sample_case(whole.folder, pathlib.Path(place, "case"), share)
            part = agon.Case(pathlib.Path(place, "case"))
            part.analyze(**window)
            threads, sides = debates_of(part)
        inside = {thread for members in full_threads.values() for thread in members if scattered(thread) < share * 2**64}
        found, overlaps, errors, chance = 0, [], [], []
        for debate, members in full_threads.items():
            here = members & inside
            if not here:
                continue
            best = max(threads, key=lambda other: len(threads[other] & here) / len(threads[other] | here), default=None)
            overlap = len(threads[best] & here) / len(threads[best] | here) if best is not None else 0
            overlaps.append(overlap)
            if overlap < 0.5 or debate not in full_sides or best not in sides:
                continue
            found += 1
            p, n = full_sides[debate][0], sides[best][1]
            if n:
                errors.append((sides[best][0] - p) ** 2)
                chance.append(p * (1 - p) / n * max(0, 1 - n / max(n, full_sides[debate][1])))
        rms = math.sqrt(sum(errors) / len(errors)) if errors else float("nan")
        alone = math.sqrt(sum(chance) / len(chance)) if chance else float("nan")
        print(f"share {share}: {sampled} threads; {len(overlaps)} of {len(full_threads)} debates have questions in it, {found} found again "
              f"(Jaccard of at least half; mean {sum(overlaps) / max(1, len(overlaps)):.2f}), {len(threads)} debates in the sample; "
              f"share of pole a: root mean square difference {rms:.3f}, by chance alone {alone:.3f}", flush=True)


main()
