// The debates by rank, official texts beside public posts, and what makes a debate salient.
import type { JSX } from "preact";
import { type Camp, type DebateRow, type GroupsPage, type Overview, useAsked } from "../api";
import { CampBar, CampLegend, CampTable, HeatMap, ListOf, Ranking } from "../charts";
import { Figure } from "../figure";
import { Marked } from "../marks";
import { valueName } from "../names";
import { A, Count, counted, DebateHeading, Heading, headingOf, rowsAddress, type RowsOf, Waiting, Years } from "../parts";
import { word } from "../state";
import { Spark, YearTable } from "../timeline";

export const csvOf = (table: string, where: string[] = []): string => `/csv/rows?${new URLSearchParams({ table, where: where.join("\n") })}`;

/** With fewer voices on the two sides together than this, no camps stand against each other (as the verdict "thin" has it,
 * which counts those who argue both ways too). */
const leastOnSides = 8;
const onSides = (debate: { camps: Camp[] }): number => debate.camps.filter((c) => c.pole === "a" || c.pole === "b").reduce((sum, c) => sum + c.voices, 0);
export const hasSides = (debate: { camps: Camp[] }): boolean => onSides(debate) >= leastOnSides;

export function NobodyPlaced({ debate }: { debate: DebateRow }): JSX.Element {
  const all = debate.camps.reduce((sum, c) => sum + c.voices, 0), where = [`debate=${debate.debate}`];
  return (
    <p class="note">
      {word("nobodyPlaced", "\n", "\t").split(/(\n|\t)/).map((piece) =>
        piece === "\n" ? <Count value={all} table="camps/voices" where={where} /> : piece === "\t" ? <Count value={onSides(debate)} table="camps/voices" where={[...where, "pole in a|b"]} /> : piece)}
    </p>
  );
}

/** How many take part in a debate, in how many posts and under how many questions. */
export function DebateFacts({ debate }: { debate: DebateRow }): JSX.Element {
  const where = [`debate=${debate.debate}`];
  return (
    <>
      <Count value={debate.voices} table="debates/members" where={where} distinct="voice" unit="voices" />
      <Count value={debate.posts} table="debates/members" where={where} distinct="post" unit="posts" />
      <Count value={debate.threads} table="debates/threads" where={where} unit="questions" />
      <Years first={debate.first_year} last={debate.last_year} />
    </>
  );
}

export function RankRange({ debate }: { debate: DebateRow }): JSX.Element {
  return <Count value={debate.rank} text={debate.rank_low === debate.rank_high ? word("rankAlways", debate.rank_low) : word("rankBetween", debate.rank_low, debate.rank_high)} table="debates/debates" where={[`debate=${debate.debate}`]} columns={debate.rank_low === debate.rank_high ? ["rank_low"] : ["rank_low", "rank_high"]} />;
}

function Pictures({ debate }: { debate: DebateRow }): JSX.Element {
  const where = [`debate=${debate.debate}`];
  const names = { poleA: debate.pole_a, poleB: debate.pole_b, debate: debate.debate };
  const span = { years: debate.years, first: debate.first_year, last: debate.last_year };
  return (
    <div class="pictures">
      {hasSides(debate) ? (
        <Figure small name={`camps-${debate.rank}`} title={word("camps")} of={headingOf(debate)} table={<CampTable camps={debate.camps} {...names} />} csv={csvOf("camps/camps", where)}>
          <CampBar camps={debate.camps} {...names} />
          <CampLegend camps={debate.camps} {...names} />
        </Figure>
      ) : <NobodyPlaced debate={debate} />}
      {debate.first_year > 0 && debate.first_year < debate.last_year && (
        <Figure small name={`years-${debate.rank}`} title={word("timeline")} of={headingOf(debate)} table={<YearTable {...span} {...names} />} csv={csvOf("camps/stances", where)}>
          <Spark {...span} poleA={debate.pole_a} poleB={debate.pole_b} />
        </Figure>
      )}
    </div>
  );
}

function DebateItem({ debate }: { debate: DebateRow }): JSX.Element {
  return (
    <li class="debate">
      <h2><span class="rank" aria-hidden="true">{debate.rank}</span> <A to={`/debate/${debate.debate}`}><DebateHeading debate={debate} /></A></h2>
      <div class="facts">
        <DebateFacts debate={debate} />
        <span class="terms" lang="zh"><bdi><Marked text={debate.terms} /></bdi></span>
      </div>
      <Pictures debate={debate} />
      <p class="hint"><RankRange debate={debate} /></p>
    </li>
  );
}

const policy = "kind=policy"; // the words of debates are frequent words
const officialStreams = ["official", "public"];
const usesOf = (...where: string[]): RowsOf => ({ table: "trends/terms", where: [policy, ...where], distinct: "post" });

