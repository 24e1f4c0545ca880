// The engine's answers and their shapes. Ids are text, since JavaScript cannot hold them as numbers.
import { useEffect, useState } from "preact/hooks";
import { changes, token } from "./state";

export type Id = string | number;
/** What something is called in both languages of the interface; `original`: as it stands in the case. */
export interface Names { en: string; zh: string; original?: string }
export type Pole = "a" | "b" | "both" | "unclear";

export interface Cite {
  post: Id; thread: Id; voice: Id; author: string; author_kind: string; year: number; date: string; votes: number; kind: string;
  stream: string; platform: string; title: string;
}
export interface Quote extends Cite {
  segment: Id; text: string; source: string; source_begin: number; source_end: number;
}
export interface Camp { pole: Pole; voices: number; posts: number; votes: number; share: number; share_low: number; share_high: number; verdict: string }
export interface YearCount { year: number; pole: Pole; voices: number }
export interface DebateRow {
  debate: Id; rank: number; question: string; heading: Names; form: string; pole_a: Names; pole_b: Names; question_thread: Id; proposition?: string; proposition_shown: Names; terms: string;
  salience: number; disagreement: number; rank_low: number; rank_high: number; threads: number; voices: number; posts: number;
  votes: number; first_year: number; last_year: number; camps: Camp[]; years: YearCount[];
}
export interface Overview {
  debates: DebateRow[]; topics: string[]; streams: Record<string, number>; platforms: Record<string, number>; questions: number; posts: number; first_year: number;
  last_year: number; tables: string[];
}
export interface KeyPoint {
  point: Id; pole: Pole; rank: number; voices: number; posts: number; first_year: number; last_year: number; quote: Quote | null;
  told_by: string; wording: string; examples: Quote[];
}
export interface Exchange { kind: string; basis: string; cue: string; from: Quote; to: Quote }
/** Some of the exchanges of a debate; `quoted`: how many there are with both sentences. */
export interface ExchangesPage { exchanges: Exchange[]; quoted: number }
/** A voice, how often it answers others and how often they answer it. */
export interface Node { voice: Id; author: string; pole: Pole; answers: number; answered: number }
export interface Link { from: Id; to: Id; kind: string }
export interface Divide { segment_a: Id; segment_b: Id; terms_a: string; terms_b: string; separation: number; quote_a: Quote | null; quote_b: Quote | null }
/** Key point answers key point, with a sentence of each. */
export interface PointRelation { from_point: Id; to_point: Id; kind: string; relations: number; from: Quote; to: Quote }
export interface QuestionRow { thread: Id; title: string; voices: number; posts: number; debatedness: number; reason: string }
/** `is_issue`: agon words its question and sides itself. */
export interface DebatePage extends DebateRow {
  is_issue: boolean;
  key_points: KeyPoint[]; point_relations: PointRelation[]; statements: { pole: Pole; quote: Quote }[]; official: { quote: Quote }[]; relations: ExchangesPage & { nodes: Node[]; links: Link[]; all?: number }; divides: Divide[];
  questions: QuestionRow[]; coded: { pole: Pole; voices: number; posts: number; share: number; share_low: number; share_high: number }[];
}
export interface PostStance { debate: Id; pole: Pole; question: string; heading: Names; pole_a: Names; pole_b: Names; confidence: number; evidence: Id }
export interface SegmentText { segment: Id; kind: string; claim: number; debates: Id[]; text: string }
export interface PostText extends Cite {
  text: string; fate: string; twin_of: Id; parent: Id; native_id: string; edited: string; source: string; body_begin: number;
  body_end: number; segments: SegmentText[]; stances: PostStance[]; found?: string[];
}
/** `place`: what became of the question; of an official text nothing. */
export interface ThreadPage { thread: Id; title: string; place?: { debate: Id; reason: string; heading?: Names }; all: number; offset: number; posts: PostText[] }
export interface VoiceStance { debate: Id; pole: Pole; question: string; heading: Names; pole_a: Names; pole_b: Names; posts: number; first_year: number; last_year: number; changed: number }
export interface VoicePoint { point: Id; debate: Id; pole: Pole; voices: number; quote: Quote | null; own: Quote }
export interface SideChange { debate: Id; from_pole: Pole; to_pole: Pole; from_date: string; to_date: string; from_year: number; to_year: number; from: Cite | null; to: Cite | null }
export interface VoicePage { author: string; author_kind: string; all: number; posts: PostText[]; stances: VoiceStance[]; points: VoicePoint[]; changes: SideChange[] }
export interface Hit extends Cite { snippet: { before: string; hit: string; after: string; cut_before: boolean; cut_after: boolean } }
export interface SearchPage { all: number; offset: number; hits: Hit[] }
/** What a number of a row counts: see rowsAddress(). */
export interface CellSource { table: string; where: string; distinct: string; sum: string }
export type RowCite = Cite & Partial<Quote> & { as: string };
export type Row = Record<string, string | number | null | undefined> & { quote?: Quote; quotes: RowCite[]; cells: Record<string, CellSource> };
export interface DebateNames { question: string; heading: Names; pole_a: Names; pole_b: Names }
/** Rows, how many there are (`all`), what is counted of them (`value`), and what the ids in them are called. */
export interface RowsPage {
  all: number; value: number; of?: number; offset: number; rows: Row[]; debates: Record<string, DebateNames>;
  voices: Record<string, { author: string; author_kind: string; stream: string }>; threads: Record<string, string>; points: Record<string, Quote | null>;
}
export interface Session { edit: boolean; apply: boolean; version: string; case: string; digest: string }
export type Group = Record<string, string | number> & { rows: number; distinct?: number };
export interface GroupsPage { groups: Group[] }
export interface MethodPage {
  tool_version: string; models: Record<string, string>; stages: { stage: string; key: string; parameters: Record<string, string> }[];
  files: { file: string; sha256: string; rows: number }[]; sources: Record<string, string | number>[];
}
const answers = new Map<string, Promise<unknown>>();

