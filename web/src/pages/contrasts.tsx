// Consensus by sector, actors and their frames, numbers that posts agree or clash on.
import type { JSX } from "preact";
import { type GroupsPage, type Overview, type Quote, type RowsPage, useAsked } from "../api";
import { Figure, HeatMap } from "../charts";
import { A, Pager, QuoteCard, rowsAddress, shown, Waiting } from "../parts";
import { query, withQuery, word } from "../state";

const keysOf = (page: GroupsPage, name: string, most: number): string[] => {
  const sums = new Map<string, number>();
  for (const g of page.groups) sums.set(String(g[name]), (sums.get(String(g[name])) ?? 0) + (g.distinct ?? g.rows));
  return [...sums].sort((l, r) => r[1] - l[1] || (l[0] < r[0] ? -1 : 1)).slice(0, most).map(([key]) => key);
};
const cellOf = (page: GroupsPage, rowName: string, columnName: string): ((row: string, column: string) => number) => {
  const counts = new Map(page.groups.map((g) => [`${String(g[rowName])}\n${String(g[columnName])}`, g.distinct ?? 0]));
  return (row, column) => counts.get(`${row}\n${column}`) ?? 0;
};

const csv = (table: string): string => `/csv/rows?${new URLSearchParams({ table })}`;

export function ConsensusPage(): JSX.Element {
  const asked = useAsked<GroupsPage>("groups", { table: "points/sectors", by: "sector,approach", distinct: "voice" });
  const overview = useAsked<Overview>("overview");
  return (
    <>
      <h1>{word("consensus")}</h1>
      <Waiting asked={asked}>
        {(page) => {
          const columns = [{ key: "state", label: word("state") }, { key: "market", label: word("market") }, { key: "mixed", label: word("mixed") }];
          const map = <HeatMap name={word("sectorApproach")} rows={keysOf(page, "sector", 24)} columns={columns} cell={cellOf(page, "sector", "approach")} to={(s, a) => rowsAddress("points/sectors", [`sector=${s}`, `approach=${a}`])} />;
          return <><p class="hint">{word("sectorHint")}</p><Figure title={word("sectorApproach")} table={map} csv={csv("points/sectors")}>{map}</Figure></>;
        }}
      </Waiting>
      {overview.value?.tables.includes("points/consensus") && <Statements />}
    </>
  );
}

/** Statements that all camps of a debate accept, where the case has that table. */
function Statements(): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table: "points/consensus" })}>
      {(page) => (
        <ul class="plain">
          {page.rows.map((row, i) => row["quote"] ? <li key={i}><QuoteCard quote={row["quote"] as Quote} /></li> : null)}
        </ul>
      )}
    </Waiting>
  );
}

export function ActorsPage(): JSX.Element {
  return (
    <>
      <h1>{word("actors")}</h1>
      <Waiting asked={useAsked<GroupsPage>("groups", { table: "trends/actors", by: "actor,frame", distinct: "voice" })}>
        {(page) => {
          const frames = keysOf(page, "frame", 12).filter((f) => f !== "");
          const columns = [...frames.map((f) => ({ key: f, label: f.replaceAll("_", " ") })), { key: "", label: word("noFrame") }];
          const map = <HeatMap name={word("frames")} rows={keysOf(page, "actor", 40)} columns={columns} cell={cellOf(page, "actor", "frame")} to={(a, f) => rowsAddress("trends/actors", [`actor=${a}`, `frame=${f}`])} />;
          return <Figure title={word("frames")} table={map} csv={csv("trends/actors")}>{map}</Figure>;
        }}
      </Waiting>
    </>
  );
}

export function NumbersPage(): JSX.Element {
  const offset = query.value.get("offset") ?? "0";
  const overview = useAsked<Overview>("overview");
  const table = ["trends/number_claims", "trends/numbers"].find((t) => overview.value?.tables.includes(t));
  return (
    <>
      <h1>{word("numbers")}</h1>
      {overview.value && !table ? <p>{word("notAnalysed")}</p> : table ? <NumberRows table={table} offset={offset} /> : null}
      {overview.value?.tables.includes("trends/figure_replies") && <FigureReplies />}
    </>
  );
}

const outcomes = ["disputed", "granted", "questioned", "taken_up"] as const;

/** What is argued over first, what is only repeated last; otherwise as they come. */
const byOutcome = (rows: RowsPage["rows"]): RowsPage["rows"] => outcomes.flatMap((o) => rows.filter((row) => row["outcome"] === o));

/** Figures of a post that a reply to it takes up, disputes or grants. */
function FigureReplies(): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table: "trends/figure_replies" })}>
      {(page) => page.rows.length === 0 ? null : (
        <>
          <h2>{word("figureReplies")}</h2>
          <p class="hint">{word("figureRepliesHint")}</p>
          <ul class="plain">
            {byOutcome(page.rows).map((row, i) => {
              const quote = row["quote"] as Quote | null;
              if (!quote) return null;
              const answered = <A to={`/thread/${quote.thread}?post=${row["answered_post"]}`}>{word("answeredPost")}</A>;
              return <li key={i}><b><bdi>{String(row["answered_text"])}</bdi></b> · {word(row["outcome"] as (typeof outcomes)[number])} · {answered}<QuoteCard quote={quote} /></li>;
            })}
          </ul>
        </>
      )}
    </Waiting>
  );
}

/** A year is no quantity, and 0 is no year. */
function cellText(name: string, value: unknown): string {
  if (typeof value !== "number") return String(value ?? "");
  return !name.endsWith("year") ? shown(value) : value > 0 ? String(value) : "";
}

function NumberRows({ table, offset }: { table: string; offset: string }): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table, offset })}>
      {(page) => {
        const names = Object.keys(page.rows[0] ?? {}).filter((n) => !["quote", "claim", "segment", "post", "other_post", "voice"].includes(n));
        return (
          <>
            <div class="scroll" tabIndex={0} role="group" aria-label={word("numbers")}>
              <table>
                <thead><tr>{names.map((n) => <th key={n}>{n.replaceAll("_", " ")}</th>)}<th>{word("thread")}</th></tr></thead>
                <tbody>
                  {page.rows.map((row, i) => {
                    const quote = row["quote"] as Quote | null;
                    return <tr key={i}>{names.map((n) => <td key={n}><bdi>{cellText(n, row[n])}</bdi></td>)}<td>{quote && <A to={`/thread/${quote.thread}?post=${quote.post}`}><bdi>{quote.author}</bdi> [{quote.year || word("undated")}]</A>}</td></tr>;
                  })}
                </tbody>
              </table>
            </div>
            <Pager all={page.all} offset={page.offset} size={200} to={(next) => withQuery({ offset: String(next) })} />
          </>
        );
      }}
    </Waiting>
  );
}
