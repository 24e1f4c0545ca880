// Data quality, method.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type CodedRow, type CodingOverview, type Group, type GroupsPage, type JudgeScores, judgeScores, type MethodPage as Method, type RowsPage as Page, useAsked } from "../api";
import { Marked } from "../marks";
import { valueName } from "../names";
import { A, Count, From, Heading, rowsAddress, Scroll, shown, Waiting } from "../parts";
import { language, word } from "../state";
import { Rows } from "./rows";

function Groups({ page, name, table, children }: { page: GroupsPage; name: string; table: string; children?: ComponentChildren }): JSX.Element {
  return (
    <table>
      <tbody>
        {page.groups.map((g: Group) => <tr key={String(g[name])}><th scope="row">{name === "reason" && g[name] === "debate" ? word("inDebate") : valueName(name, String(g[name]))}</th><td><Count value={g.rows} table={table} where={[`${name}=${g[name]}`]} /></td></tr>)}
        {children}
      </tbody>
    </table>
  );
}

/** The questions that are official texts: with the public ones they are all. */
function OfficialQuestions(): JSX.Element | null {
  const found = useAsked<GroupsPage>("groups", { table: "threads/questions", by: "stream" }).value?.groups.filter((g) => g["stream"] !== "public") ?? [];
  return <>{found.map((g) => <tr key={String(g["stream"])}><th scope="row">{word("officialQuestions")}</th><td><Count value={g.rows} table="threads/questions" where={[`stream=${g["stream"]}`]} /></td></tr>)}</>;
}

/** The words between the figures of the judge's table, which is written in English. */
const scoreWords: [string, string][] = [
  ["lower than before: it is a smaller part of what is learned", "低于从前：它在所学中占比变小"], ["no training on its targets", "未学过其对象"], ["each of 4 targets unseen", "四个对象均未见过"],
  ["three targets seen, mean of 3 macro-F1", "三个对象见过，三个宏平均 F1 的均值"], ["unseen topics", "未见过的话题"], ["for or against", "赞成或反对"], ["five folds", "五折"], ["missed by", "未达到，差"], ["missed", "未达到"],
  ["reached", "达到"], ["chance", "与随机相当"], ["arguments", "论点"], [" and ", "且"], [" test", " 测试集"], [" train", " 训练集"], [" dev", " 开发集"],
];
const inWords = (text: string): string => (language.value === "zh" ? scoreWords.reduce((all, [en, zh]) => all.replaceAll(en, zh), text) : text);

/** What is known of the judge: its published scores, and what people who coded this case say of it. */
function Judge(): JSX.Element {
  const [scores, setScores] = useState<JudgeScores>();
  useEffect(() => void judgeScores().then(setScores, () => undefined), []);
  const shownColumns = ["set", "score", "goal"] as const;
  return (
    <>
      <h2>{word("judgeAccuracy")}</h2>
      <p class="hint place">{word("judgeOnGold")}</p>
      {scores && (
        <Scroll label={word("judgeAccuracy")}>
          <table>
            <thead><tr>{shownColumns.map((c) => <th key={c}>{word(c)}</th>)}</tr></thead>
            <tbody class="scores">{scores.rows.map((row) => <tr key={row[0]}>{shownColumns.map((c) => <td key={c}><code>{inWords(row[scores.head.indexOf(c)] ?? "")}</code></td>)}</tr>)}</tbody>
          </table>
        </Scroll>
      )}
      {scores && <p class="hint"><code>{scores.page}</code>, <code>sha256 {scores.sha256.slice(0, 16)}</code></p>}
      <h3>{word("inThisCase")}</h3>
      <Waiting asked={useAsked<CodingOverview>("coding", { debate: "0" })}>
        {(coding) => coding.all === null ? <p class="place">{word("notCoded", coding.needed)}</p> : <Coded rows={[...coding.debates, coding.all]} />}
      </Waiting>
    </>
  );
}

