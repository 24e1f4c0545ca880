// Characters that cannot be seen, or that turn the order of others, shown as what they are. The text itself stays as it
// was written: each stands in a piece of its own, out of which its effect cannot reach, with its number beside it.
import type { ComponentChildren, JSX } from "preact";
import { word } from "./state";

const unseen = /[\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
const picture = /\p{Extended_Pictographic}/u, dressed = /[\uFE0F\u{1F3FB}-\u{1F3FF}]/u;

/** What joins two pictures into one is part of how they are written. By code points: `$` after astral ones fails in Chromium. */
function joinsPictures(text: string, at: number): boolean {
  if (text[at] !== "\u200D") return false;
  const before = [...text.slice(Math.max(0, at - 4), at)], last = before.pop() ?? "";
  return picture.test(dressed.test(last) ? (before.pop() ?? "") : last) && picture.test([...text.slice(at + 1, at + 3)][0] ?? "");
}

const codeOf = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** For places that hold no elements (choices of a list, texts of a chart, labels, the window's title): numbers in their stead. */
export const plainly = (text: string): string => text.replace(unseen, (character, at: number) => (joinsPictures(text, at) ? character : `[${codeOf(character)}]`));

export function Marked({ text }: { text: string }): JSX.Element {
  const pieces: ComponentChildren[] = [];
  let from = 0;
  for (const found of text.matchAll(unseen)) {
    if (joinsPictures(text, found.index)) continue;
    const code = codeOf(found[0]);
    pieces.push(text.slice(from, found.index), <span key={found.index} class="chip" data-code={code} title={`${word("unseenCharacter")} ${code}`}>{found[0]}</span>);
    from = found.index + found[0].length;
  }
  return from === 0 ? <>{text}</> : <>{pieces}{text.slice(from)}</>;
}

// Scripts that are written beside each other in Chinese, Japanese and Korean names. Any other letters beside them, or two
// kinds of others, may be there to look like somebody else (UTS 39, "highly restrictive").
const atHome = /[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}]/u;
const others = ["Cyrillic", "Greek", "Armenian", "Cherokee", "Georgian", "Arabic", "Hebrew", "Thai", "Devanagari", "Coptic", "Deseret", "Lisu", "Osage"]
  .map((script) => new RegExp(`\\p{Script=${script}}`, "u"));

export function mixesScripts(name: string): boolean {
  const letters = name.replace(unseen, ""); // the Arabic letter mark is none
  const foreign = others.filter((script) => script.test(letters)).length;
  return foreign > 1 || (foreign === 1 && atHome.test(letters));
}

export const namePlainly = (name: string): string => plainly(name) + (mixesScripts(name) ? ` ⚠ ${word("mixedScripts")}` : "");

/** The name of an account. */
export function NameShown({ name }: { name: string }): JSX.Element {
  return <><bdi><Marked text={name} /></bdi>{mixesScripts(name) && <span class="mixed" title={word("mixedScripts")}> ⚠ <span class="hidden">{word("mixedScripts")}</span></span>}</>;
}
