// The analyst's hand: what was written so far, what this page has seen of it, and how a line is added.
import { signal } from "@preact/signals";
import { type Cite, forget, type Id, type Names, type Pole, type Quote, send } from "./api";
import { editing, keepToken, token } from "./state";

export interface DebateNamed { debate: Id; question: string; heading: Names; pole_a: Names; pole_b: Names }
/** What a line is about, as the pages call it; what is not in the case any more is missing. */
export interface About {
  debate?: DebateNamed; with?: DebateNamed; titles?: string[]; with_titles?: string[]; quote?: Quote; post?: Cite; from?: Cite; to?: Cite; voice?: string;
}
export type State = "applied" | "gone" | "waiting" | "undone" | "kept";
export interface Correction {
  id: Id; at?: string; who?: string; what?: string; why?: string; target?: Record<string, Id | Id[]>; value?: Record<string, Id | Id[]>;
  undoes?: Id; about: About; state: State; reason?: string;
}
export interface CorrectionsPage { lines: Correction[]; count: number; unreadable: number[] }

/** Everything written so far. */
export const written = signal<CorrectionsPage>({ lines: [], count: 0, unreadable: [] });
/** Whether the server takes corrections at all, from whoever has its secret. */
export const editable = signal(false);

// What this page has seen: all lines up to `began`, and of the later ones those that it wrote or was shown. Writing one
// thing does not make seen what others wrote about another: see src/explorer/corrections.cpp.
let began = 0;
const seen = new Set<string>();
export function allSeen(): void {
  began = written.value.count;
  seen.clear();
}

/** Whether the server still reads who makes which point since corrections were applied; pages change when it has. */
export const settling = signal(false);

interface SessionSeen { edit: boolean; allowed: boolean; settling: boolean }
const askSession = async (): Promise<SessionSeen> =>
  (await (await fetch("/api/session", { headers: token.value ? { "X-Agon-Token": token.value } : {} })).json()) as SessionSeen;

let watching = 0;
/** Asks once a second until it has. */
function watchSettling(now: boolean): void {
  settling.value = now;
  window.clearTimeout(watching);
  if (!now) return;
  watching = window.setTimeout(() => void askSession().then(async ({ settling: more }) => {
    watchSettling(more);
    if (more) return;
    await loadCorrections();
    forget("");
  }, () => watchSettling(false)), 1000); // a server that is gone settles nothing
}

export async function loadCorrections(): Promise<void> {
  const response = await fetch("/api/corrections");
  if (response.ok) written.value = (await response.json()) as CorrectionsPage;
}

/** Asks whether this tab may edit, and begins with what is written. */
export async function openSession(): Promise<void> {
  const session = await askSession();
  if (!session.allowed && token.value) keepToken(""); // of a server that is gone
  await loadCorrections();
  allSeen();
  editable.value = session.edit;
  editing.value = session.allowed;
  watchSettling(session.settling);
}

interface Answer { written?: Correction; conflict?: Correction[] }

/** Adds a line. What comes back was written meanwhile about the same thing; then nothing was added. */
export async function correct(what: string, target: Record<string, unknown>, value: Record<string, unknown>, why: string, undoes?: Id): Promise<Correction[]> {
  const answer = await send<Answer>("corrections", { what, target, value, why, after: began, seen: [...seen], ...(undoes ? { undoes } : {}) });
  for (const line of [...(answer.conflict ?? []), ...(answer.written ? [answer.written] : [])]) seen.add(String(line.id));
  await loadCorrections();
  if (answer.written && (what === "translate" || what === "undo")) forget(""); // headings and names of camps stand on every page
  return answer.conflict ?? [];
}

export const undo = (line: Correction): Promise<Correction[]> => correct("undo", {}, {}, "", line.id);

/** Runs the analysis again with the corrections; everything known before is forgotten. */
export async function applyCorrections(): Promise<void> {
  const { settling: more } = await send<{ settling: boolean }>("apply", {});
  await loadCorrections();
  allSeen(); // the pages show now what all of them did
  forget("");
  watchSettling(more);
}
export const poleOf = (value: unknown): Pole => (value === "a" || value === "b" || value === "both" ? value : "unclear");
