// Rows of any table: what stands behind a number. Each leads to its posts, each number in it to what it counts, and ids
// are shown as what they name.
import type { JSX } from "preact";
import { type CellSource, type Cite, type DebateNames, type Pole, type Row, type RowCite, type RowsPage as Page, useAsked } from "../api";
import { Marked, NameShown } from "../marks";
import { columnName, tableName, valueName } from "../names";
import { A, authorShown, Count, counted, Heading, headingOf, Pager, percent, poleName, rowsAddress, Scroll, shown, threadAddress, Waiting } from "../parts";
import { query, withQuery, word } from "../state";
import type { Word } from "../words";

/** Columns that are ids or places in bytes: what they name stands in the first column, as a link. */
const unshown = new Set(["segment", "post", "evidence", "answered", "from_post", "to_post", "parent", "twin_of", "source_runs", "quoted_spans", "aside_spans", "link_spans", "code_spans", "image_spans", "id", "segment_a", "segment_b",
  "post_a", "post_b", "other_post", "answered_post", "answered_segment", "official_last_post", "public_last_post", "cue_begin", "cue_end", "name_begin", "name_end", "begin", "end", "answered_begin", "answered_end", "text_begin", "text_end",
  "source_begin", "source_end", "title_begin", "title_end", "body_begin", "body_end", "record_begin", "record_end", "clause_cuts", "quotes", "quote", "cells", "claim"]);
const voiceColumns = new Set(["voice", "from_voice", "to_voice", "answered_voice", "author", "quoted_voice"]);
/** Columns of what people are called, by themselves or by others. */
const nameColumns = new Set(["author_name", "quoted_person", "coder", ...voiceColumns]);
const threadColumns = new Set(["thread", "question_thread", "sub_question"]);
const debateColumns = new Set(["debate", "other_debate"]);
const pointColumns = new Set(["point", "point_a", "point_b", "from_point", "to_point"]);

const short = (text: string, most = 60): string => ([...text].length > most ? `${[...text].slice(0, most).join("")}…` : text);
const isPole = (value: string): value is Pole => ["a", "b", "both", "unclear"].includes(value);

/** What an id or a value of a column is called. */
function told(column: string, value: string, page: Page, debate: DebateNames | undefined): string {
  const bare = column.replace(/^post\./, "");
  const at = page.debates[value];
  if (debateColumns.has(bare)) return at ? short(headingOf(at)) : value === "0" ? word("noDebate") : value;
  if (voiceColumns.has(bare)) return page.voices[value] ? authorShown(page.voices[value] as unknown as Cite) : value;
  if (threadColumns.has(bare)) return page.threads[value] ?? value;
  if (value === "0" && (voiceColumns.has(bare) || threadColumns.has(bare) || pointColumns.has(bare))) return "–";
  if (pointColumns.has(bare)) return short(page.points[value]?.text ?? value);
  if (["pole", "from_pole", "to_pole", "label", "judged"].includes(bare) && isPole(value)) return debate ? poleName(value, debate.pole_a, debate.pole_b) : word(value as Word);
  return valueName(bare, value);
}

const operators: Record<string, string> = { "=": "", "!=": "≠ ", ">=": "≥ ", "<=": "≤ ", "~": "∋ ", " in ": "∈ " };

/** "debate: … ∧ camp: …" instead of "debate=2032… ∧ pole=a". */
function Conditions({ where, page }: { where: string[]; page: Page }): JSX.Element {
  const parts = where.map((line) => /^(.*?)(!=|>=|<=| in |=|~)(.*)$/s.exec(line) ?? ["", line, "=", ""]);
  const debate = page.debates[parts.find((p) => p[1] === "debate")?.[3] ?? ""];
  if (parts.length === 0) return <>{word("all")}</>;
  return <>{parts.map((p, i) => <span key={i}>{i > 0 ? " ∧ " : ""}{columnName((p[1] ?? "").replace(/^post\./, ""))}: {operators[p[2] ?? "="]}<bdi><Marked text={(p[3] ?? "").split("|").map((v) => told(p[1] ?? "", v, page, debate)).join(" / ")} /></bdi></span>)}</>;
}

const units: Record<string, Word> = { voice: "voices", post: "posts", author: "voices" };
const unitOf = (column: string, value: number): string => (units[column] ? counted(value, units[column]) : `${shown(value)} ${columnName(column)}`);

/** What was counted, in words: "29 voices in 56 rows". */
function Counted({ page, distinct, sum }: { page: Page; distinct: string; sum: string }): JSX.Element {
  const rows = counted(page.all, "rowsUnit");
  const [first = "", second] = distinct.split(",");
  const number = sum ? word("sumOf", columnName(sum), shown(page.value), rows) : !distinct ? rows
    : second ? word("inRows", word("pairsUnit", unitOf(first, page.value), columnName(second)), rows) : word("inRows", unitOf(first, page.value), rows);
  return <p class="facts" role="status"><strong>{number}</strong>{page.of !== undefined && page.of > 0 && <span>{word("shareIs", shown(page.value), shown(page.of), percent(page.value / page.of))}</span>}</p>;
}

