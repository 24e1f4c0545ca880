// A debate: its question, the camps facing each other with their key points, the dividing line, who answers whom, and how
// the shares moved.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, type DebatePage as Page, type Exchange, type ExchangesPage, type Pole, useAsked } from "../api";
import { CampBar, CampLegend, CampTable } from "../charts";
import { Figure } from "../figure";
import { Comment, Correct, isAboutDebate, Merge, NameSide, Notes, SetProposition, Split, threadsOf, Translate } from "../forms";
import { Marked, plainly } from "../marks";
import { valueName } from "../names";
import { Network, NetworkKey, NodeTable } from "../network";
import { A, Count, counted, DebateHeading, Heading, headingOf, languageOf, Original, poleName, PoleShown, QuoteCard, Waiting, Who } from "../parts";
import { go, language, query, remember, withQuery, word } from "../state";
import { Timeline, YearTable } from "../timeline";
import type { Word } from "../words";
import { Corrected } from "./coding";
import { csvOf, DebateFacts, hasSides, NobodyPlaced, RankRange } from "./overview";
import { Point } from "./points";

/** What speaks for a camp without an argument that several share: sentences of its voices. */
function Statements({ page, pole }: { page: Page; pole: Pole }): JSX.Element | null {
  const own = page.statements.filter((s) => s.pole === pole).slice(0, 4);
  if (own.length === 0) return null;
  return <ul class="points">{own.map((s) => <li key={String(s.quote.segment)} class="point"><QuoteCard quote={s.quote} /></li>)}</ul>;
}

function OfficialWords({ page }: { page: Page }): JSX.Element | null {
  if (page.official.length === 0) return null;
  return (
    <section>
      <h2>{word("officialWords")}</h2>
      <p class="hint">{word("officialWordsHint")}</p>
      <ul class="plain">{page.official.slice(0, 5).map((s) => <li key={String(s.quote.segment)}><QuoteCard quote={s.quote} /></li>)}</ul>
    </section>
  );
}

function Side({ page, pole }: { page: Page; pole: "a" | "b" }): JSX.Element {
  const camp = page.camps.find((c) => c.pole === pole);
  const points = page.key_points.filter((p) => p.pole === pole);
  const where = [`debate=${page.debate}`, `pole=${pole}`];
  return (
    <section class={`side side-${pole}`} aria-label={plainly(poleName(pole, page.pole_a, page.pole_b))}>
      <h2><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={page.pole_a} poleB={page.pole_b} /></h2>
      {camp && <p class="facts"><Count value={camp.voices} table="camps/voices" where={where} unit="voices" /> <Count value={camp.posts} table="camps/stances" where={where} unit="posts" /> <NameSide page={page} pole={pole} /></p>}
      {points.length === 0 ? <><p class="hint">{word("noPoints")}</p><Statements page={page} pole={pole} /></> : <ol class="points">{points.map((p) => <Point key={String(p.point)} point={p} page={page} />)}</ol>}
    </section>
  );
}

/** The page brings the first exchanges along; the others are asked for when somebody wants them, or when the address says
 * how many were shown. */
function Exchanges({ page }: { page: Page }): JSX.Element {
  const first = page.relations.exchanges, all = page.relations.quoted;
  const [further, setFurther] = useState<Exchange[]>([]);
  const list = [...first, ...further];
  const more = async (): Promise<void> => {
    const next = await ask<ExchangesPage>("exchanges", { debate: String(page.debate), offset: String(list.length) });
    setFurther([...further, ...next.exchanges]);
    const shownNow = list.length + next.exchanges.length;
    if (shownNow > Number(query.value.get("exchanges") ?? 0)) remember({ exchanges: String(shownNow) });
  };
  const wanted = Math.min(all, Number(query.value.get("exchanges") ?? 0));
  useEffect(() => { if (list.length < wanted) void more(); }, [list.length, wanted]);
  return (
    <>
      <ul class="exchanges">
        {list.map((e, i) => (
          <li key={i}>
            <p><Who cite={e.from} /> <strong>{word(e.kind as Word)}</strong> <Who cite={e.to} /> <span class="hint">{valueName("basis", e.basis)}{e.cue ? <> · “<bdi lang="zh"><Marked text={e.cue} /></bdi>”</> : ""}</span> <Correct label="reject" what="reject_relation" target={{ from: String(e.from.post), to: String(e.to.post) }} /></p>
            <div class="pair"><QuoteCard quote={e.to} /><QuoteCard quote={e.from} /></div>
          </li>
        ))}
      </ul>
      {list.length < all && <button type="button" onClick={() => void more()}>{word("more")}</button>}
    </>
  );
}

function Divides({ page }: { page: Page }): JSX.Element | null {
  if (page.divides.length === 0) return null;
  return (
    <section>
      <h2>{word("divide")}</h2>
      {page.divides.map((d, i) => (
        <div key={i} class="pair">
          {([["a", d.terms_a, d.quote_a], ["b", d.terms_b, d.quote_b]] as const).map(([pole, terms, quote]) => (
            <div key={pole}>
              <p><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={page.pole_a} poleB={page.pole_b} />{terms && <> {word("speaksOf")} <bdi lang="zh"><Marked text={terms.split(" ").join("、")} /></bdi></>}</p>
              {quote && <QuoteCard quote={quote} />}
            </div>
          ))}
          <p class="hint"><Count value={d.separation} text={d.separation.toFixed(2)} table="points/divides" where={[`debate=${page.debate}`, `segment_a=${d.segment_a}`, `segment_b=${d.segment_b}`]} columns={["separation"]} />: <span class="place">{word("separation")}</span></p>
        </div>
      ))}
    </section>
  );
}

