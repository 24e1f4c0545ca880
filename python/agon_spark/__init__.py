"""agon on Apache Spark: the stages that look at one record at a time, and the folding between records, on many machines.

`analyze` makes a case's tables of corpus, segments and vectors, with the bytes that `agon analyze` would write; the stages
after them run where the case lies, or on a sample of its threads (`sample_case`). `stances` judges any DataFrame of texts and targets.
"""

from agon_spark.job import Made, analyze
from agon_spark.sampling import sample_case
from agon_spark.stages import stances

__all__ = ["Made", "analyze", "sample_case", "stances"]
