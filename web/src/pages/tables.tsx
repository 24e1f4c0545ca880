// What stands behind the numbers: rows of any table, data quality, method.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type CodedRow, type CodingOverview, type Group, type GroupsPage, type JudgeScores, judgeScores, type MethodPage as Method, type Quote, type RowsPage as Page, useAsked } from "../api";
import { A, Pager, rowsAddress, shown, Waiting } from "../parts";
import { query, withQuery, word } from "../state";
import { dictionaries, type Word } from "../words";

export function RowsPage(): JSX.Element {
  const table = query.value.get("table") ?? "", where = query.value.get("where") ?? "", offset = query.value.get("offset") ?? "0";
  return (
    <>
      <h1>{word("rows")}: {table}</h1>
      <p class="facts"><code>{where.split("\n").filter(Boolean).join("  ∧  ") || word("all")}</code> <a class="small" download href={`/csv/rows?${new URLSearchParams({ table, where })}`}>{word("csv")}</a></p>
      <Waiting asked={useAsked<Page>("rows", { table, where, offset })}>
        {(page) => (
          <>
            <p class="facts" role="status">{shown(page.all)} {word("rows")}</p>
            <Rows page={page} />
            <Pager all={page.all} offset={page.offset} size={200} to={(next) => withQuery({ offset: String(next) })} />
          </>
        )}
      </Waiting>
    </>
  );
}

const idColumns = new Set(["debate", "segment", "post", "voice", "thread", "point", "evidence", "answered", "from_post", "to_post", "from_voice", "to_voice", "question_thread", "parent", "author", "twin_of", "source_runs", "quoted_spans"]);

