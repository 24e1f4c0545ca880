import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, type DebatePage as Page, type Exchange, type ExchangesPage, type KeyPoint, type Pole, useAsked } from "../api";
import { CampBar, CampTable, Figure, Network, Timeline, YearTable } from "../charts";
import { Comment, Comments, Correct, isAbout, isAboutDebate, Merge, Split, threadsOf, Translate } from "../forms";
import { A, Count, headingOf, Original, poleName, QuoteCard, shown, Waiting, Who } from "../parts";
import { Corrected } from "./coding";
import { go, query, withQuery, word } from "../state";
import type { Word } from "../words";

function Point({ point, debate }: { point: KeyPoint; debate: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const where = [`point=${point.point}`], target = { debate, point: String(point.point), segment: String(point.quote?.segment ?? "") };
  return (
    <li class="point">
      {point.wording && <p class="wording"><Original text={point.wording} /> <small class="hint">({word("analystsWords")})</small> <Translate original={point.wording} /></p>}
      {point.quote && <QuoteCard quote={point.quote} />}
      <p class="facts">
        <Count value={point.voices} table="points/matches" where={where} unit="voices" />
        {point.first_year > 0 && <span>{point.first_year}–{point.last_year}</span>}
        {point.examples.length > 0 && <button type="button" class="small" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? word("fewer") : word("otherVoices")}</button>}
        <Correct label="reword" what="reword" field="text" target={target} />
        <Comment target={target} />
      </p>
      <Comments wanted={(line) => isAbout(line, "point", point.point)} />
      {open && <ul class="examples">{point.examples.map((q) => <li key={String(q.segment)}><QuoteCard quote={q} note={<Correct label="pickedQuote" what="choose_quote" target={{ debate, point: String(point.point), segment: String(q.segment) }} />} /></li>)}</ul>}
    </li>
  );
}

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

function Side({ page, pole }: { page: Page; pole: Pole }): JSX.Element {
  const camp = page.camps.find((c) => c.pole === pole);
  const points = page.key_points.filter((p) => p.pole === pole);
  return (
    <section class={`side side-${pole}`} aria-label={poleName(pole, page.pole_a, page.pole_b)}>
      <h2><span class={`swatch pole-${pole}`} /> <bdi>{poleName(pole, page.pole_a, page.pole_b)}</bdi></h2>
      {camp && <p class="facts"><Count value={camp.voices} table="camps/voices" where={[`debate=${page.debate}`, `pole=${pole}`]} unit="voices" /> <Count value={camp.posts} table="camps/stances" where={[`debate=${page.debate}`, `pole=${pole}`]} unit="posts" /></p>}
      {points.length === 0 ? <><p class="hint">{word("noPoints")}</p><Statements page={page} pole={pole} /></> : <ol class="points">{points.map((p) => <Point key={String(p.point)} point={p} debate={String(page.debate)} />)}</ol>}
    </section>
  );
}

/** The page brings the first exchanges along; the others are asked for when somebody wants them. */
function Exchanges({ page }: { page: Page }): JSX.Element {
  const first = page.relations.exchanges, all = page.relations.quoted;
  const [further, setFurther] = useState<Exchange[]>([]);
  const list = [...first, ...further];
  const more = (): void => {
    void ask<ExchangesPage>("exchanges", { debate: String(page.debate), offset: String(list.length) }).then((next) => setFurther([...further, ...next.exchanges]));
  };
  return (
    <>
      <ul class="exchanges">
        {list.map((e, i) => (
          <li key={i}>
            <p><Who cite={e.from} /> <strong>{word(e.kind as Word)}</strong> <Who cite={e.to} /> <span class="hint">{e.basis}{e.cue ? ` · “${e.cue}”` : ""}</span> <Correct label="reject" what="reject_relation" target={{ from: String(e.from.post), to: String(e.to.post) }} /></p>
            <div class="pair"><QuoteCard quote={e.to} /><QuoteCard quote={e.from} /></div>
          </li>
        ))}
      </ul>
      {list.length < all && <button type="button" onClick={more}>{word("more")} ({shown(all - list.length)})</button>}
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
              <p><span class={`swatch pole-${pole}`} /> <bdi>{poleName(pole, page.pole_a, page.pole_b)}</bdi>{terms && <> {word("speaksOf")} <bdi lang="zh">{terms.split(" ").join("、")}</bdi></>}</p>
              {quote && <QuoteCard quote={quote} />}
            </div>
          ))}
          <p class="hint">{d.separation.toFixed(2)}: {word("separation")}</p>
        </div>
      ))}
    </section>
  );
}

