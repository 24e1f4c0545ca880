"""A debate as a person looks at it: the question, the camps, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agon.case import Case

_POLES = ("a", "b", "both", "unclear")
_NAMES = {"a": "for", "b": "against", "both": "both in part", "unclear": "unclear"}
_COLOURS = {"a": "#2166ac", "b": "#b2182b", "both": "#8073ac", "unclear": "#bdbdbd"}


@dataclass(frozen=True)
class Quote:
    """A unit of a post, verbatim, with who wrote it and when (0: unknown). `segment` finds it in segments/segments."""

    text: str
    author: str
    year: int
    pole: str
    segment: int

    def __str__(self) -> str:
        return f"{self.text} ({self.author}, {self.year or 'n.d.'})"


@dataclass(frozen=True)
class Camp:
    """Voices of one side; `share` is of all voices of the debate, with its 95 % interval."""

    pole: str
    voices: int
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True)
class Debate:
    """A contested question. `proposition` is agon's wording of what pole a is for; `question` a real title."""

    debate: int
    rank: int
    question: str
    name: str
    proposition: str
    voices: int
    posts: int
    first_year: int
    last_year: int
    verdict: str
    camps: list[Camp]
    quotes: list[Quote]

    def camp(self, pole: str) -> Camp:
        """The camp of a pole: "a", "b", "both" or "unclear"."""
        return next(camp for camp in self.camps if camp.pole == pole)

    def _repr_html_(self) -> str:
        title = escape(self.name or self.question)
        bar = "".join(_bar_part(camp) for camp in self.camps if camp.voices > 0)
        sides = "".join(self._side_html(pole) for pole in ("a", "b"))
        stands_for = f"<p>What one is for or against: {escape(self.proposition)}</p>" if self.proposition else ""
        return (
            f'<section style="max-width:60em"><h4 lang="zh" style="margin-bottom:0">{self.rank}. {title}</h4>'
            f"<p>{self.voices} voices, {self.posts} posts, {self.first_year}–{self.last_year}; {escape(self.verdict)}</p>"
            f'{stands_for}<div role="img" aria-label="{escape(self._said_in_words())}" '
            f'style="display:flex;height:1.6em;line-height:1.6em;font-size:85%">{bar}</div>{sides}</section>'
        )

    def _said_in_words(self) -> str:
        return ", ".join(f"{_NAMES[camp.pole]}: {camp.voices} of {self.voices} voices" for camp in self.camps)

    def _side_html(self, pole: str) -> str:
        quotes = [quote for quote in self.quotes if quote.pole == pole]
        if not quotes:
            return ""
        camp = self.camp(pole)
        head = (f"{_NAMES[pole].capitalize()}: {camp.voices} voices, {camp.share:.0%} "
                f"({camp.share_low:.0%} to {camp.share_high:.0%})")
        items = "".join(
            f'<li style="margin:.3em 0"><q lang="zh">{escape(quote.text)}</q> '
            f"<small>{escape(quote.author)}, {quote.year or 'n.d.'}</small></li>" for quote in quotes)
        return f'<p style="color:{_COLOURS[pole]};margin-bottom:0"><b>{escape(head)}</b></p><ul>{items}</ul>'


def _bar_part(camp: Camp) -> str:
    light = camp.pole == "unclear"
    return (f'<div style="flex:{camp.voices};background:{_COLOURS[camp.pole]};color:{"#000" if light else "#fff"};'
            f'overflow:hidden;white-space:nowrap;padding:0 .4em" title="{_NAMES[camp.pole]}: {camp.voices} voices">'
            f"{_NAMES[camp.pole]} {camp.voices}</div>")


def debates_of(case: Case, quotes: int) -> list[Debate]:
    """All debates of an analysed case, by rank."""
    camps: dict[int, list[dict[str, Any]]] = {}
    for row in case.table("camps/camps").to_pylist():
        camps.setdefault(row["debate"], []).append(row)
    surest = _surest_quotes(case, quotes)
    made = []
    for row in sorted(case.table("debates/debates").to_pylist(), key=lambda row: int(row["rank"])):
        rows = sorted(camps.get(row["debate"], []), key=lambda camp: _POLES.index(camp["pole"]))
        made.append(Debate(
            **{name: row[name] for name in ("debate", "rank", "question", "name", "proposition", "voices", "posts",
                                            "first_year", "last_year")},
            verdict=rows[0]["verdict"] if rows else "unread",
            camps=[Camp(camp["pole"], camp["voices"], camp["share"], camp["share_low"], camp["share_high"])
                   for camp in rows],
            quotes=surest.get(row["debate"], [])))
    return made


def _surest_quotes(case: Case, most: int) -> dict[int, list[Quote]]:
    """Per debate and pole the posts that the judge is surest of, one a voice; ties by id, so always the same."""
    segments = {row["segment"]: row for row in case.table("segments/segments", ["segment", "post", "text", "year"]).to_pylist()}
    authors = {row["post"]: row["author_name"] for row in case.table("threads/posts", ["post", "author_name", "newest"]).to_pylist()
               if row["newest"]}
    stances = [row for row in case.table("camps/stances").to_pylist()
               if row["pole"] in ("a", "b") and row["evidence"] in segments]
    stances.sort(key=lambda row: (row["pole"], -row["confidence"], row["post"]))
    chosen: dict[int, list[Quote]] = {}
    voices: dict[tuple[int, str], set[int]] = {}
    for row in stances:
        taken = voices.setdefault((row["debate"], row["pole"]), set())
        if len(taken) >= most or row["voice"] in taken:
            continue
        taken.add(row["voice"])
        unit = segments[row["evidence"]]
        chosen.setdefault(row["debate"], []).append(
            Quote(unit["text"], authors.get(row["post"], ""), unit["year"], row["pole"], row["evidence"]))
    return chosen