export function ask<T>(page: string, parameters: Record<string, string> = {}): Promise<T> {
  const text = new URLSearchParams(parameters).toString();
  const url = `/api/${page}${text ? `?${text}` : ""}`;
  const known = answers.get(url);
  if (known) return known as Promise<T>;
  const answer = fetch(url).then(async (response) => {
    const content: unknown = await response.json();
    if (!response.ok) throw new Error(String((content as { error?: string }).error ?? response.status));
    return content as T;
  });
  answers.set(url, answer);
  if (answers.size > 60) answers.delete(answers.keys().next().value as string);
  answer.catch(() => answers.delete(url));
  return answer;
}

/** Forgets answers about what was just changed, "" all of them; what is shown asks again. */
export function forget(page: string): void {
  for (const url of [...answers.keys()]) if (url.startsWith(`/api/${page}`)) answers.delete(url);
  changes.value++;
}

export interface Asked<T> { value?: T; error?: string }

/** Asks when its parameters change, or what answers rest on; the last answer stays until the next one is there. */
export function useAsked<T>(page: string, parameters: Record<string, string> = {}, wanted = true): Asked<T> {
  const [state, setState] = useState<Asked<T>>({});
  const key = page + new URLSearchParams(parameters).toString(), change = changes.value;
  useEffect(() => {
    let current = true;
    if (!wanted) return;
    ask<T>(page, parameters).then(
      (value) => current && setState({ value }),
      (error: Error) => current && setState({ error: error.message }),
    );
    return () => {
      current = false;
    };
  }, [key, wanted, change]);
  return state;
}

export interface Translation { original: string; part: string; text: string; maker: string }

/** A post to say where its writer stands, and nothing that could lead who says it. */
export interface BarePost { post?: Id; text?: string; answers?: string; title?: string }
export interface CodingNext extends BarePost { done: number; sample: number; finished: boolean }
export interface Lesson { placed: number; sided: number; own_right: number; own_slope: number; replies: number; same_side: number }
export interface PlacingNext extends BarePost { done: number; all: number; finished: boolean; answered?: number; lesson?: Lesson }
export interface CodingResult {
  sample: number; coders: { coder: string; labels: number; alpha_with_judge: number | null }[]; alpha: number | null;
  judge_error?: { wrong: number; of: number; share: number };
  posts: number; needed: number; corrected: { pole: Pole; read: number; share: number; low: number; high: number }[];
}
export interface CodedRow { debate: Id; question: string; posts: number; coders: number; codes: number; same: number; alpha: number | null; alpha_judge: number }
export interface CodingOverview { all: CodedRow | null; debates: CodedRow[]; needed: number }
export interface JudgeScores { page: string; sha256: string; head: string[]; rows: string[][] }
export const judgeScores = (): Promise<JudgeScores> => fetch("/judge.json").then((r) => r.json() as Promise<JudgeScores>);

/** What is written goes with the secret. */
export async function send<T>(page: string, body: unknown): Promise<T> {
  const response = await fetch(`/api/${page}`, { method: "POST", headers: { "X-Agon-Token": token.value, "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const content: unknown = await response.json();
  if (!response.ok) throw new Error(String((content as { error?: string }).error ?? response.status));
  return content as T;
}
export async function code(coder: string, debate: string, post: string, label: Pole): Promise<void> {
  await send("coding", { coder, debate, post, label });
  forget("coding");
}