/** Official texts and public posts by year, term by term. */
function Official(): JSX.Element | null {
  const asked = useAsked<GroupsPage>("groups", { table: "trends/terms", by: "term,stream", distinct: "post", where: policy });
  const byYear = useAsked<GroupsPage>("groups", { table: "trends/terms", by: "stream,year", distinct: "post", where: policy });
  const groups = asked.value?.groups ?? [];
  if (!groups.some((g) => g["stream"] === "official")) return null;
  const terms = [...new Set(groups.map((g) => String(g["term"])))]
    .sort((l, r) => total(r) - total(l) || (l < r ? -1 : 1)).slice(0, 12);
  function total(term: string): number {
    return groups.filter((g) => g["term"] === term).reduce((sum, g) => sum + (g.distinct ?? 0), 0);
  }
  const map = {
    name: word("official"), rows: terms, columns: officialStreams.map((key) => ({ key, label: valueName("stream", key) })),
    cell: (term: string, stream: string): number => groups.find((g) => g["term"] === term && g["stream"] === stream)?.distinct ?? 0,
    to: (term: string, stream: string) => usesOf(`term=${term}`, `stream=${stream}`),
  };
  return (
    <section>
      <h2>{word("official")}</h2>
      <p class="hint">{word("officialHint")}</p>
      <Figure name="official" title={word("officialTerms")} table={<ListOf {...map} />} csv={csvOf("trends/terms", [policy])}><HeatMap {...map} /></Figure>
      {byYear.value && <StreamsByYear groups={byYear.value} />}
    </section>
  );
}

function StreamsByYear({ groups }: { groups: GroupsPage }): JSX.Element {
  const years = [...new Set(groups.groups.map((g) => String(g["year"])))].filter((y) => y !== "0").sort();
  const map = {
    name: word("officialYears"), rows: officialStreams, label: (stream: string) => valueName("stream", stream), columns: years.map((y) => ({ key: y, label: y })),
    cell: (stream: string, year: string): number => groups.groups.find((g) => g["stream"] === stream && String(g["year"]) === year)?.distinct ?? 0,
    to: (stream: string, year: string) => usesOf(`stream=${stream}`, `year=${year}`),
  };
  return <Figure name="official-years" title={word("officialYears")} table={<ListOf {...map} />} csv={csvOf("trends/terms", [policy])}><HeatMap {...map} /></Figure>;
}

export function OverviewPage(): JSX.Element {
  const asked = useAsked<Overview>("overview");
  return <Waiting asked={asked}>{(all) => <Body all={all} />}</Waiting>;
}

function Body({ all }: { all: Overview }): JSX.Element {
  const title = all.topics.length > 0 ? all.topics.join(" · ") : word("overview");
  return (
    <>
      <Heading title={title} />
      <p class="facts">
        <Count value={all.posts} table="threads/posts" where={[]} unit="posts" />
        <Count value={all.questions} table="threads/questions" where={[]} unit="questions" />
        <Years first={all.first_year} last={all.last_year} />
        {Object.entries(all.streams).map(([stream, count]) => <Count key={stream} value={count} text={`${valueName("stream", stream)}: ${counted(count, "posts")}`} table="threads/posts" where={[`stream=${stream}`]} />)}
      </p>
      <p class="hint">{word("about")}</p>
      <ol class="debates">{all.debates.map((d) => <DebateItem key={String(d.debate)} debate={d} />)}</ol>
      <p><A to={rowsAddress({ table: "debates/threads", where: ["debate=0"] })}>{word("leftOut")}</A></p>
      {all.tables.includes("trends/terms") && <Official />}
      {all.debates.length > 1 && <Salience debates={all.debates} />}
    </>
  );
}

function Salience({ debates }: { debates: DebateRow[] }): JSX.Element {
  const top = debates.slice(0, 12);
  const valueOf = (d: DebateRow, ...columns: string[]): RowsOf => ({ table: "debates/debates", where: [`debate=${d.debate}`], columns });
  const table = (
    <table>
      <thead><tr><th>{word("debate")}</th><th>{word("salience")}</th><th>{word("rank")}</th><th>{word("voicesHead")}</th><th>{word("votesHead")}</th></tr></thead>
      <tbody>
        {top.map((d) => (
          <tr key={String(d.debate)}>
            <th scope="row"><bdi><Marked text={headingOf(d)} /></bdi></th>
            <td><Count value={d.salience} text={d.salience.toFixed(2)} {...valueOf(d, "salience")} /></td>
            <td><Count value={d.rank} text={`${d.rank} (${d.rank_low}–${d.rank_high})`} {...valueOf(d, "rank", "rank_low", "rank_high")} /></td>
            <td><Count value={d.voices} table="debates/members" where={[`debate=${d.debate}`]} distinct="voice" /></td>
            <td><Count value={d.votes} {...valueOf(d, "votes")} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <Figure name="salience" title={word("salience")} table={table} csv={csvOf("debates/debates")}>
      <Ranking name={word("salience")} items={top.map((d) => ({ key: String(d.debate), text: `${d.rank}. ${headingOf(d)}`, value: d.salience, rows: valueOf(d, "salience") }))} />
    </Figure>
  );
}
