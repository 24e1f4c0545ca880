// Pieces that several pages use: links, counts that open their rows, quotes, corrections.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Asked, type Cite, type Id, type Names, type Pole, type Quote, type Translation, useAsked } from "./api";
import { Translate } from "./forms";
import { Marked, NameShown, plainly } from "./marks";
import { go, language, shareable, translating, word } from "./state";
import { singular, type Word } from "./words";

/** A link that stays in this page: what a plain click does to an `a`, in text or in a chart. */
export const link = (to: string): { href: string; onClick: (event: MouseEvent) => void } => ({
  href: shareable(to),
  onClick: (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  },
});

/** `aside`: not a stop of the Tab key, since the same link stands beside it. */
export function A({ to, children, class: name, label, aside }: { to: string; children: ComponentChildren; class?: string; label?: string; aside?: boolean }): JSX.Element {
  return (
    <a {...link(to)} {...(name ? { class: name } : {})} {...(label ? { "aria-label": plainly(label) } : {})} {...(aside ? { tabIndex: -1 } : {})}>
      {children}
    </a>
  );
}

// Making a format costs a hundred times what using it does.
const formats = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en-US") };
export const shown = (value: number): string => formats[language.value].format(value);
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Rows of a table: all that meet `where`; what is counted is the rows, different values of `distinct`, or the sum of
 * `sum`. `of`: the conditions of the whole, where the number is a share. `columns`: what was read off the only row. */
export interface RowsOf { table: string; where: string[]; distinct?: string; sum?: string; of?: string[]; columns?: string[] }
export function rowsAddress(rows: RowsOf): string {
  const parameters = new URLSearchParams({ table: rows.table, where: rows.where.join("\n") });
  if (rows.distinct) parameters.set("distinct", rows.distinct);
  if (rows.sum) parameters.set("sum", rows.sum);
  if (rows.of) parameters.set("of", rows.of.join("\n"));
  if (rows.columns) parameters.set("columns", rows.columns.join(","));
  return `/rows?${parameters.toString()}`;
}

/** "1 post", "2 posts". */
export const counted = (value: number, unit: Word): string => `${shown(value)} ${value === 1 && language.value === "en" ? singular(unit) : word(unit)}`;

/** A number that opens the rows it counts, or that it was read from. */
export function Count({ value, text, unit, aside, ...rows }: RowsOf & { value: number; text?: string; unit?: Word; aside?: boolean }): JSX.Element {
  return <A to={rowsAddress(rows)} class="count" {...(aside ? { aside } : {})}>{text ?? (unit ? counted(value, unit) : shown(value))}</A>;
}

/** A number that was computed from these rows and is no count of them. */
export function From({ text, ...rows }: RowsOf & { text: string }): JSX.Element {
  return <A to={rowsAddress(rows)} class="from" label={`${text} (${word("ofRows")})`}>{text}</A>;
}

/** "2014–2025", or one year. */
export function Years({ first, last }: { first: number; last: number }): JSX.Element | null {
  return first > 0 ? <time>{first === last ? first : `${first}–${last}`}</time> : null;
}

/** The page's heading, which is the window's title too. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  useEffect(() => { document.title = `${plainly(title)} · agon`; }, [title]);
  return <h1>{children ?? title}</h1>;
}

/** A sentence with counts in its gaps: `text` has a line end where each of `counts` stands. */
export function Gapped({ text, counts }: { text: string; counts: ComponentChildren[] }): JSX.Element {
  return <>{text.split("\n").map((piece, i) => <span key={i}>{i > 0 && counts[i - 1]}<span class="place">{piece}</span></span>)}</>;
}

/** Something wide: scrolls by itself, and says so where it does. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const look = (): void => setWide(box.current !== null && box.current.scrollWidth > box.current.clientWidth + 1);
    const watch = new ResizeObserver(look);
    if (box.current) {
      watch.observe(box.current);
      for (const child of box.current.children) watch.observe(child);
    }
    return () => watch.disconnect();
  }, []);
  return (
    <>
      {wide && <p class="sideways" aria-hidden="true">⇄ {word("sideways")}</p>}
      <div ref={box} class="scroll" tabIndex={0} role="group" aria-label={plainly(label)}>{children}</div>
    </>
  );
}

export function Waiting<T>({ asked, children }: { asked: Asked<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  if (asked.error) return <p class="failed" role="alert">{word("failed")}: {asked.error}</p>;
  if (asked.value === undefined) return <p class="waiting" role="status">{word("loading")}</p>;
  return <>{children(asked.value)}</>;
}

/** A text of the source with its translation below, where translations are shown and the case's memory has one. */
export function Original({ text, part = "" }: { text: string; part?: string }): JSX.Element {
  const reader = language.value === "zh" && languageOf(text) === "en" ? "zh" : "en";
  const found = useAsked<{ lines: Translation[] }>("translations", { language: reader }, translating.value).value?.lines
    .filter((line) => line.original === text && line.part === part).at(-1);
  return (
    <>
      <bdi lang={languageOf(text)}><Marked text={text} /></bdi>
      {translating.value && found && <span class="translation" lang={reader}><bdi><Marked text={found.text} /></bdi> <small>({word("translatedBy", found.maker)})</small></span>}
    </>
  );
}

