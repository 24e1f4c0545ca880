// Blind coding: one post after the other, without anything that could give the judge's answer away.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { code, type CodingNext, type CodingResult, type DebatePage, type Pole, useAsked } from "../api";
import { percent, poleName, shown, Waiting } from "../parts";
import { editing, word } from "../state";

const poles: Pole[] = ["a", "b", "both", "unclear"];

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
          <h2 lang="zh"><bdi>{next.title}</bdi></h2>
          {next.answers && <details><summary>{word("answersTo")}</summary><div class="text others-words" lang="zh"><bdi>{next.answers}</bdi></div></details>}
          <article class="post"><div class="text" lang="zh"><bdi>{next.text}</bdi></div></article>
          <p class="facts">{poles.map((p) => <button key={p} type="button" onClick={() => choose(String(next.post), p)}><span class={`swatch pole-${p}`} /> {poleName(p, page.pole_a, page.pole_b)}</button>)}</p>
          {failed && <p class="failed" role="alert">{failed}</p>}
        </>
      )}
    </Waiting>
  );
}

/** Shares of the camps corrected for the judge's errors, with their intervals, beside what was read. */
export function Corrected({ rows, page }: { rows: { pole: Pole; read: number; share: number; low: number; high: number }[]; page: DebatePage }): JSX.Element {
  return (
    <table>
      <caption>{word("corrected")}</caption>
      <thead><tr><th>{word("camp")}</th><th>{word("share")}</th><th>{word("interval")}</th><th>{word("asRead")}</th></tr></thead>
      <tbody>{rows.map((r) => <tr key={r.pole}><th scope="row"><span class={`swatch pole-${r.pole}`} /> <bdi>{poleName(r.pole, page.pole_a, page.pole_b)}</bdi></th><td>{percent(r.share)}</td><td>{percent(r.low)} – {percent(r.high)}</td><td>{percent(r.read)}</td></tr>)}</tbody>
    </table>
  );
}

function Result({ debate, page }: { debate: string; page: DebatePage }): JSX.Element {
  return (
    <Waiting asked={useAsked<CodingResult>("coding", { debate })}>
      {(result) => (
        <>
          <table>
            <thead><tr><th>{word("who")}</th><th>{word("labels")}</th><th>{word("alphaJudge")}</th></tr></thead>
            <tbody>{result.coders.map((c) => <tr key={c.coder}><th scope="row"><bdi>{c.coder}</bdi></th><td>{shown(c.labels)} / {shown(result.sample)}</td><td>{c.alpha_with_judge?.toFixed(2) ?? "–"}</td></tr>)}</tbody>
          </table>
          <p>{word("alpha")}: {result.alpha?.toFixed(2) ?? "–"}</p>
          {result.judge_error && <p>{word("judgeError")}: {result.judge_error.wrong} / {result.judge_error.of} = {percent(result.judge_error.share)}</p>}
          {result.corrected.length > 0 ? <Corrected rows={result.corrected.map((c) => ({ pole: c.pole, read: c.read, share: c.share, low: c.low, high: c.high }))} page={page} /> : <p class="hint">{word("codedSoFar", result.posts, result.needed)}</p>}
        </>
      )}
    </Waiting>
  );
}

export function CodingPage({ id }: { id: string }): JSX.Element {
  const [name, setName] = useState("");
  const [coder, setCoder] = useState("");
  return (
    <Waiting asked={useAsked<DebatePage>("debate", { id })}>
      {(page) => (
        <>
          <h1>{word("coding")}: <bdi lang="zh">{page.question}</bdi></h1>
          {page.proposition && <p class="proposition" lang="zh">{page.proposition}</p>}
          <p class="hint">{word("codingHint")}</p>
          {editing.value && (coder ? <Sheet debate={id} coder={coder} page={page} /> : (
            <form class="search" onSubmit={(e) => { e.preventDefault(); setCoder(name.trim()); }}>
              <input value={name} required aria-label={word("coder")} placeholder={word("coder")} onInput={(e) => setName((e.target as HTMLInputElement).value)} />
              <button type="submit">{word("begin")}</button>
            </form>
          ))}
          {!coder && <Result debate={id} page={page} />}
        </>
      )}
    </Waiting>
  );
}
