// Pieces that several pages use: links, counts that open their rows, quotes, corrections.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { type Asked, type Cite, type Id, type Names, type Pole, type Quote, type Translation, useAsked } from "./api";
import { Translate } from "./forms";
import { go, language, translating, word } from "./state";
import type { Word } from "./words";

/** A link that stays in this page: what a plain click does to an `a`, in text or in a chart. */
export const link = (to: string): { href: string; onClick: (event: MouseEvent) => void } => ({
  href: to,
  onClick: (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  },
});

export function A({ to, children, class: name, label }: { to: string; children: ComponentChildren; class?: string; label?: string }): JSX.Element {
  return (
    <a {...link(to)} {...(name ? { class: name } : {})} {...(label ? { "aria-label": label } : {})}>
      {children}
    </a>
  );
}

// Making a format costs a hundred times what using it does.
const formats = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en-US") };
export const shown = (value: number): string => formats[language.value].format(value);
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const rowsAddress = (table: string, where: string[]): string =>
  `/rows?${new URLSearchParams({ table, where: where.join("\n") }).toString()}`;

/** A number that opens the rows it counts. */
export function Count({ value, table, where, unit }: { value: number; table: string; where: string[]; unit?: Word }): JSX.Element {
  return (
    <A to={rowsAddress(table, where)} class="count">
      {shown(value)}
      {unit ? ` ${word(unit)}` : ""}
    </A>
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
      <bdi lang={languageOf(text)}>{text}</bdi>
      {translating.value && found && <span class="translation" lang={reader}>{found.text} <small>({word("translatedBy", found.maker)})</small></span>}
    </>
  );
}

const languageOf = (text: string): string => (/\p{Script=Han}/u.test(text) ? "zh" : "en");

/** The analyst's name for a debate, a question of agon's, or the question that names it. */
export const headingOf = (debate: { heading: Names }): string => debate.heading[language.value];

export function DebateName({ debate }: { debate: { heading: Names } }): JSX.Element {
  return <bdi lang={languageOf(headingOf(debate))}>{headingOf(debate)}</bdi>;
}

export function poleName(pole: Pole, poleA: Names, poleB: Names): string {
  return pole === "a" ? poleA[language.value] : pole === "b" ? poleB[language.value] : word(pole);
}

export const authorShown = (cite: Cite): string => {
  if (cite.author_kind === "anonymous") return word("anonymous");
  return cite.author || word(cite.stream === "official" ? "officialText" : "closed");
};

export const threadAddress = (cite: Cite, segment?: Id): string =>
  `/thread/${cite.thread}?post=${cite.post}${segment ? `&segment=${segment}` : ""}`;

export function Who({ cite }: { cite: Cite }): JSX.Element {
  return (
    <>
      <A to={`/voice/${cite.voice}`} class="who"><bdi>{authorShown(cite)}</bdi></A> [{cite.year || word("undated")}]
    </>
  );
}

/** `User [Year]`, the text, and the way to its thread. */
export function QuoteCard({ quote, note }: { quote: Quote; note?: ComponentChildren }): JSX.Element {
  return (
    <figure class="quote">
      <blockquote lang="zh"><A to={threadAddress(quote, quote.segment)} label={`${quote.text} (${word("openThread")})`}><Original text={quote.text} /></A></blockquote>
      <figcaption>
        <Who cite={quote} /> · {quote.date || ""} {quote.votes > 0 ? `· ${shown(quote.votes)} ${word("votes")}` : ""} {note}
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
      <span>{shown(offset + 1)}–{shown(Math.min(all, offset + size))} / {shown(all)}</span>
      {offset + size < all && <A to={to(offset + size)}>{word("next")} →</A>}
    </nav>
  );
}
