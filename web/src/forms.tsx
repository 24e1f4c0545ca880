// The forms of the analyst's hand: a button each, behind it a choice or a text, the reason, and what came of it.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, type DebatePage, type Overview, useAsked } from "./api";
import { correct, type Correction, written } from "./edits";
import { editing, language, setTranslating, word } from "./state";
import { kindOf, saidBy, stateOf, whenOf } from "./told";
import type { Word } from "./words";

/** Lines that somebody else wrote about the same thing meanwhile. */
export function Meanwhile({ lines }: { lines: Correction[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <span class="conflict" role="alert">
      {word("conflict")}
      {lines.map((line) => <span key={String(line.id)} class="told"><bdi>{line.who}</bdi>, {whenOf(line)}: {kindOf(line)} <bdi>{saidBy(line)}</bdi></span>)}
    </span>
  );
}

/** `write` adds the line and returns what stands in its way. */
function Form({ label, write, children, done = "willApply" }: {
  label: Word; write: (why: string) => Promise<Correction[]>; children?: () => ComponentChildren; done?: Word;
}): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const [said, setSaid] = useState("");
  const [others, setOthers] = useState<Correction[]>([]);
  if (!editing.value) return null;
  const toggle = (): void => {
    setOpen(!open);
    setSaid("");
    setOthers([]);
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid("");
    try {
      const meanwhile = await write(why);
      setOthers(meanwhile);
      if (meanwhile.length > 0) return;
      setOpen(false);
      setWhy("");
      setSaid(word(done));
    } catch (error) {
      setSaid(`${word("failed")}: ${(error as Error).message}`);
    }
  };
  return (
    <span class="correct">
      <button type="button" class="small" aria-expanded={open} onClick={toggle}>{word(label)}</button>
      {open && (
        <form onSubmit={send}>
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
      {choices.map((c) => <option key={c.value} value={c.value}>{c.label}</option>)}
    </select>
  );
}

function Text({ label, value, set }: { label: string; value: string; set: (value: string) => void }): JSX.Element {
  return <input value={value} required dir="auto" aria-label={label} placeholder={label} onInput={(e) => set((e.target as HTMLInputElement).value)} />;
}

/** One choice, or a text, or nothing but the reason. */
export function Correct({ label, what, target, choices, field, done }: {
  label: Word; what: string; target: Record<string, unknown>; choices?: Choice[]; field?: "pole" | "text" | "kind"; done?: Word;
}): JSX.Element {
  const [value, setValue] = useState(choices?.[0]?.value ?? "");
  return (
    <Form label={label} write={(why) => correct(what, target, field ? { [field]: value } : {}, why)} {...(done ? { done } : {})}>
      {() => choices ? <Select label={word(label)} value={value} choices={choices} set={setValue} /> : field ? <Text label={word(label)} value={value} set={setValue} /> : null}
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
      {() => <><Select label={word("intoLanguage")} value={to} set={setTo} choices={[{ label: "English", value: "en" }, { label: "中文", value: "zh" }]} /><Text label={word("translate")} value={text} set={setText} /></>}
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
    <Form label="split" write={write}>
      {() => (
        <fieldset>
          <legend>{word("splitSome")}</legend>
          {page.questions.map((q) => <label key={String(q.thread)}><input type="checkbox" checked={going.includes(String(q.thread))} onChange={() => turn(String(q.thread))} /> <bdi>{q.title}</bdi></label>)}
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
      {lines.map((line) => <li key={String(line.id)}><bdi>{saidBy(line)}</bdi> <small class="hint">{kindOf(line)}: <bdi>{line.who}</bdi>, {whenOf(line)}{line.state === "waiting" ? `, ${stateOf(line)}` : ""}</small></li>)}
    </ul>
  );
}
export const isAbout = (line: Correction, field: string, id: unknown): boolean => id !== undefined && String(line.target?.[field] ?? "") === String(id);
/** Of a debate as a whole. */
export const isAboutDebate = (line: Correction, debate: unknown): boolean =>
  [line.about.debate, line.about.with].some((d) => d !== undefined && String(d.debate) === String(debate)) && line.target?.["post"] === undefined && line.target?.["point"] === undefined;