function Rows({ page }: { page: Page }): JSX.Element {
  const names = Object.keys(page.rows[0] ?? {}).filter((n) => n !== "quote" && !idColumns.has(n));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={word("rows")}>
      <table>
        <thead><tr><th>{word("thread")}</th>{names.map((n) => <th key={n}>{n.replaceAll("_", " ")}</th>)}</tr></thead>
        <tbody>
          {page.rows.map((row, i) => {
            const quote = row["quote"] as Quote | null | undefined;
            const address = quote ? `/thread/${quote.thread}?post=${quote.post}${quote.segment ? `&segment=${quote.segment}` : ""}`
              : row["thread"] && String(row["thread"]) !== "0" ? `/thread/${row["thread"]}` : row["voice"] ? `/voice/${row["voice"]}` : "";
            const label = quote ? `${quote.author || word("closed")} [${quote.year || word("undated")}]` : word("openThread");
            return (
              <tr key={i}>
                <td class="row-quote">{address ? <A to={address}><bdi>{label}</bdi></A> : null}{quote?.text ? <div lang="zh"><bdi>{quote.text}</bdi></div> : null}</td>
                {names.map((n) => <td key={n}><bdi>{cell(row[n])}</bdi></td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
const cell = (value: unknown): string => typeof value === "number" ? (Number.isInteger(value) ? String(value) : value.toFixed(3)) : [...String(value ?? "")].slice(0, 200).join("");

function Groups({ page, name, table }: { page: GroupsPage; name: string; table: string }): JSX.Element {
  const known = (key: string): string => (key in dictionaries.en ? word(key as Word) : key.replaceAll("_", " "));
  return (
    <table>
      <tbody>
        {page.groups.map((g: Group) => <tr key={String(g[name])}><th scope="row">{known(String(g[name]))}</th><td><A to={rowsAddress(table, [`${name}=${g[name]}`])}>{shown(g.rows)}</A></td></tr>)}
      </tbody>
    </table>
  );
}

/** What is known of the judge: its published scores, and what people who coded this case say of it. */
function Judge(): JSX.Element {
  const [scores, setScores] = useState<JudgeScores>();
  useEffect(() => void judgeScores().then(setScores, () => undefined), []);
  const shownColumns = ["set", "score", "goal"] as const;
  return (
    <>
      <h2>{word("judgeAccuracy")}</h2>
      <p class="hint">{word("judgeOnGold")}</p>
      {scores && (
        <div class="scroll" tabIndex={0} role="group" aria-label={word("judgeAccuracy")}>
          <table>
            <thead><tr>{shownColumns.map((c) => <th key={c}>{word(c)}</th>)}</tr></thead>
            <tbody>{scores.rows.map((row) => <tr key={row[0]}>{shownColumns.map((c) => <td key={c} lang="en">{row[scores.head.indexOf(c)] ?? ""}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
      {scores && <p class="hint">{scores.page}, sha256 <code>{scores.sha256.slice(0, 16)}</code></p>}
      <h3>{word("inThisCase")}</h3>
      <Waiting asked={useAsked<CodingOverview>("coding", { debate: "0" })}>
        {(coding) => coding.all === null ? <p>{word("notCoded", coding.needed)}</p> : <Coded rows={[...coding.debates, coding.all]} />}
      </Waiting>
    </>
  );
}

function Coded({ rows }: { rows: CodedRow[] }): JSX.Element {
  return (
    <table>
      <thead><tr><th>{word("debate")}</th><th>{word("posts")}</th><th>{word("coders")}</th><th>{word("codes")}</th><th>{word("sameAsJudge")}</th><th>{word("alpha")}</th><th>{word("alphaJudge")}</th></tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={String(r.debate)}>
            <th scope="row">{r.question ? <A to={`/coding/${r.debate}`}><bdi lang="zh">{r.question}</bdi></A> : word("all")}</th>
            <td>{shown(r.posts)}</td><td>{shown(r.coders)}</td><td>{shown(r.codes)}</td><td>{shown(r.same)}</td><td>{r.alpha?.toFixed(2) ?? "–"}</td><td>{r.alpha_judge.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function QualityPage(): JSX.Element {
  const fates = useAsked<GroupsPage>("groups", { table: "corpus/posts", by: "fate" });
  const reasons = useAsked<GroupsPage>("groups", { table: "debates/threads", by: "reason" });
  const rejects = useAsked<Page>("rows", { table: "threads/rejects" });
  return (
    <>
      <h1>{word("quality")}</h1>
      <p class="hint">{word("about")}</p>
      <h2>{word("coverage")}</h2>
      <Waiting asked={fates}>{(page) => <Groups page={page} name="fate" table="corpus/posts" />}</Waiting>
      <h2>{word("reasons")}</h2>
      <Waiting asked={reasons}>{(page) => <Groups page={page} name="reason" table="debates/threads" />}</Waiting>
      <h2>{word("rejects")}</h2>
      <Waiting asked={rejects}>{(page) => <><p>{shown(page.all)}</p>{page.all > 0 && <Rows page={page} />}</>}</Waiting>
      <Judge />
    </>
  );
}

export function MethodPage(): JSX.Element {
  return (
    <>
      <h1>{word("method")}</h1>
      <Waiting asked={useAsked<Method>("method")}>
        {(m) => (
          <>
            <p>agon {m.tool_version}</p>
            <h2>{word("models")}</h2>
            <div class="scroll" tabIndex={0} role="group" aria-label={word("models")}><table><tbody>{Object.entries(m.models).map(([name, digest]) => <tr key={name}><th scope="row">{name}</th><td><code>{digest.slice(0, 24)}</code></td></tr>)}</tbody></table></div>
            <h2>{word("stages")}</h2>
            <div class="scroll" tabIndex={0} role="group" aria-label={word("stages")}><table><tbody>{m.stages.map((s) => <tr key={s.stage}><th scope="row">{s.stage}</th><td>{Object.entries(s.parameters).map(([n, v]) => `${n} = ${v}`).join(", ")}</td></tr>)}</tbody></table></div>
            <h2>{word("files")}</h2>
            <div class="scroll" tabIndex={0} role="group" aria-label={word("files")}>
              <table><tbody>{m.files.map((f) => <tr key={f.file}><th scope="row">{f.file.endsWith(".parquet") ? <A to={rowsAddress(f.file.slice(0, -8), [])}>{f.file}</A> : f.file}</th><td>{f.rows >= 0 ? shown(f.rows) : ""}</td><td><code>{f.sha256.slice(0, 16)}</code></td></tr>)}</tbody></table>
            </div>
            <h2>{word("sources")}</h2>
            <div class="scroll" tabIndex={0} role="group" aria-label={word("sources")}>
              <table><tbody>{m.sources.map((s) => <tr key={String(s["sha256"])}><th scope="row"><bdi>{s["name"]}</bdi></th><td>{s["format"]}</td><td>{s["stream"]}</td><td>{shown(Number(s["bytes"]))} {word("bytes")}</td><td><code>{String(s["sha256"]).slice(0, 16)}</code></td></tr>)}</tbody></table>
            </div>
          </>
        )}
      </Waiting>
    </>
  );
}
