// The forms of the analyst's hand: a button each, behind it a choice or a text, the reason, and what came of it.
import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { ask, type DebatePage, type Overview, useAsked } from "./api";
import { correct, type Correction, written } from "./edits";
import { Marked, plainly } from "./marks";
import { editing, language, setTranslating, word } from "./state";
import { kindOf, saidBy, stateOf, whenOf } from "./told";
import type { Word } from "./words";

/** Lines that somebody else wrote about the same thing meanwhile. */
export function Meanwhile({ lines }: { lines: Correction[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <span class="conflict" role="alert">
      {word("conflict")}
      {lines.map((line) => <span key={String(line.id)} class="told"><bdi><Marked text={line.who ?? ""} /></bdi>, {whenOf(line)}: {kindOf(line)} <bdi><Marked text={saidBy(line)} /></bdi></span>)}
    </span>
  );
}

/** `write` adds the line and returns what stands in its way. */
function Form({ label, write, children, done = "willApply", wide = false }: {
  label: Word; write: (why: string) => Promise<Correction[]>; children?: () => ComponentChildren; done?: Word; wide?: boolean;
}): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const [said, setSaid] = useState("");
  const [others, setOthers] = useState<Correction[]>([]);
  const button = useRef<HTMLButtonElement>(null);
  if (!editing.value) return null;
  const toggle = (): void => {
    setOpen(!open);
    setSaid("");
    setOthers([]);
  };
  // What had the focus goes with the form: back to where it was opened, so that the Tab key goes on from there.
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const leave = (event: KeyboardEvent): void => {
    if (event.key === "Escape") close();
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid("");
    try {
      const meanwhile = await write(why);
      setOthers(meanwhile);
      if (meanwhile.length > 0) return;
      close();
      setWhy("");
      setSaid(word(done));
    } catch (error) {
      setSaid(`${word("notWritten")}: ${(error as Error).message}`);
    }
  };
  return (
    <span class={wide && open ? "correct wide" : "correct"}>
      <button ref={button} type="button" class="small" aria-expanded={open} onClick={toggle}>{word(label)}</button>
      {open && (
        <form onSubmit={send} onKeyDown={leave}>
          {children?.()}
          <input value={why} placeholder={word("why")} aria-label={word("why")} onInput={(e) => setWhy((e.target as HTMLInputElement).value)} />
          <button type="submit" class="small">{word("save")}</button>
        </form>
      )}
      <Meanwhile lines={others} />
      <span role="status">{said}</span>
    </span>
  );
}

export interface Choice { label: string; value: string }

function Select({ label, value, choices, set }: { label: string; value: string; choices: Choice[]; set: (value: string) => void }): JSX.Element {
  return (
    <select value={value} aria-label={label} onChange={(e) => set((e.target as HTMLSelectElement).value)}>
      {choices.map((c) => <option key={c.value} value={c.value}>{plainly(c.label)}</option>)}
    </select>
  );
}

function Text({ label, value, set }: { label: string; value: string; set: (value: string) => void }): JSX.Element {
  return <input value={value} required dir="auto" aria-label={label} placeholder={label} onInput={(e) => set((e.target as HTMLInputElement).value)} />;
}

/** A text with its name above it, where one form has several. */
function Field({ label, value, set }: { label: string; value: string; set: (value: string) => void }): JSX.Element {
  return <label class="field">{label}<input value={value} dir="auto" onInput={(e) => set((e.target as HTMLInputElement).value)} /></label>;
}

/** One choice, or a text, or nothing but the reason. `hint`: what it does, where the label does not say it all. */
export function Correct({ label, what, target, choices, field, done, hint }: {
  label: Word; what: string; target: Record<string, unknown>; choices?: Choice[]; field?: "pole" | "text" | "kind"; done?: Word; hint?: Word;
}): JSX.Element {
  const [value, setValue] = useState(choices?.[0]?.value ?? "");
  return (
    <Form label={label} write={(why) => correct(what, target, field ? { [field]: value } : {}, why)} {...(done ? { done } : {})}>
      {() => choices ? <Select label={word(label)} value={value} choices={choices} set={setValue} /> : field ? <Text label={word(label)} value={value} set={setValue} /> : hint ? <p class="hint">{word(hint)}</p> : null}
    </Form>
  );
}

export const Comment = ({ target }: { target: Record<string, unknown> }): JSX.Element => <Correct label="comment" what="comment" field="text" target={target} done="written" />;

/** Into the language that the text is not written in, if the reader does not choose otherwise. */
export function Translate({ original }: { original: string }): JSX.Element {
  const [text, setText] = useState("");
  const [to, setTo] = useState(/\p{Script=Han}/u.test(original) ? "en" : "zh");
  const write = async (why: string): Promise<Correction[]> => {
    const meanwhile = await correct("translate", { original }, { text, language: to }, why);
    if (meanwhile.length === 0) setTranslating(true);
    return meanwhile;
  };
  return (
    <Form label="translate" write={write} done="written">
      {() => <><Select label={word("intoLanguage")} value={to} set={setTo} choices={languages} /><Text label={word("translate")} value={text} set={setText} /></>}
    </Form>
  );
}
const languages: Choice[] = [{ label: "English", value: "en" }, { label: "中文", value: "zh" }];

/** What a side is called in a language, at once: a translation of what the analyst calls it, else of the question's part
 * that it stands for. An issue has no question of its own, so its sides are named with its statement only. */
