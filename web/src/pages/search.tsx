// Search: any piece of text, or filters alone.
import type { JSX } from "preact";
import { type Hit, type Overview, type Pole, type SearchPage as Page, useAsked } from "../api";
import { Marked, NameShown, plainly } from "../marks";
import { valueName } from "../names";
import { A, authorShown, counted, Heading, headingOf, Pager, poleName, threadAddress, Waiting } from "../parts";
import { go, query, withQuery, word } from "../state";

const filters = ["q", "debate", "pole", "year", "stream", "platform", "offset"];

interface Option { value: string; text: string }
function Choice({ name, label, given, options }: { name: string; label: string; given: string | undefined; options: Option[] }): JSX.Element {
  return (
    <select name={name} aria-label={label}>
      <option value="">{label}: {word("all")}</option>
      {options.map((o) => <option key={o.value} value={o.value} selected={given === o.value}>{plainly(o.text)}</option>)}
    </select>
  );
}

export function SearchPage(): JSX.Element {
  const overview = useAsked<Overview>("overview").value;
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
  const debate = overview?.debates.find((d) => String(d.debate) === given["debate"]);
  const years = overview && overview.last_year > 0 ? Array.from({ length: overview.last_year - overview.first_year + 1 }, (_, i) => String(overview.first_year + i)) : [];
  const named = (column: string, counts: Record<string, number> | undefined): Option[] => Object.keys(counts ?? {}).map((key) => ({ value: key, text: valueName(column, key) }));
  const asks = filters.some((name) => name !== "offset" && given[name]);
  return (
    <>
      <Heading title={given["q"] ? `${word("search")}: ${given["q"]}` : word("search")}>{word("search")}</Heading>
      <form class="search" role="search" onSubmit={submit}>
        <input name="q" type="search" value={given["q"] ?? ""} aria-label={word("search")} placeholder={word("searchHint")} />
        <Choice name="debate" label={word("debate")} given={given["debate"]} options={(overview?.debates ?? []).map((d) => ({ value: String(d.debate), text: `${d.rank}. ${[...headingOf(d)].slice(0, 24).join("")}` }))} />
        <Choice name="pole" label={word("camp")} given={given["pole"]} options={(["a", "b", "both", "unclear"] as Pole[]).map((p) => ({ value: p, text: debate ? poleName(p, debate.pole_a, debate.pole_b) : word(p) }))} />
        <Choice name="stream" label={word("stream")} given={given["stream"]} options={named("stream", overview?.streams)} />
        <Choice name="platform" label={word("platform")} given={given["platform"]} options={named("platform", overview?.platforms)} />
        <Choice name="year" label={word("year")} given={given["year"]} options={years.map((y) => ({ value: y, text: y }))} />
        <button type="submit">{word("search")}</button>
      </form>
      {asks ? <Hits given={given} /> : <p class="hint">{word("filtersOnly")}</p>}
    </>
  );
}

function Hits({ given }: { given: Record<string, string> }): JSX.Element {
  return (
    <Waiting asked={useAsked<Page>("search", given)}>
      {(page) => page.all === 0 ? <p>{word("noHits")}</p> : (
        <>
          <p class="facts place" role="status">{counted(page.all, "posts")}</p>
          <ul class="hits">{page.hits.map((h) => <HitItem key={String(h.post)} hit={h} asked={given["q"] ?? ""} />)}</ul>
          <Pager all={page.all} offset={page.offset} size={30} to={(next) => withQuery({ offset: String(next) })} />
        </>
      )}
    </Waiting>
  );
}

/** The thread is opened at the post, with what was searched for marked in it. */
function HitItem({ hit, asked }: { hit: Hit; asked: string }): JSX.Element {
  const { before, hit: found, after, cut_before, cut_after } = hit.snippet;
  return (
    <li>
      <A to={`${threadAddress(hit)}${asked ? `&q=${encodeURIComponent(asked)}` : ""}`}><bdi lang="zh">{cut_before ? "…" : ""}<Marked text={before} />{found && <mark><Marked text={found} /></mark>}<Marked text={after} />{cut_after ? "…" : ""}</bdi></A>
      <p class="hint"><NameShown name={authorShown(hit)} /> <time>[{hit.year || word("undated")}]</time> · <bdi lang="zh"><Marked text={hit.title} /></bdi></p>
    </li>
  );
}