export const languageOf = (text: string): string => (/\p{Script=Han}/u.test(text) ? "zh" : "en");

/** The analyst's name for a debate, a question of agon's, or the question that names it. */
export const headingOf = (debate: { heading: Names }): string => debate.heading[language.value];

/** The heading, and below it the words of the source where a translation stands for them. */
export function DebateHeading({ debate }: { debate: { heading: Names } }): JSX.Element {
  return (
    <>
      <DebateName debate={debate} />
      {debate.heading.original && headingOf(debate) !== debate.heading.original && <span class="translation" lang={languageOf(debate.heading.original)}><bdi><Marked text={debate.heading.original} /></bdi></span>}
    </>
  );
}

export function DebateName({ debate }: { debate: { heading: Names } }): JSX.Element {
  return <bdi lang={languageOf(headingOf(debate))}><Marked text={headingOf(debate)} /></bdi>;
}

export function poleName(pole: Pole, poleA: Names, poleB: Names): string {
  return pole === "a" ? poleA[language.value] : pole === "b" ? poleB[language.value] : word(pole);
}

/** What a side is called. */
export const PoleShown = ({ pole, poleA, poleB }: { pole: Pole; poleA: Names; poleB: Names }): JSX.Element => <bdi><Marked text={poleName(pole, poleA, poleB)} /></bdi>;

export const authorShown = (cite: Cite): string => {
  if (cite.author_kind === "anonymous") return word("anonymous");
  return cite.author || word(cite.stream === "official" ? "officialText" : cite.author_kind === "closed" ? "closed" : "unnamed");
};

export const threadAddress = (cite: Cite, segment?: Id): string =>
  `/thread/${cite.thread}?post=${cite.post}${segment ? `&segment=${segment}` : ""}`;

export function Who({ cite }: { cite: Cite }): JSX.Element {
  return (
    <>
      <A to={`/voice/${cite.voice}`} class="who"><NameShown name={authorShown(cite)} /></A> <time>[{cite.year || word("undated")}]</time>
    </>
  );
}

/** `User [Year]`, the text, and the way to its thread. */
export function QuoteCard({ quote, note }: { quote: Quote; note?: ComponentChildren }): JSX.Element {
  return (
    <figure class="quote">
      <blockquote lang="zh"><A to={threadAddress(quote, quote.segment)} label={`${quote.text} (${word("openThread")})`}><Original text={quote.text} /></A></blockquote>
      <figcaption>
        <Who cite={quote} /> · <time>{quote.date || ""}</time> {quote.votes > 0 ? <span class="place">· {counted(quote.votes, "votes")}</span> : ""} {note}
        <CiteButton quote={quote} />
        <Translate original={quote.text} />
      </figcaption>
    </figure>
  );
}

function CiteButton({ quote }: { quote: Quote }): JSX.Element {
  const [done, setDone] = useState(false);
  const text = `${authorShown(quote)} [${quote.year || word("undated")}], “${quote.text}”, ${quote.platform}, ${quote.title}. ` +
    `sha256 ${quote.source}, ${word("bytes")} ${quote.source_begin}-${quote.source_end}`;
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => setDone(true), () => setDone(false));
  };
  return <button type="button" class="small" onClick={copy} title={text}>{done ? word("copied") : word("copyCite")}</button>;
}

/** Previous and next of a long list. */
export function Pager({ all, offset, size, to }: { all: number; offset: number; size: number; to: (offset: number) => string }): JSX.Element | null {
  if (all <= size && offset === 0) return null;
  return (
    <nav class="pager" aria-label={word("rows")}>
      {offset > 0 && <A to={to(Math.max(0, offset - size))}>← {word("previous")}</A>}
      <span class="place">{shown(offset + 1)}–{shown(Math.min(all, offset + size))} / {shown(all)}</span>
      {offset + size < all && <A to={to(offset + size)}>{word("next")} →</A>}
    </nav>
  );
}
