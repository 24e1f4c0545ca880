"""A case folder: what the command line does with it, and its tables."""

from __future__ import annotations

import ctypes
import os
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet

from agon._library import AgonError, Status, call_on_case, options
from agon.debate import Debate, debates_of

if TYPE_CHECKING:
    import pandas
    import polars

_Path = str | os.PathLike[str]


@dataclass(frozen=True)
class ImportResult:
    """What an import brought in. `rejected` records are in the table threads/rejects, each with its reason."""

    posts: int
    new: int
    known: int
    rejected: int
    votes: int
    sources: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True)
class StageResult:
    """A stage of an analysis; `skipped` if nothing that it reads had changed."""

    stage: str
    skipped: bool
    rows: int


@dataclass(frozen=True)
class ReportResult:
    """A written report: its file, the digest that identifies it, and how much it cites."""

    file: str
    report: str
    quotes: int
    figures: int


@dataclass(frozen=True)
class Verdict:
    """Whether everything in a report agrees with the case; each finding says what does not."""

    holds: bool
    quotes: int
    numbers: int
    names: int
    sources: int
    tables: int
    findings: list[dict[str, Any]] = field(repr=False)

    def __bool__(self) -> bool:
        return self.holds


class Case:
    """The case in `folder`, which is made by the first import. Calls on one case must follow each other."""

    def __init__(self, folder: _Path, *, data: _Path | None = None) -> None:
        """`data`: folder of agon's models and word lists; the package's own if it is not given."""
        self.folder = pathlib.Path(folder)
        self._data = os.fsencode(data) if data is not None else None

    def __repr__(self) -> str:
        return f"agon.Case({str(self.folder)!r})"

    def import_(self, files: _Path | Sequence[_Path], *, format: str = "auto", platform: str = "", stream: str = "public",
                topic: str = "", column_map: Mapping[str, str] | None = None) -> ImportResult:
        """Reads exported files, folders or patterns into the case. What is known already changes nothing.

        Rejected records are counted in the result; a file that cannot be read at all raises AgonError.
        """
        given = [files] if isinstance(files, (str, os.PathLike)) else list(files)
        names = (ctypes.c_char_p * len(given))(*(os.fsencode(file) for file in given))
        how = options(format=format, platform=platform, stream=stream, topic=topic, map=dict(column_map or {}))
        _, told, _ = call_on_case("agon_import", [self._name(), names, len(given), how], Status.PARTLY)
        return ImportResult(**{name: told[name] for name in ImportResult.__dataclass_fields__})

    def analyze(self, *, from_: str = "", to: str = "", topic: str = "", stream: str = "", encoder: str = "auto",
                threads: int = 2, adopt: bool = False) -> list[StageResult]:
        """Runs every stage whose inputs changed; the window is YYYY, YYYY-MM or YYYY-MM-DD, both ends included.

        `adopt`: the tables of corpus, segments and vectors that lie in the case were made elsewhere (agon_spark) from its
        threads and these options, and stand.
        """
        how = options(**{"from": from_, "to": to, "topic": topic, "stream": stream, "encoder": encoder,
                         "threads": threads, "adopt": int(adopt)})
        _, told, _ = call_on_case("agon_analyze", [self._data, self._name(), how])
        return [StageResult(**stage) for stage in told]

    def report(self, file: _Path, *, language: str = "en", words: int | None = None,
               translations: _Path | None = None) -> ReportResult:
        """Writes the article, in the format that the ending of `file` names (.html, .md, .docx, .json, .bib ...)."""
        memory = os.fspath(translations) if translations is not None else None
        how = options(language=language, words=words, translations=memory)
        _, told, _ = call_on_case("agon_report", [self._data, self._name(), os.fsencode(file), how])
        return ReportResult(**told)

    def verify(self, report: _Path) -> Verdict:
        """Recomputes every number and cuts every quote of a report again."""
        _, told, _ = call_on_case("agon_verify", [os.fsencode(report), self._name()], Status.NOT_VERIFIED)
        return Verdict(**told)

    def tables(self) -> list[str]:
        """Names of the tables that are there, such as "camps/stances"."""
        return sorted(str(path.relative_to(self.folder).with_suffix("")) for path in self.folder.glob("*/*.parquet"))

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of the case as Arrow; docs/formats says what its columns mean."""
        path = self.folder / f"{name}.parquet"
        if not path.exists():
            raise AgonError(Status.BAD_INPUT, f"{self.folder}: no table {name}; there are: {', '.join(self.tables())}")
        return pa.parquet.read_table(path, columns=list(columns) if columns is not None else None)

    def pandas(self, name: str, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """The same as a pandas DataFrame."""
        frame: pandas.DataFrame = self.table(name, columns).to_pandas()
        return frame

    def polars(self, name: str, columns: Sequence[str] | None = None) -> polars.DataFrame:
        """The same as a polars DataFrame."""
        import polars as pl

        frame = pl.from_arrow(self.table(name, columns))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def debates(self, *, quotes: int = 3) -> list[Debate]:
        """The debates by rank, each with its camps and so many of the surest quotes of each side."""
        return debates_of(self, quotes)

    def _name(self) -> bytes:
        return os.fsencode(self.folder)
