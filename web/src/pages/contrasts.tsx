// Consensus by sector, actors and their frames, numbers that posts agree or clash on.
import type { JSX } from "preact";
import { type GroupsPage, type Overview, type Quote, type Row, type RowsPage, useAsked } from "../api";
import { HeatMap, ListOf } from "../charts";
import { Figure } from "../figure";
import { Marked } from "../marks";
import { columnName, valueName } from "../names";
import { A, Count, From, Heading, headingOf, Pager, percent, PoleShown, QuoteCard, Waiting } from "../parts";
import { query, withQuery, word } from "../state";
import { csvOf } from "./overview";
import { Rows } from "./rows";

const keysOf = (page: GroupsPage, name: string, most: number): string[] => {
  const sums = new Map<string, number>();
  for (const g of page.groups) sums.set(String(g[name]), (sums.get(String(g[name])) ?? 0) + (g.distinct ?? g.rows));
  return [...sums].sort((l, r) => r[1] - l[1] || (l[0] < r[0] ? -1 : 1)).slice(0, most).map(([key]) => key);
};
const cellOf = (page: GroupsPage, rowName: string, columnName: string): ((row: string, column: string) => number) => {
  const counts = new Map(page.groups.map((g) => [`${String(g[rowName])}\n${String(g[columnName])}`, g.distinct ?? 0]));
  return (row, column) => counts.get(`${row}\n${column}`) ?? 0;
};

export function ConsensusPage(): JSX.Element {
  const asked = useAsked<GroupsPage>("groups", { table: "points/sectors", by: "sector,approach", distinct: "voice" });
  const overview = useAsked<Overview>("overview");
  return (
    <>
      <Heading title={word("consensus")} />
      {overview.value?.tables.includes("points/consensus") && <Statements />}
      {overview.value?.tables.includes("points/voted_statements") && (["divisive", "accepted"] as const).map((standing) => <Voted key={standing} standing={standing} />)}
      {overview.value?.tables.includes("points/debate_pairs") && <Together />}
      <Waiting asked={asked}>
        {(page) => {
          const map = {
            name: word("sectorApproach"), rows: keysOf(page, "sector", 24), columns: ["state", "market", "mixed"].map((key) => ({ key, label: valueName("approach", key) })),
            cell: cellOf(page, "sector", "approach"), to: (s: string, a: string) => ({ table: "points/sectors", where: [`sector=${s}`, `approach=${a}`], distinct: "voice" }),
          };
          return <><p class="hint">{word("sectorHint")}</p><Figure name="sectors" title={word("sectorApproach")} table={<ListOf {...map} />} csv={csvOf("points/sectors")}><HeatMap {...map} /></Figure></>;
        }}
      </Waiting>
    </>
  );
}

/** Statements that both camps of a debate accept, with the debate and the share of each camp. */
function Statements(): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table: "points/consensus" })}>
      {(page) => page.rows.length === 0 ? null : (
        <section>
          <h2>{word("bothAccept")}</h2>
          <ul class="plain">{page.rows.map((row, i) => row.quote ? <li key={i}><Accepted row={row} page={page} /></li> : null)}</ul>
        </section>
      )}
    </Waiting>
  );
}

function Accepted({ row, page }: { row: Row; page: RowsPage }): JSX.Element {
  const debate = page.debates[String(row["debate"])], where = [`debate=${row["debate"]}`, `point=${row["point"]}`, `segment=${row["segment"]}`];
  return (
    <>
      {debate && <h3 class="small-heading"><A to={`/debate/${row["debate"]}`}><bdi><Marked text={headingOf(debate)} /></bdi></A></h3>}
      <QuoteCard quote={row.quote as Quote} />
      {debate && (
        <ul class="legend">
          {(["a", "b"] as const).map((pole) => {
            const share = Number(row[`share_${pole}`]), voices = Number(row[`voices_${pole}`]);
            return <li key={pole}><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={debate.pole_a} poleB={debate.pole_b} /> <Count value={share} text={percent(share)} table="points/consensus" where={where} columns={[`share_${pole}`]} /> (<Count value={voices} table="points/consensus" where={where} columns={[`voices_${pole}`]} unit="voices" />)</li>;
          })}
        </ul>
      )}
    </>
  );
}

/** Pairs of debates in which the side taken in one tells the side taken in the other. */
function Together(): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table: "points/debate_pairs", where: "alignment in alike|crossed", sort: "-voices" })}>
      {(page) => page.rows.length === 0 ? null : (
        <section>
          <h2>{word("together")}</h2>
          <p class="hint">{word("togetherHint")}</p>
          <ul class="plain">{page.rows.map((row, i) => <li key={i}><PairOfDebates row={row} page={page} /></li>)}</ul>
        </section>
      )}
    </Waiting>
  );
}

