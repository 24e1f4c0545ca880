// Blind coding: one post after the other, without anything that could give the judge's answer away.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { type BarePost, code, type CodingNext, type CodingResult, type DebatePage, type Id, type Pole, useAsked } from "../api";
import { Marked, NameShown } from "../marks";
import { Count, From, Gapped, Heading, headingOf, percent, PoleShown, type RowsOf, Waiting } from "../parts";
import { editing, word } from "../state";
import type { Word } from "../words";

const poles: Pole[] = ["a", "b", "both", "unclear"];

/** The post, and a button for each place where its writer may stand. */
export function Asking({ post, page, choose }: { post: BarePost; page: DebatePage; choose: (pole: Pole) => void }): JSX.Element {
  return (
    <>
      <h2 lang="zh"><bdi><Marked text={post.title ?? ""} /></bdi></h2>
      {post.answers && <details><summary>{word("answersTo")}</summary><div class="text others-words" lang="zh"><bdi><Marked text={post.answers} /></bdi></div></details>}
      <article class="post"><div class="text" lang="zh"><bdi><Marked text={post.text ?? ""} /></bdi></div></article>
      <p class="facts">{poles.map((p) => <button key={p} type="button" onClick={() => choose(p)}><span class={`swatch pole-${p}`} /> <PoleShown pole={p} poleA={page.pole_a} poleB={page.pole_b} /></button>)}</p>
    </>
  );
}

function Sheet({ debate, coder, page }: { debate: string; coder: string; page: DebatePage }): JSX.Element {
  const [round, setRound] = useState(0);
  const [failed, setFailed] = useState("");
  const asked = useAsked<CodingNext>("coding", { debate, coder, round: String(round) });
  const choose = (post: string, label: Pole): void => {
    code(coder, debate, post, label).then(() => setRound(round + 1), (error: Error) => setFailed(error.message));
  };
  return (
    <Waiting asked={asked}>
      {(next) => next.finished || next.post === undefined ? <p>{word("finished")}</p> : (
        <>
          <p class="hint" role="status">{word("progress", next.done + 1, next.sample)}</p>
          <Asking post={next} page={page} choose={(pole) => choose(String(next.post), pole)} />
          {failed && <p class="failed" role="alert">{failed}</p>}
        </>
      )}
    </Waiting>
  );
}

export interface CorrectedRow { pole: Pole; read: number; share: number; low: number; high: number }

/** Shares of the camps corrected for the judge's errors, with their intervals, beside what was read. They follow from the
 * codes: `rows` says which. */
export function Corrected({ shares, page, rows }: { shares: CorrectedRow[]; page: DebatePage; rows: RowsOf }): JSX.Element {
  return (
    <table>
      <caption>{word("corrected")}</caption>
      <thead><tr><th>{word("camp")}</th><th>{word("share")}</th><th>{word("interval")}</th><th>{word("asRead")}</th></tr></thead>
      <tbody>
        {shares.map((r) => (
          <tr key={r.pole}>
            <th scope="row"><span class={`swatch pole-${r.pole}`} /> <PoleShown pole={r.pole} poleA={page.pole_a} poleB={page.pole_b} /></th>
            <td><From text={percent(r.share)} {...rows} /></td><td><From text={`${percent(r.low)} – ${percent(r.high)}`} {...rows} /></td>
            <td><Count value={r.read} text={percent(r.read)} table="camps/camps" where={[`debate=${page.debate}`, `pole=${r.pole}`]} columns={["share"]} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The codes of a debate as the file has them now. */
export const codesOf = (debate: Id, ...where: string[]): RowsOf => ({ table: "coding.jsonl", where: [`debate=${debate}`, ...where] });

function Result({ debate, page }: { debate: string; page: DebatePage }): JSX.Element {
  return (
    <Waiting asked={useAsked<CodingResult>("coding", { debate })}>
      {(result) => (
        <>
          {result.coders.length > 0 && (
            <table>
              <thead><tr><th>{word("who")}</th><th>{word("codes")}</th><th>{word("alphaJudge")}</th></tr></thead>
              <tbody>{result.coders.map((c) => <tr key={c.coder}><th scope="row"><NameShown name={c.coder} /></th><td><Count value={c.labels} {...codesOf(debate, `coder=${c.coder}`)} /></td><td>{c.alpha_with_judge === null ? "–" : <From text={c.alpha_with_judge.toFixed(2)} {...codesOf(debate, `coder=${c.coder}`)} />}</td></tr>)}</tbody>
            </table>
          )}
          <p>{word("alpha")}: {result.alpha === null ? "–" : <From text={result.alpha.toFixed(2)} {...codesOf(debate)} />}</p>
          {result.judge_error && <p>{word("judgeError")}: <Count value={result.judge_error.wrong} {...codesOf(debate, "same=0")} /> / <Count value={result.judge_error.of} {...codesOf(debate)} /> = <Count value={result.judge_error.share} text={percent(result.judge_error.share)} {...codesOf(debate, "same=0")} of={codesOf(debate).where} /></p>}
          {result.corrected.length > 0 ? <Corrected shares={result.corrected} page={page} rows={codesOf(debate)} /> : (
            <p class="hint"><Gapped text={word("codedSoFar", "\n", result.needed)} counts={[<Count value={result.posts} {...codesOf(debate)} distinct="post" />]} /></p>
          )}
        </>
      )}
    </Waiting>
  );
}

/** A page of work on a debate: what it is called, what the debate puts up, what is to be done. */
export function WorkOnDebate({ id, name, hint, children }: { id: string; name: Word; hint: Word; children: (page: DebatePage) => ComponentChildren }): JSX.Element {
  return (
    <Waiting asked={useAsked<DebatePage>("debate", { id })}>
      {(page) => (
        <>
          <Heading title={`${word(name)}: ${headingOf(page)}`}>{word(name)}: <bdi><Marked text={headingOf(page)} /></bdi></Heading>
          {page.proposition && <p class="proposition" lang="zh"><bdi><Marked text={page.proposition} /></bdi></p>}
          <p class="hint">{word(hint)}</p>
          {children(page)}
        </>
      )}
    </Waiting>
  );
}

export function CodingPage({ id }: { id: string }): JSX.Element {
  const [name, setName] = useState("");
  const [coder, setCoder] = useState("");
  return (
    <WorkOnDebate id={id} name="coding" hint="codingHint">
      {(page) => (
        <>
          {editing.value && (coder ? <Sheet debate={id} coder={coder} page={page} /> : (
            <form class="search" onSubmit={(e) => { e.preventDefault(); setCoder(name.trim()); }}>
              <input value={name} required aria-label={word("coder")} placeholder={word("coder")} onInput={(e) => setName((e.target as HTMLInputElement).value)} />
              <button type="submit">{word("begin")}</button>
            </form>
          ))}
          {!coder && <Result debate={id} page={page} />}
        </>
      )}
    </WorkOnDebate>
  );
}
