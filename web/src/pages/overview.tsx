import type { JSX } from "preact";
import { type DebateRow, type GroupsPage, type Overview, useAsked } from "../api";
import { CampBar, Figure, HeatMap, Timeline } from "../charts";
import { A, Count, DebateName, headingOf, Original, rowsAddress, shown, Waiting } from "../parts";
import { word } from "../state";

function DebateItem({ debate }: { debate: DebateRow }): JSX.Element {
  const where = [`debate=${debate.debate}`];
  return (
    <li class="debate">
      <h2><span class="rank" aria-hidden="true">{debate.rank}</span> <A to={`/debate/${debate.debate}`}><Original text={headingOf(debate)} /></A></h2>
      <div class="facts">
        <Count value={debate.voices} table="camps/voices" where={where} unit="voices" />
        <Count value={debate.posts} table="camps/stances" where={where} unit="posts" />
        <Count value={debate.threads} table="debates/threads" where={where} unit="questions" />
        {debate.first_year > 0 && <span>{debate.first_year}–{debate.last_year}</span>}
        <span class="terms" lang="zh">{debate.terms}</span>
      </div>
      <div class="pictures">
        <CampBar camps={debate.camps} poleA={debate.pole_a} poleB={debate.pole_b} />
        <Timeline years={debate.years} first={debate.first_year} last={debate.last_year} poleA={debate.pole_a} poleB={debate.pole_b} small />
      </div>
      <p class="hint">{word("rankBetween", debate.rank_low, debate.rank_high)}</p>
    </li>
  );
}

/** As much of it as stands in a line of the chart: Latin letters take half the room of Chinese characters. */
function shortened(text: string): string {
  const characters = [...text], most = /\p{Script=Han}/u.test(text) ? 24 : 48;
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** Official texts and public posts by year, term by term. */
function Official(): JSX.Element | null {
  const where = "kind=policy";  // the words of debates are frequent words
  const asked = useAsked<GroupsPage>("groups", { table: "trends/terms", by: "term,stream", distinct: "post", where });
  const byYear = useAsked<GroupsPage>("groups", { table: "trends/terms", by: "stream,year", distinct: "post", where });
  const groups = asked.value?.groups ?? [];
  if (!groups.some((g) => g["stream"] === "official")) return null;
  const terms = [...new Set(groups.map((g) => String(g["term"])))]
    .sort((l, r) => total(r) - total(l) || (l < r ? -1 : 1)).slice(0, 12);
  function total(term: string): number {
    return groups.filter((g) => g["term"] === term).reduce((sum, g) => sum + (g.distinct ?? 0), 0);
  }
  const streams = [{ key: "official", label: word("officialStream") }, { key: "public", label: word("publicStream") }];
  const cell = (term: string, stream: string): number => groups.find((g) => g["term"] === term && g["stream"] === stream)?.distinct ?? 0;
  return (
    <section>
      <h2>{word("official")}</h2>
      <p class="hint">{word("officialHint")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={word("official")}>
        <HeatMap name={word("official")} rows={terms} columns={streams} cell={cell} to={(t, s) => rowsAddress("trends/terms", [`term=${t}`, `stream=${s}`])} />
      </div>
      {byYear.value && <StreamsByYear groups={byYear.value} />}
    </section>
  );
}

function StreamsByYear({ groups }: { groups: GroupsPage }): JSX.Element {
  const years = [...new Set(groups.groups.map((g) => String(g["year"])))].filter((y) => y !== "0").sort();
  const columns = years.map((y) => ({ key: y, label: y }));
  const cell = (stream: string, year: string): number => groups.groups.find((g) => g["stream"] === stream && String(g["year"]) === year)?.distinct ?? 0;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={word("timeline")}>
      <HeatMap name={word("timeline")} rows={["official", "public"]} columns={columns} cell={cell} to={(s, y) => rowsAddress("trends/terms", [`stream=${s}`, `year=${y}`])} />
    </div>
  );
}

export function OverviewPage(): JSX.Element {
  const asked = useAsked<Overview>("overview");
  return (
    <Waiting asked={asked}>
      {(all) => (
        <>
          <h1>{all.topics.length > 0 ? all.topics.join(" · ") : word("overview")}</h1>
          <p class="facts">
            <Count value={all.posts} table="threads/posts" where={[]} unit="posts" />
            <Count value={all.questions} table="threads/questions" where={[]} unit="questions" />
            {all.last_year > 0 && <span>{all.first_year}–{all.last_year}</span>}
            {Object.entries(all.streams).map(([stream, count]) => <span key={stream}>{stream}: {shown(count)}</span>)}
          </p>
          <p class="hint">{word("about")}</p>
          <ol class="debates">{all.debates.map((d) => <DebateItem key={String(d.debate)} debate={d} />)}</ol>
          <p><A to={rowsAddress("debates/threads", ["debate=0"])}>{word("leftOut")}</A></p>
          {all.tables.includes("trends/terms") && <Official />}
          {all.debates.length > 1 && <Salience debates={all.debates} />}
        </>
      )}
    </Waiting>
  );
}

function Salience({ debates }: { debates: DebateRow[] }): JSX.Element {
  const top = debates.slice(0, 12);
  const table = (
    <table>
      <thead><tr><th>{word("debate")}</th><th>{word("salience")}</th><th>{word("rank")}</th><th>{word("voices")}</th><th>{word("votes")}</th></tr></thead>
      <tbody>{top.map((d) => <tr key={String(d.debate)}><th scope="row"><DebateName debate={d} /></th><td>{d.salience.toFixed(2)}</td><td>{d.rank} ({d.rank_low}–{d.rank_high})</td><td>{shown(d.voices)}</td><td>{shown(d.votes)}</td></tr>)}</tbody>
    </table>
  );
  return (
    <Figure title={word("salience")} table={table} csv={`/csv/debates?${new URLSearchParams({ table: "debates/debates" })}`}>
      <svg class="ranking" viewBox={`0 0 640 ${top.length * 26}`} role="img" aria-label={`${word("salience")}: ${top[0] ? headingOf(top[0]) : ""}`}>
        {top.map((d, i) => (
          <g key={String(d.debate)} transform={`translate(0 ${i * 26})`}>
            <rect class="amount" x={0} y={3} width={d.salience * 300} height={20} />
            <text x={d.salience * 300 + 8} y={18}>{d.rank}. {shortened(headingOf(d))}</text>
          </g>
        ))}
      </svg>
    </Figure>
  );
}