function PairOfDebates({ row, page }: { row: Row; page: RowsPage }): JSX.Element {
  const [debate, other] = ["debate", "other_debate"].map((column) => page.debates[String(row[column])]);
  if (!debate || !other) return <></>;
  const where = [`debate=${row["debate"]}`, `other_debate=${row["other_debate"]}`];
  const read = (column: string): JSX.Element => <Count value={Number(row[column])} table="points/debate_pairs" where={where} columns={[column]} unit="voices" />;
  return (
    <>
      <h3 class="small-heading"><A to={`/debate/${row["debate"]}`}><bdi><Marked text={headingOf(debate)} /></bdi></A> · <A to={`/debate/${row["other_debate"]}`}><bdi><Marked text={headingOf(other)} /></bdi></A></h3>
      <ul class="legend">
        {(["a", "b"] as const).map((pole) => (
          <li key={pole}><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={debate.pole_a} poleB={debate.pole_b} /> {read(`from_${pole}`)} → <PoleShown pole="a" poleA={other.pole_a} poleB={other.pole_b} /> {read(`from_${pole}_to_a`)}</li>
        ))}
      </ul>
    </>
  );
}

/** Statements that people voted on: those that part the groups of voters, or those that all groups accept. */
function Voted({ standing }: { standing: "divisive" | "accepted" }): JSX.Element {
  const column = standing === "divisive" ? "difference" : "acceptance";
  const asked = useAsked<RowsPage>("rows", { table: "points/voted_statements", where: `standing=${standing}`, sort: `-${column}` });
  return (
    <Waiting asked={asked}>
      {(page) => page.rows.length === 0 ? null : (
        <section>
          <h2>{word(standing === "divisive" ? "partsGroups" : "allGroupsAccept")}</h2>
          <ul class="plain">
            {page.rows.filter((row) => row.quote && "text" in row.quote).map((row, i) => (
              <li key={i}>
                <QuoteCard quote={row.quote as Quote} />
                <p class="legend">{columnName(column)} <From text={percent(Number(row[column]))} table="points/group_votes" where={[`post=${row["post"]}`]} /></p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Waiting>
  );
}

export function ActorsPage(): JSX.Element {
  return (
    <>
      <Heading title={word("actors")} />
      <Waiting asked={useAsked<GroupsPage>("groups", { table: "trends/actors", by: "actor,frame", distinct: "voice" })}>
        {(page) => {
          const frames = keysOf(page, "frame", 12).filter((f) => f !== "");
          const map = {
            name: word("frames"), rows: keysOf(page, "actor", 40), columns: [...frames.map((key) => ({ key, label: valueName("frame", key) })), { key: "", label: word("noFrame") }],
            cell: cellOf(page, "actor", "frame"), to: (a: string, f: string) => ({ table: "trends/actors", where: [`actor=${a}`, `frame=${f}`], distinct: "voice" }),
          };
          return <Figure name="frames" title={word("frames")} table={<ListOf {...map} />} csv={csvOf("trends/actors")}><HeatMap {...map} /></Figure>;
        }}
      </Waiting>
    </>
  );
}

export function NumbersPage(): JSX.Element {
  const overview = useAsked<Overview>("overview");
  const table = ["trends/number_claims", "trends/numbers"].find((t) => overview.value?.tables.includes(t));
  return (
    <>
      <Heading title={word("numbers")} />
      {overview.value && !table ? <p>{word("notAnalysed")}</p> : table ? <NumberRows table={table} offset={query.value.get("offset") ?? "0"} /> : null}
      {overview.value?.tables.includes("trends/figure_replies") && <FigureReplies />}
    </>
  );
}

function NumberRows({ table, offset }: { table: string; offset: string }): JSX.Element {
  return (
    <Waiting asked={useAsked<RowsPage>("rows", { table, offset })}>
      {(page) => (
        <>
          <Rows page={page} />
          <Pager all={page.all} offset={page.offset} size={200} to={(next) => withQuery({ offset: String(next) })} />
        </>
      )}
    </Waiting>
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
              const quote = row.quote;
              if (!quote) return null;
              const answered = <A to={`/thread/${quote.thread}?post=${row["answered_post"]}`}>{word("answeredPost")}</A>;
              return <li key={i}><b><bdi><Marked text={String(row["answered_text"])} /></bdi></b> · {word(row["outcome"] as (typeof outcomes)[number])} · {answered}<QuoteCard quote={quote} /></li>;
            })}
          </ul>
        </>
      )}
    </Waiting>
  );
}
