// Years: how the camps' shares of a debate's voices moved, and the counts behind them.
import { scaleBand, scaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import type { JSX } from "preact";
import type { Id, Names, Pole, YearCount } from "./api";
import { poles, useWidth } from "./charts";
import { plainly } from "./marks";
import { A, Count, percent, poleName, PoleShown, rowsAddress, type RowsOf, shown } from "./parts";
import { word } from "./state";

/** Fewer voices than this in a year say little of its shares: the year is drawn faint. */
const few = 10;

interface YearRow extends Record<Pole, number> { year: number; all: number }
const yearRow = (years: YearCount[], year: number): YearRow => {
  const count = (pole: Pole): number => years.find((y) => y.year === year && y.pole === pole)?.voices ?? 0;
  const row = { a: count("a"), b: count("b"), both: count("both"), unclear: count("unclear") };
  return { ...row, year, all: row.a + row.b + row.both + row.unclear };
};
function yearRows(years: YearCount[], first: number, last: number): YearRow[] {
  const rows: YearRow[] = [];
  for (let year = first; first > 0 && year <= last; ++year) rows.push(yearRow(years, year));
  return rows;
}

/** A voice that argued on two sides in a year counts once on each. */
const ofYear = (debate: Id, year: number): RowsOf => ({ table: "camps/stances", where: [`debate=${debate}`, `year=${year}`], distinct: "voice,pole" });
const ofPole = (debate: Id, year: number, pole: Pole): RowsOf => ({ table: "camps/stances", where: [`debate=${debate}`, `pole=${pole}`, `year=${year}`], distinct: "voice" });
const shareOf = (debate: Id, year: number, pole: Pole): RowsOf => ({ ...ofPole(debate, year, pole), distinct: "voice,pole", of: ofYear(debate, year).where });

interface Props { years: YearCount[]; first: number; last: number; poleA: Names; poleB: Names; debate: Id }

/** Years without a post, as "2016, 2019–2020". */
function gaps(rows: YearRow[]): string {
  const runs: [number, number][] = [];
  for (const row of rows) {
    const last = runs[runs.length - 1];
    if (row.all > 0) continue;
    if (last && last[1] === row.year - 1) last[1] = row.year;
    else runs.push([row.year, row.year]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}

/** Voices by year in a list of debates: no axis, but its ends and what is missing between them are said. */
export function Spark({ years, first, last, poleA, poleB }: Omit<Props, "debate">): JSX.Element | null {
  const { box, width } = useWidth(200);
  const rows = yearRows(years, first, last);
  if (rows.length < 2) return null;
  const most = Math.max(1, ...rows.map((r) => r.all)), high = 34;
  const x = scaleBand<number>().domain(rows.map((r) => r.year)).range([0, width]).paddingInner(0.15);
  const y = scaleLinear().domain([0, most]).range([high, 0]);
  const missing = gaps(rows);
  return (
    <div ref={box} class="spark">
      <svg width={width} height={high + 16} viewBox={`0 0 ${width} ${high + 16}`} role="img" aria-label={`${word("timeline")}: ${first}–${last}${missing ? `, ${word("noPostsIn", missing)}` : ""}`}>
        {stack<YearRow, Pole>().keys(poles)(rows).map((layer) => (
          <g key={layer.key} class={`pole-${layer.key}`}>
            {layer.map((bar) => (
              <rect key={bar.data.year} x={x(bar.data.year) ?? 0} y={y(bar[1])} width={x.bandwidth()} height={Math.max(0, y(bar[0]) - y(bar[1]))}>
                <title>{`${bar.data.year}: ${plainly(poleName(layer.key, poleA, poleB))} ${bar.data[layer.key]}`}</title>
              </rect>
            ))}
          </g>
        ))}
        <g class="axis">
          <line x1={0} x2={width} y1={high} y2={high} />
          <text x={0} y={high + 13}>{first}</text>
          <text x={width} y={high + 13} text-anchor="end">{last}</text>
        </g>
      </svg>
      {missing && <p class="hint place">{word("noPostsIn", missing)}</p>}
    </div>
  );
}

/** Shares of the camps by year, or with `counts` the voices behind them. */
export function Timeline({ years, first, last, poleA, poleB, debate, counts }: Props & { counts: boolean }): JSX.Element {
  const { box, width } = useWidth(640);
  const rows = yearRows(years, first, last), high = 220, above = 18, below = 22, left = 40;
  const most = counts ? Math.max(1, ...rows.map((r) => r.all)) : 1;
  const x = scaleBand<number>().domain(rows.map((r) => r.year)).range([left, width]).paddingInner(0.15);
  const y = scaleLinear().domain([0, most]).range([high - below, above]);
  if (counts) y.nice();
  const scaled = rows.map((r) => (counts || r.all === 0 ? r : { ...r, a: r.a / r.all, b: r.b / r.all, both: r.both / r.all, unclear: r.unclear / r.all }));
  const every = Math.max(1, Math.ceil((rows.length * 42) / (width - left)));
  return (
    <div ref={box}>
      <svg class="timeline" width={width} height={high} viewBox={`0 0 ${width} ${high}`} role="group" aria-label={`${word(counts ? "timeline" : "sharesByYear")}: ${first}–${last}`}>
        {(counts ? y.ticks(4).filter(Number.isInteger) : [0, 0.25, 0.5, 0.75, 1]).map((t) => (
          <g key={t} class="axis">
            <line x1={left} x2={width} y1={y(t)} y2={y(t)} />
            <text x={left - 5} y={y(t) + 4} text-anchor="end">{counts ? shown(t) : percent(t)}</text>
          </g>
        ))}
        {stack<YearRow, Pole>().keys(poles)(scaled).map((layer) => (
          <g key={layer.key} class={`pole-${layer.key}`}>
            {layer.map((bar, i) => {
              const row = rows[i];
              return row && row.all > 0 && (
                <rect key={row.year} class={!counts && row.all < few ? "faint" : ""} x={x(row.year) ?? 0} y={y(bar[1])} width={x.bandwidth()} height={Math.max(0, y(bar[0]) - y(bar[1]))}>
                  <title>{`${row.year}: ${plainly(poleName(layer.key, poleA, poleB))} ${row[layer.key]} / ${row.all} (${percent(row[layer.key] / row.all)})`}</title>
                </rect>
              );
            })}
          </g>
        ))}
        {rows.map((r, i) => (
          <g key={r.year}>
            {r.all > 0 && x.bandwidth() > 14 && <A to={rowsAddress(ofYear(debate, r.year))} class="count" aside><text class="axis" x={(x(r.year) ?? 0) + x.bandwidth() / 2} y={(counts ? y(r.all) : above) - 5} text-anchor="middle">{shown(r.all)}</text></A>}
            {i % every === 0 && <text class="axis" x={(x(r.year) ?? 0) + x.bandwidth() / 2} y={high - 6} text-anchor="middle">{r.year}</text>}
          </g>
        ))}
      </svg>
      <p class="hint place">{word("sharesHint", few)} {gaps(rows) && word("noPostsIn", gaps(rows))}</p>
    </div>
  );
}

export function YearTable({ years, first, last, poleA, poleB, debate }: Props): JSX.Element {
  const rows = [...yearRows(years, first, last), yearRow(years, 0)].filter((r) => r.all > 0);
  return (
    <table>
      <thead><tr><th>{word("year")}</th><th>{word("voicesHead")}</th>{poles.map((p) => <th key={p}><PoleShown pole={p} poleA={poleA} poleB={poleB} /></th>)}</tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.year}>
            <th scope="row"><time>{r.year || word("undated")}</time></th>
            <td><Count value={r.all} {...ofYear(debate, r.year)} /></td>
            {poles.map((p) => <td key={p}>{r[p] > 0 && <><Count value={r[p]} {...ofPole(debate, r.year, p)} /> · <Count value={r[p] / r.all} text={percent(r[p] / r.all)} {...shareOf(debate, r.year, p)} /></>}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
