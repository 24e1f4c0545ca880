// A key point in the tree of arguments: its sentence, its voices, and the points that support or rebut it.
import type { JSX } from "preact";
import type { DebatePage, Id, KeyPoint, PointRelation, Quote } from "../api";
import { Comment, Correct, isAbout, Notes, Translate } from "../forms";
import { Count, Original, QuoteCard, Years } from "../parts";
import { query, remember, word } from "../state";

/** Which points' other voices are shown is part of the address: `open` lists their ids. */
const opened = (): string[] => (query.value.get("open") ?? "").split(",").filter(Boolean);

/** The key points that answer this one, each by its own sentence; how often they do opens the sentences that do it. */
function Answers({ page, point, kind }: { page: DebatePage; point: Id; kind: "supports" | "rebuts" }): JSX.Element | null {
  const found = page.point_relations.filter((r) => String(r.to_point) === String(point) && r.kind === kind);
  if (found.length === 0) return null;
  const said = (r: PointRelation): Quote => page.key_points.find((p) => String(p.point) === String(r.from_point))?.quote ?? r.from;
  const rows = (r: PointRelation) => ({ table: "points/point_relations", where: [`debate=${page.debate}`, `from_point=${r.from_point}`, `to_point=${r.to_point}`, `kind=${r.kind}`], columns: ["relations"] });
  return (
    <>
      <h3 class="small-heading">{word(kind === "supports" ? "supportedBy" : "rebuttedBy")}</h3>
      <ul class={`examples ${kind}`}>
        {found.map((r) => <li key={String(r.from_point)}><QuoteCard quote={said(r)} note={<Count value={r.relations} text={`× ${r.relations}`} {...rows(r)} />} /></li>)}
      </ul>
    </>
  );
}

export function Point({ point, page }: { point: KeyPoint; page: DebatePage }): JSX.Element {
  const id = String(point.point), open = opened().includes(id), debate = String(page.debate), target = { debate, point: id, segment: String(point.quote?.segment ?? "") };
  const toggle = (): void => remember({ open: (open ? opened().filter((o) => o !== id) : [...opened(), id]).join(",") });
  return (
    <li class="point">
      {point.wording && <p class="wording"><Original text={point.wording} /> <small class="hint">({word("analystsWords")})</small> <Translate original={point.wording} /></p>}
      {point.quote && <QuoteCard quote={point.quote} />}
      <p class="facts">
        <Count value={point.voices} table="points/matches" where={[`point=${id}`]} distinct="voice" unit="voices" />
        <Years first={point.first_year} last={point.last_year} />
        {point.examples.length > 0 && <button type="button" class="small" aria-expanded={open} onClick={toggle}>{open ? word("fewer") : word("otherVoices")}</button>}
        <Correct label="reword" what="reword" field="text" target={target} />
        <Comment target={target} />
      </p>
      <Notes wanted={(line) => isAbout(line, "point", point.point)} />
      {open && <ul class="examples">{point.examples.map((q) => <li key={String(q.segment)}><QuoteCard quote={q} note={<Correct label="pickedQuote" what="choose_quote" target={{ debate, point: id, segment: String(q.segment) }} />} /></li>)}</ul>}
      <Answers page={page} point={point.point} kind="supports" />
      <Answers page={page} point={point.point} kind="rebuts" />
    </li>
  );
}