function Body({ page }: { page: Page }): JSX.Element {
  const view = query.value.get("view") === "network" ? "network" : "tree";
  const id = String(page.debate), members = { debate: id, threads: threadsOf(page) };
  return (
    <>
      <h1><Original text={headingOf(page)} /></h1>
      {page.proposition && <p class="proposition" lang="zh">{page.proposition}</p>}
      <p class="facts">
        <Count value={page.voices} table="camps/voices" where={[`debate=${id}`]} unit="voices" />
        <Count value={page.posts} table="camps/stances" where={[`debate=${id}`]} unit="posts" />
        <Count value={page.threads} table="debates/threads" where={[`debate=${id}`]} unit="questions" />
        {page.first_year > 0 && <span>{page.first_year}–{page.last_year}</span>}
        <span>{word("rankBetween", page.rank_low, page.rank_high)}</span>
        <A to={`/coding/${id}`}>{word("coding")}</A>
      </p>
      <p class="facts">
        <Correct label="rename" what="rename" field="text" target={members} />
        {page.heading.en === page.heading.zh && <Translate original={page.heading.en} />}
        <Merge page={page} />
        <Split page={page} />
        <Correct label="exclude" what="exclude" target={members} />
        <Comment target={members} />
      </p>
      <Comments wanted={(line) => isAboutDebate(line, id)} />
      <Figure title={word("camp")} table={<CampTable camps={page.camps} poleA={page.pole_a} poleB={page.pole_b} debate={id} />} csv={`/csv/camps?${new URLSearchParams({ table: "camps/camps", where: `debate=${id}` })}`}>
        <CampBar camps={page.camps} poleA={page.pole_a} poleB={page.pole_b} />
      </Figure>
      {page.coded.length > 0 && <Corrected page={page} rows={page.coded.map((c) => ({ pole: c.pole, read: c.voices / Math.max(1, page.coded.reduce((sum, o) => sum + o.voices, 0)), share: c.share, low: c.share_low, high: c.share_high }))} />}
      <nav class="tabs" aria-label={word("keyPoints")}>
        {(["tree", "network"] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => go(withQuery({ view: v === "tree" ? "" : v }))}>{word(v)}</button>)}
      </nav>
      {view === "tree" ? (
        <div class="sides"><Side page={page} pole="a" /><Side page={page} pole="b" /></div>
      ) : (
        <Figure title={word("network")} table={<NodeTable page={page} />} csv={`/csv/relations?${new URLSearchParams({ table: "points/relations", where: `debate=${id}` })}`}>
          <Network nodes={page.relations.nodes} links={page.relations.links} poleA={page.pole_a} poleB={page.pole_b} />
        </Figure>
      )}
      <Divides page={page} />
      <OfficialWords page={page} />
      {page.relations.exchanges.length > 0 && <section><h2>{word("exchanges")}</h2><Exchanges page={page} /></section>}
      {page.first_year > 0 && page.first_year < page.last_year && (
        <Figure title={word("timeline")} table={<YearTable years={page.years} first={page.first_year} last={page.last_year} poleA={page.pole_a} poleB={page.pole_b} debate={id} />} csv={`/csv/stances?${new URLSearchParams({ table: "camps/stances", where: `debate=${id}` })}`}>
          <Timeline years={page.years} first={page.first_year} last={page.last_year} poleA={page.pole_a} poleB={page.pole_b} />
        </Figure>
      )}
      <section>
        <h2>{word("ownQuestions")}</h2>
        <ul class="plain">{page.questions.map((q) => <li key={String(q.thread)}><A to={`/thread/${q.thread}`}><Original text={q.title} /></A> <span class="hint">{shown(q.voices)} {word("voices")}</span> <Translate original={q.title} /></li>)}</ul>
      </section>
    </>
  );
}

function NodeTable({ page }: { page: Page }): JSX.Element {
  return (
    <table>
      <thead><tr><th>{word("who")}</th><th>{word("camp")}</th><th>{word("exchanges")}</th></tr></thead>
      <tbody>{page.relations.nodes.map((n) => <tr key={String(n.voice)}><th scope="row"><A to={`/voice/${n.voice}`}><bdi>{n.author}</bdi></A></th><td>{poleName(n.pole, page.pole_a, page.pole_b)}</td><td>{n.exchanges}</td></tr>)}</tbody>
    </table>
  );
}

export function DebatePage({ id }: { id: string }): JSX.Element {
  return <Waiting asked={useAsked<Page>("debate", { id })}>{(page) => <Body page={page} />}</Waiting>;
}