export function NameSide({ page, pole }: { page: DebatePage; pole: "a" | "b" }): JSX.Element | null {
  const [text, setText] = useState("");
  const [to, setTo] = useState<string>(language.value);
  const own = page[`pole_${pole}`].original, asked = page.questions.find((q) => String(q.thread) === String(page.question_thread))?.title;
  const target = { debate: String(page.debate), ...(own ? { original: own } : { original: asked, part: pole }) };
  if (!target.original || page.is_issue) return null;
  return (
    <Form label="nameSide" write={(why) => correct("translate", target, { text, language: to }, why)} done="written">
      {() => <><Select label={word("inLanguage")} value={to} set={setTo} choices={languages} /><Text label={word("nameSide")} value={text} set={setText} /></>}
    </Form>
  );
}

/** What one side is for and the other against; the sides are named with it, both or neither. */
export function SetProposition({ page }: { page: DebatePage }): JSX.Element {
  const [text, setText] = useState(page.is_issue ? "" : (page.proposition ?? ""));
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const write = async (why: string): Promise<Correction[]> => {
    const said = text.trim(), a = first.trim(), b = second.trim();
    if (!said) throw new Error(word("stateSomething"));
    if ((a === "") !== (b === "") || (a !== "" && a === b)) throw new Error(word("bothSides"));
    return correct("set_proposition", { debate: String(page.debate), threads: threadsOf(page) }, a ? { text: said, pole_a: a, pole_b: b } : { text: said }, why);
  };
  return (
    <Form label="setProposition" write={write} wide>
      {() => (
        <fieldset class="fields">
          <legend>{word("propositionHint")}</legend>
          <Field label={word("did_set_proposition")} value={text} set={setText} />
          <Field label={word("nameOfFirst")} value={first} set={setFirst} />
          <Field label={word("nameOfSecond")} value={second} set={setSecond} />
        </fieldset>
      )}
    </Form>
  );
}

export const threadsOf = (page: DebatePage): string[] => page.questions.map((q) => String(q.thread));

function OtherDebates({ page, value, set }: { page: DebatePage; value: string; set: (value: string) => void }): JSX.Element {
  const overview = useAsked<Overview>("overview");
  const others = (overview.value?.debates ?? []).filter((d) => String(d.debate) !== String(page.debate));
  return <Select label={word("merge")} value={value} set={set} choices={[{ label: word("chooseDebate"), value: "" }, ...others.map((d) => ({ label: d.heading[language.value], value: String(d.debate) }))]} />;
}

export function Merge({ page }: { page: DebatePage }): JSX.Element {
  const [other, setOther] = useState("");
  const write = async (why: string): Promise<Correction[]> => {
    if (!other) throw new Error(word("chooseDebate"));
    const second = await ask<DebatePage>("debate", { id: other });
    return correct("merge", { debate: String(page.debate), threads: threadsOf(page) }, { with: other, threads: threadsOf(second) }, why);
  };
  return <Form label="merge" write={write}>{() => <OtherDebates page={page} value={other} set={setOther} />}</Form>;
}

/** The questions that go become a debate of their own. */
export function Split({ page }: { page: DebatePage }): JSX.Element | null {
  const [going, setGoing] = useState<string[]>([]);
  if (page.questions.length < 2) return null;
  const write = async (why: string): Promise<Correction[]> => {
    if (going.length === 0 || going.length >= page.questions.length) throw new Error(word("splitSome"));
    return correct("split", { debate: String(page.debate), threads: going }, {}, why);
  };
  const turn = (thread: string): void => setGoing(going.includes(thread) ? going.filter((t) => t !== thread) : [...going, thread]);
  return (
    <Form label="split" write={write} wide>
      {() => (
        <fieldset>
          <legend>{word("splitSome")}</legend>
          {page.questions.map((q) => <label key={String(q.thread)}><input type="checkbox" checked={going.includes(String(q.thread))} onChange={() => turn(String(q.thread))} /> <bdi><Marked text={q.title} /></bdi></label>)}
        </fieldset>
      )}
    </Form>
  );
}

/** What was said of it and stands: comments, and corrections that wait to be applied, of those that `wanted` picks. */
export function Notes({ wanted }: { wanted: (line: Correction) => boolean }): JSX.Element | null {
  const lines = written.value.lines.filter((line) => line.what !== "undo" && (line.state === "waiting" || (line.what === "comment" && line.state === "kept")) && wanted(line));
  if (lines.length === 0) return null;
  return (
    <ul class="notes">
      {lines.map((line) => <li key={String(line.id)}><bdi><Marked text={saidBy(line)} /></bdi> <small class="hint">{kindOf(line)}: <bdi><Marked text={line.who ?? ""} /></bdi>, {whenOf(line)}{line.state === "waiting" ? `, ${stateOf(line)}` : ""}</small></li>)}
    </ul>
  );
}
export const isAbout = (line: Correction, field: string, id: unknown): boolean => id !== undefined && String(line.target?.[field] ?? "") === String(id);
/** Of a debate as a whole. */
export const isAboutDebate = (line: Correction, debate: unknown): boolean =>
  [line.about.debate, line.about.with].some((d) => d !== undefined && String(d.debate) === String(debate)) && line.target?.["post"] === undefined && line.target?.["point"] === undefined;
/** Of a question that is in no debate. */
export const isAboutThread = (line: Correction, thread: string): boolean => {
  const threads = line.target?.["threads"];
  return line.about.debate === undefined && Array.isArray(threads) && threads.some((t) => String(t) === thread);
};
