import type { JSX } from "preact";
import { type Overview, type SearchPage as Page, useAsked } from "../api";
import { A, authorShown, headingOf, Pager, shown, threadAddress, Waiting } from "../parts";
import { go, query, withQuery, word } from "../state";
import type { Word } from "../words";

const filters = ["q", "debate", "pole", "year", "stream", "platform", "offset"];

export function SearchPage(): JSX.Element {
  const overview = useAsked<Overview>("overview");
  const given: Record<string, string> = {};
  for (const name of filters) {
    const value = query.value.get(name);
    if (value) given[name] = value;
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const changes: Record<string, string> = { offset: "" };
    new FormData(event.target as HTMLFormElement).forEach((value, name) => { changes[name] = String(value); });
    go(withQuery(changes));
  };
  const streams = Object.keys(overview.value?.streams ?? {});
  return (
    <>
      <h1>{word("search")}</h1>
      <form class="search" role="search" onSubmit={submit}>
        <input name="q" type="search" value={given["q"] ?? ""} aria-label={word("search")} placeholder={word("searchHint")} />
        <select name="debate" aria-label={word("debate")}>
          <option value="">{word("debate")}: {word("all")}</option>
          {overview.value?.debates.map((d) => <option key={String(d.debate)} value={String(d.debate)} selected={given["debate"] === String(d.debate)}>{d.rank}. {[...headingOf(d)].slice(0, 24).join("")}</option>)}
        </select>
        <select name="pole" aria-label={word("camp")}>
          <option value="">{word("camp")}: {word("all")}</option>
          {(["a", "b", "both", "unclear"] as Word[]).map((p) => <option key={p} value={p} selected={given["pole"] === p}>{word(p)}</option>)}
        </select>
        <select name="stream" aria-label={word("stream")}>
          <option value="">{word("stream")}: {word("all")}</option>
          {streams.map((s) => <option key={s} value={s} selected={given["stream"] === s}>{s}</option>)}
        </select>
        <input name="platform" size={10} value={given["platform"] ?? ""} aria-label={word("platform")} placeholder={word("platform")} />
        <input name="year" inputMode="numeric" size={6} value={given["year"] ?? ""} aria-label={word("year")} placeholder={word("year")} />
        <button type="submit">{word("search")}</button>
      </form>
      {given["q"] && <Hits given={given} />}
    </>
  );
}

function Hits({ given }: { given: Record<string, string> }): JSX.Element {
  return (
    <Waiting asked={useAsked<Page>("search", given)}>
      {(page) => page.all === 0 ? <p>{word("noHits")}</p> : (
        <>
          <p class="facts" role="status">{shown(page.all)} {word("posts")}</p>
          <ul class="hits">
            {page.hits.map((h) => (
              <li key={String(h.post)}>
                <A to={threadAddress(h)}><bdi lang="zh">{h.snippet.cut_before ? "…" : ""}{h.snippet.before}<mark>{h.snippet.hit}</mark>{h.snippet.after}{h.snippet.cut_after ? "…" : ""}</bdi></A>
                <p class="hint"><bdi>{authorShown(h)}</bdi> [{h.year || word("undated")}] · <bdi lang="zh">{h.title}</bdi></p>
              </li>
            ))}
          </ul>
          <Pager all={page.all} offset={page.offset} size={30} to={(next) => withQuery({ offset: String(next) })} />
        </>
      )}
    </Waiting>
  );
}
