// A line of corrections.jsonl in words.
import type { Cite } from "./api";
import { type Correction, type DebateNamed, poleOf } from "./edits";
import { language, word } from "./state";
import { dictionaries, reasonsInChinese, type Word } from "./words";

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const quoted = (words: string): string => (words ? (language.value === "zh" ? `「${words}」` : `“${words}”`) : "");
const headed = (debate: DebateNamed | undefined): string => (debate ? quoted(debate.heading[language.value]) : "");
/** The first question, and how many more there are. */
const titled = (titles: string[] | undefined): string =>
  titles === undefined || titles.length === 0 ? "" : `${quoted(titles[0] ?? "")}${titles.length > 1 ? ` +${titles.length - 1}` : ""}`;
const author = (cite: Cite): string =>
  `${cite.author_kind === "anonymous" ? word("anonymous") : cite.author || word(cite.stream === "official" ? "officialText" : "closed")} [${cite.year || word("undated")}]`;
const inThread = (cite: Cite, segment?: unknown): string => `/thread/${cite.thread}?post=${cite.post}${segment ? `&segment=${segment}` : ""}`;

/** A translation of a part of a question is the name of a side. */
const namesSide = (line: Correction): boolean => line.what === "translate" && (line.target?.["part"] === "a" || line.target?.["part"] === "b");

export const kindOf = (line: Correction): string => {
  if (namesSide(line)) return word("did_name_side");
  const key = `did_${line.what ?? ""}`;
  return key in dictionaries.en ? word(key as Word) : (line.what ?? "");
};

/** What the line says of it. */
export function saidBy(line: Correction): string {
  const value = line.value ?? {}, about = line.about;
  switch (line.what) {
    case "merge": return word("mergedWith", titled(about.with_titles) || headed(about.with));
    case "split": return (about.titles ?? []).length < 2 ? "" : (about.titles ?? []).map(quoted).join(language.value === "zh" ? "" : ", ");
    case "move": {
      const pole = poleOf(value["pole"]), names = pole === "a" ? about.debate?.pole_a : pole === "b" ? about.debate?.pole_b : undefined;
      return `→ ${names ? names[language.value] : word(pole)}`;
    }
    case "mark_author": return word(value["kind"] === "organisation" || value["kind"] === "bot" ? value["kind"] : "person");
    case "translate": return `${namesSide(line) ? `${word(poleOf(line.target?.["part"]))}: ` : ""}${quoted(text(value["text"]))} (${text(value["language"]) || "en"})`;
    case "set_proposition": return `${quoted(text(value["text"]))}${value["pole_a"] && value["pole_b"] ? ` (${quoted(text(value["pole_a"]))} / ${quoted(text(value["pole_b"]))})` : ""}`;
    default: return quoted(text(value["text"]));
  }
}

/** What the line is about, and where that is. */
export function aboutOf(line: Correction): { text: string; to: string } {
  const { quote, post, from, to, voice, debate, titles } = line.about, target = line.target ?? {};
  if (quote) return { text: quoted(quote.text), to: inThread(quote, quote.segment) };
  if (post) return { text: `${author(post)}${post.title ? `, ${quoted(post.title)}` : ""}`, to: inThread(post) };
  if (from && to) return { text: `${author(from)} → ${author(to)}`, to: inThread(from) };
  if (voice !== undefined) return { text: voice || word("closed"), to: `/voice/${text(target["voice"])}` };
  if (target["original"]) return { text: quoted(text(target["original"])), to: debate ? `/debate/${debate.debate}` : "" };
  // What changes names and members is told by the questions that were there: the debate may be called otherwise now.
  const shaped = line.what !== "comment" && titles !== undefined;
  return { text: (shaped ? titled(titles) : headed(debate)) || word("notInCase"), to: debate ? `/debate/${debate.debate}` : "" };
}

export function stateOf(line: Correction): string {
  const reason = line.reason ?? "";
  if (line.state === "gone") return word("st_gone", language.value === "zh" ? (reasonsInChinese[reason] ?? reason) : reason);
  return word(`st_${line.state}`);
}

export const whenOf = (line: Correction): string => (line.at ?? "").replace("T", " ").replace(/:\d\dZ$/, " UTC");