/** The proposition at issue; in English its translation where the case has one, with the words of the case below. */
function Proposition({ page }: { page: Page }): JSX.Element | null {
  if (!page.proposition) return null;
  const said = page.proposition_shown[language.value];
  return <p class="proposition"><bdi lang={languageOf(said)}><Marked text={said} /></bdi>{said !== page.proposition && <span class="translation" lang="zh"><bdi><Marked text={page.proposition} /></bdi></span>}</p>;
}

function Facts({ page }: { page: Page }): JSX.Element {
  const id = String(page.debate), members = { debate: id, threads: threadsOf(page) };
  return (
    <>
      <p class="facts">
        <DebateFacts debate={page} />
        <RankRange debate={page} />
        <A to={`/placing/${id}`}>{word("placing")}</A>
        <A to={`/coding/${id}`}>{word("coding")}</A>
      </p>
      <p class="facts">
        <Correct label="rename" what="rename" field="text" target={members} />
        {page.heading.original && <Translate original={page.heading.original} />}
        <SetProposition key={page.proposition} page={page} />
        <Merge page={page} />
        <Split page={page} />
        <Correct label="exclude" what="exclude" target={members} />
        <Correct label="keepDebate" what="pin" target={members} hint="keepHint" />
        <Comment target={members} />
      </p>
      <Notes wanted={(line) => isAboutDebate(line, id)} />
    </>
  );
}

/** The camps' shares, and their arguments as a tree or who answers whom as a network. */
function Camps({ page }: { page: Page }): JSX.Element {
  const view = query.value.get("view") === "network" ? "network" : "tree";
  const where = [`debate=${page.debate}`], names = { poleA: page.pole_a, poleB: page.pole_b, debate: page.debate };
  const by = page.key_points[0]?.told_by, told = by === "reading" ? word("toldByReading") : by === "likeness" ? word("toldByLikeness") : "";
  return (
    <>
      <Figure name="camps" title={word("camps")} table={<CampTable camps={page.camps} {...names} />} csv={csvOf("camps/camps", where)}
        note={page.camps.some((c) => c.verdict === "unread") ? <p class="note">{word("mostUnclear")}</p> : null}>
        <CampBar camps={page.camps} {...names} />
        <CampLegend camps={page.camps} {...names} />
      </Figure>
      {page.coded.length > 0 && <Corrected page={page} rows={{ table: "coding/codes", where }} shares={page.coded.map((c) => ({ pole: c.pole, read: page.camps.find((camp) => camp.pole === c.pole)?.share ?? 0, share: c.share, low: c.share_low, high: c.share_high }))} />}
      <nav class="tabs" aria-label={word("keyPoints")}>
        {(["tree", "network"] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => go(withQuery({ view: v === "tree" ? "" : v }))}>{word(v)}</button>)}
      </nav>
      {view === "tree" ? (
        <>
          {told && <p class="hint">{told}</p>}
          <div class="sides"><Side page={page} pole="a" /><Side page={page} pole="b" /></div>
        </>
      ) : (
        <Figure name="network" title={word("network")} note={<NetworkKey {...names} />} table={<NodeTable page={page} />} csv={csvOf("points/relations", where)}>
          <Network nodes={page.relations.nodes} links={page.relations.links} {...names} />
        </Figure>
      )}
    </>
  );
}

function Years({ page }: { page: Page }): JSX.Element | null {
  if (page.first_year === 0 || page.first_year === page.last_year) return null;
  const counts = query.value.get("years") === "counts";
  const all = { years: page.years, first: page.first_year, last: page.last_year, poleA: page.pole_a, poleB: page.pole_b, debate: page.debate };
  const choose = (
    <p class="tabs">
      {(["byShare", "byCount"] as const).map((v) => <button key={v} type="button" class="small" aria-pressed={counts === (v === "byCount")} onClick={() => remember({ years: v === "byCount" ? "counts" : "" })}>{word(v)}</button>)}
    </p>
  );
  return (
    <Figure name="years" title={word(counts ? "timeline" : "sharesByYear")} note={choose} table={<YearTable {...all} />} csv={csvOf("camps/stances", [`debate=${page.debate}`])}>
      <Timeline {...all} counts={counts} />
    </Figure>
  );
}

function Body({ page }: { page: Page }): JSX.Element {
  return (
    <>
      <Heading title={headingOf(page)}><DebateHeading debate={page} /></Heading>
      <Proposition page={page} />
      <Facts page={page} />
      {hasSides(page) ? <Camps page={page} /> : <><NobodyPlaced debate={page} />{(["both", "a", "b"] as const).map((pole) => <Statements key={pole} page={page} pole={pole} />)}</>}
      {hasSides(page) && <Divides page={page} />}
      <OfficialWords page={page} />
      {page.relations.exchanges.length > 0 && <section><h2>{word("exchanges")} <Count value={page.relations.all ?? 0} table="points/relations" where={[`debate=${page.debate}`]} /></h2><Exchanges page={page} /></section>}
      {hasSides(page) && <Years page={page} />}
      <section>
        <h2>{word("ownQuestions")}</h2>
        <ul class="plain">{page.questions.map((q) => <li key={String(q.thread)}><A to={`/thread/${q.thread}`}><Original text={q.title} /></A> <Count value={q.voices} text={counted(q.voices, "voices")} table="segments/segments" where={[`thread=${q.thread}`]} distinct="voice" /> <Translate original={q.title} /></li>)}</ul>
      </section>
    </>
  );
}

export function DebatePage({ id }: { id: string }): JSX.Element {
  return <Waiting asked={useAsked<Page>("debate", { id })}>{(page) => <Body key={String(page.debate)} page={page} />}</Waiting>;
}