export function RowsPage(): JSX.Element {
  const of = (name: string): string => query.value.get(name) ?? "";
  const table = of("table"), where = of("where"), offset = of("offset") || "0", distinct = of("distinct"), sum = of("sum");
  const asked = { table, where, offset, ...(of("sort") ? { sort: of("sort") } : {}), ...(distinct ? { distinct } : {}), ...(sum ? { sum } : {}), ...(of("of") ? { of: of("of") } : {}) };
  const columns = of("columns").split(",").filter(Boolean);
  return (
    <>
      <Heading title={`${word("rows")}: ${tableName(table)}`} />
      <Waiting asked={useAsked<Page>("rows", asked)}>
        {(page) => (
          <>
            <p class="facts"><span class="filter"><Conditions where={where.split("\n").filter(Boolean)} page={page} /></span> <code>{table}</code> <a class="small" download href={`/csv/rows?${new URLSearchParams({ table, where })}`}>{word("csv")}</a></p>
            {columns.length > 0 ? <p class="hint">{word("readOff")}</p> : <Counted page={page} distinct={distinct} sum={sum} />}
            <Rows sorts page={page} first={columns} fixed={where.split("\n").flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])} />
            <Pager all={page.all} offset={page.offset} size={200} to={(next) => withQuery({ offset: String(next) })} />
          </>
        )}
      </Waiting>
    </>
  );
}

/** The posts of a row: its sentences, each with the way to its thread; else its question, else the rows that it sums up. */
function Posts({ row, page }: { row: Row; page: Page }): JSX.Element {
  if (row.quotes.length > 0) return <>{row.quotes.map((cite) => <OnePost key={cite.as + String(cite.segment ?? cite.post)} cite={cite} many={row.quotes.length > 1} />)}</>;
  const thread = ["thread", "question_thread"].map((c) => String(row[c] ?? "0")).find((id) => id !== "0");
  if (thread) return <A to={`/thread/${thread}`}><bdi lang="zh"><Marked text={page.threads[thread] || word("openThread")} /></bdi></A>;
  const own = row.cells[""] ?? row.cells["posts"] ?? Object.values(row.cells)[0];
  if (own) return <A to={rowsAddress({ table: own.table, where: own.where.split("\n") })}>{word("itsRows")}: {tableName(own.table)}</A>;
  return <></>;
}

function OnePost({ cite, many }: { cite: RowCite; many: boolean }): JSX.Element {
  return (
    <div class="row-post">
      {many && <span class="hint">{columnName(cite.as)}: </span>}
      <A to={threadAddress(cite, cite.segment)}><NameShown name={authorShown(cite)} /> <time>[{cite.year || word("undated")}]</time></A>
      {cite.text && <div lang="zh"><bdi><Marked text={cite.text} /></bdi></div>}
    </div>
  );
}

/** `first`: columns to begin with; `fixed`: columns that a condition holds at one value, which stands above the table; `sorts`: by which the rows can be put in order. */
export function Rows({ page, first = [], fixed = [], sorts = false }: { page: Page; first?: string[]; fixed?: string[]; sorts?: boolean }): JSX.Element {
  const all = Object.keys(page.rows[0] ?? {}).filter((n) => !unshown.has(n) && (!fixed.includes(n) || first.includes(n)) && !(page.rows[0]?.quotes.length && n === "thread") && !(n === "subject" && page.rows[0]?.["label"] !== undefined));
  const names = [...first.filter((n) => all.includes(n)), ...all.filter((n) => !first.includes(n))];
  return (
    <Scroll label={word("rows")}>
      <table class="rows">
        <thead><tr><th>{word("openThread")}</th>{names.map((n) => <Head key={n} column={n} asked={first.includes(n)} sorts={sorts} />)}</tr></thead>
        <tbody>
          {page.rows.map((row, i) => (
            <tr key={i}>
              <td class="row-quote"><Posts row={row} page={page} /></td>
              {names.map((n) => <td key={n} class={first.includes(n) ? "asked" : ""}><Cell column={n} row={row} page={page} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A column's name, by which the rows are put in order: the greatest first, then the least. */
function Head({ column, asked, sorts }: { column: string; asked: boolean; sorts: boolean }): JSX.Element {
  if (!sorts) return <th class={asked ? "asked" : ""}>{columnName(column)}</th>;
  const sort = query.value.get("sort"), falls = sort === `-${column}`, rises = sort === column;
  return (
    <th class={asked ? "asked" : ""} aria-sort={falls ? "descending" : rises ? "ascending" : "none"}>
      <A to={withQuery({ sort: falls ? column : `-${column}`, offset: "" })}>{columnName(column)}{falls ? " ↓" : rises ? " ↑" : ""}</A>
    </th>
  );
}

function Cell({ column, row, page }: { column: string; row: Row; page: Page }): JSX.Element {
  const value = row[column], text = String(value ?? ""), source: CellSource | undefined = row.cells[column];
  if (source && typeof value === "number") return <Count value={value} table={source.table} where={source.where.split("\n")} distinct={source.distinct} sum={source.sum} />;
  if (debateColumns.has(column) && page.debates[text]) return <A to={`/debate/${text}`}><bdi><Marked text={told(column, text, page, undefined)} /></bdi></A>;
  if (voiceColumns.has(column) && page.voices[text]) return <A to={`/voice/${text}`}><NameShown name={told(column, text, page, undefined)} /></A>;
  if (typeof value === "number" && !voiceColumns.has(column) && !threadColumns.has(column) && !pointColumns.has(column) && !debateColumns.has(column)) return <>{numberShown(column, value)}</>;
  const words = short(told(column, text, page, page.debates[String(row["debate"] ?? "")]), 200);
  return nameColumns.has(column) ? <NameShown name={words} /> : <bdi><Marked text={words} /></bdi>;
}

/** A year is no quantity, and 0 is no year. */
function numberShown(column: string, value: number): string {
  if (/year$|^(official|public)_(first|last)$/.test(column)) return value > 0 ? String(value) : "";
  return Number.isInteger(value) ? (/^(month|quarter|period|date)/.test(column) ? String(value) : shown(value)) : value.toFixed(3);
}