function Coded({ rows }: { rows: CodedRow[] }): JSX.Element {
  return (
    <Scroll label={word("inThisCase")}>
      <table>
        <thead><tr><th>{word("debate")}</th><th>{word("postsHead")}</th><th>{word("coders")}</th><th>{word("codes")}</th><th>{word("sameAsJudge")}</th><th>{word("alpha")}</th><th>{word("alphaJudge")}</th></tr></thead>
        <tbody>
          {rows.map((r) => {
            const of = (...where: string[]) => ({ table: "coding.jsonl", where: [...(r.question ? [`debate=${r.debate}`] : []), ...where] });
            return (
              <tr key={String(r.debate)}>
                <th scope="row">{r.question ? <A to={`/coding/${r.debate}`}><bdi lang="zh"><Marked text={r.question} /></bdi></A> : word("all")}</th>
                <td><Count value={r.posts} {...of()} distinct={r.question ? "post" : "debate,post"} /></td><td><Count value={r.coders} {...of()} distinct="coder" /></td>
                <td><Count value={r.codes} {...of()} /></td><td><Count value={r.same} {...of("same=1")} /></td>
                <td>{r.alpha === null ? "–" : <From text={r.alpha.toFixed(2)} {...of()} />}</td><td><From text={r.alpha_judge.toFixed(2)} {...of()} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

export function QualityPage(): JSX.Element {
  const fates = useAsked<GroupsPage>("groups", { table: "corpus/posts", by: "fate" });
  const reasons = useAsked<GroupsPage>("groups", { table: "debates/threads", by: "reason" });
  const rejects = useAsked<Page>("rows", { table: "threads/rejects" });
  return (
    <>
      <Heading title={word("quality")} />
      <p class="hint">{word("about")}</p>
      <h2>{word("coverage")}</h2>
      <Waiting asked={fates}>{(page) => <Groups page={page} name="fate" table="corpus/posts" />}</Waiting>
      <h2>{word("reasons")}</h2>
      <p class="hint">{word("reasonsHint")}</p>
      <Waiting asked={reasons}>{(page) => <Groups page={page} name="reason" table="debates/threads"><OfficialQuestions /></Groups>}</Waiting>
      <h2>{word("rejects")}</h2>
      <Waiting asked={rejects}>{(page) => <><p><Count value={page.all} table="threads/rejects" where={[]} /></p>{page.all > 0 && <Rows page={page} />}</>}</Waiting>
      <Judge />
    </>
  );
}

/** A part of the method page, folded: it is long, and wanted line by line. */
function Part({ title, count, children }: { title: string; count: number; children: ComponentChildren }): JSX.Element {
  return (
    <details class="part">
      <summary><h2>{title} <small class="hint place">({shown(count)})</small></h2></summary>
      <Scroll label={title}><table><tbody>{children}</tbody></table></Scroll>
    </details>
  );
}

export function MethodPage(): JSX.Element {
  return (
    <>
      <Heading title={word("method")} />
      <Waiting asked={useAsked<Method>("method")}>
        {(m) => {
          const models = Object.entries(m.models);
          return (
            <>
              <p><code>agon {m.tool_version}</code></p>
              <Part title={word("models")} count={models.length}>{models.map(([name, digest]) => <tr key={name}><th scope="row"><code>{name}</code></th><td><code>{digest.slice(0, 24)}</code></td></tr>)}</Part>
              <Part title={word("stages")} count={m.stages.length}>{m.stages.map((s) => <tr key={s.stage}><th scope="row"><code>{s.stage}</code></th><td><code>{Object.entries(s.parameters).map(([n, v]) => `${n} = ${v}`).join(", ")}</code></td></tr>)}</Part>
              <Part title={word("files")} count={m.files.length}>{m.files.map((f) => <tr key={f.file}><th scope="row">{f.file.endsWith(".parquet") ? <A to={rowsAddress({ table: f.file.slice(0, -8), where: [] })}><code>{f.file}</code></A> : <code>{f.file}</code>}</th><td>{f.rows >= 0 && <Count value={f.rows} table={f.file.slice(0, -8)} where={[]} />}</td><td><code>{f.sha256.slice(0, 16)}</code></td></tr>)}</Part>
              <Part title={word("sources")} count={m.sources.length}>{m.sources.map((s) => <tr key={String(s["sha256"])}><th scope="row"><bdi><Marked text={String(s["name"] ?? "")} /></bdi></th><td><code>{s["format"]}</code></td><td>{valueName("stream", String(s["stream"]))}</td><td><Count value={Number(s["bytes"])} text={`${shown(Number(s["bytes"]))} ${word("bytes")}`} table="threads/sources" where={[`sha256=${s["sha256"]}`]} columns={["bytes"]} /></td><td><code>{String(s["sha256"]).slice(0, 16)}</code></td></tr>)}</Part>
            </>
          );
        }}
      </Waiting>
    </>
  );
}
