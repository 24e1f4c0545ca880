// Every correction in words: about what, what it says, what became of it, and the way back.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { allSeen, applyCorrections, type Correction, editable, loadCorrections, undo, written } from "../edits";
import { Meanwhile } from "../forms";
import { Marked } from "../marks";
import { A, Heading } from "../parts";
import { editing, word } from "../state";
import { aboutOf, kindOf, saidBy, stateOf, whenOf } from "../told";

function Undo({ line }: { line: Correction }): JSX.Element {
  const [said, setSaid] = useState("");
  const [others, setOthers] = useState<Correction[]>([]);
  const run = (): void => {
    undo(line).then((meanwhile) => {
      setOthers(meanwhile);
      if (meanwhile.length === 0) setSaid(word("st_undone"));
    }, (error: Error) => setSaid(`${word("failed")}: ${error.message}`));
  };
  return (
    <span class="correct">
      {line.state !== "undone" && <button type="button" class="small" onClick={run}>{word("undo")}</button>}
      <Meanwhile lines={others} />
      <span role="status" class={line.state === "undone" ? "hidden" : ""}>{said}</span>
    </span>
  );
}

/** An undo is told by what it takes back. */
function Line({ line, lines }: { line: Correction; lines: Correction[] }): JSX.Element {
  const undone = line.what === "undo" ? lines.find((other) => other.id === line.undoes) : undefined;
  const told = undone ?? line, about = aboutOf(told), says = saidBy(told);
  return (
    <li id={`line-${line.id}`} class={line.state === "undone" ? "line undone" : "line"}>
      <p class="facts"><strong>{kindOf(line)}{undone ? `: ${kindOf(undone)}` : ""}</strong> <span class="hint"><bdi><Marked text={line.who ?? ""} /></bdi>, {whenOf(line)}</span> <span class={`state st-${line.state}`}>{stateOf(line)}</span> {editing.value && line.what !== "undo" && line.id && <Undo line={line} />}</p>
      <p>{about.to ? <A to={about.to}><bdi><Marked text={about.text} /></bdi></A> : <bdi><Marked text={about.text} /></bdi>}{says ? ": " : ""}<bdi><Marked text={says} /></bdi></p>
      {line.why && <p class="hint">{word("why")} <bdi><Marked text={line.why} /></bdi></p>}
    </li>
  );
}

function Apply(): JSX.Element {
  const [said, setSaid] = useState("");
  const [running, setRunning] = useState(false);
  const run = (): void => {
    setRunning(true);
    setSaid(word("applying"));
    applyCorrections().then(() => setSaid(word("applied")), (error: Error) => setSaid(`${word("failed")}: ${error.message}`)).finally(() => setRunning(false));
  };
  return <p><button type="button" disabled={running} onClick={run}>{word("apply")}</button> <span role="status">{said}</span></p>;
}

export function CorrectionsPage(): JSX.Element {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    void loadCorrections().then(() => {
      allSeen(); // all of them are shown here
      setAsked(true);
    });
  }, []);
  const { lines, unreadable } = written.value;
  if (!asked) return <p class="waiting" role="status">{word("loading")}</p>;
  return (
    <>
      <Heading title={word("corrections")} />
      {editing.value ? <Apply /> : editable.value && <p class="hint">{word("editElsewhere")}</p>}
      {unreadable.length > 0 && <p class="failed" role="alert">{word("unreadable", unreadable.join(", "))}</p>}
      {lines.length === 0 ? <p>{word("noCorrections")}</p> : <ol class="history plain">{[...lines].reverse().map((line, i) => <Line key={String(line.id) || i} line={line} lines={lines} />)}</ol>}
    </>
  );
}
