// Charts as plain SVG with a title, a table of their data, and a way to take them along. No colour carries meaning alone:
// every band has a label or a pattern, and the table says it all again.
import { scaleBand, scaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Camp, Link, Names, Node, Pole, YearCount } from "./api";
import { A, link, percent, poleName, rowsAddress, shown } from "./parts";
import { address, word } from "./state";

export const poles: Pole[] = ["a", "both", "unclear", "b"];

export function Figure({ title, children, table, csv }: { title: string; children: ComponentChildren; table: JSX.Element; csv?: string }): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false); // the table is made when somebody looks
  const save = (): void => {
    const svg = holder.current?.querySelector("svg");
    if (!svg) return;
    const copy = svg.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    // Outside the page there is no style sheet: colours are written into the copy.
    const drawn = svg.querySelectorAll<SVGElement>("*");
    copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
      const source = drawn[i];
      if (!source) return;
      const style = getComputedStyle(source);
      for (const name of ["fill", "stroke", "stroke-width", "font-size", "font-family", "text-anchor"]) element.setAttribute(name, style.getPropertyValue(name));
      element.removeAttribute("class");
    });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([copy.outerHTML], { type: "image/svg+xml" }));
    link.download = "chart.svg";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={holder} class="scroll" tabIndex={0} role="group" aria-label={title}>{children}</div>
      <div class="tools">
        <details onToggle={(event) => event.currentTarget.open && setOpened(true)}><summary>{word("chartData")}</summary>{opened && <div class="scroll" tabIndex={0} role="group" aria-label={word("chartData")}>{table}</div>}</details>
        <button type="button" class="small" onClick={save}>{word("svg")}</button>
        <CiteChart title={title} />
        {csv && <a class="small" href={csv} download>{word("csv")}</a>}
      </div>
    </figure>
  );
}

/** Shares of the voices, unclear ones included, as one bar of 100 %. */
export function CampBar({ camps, poleA, poleB }: { camps: Camp[]; poleA: Names; poleB: Names }): JSX.Element {
  const all = camps.reduce((sum, c) => sum + c.voices, 0) || 1;
  let at = 0;
  const words = poles.map((p) => `${poleName(p, poleA, poleB)} ${percent((camps.find((c) => c.pole === p)?.voices ?? 0) / all)}`).join(", ");
  return (
    <svg class="bar" viewBox="0 0 400 14" preserveAspectRatio="xMinYMin meet" role="img" aria-label={words}>
      {poles.map((pole) => {
        const share = (camps.find((c) => c.pole === pole)?.voices ?? 0) / all;
        const left = at;
        at += share * 400;
        return (
          <g key={pole}>
            <rect class={`pole-${pole}`} x={left} y={0} width={Math.max(0, share * 400 - 1)} height={14} />
            {share > 0.09 && <text class={`on-${pole}`} x={left + share * 200} y={10.5} text-anchor="middle">{percent(share)}</text>}
          </g>
        );
      })}
    </svg>
  );
}

export function CampTable({ camps, poleA, poleB, debate }: { camps: Camp[]; poleA: Names; poleB: Names; debate: string }): JSX.Element {
  return (
    <table>
      <thead><tr><th>{word("camp")}</th><th>{word("voices")}</th><th>{word("share")}</th><th>{word("interval")}</th><th>{word("posts")}</th></tr></thead>
      <tbody>
        {poles.map((pole) => {
          const camp = camps.find((c) => c.pole === pole);
          if (!camp) return null;
          return (
            <tr key={pole}>
              <th scope="row"><span class={`swatch pole-${pole}`} /> {poleName(pole, poleA, poleB)}</th>
              <td><A to={rowsAddress("camps/voices", [`debate=${debate}`, `pole=${pole}`])}>{shown(camp.voices)}</A></td>
              <td>{percent(camp.share)}</td>
              <td>{percent(camp.share_low)} – {percent(camp.share_high)}</td>
              <td><A to={rowsAddress("camps/stances", [`debate=${debate}`, `pole=${pole}`])}>{shown(camp.posts)}</A></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface YearRow extends Record<Pole, number> { year: number }
function yearRows(years: YearCount[], first: number, last: number): YearRow[] {
  const rows: YearRow[] = [];
  for (let year = first; first > 0 && year <= last; ++year) {
    const count = (pole: Pole): number => years.find((y) => y.year === year && y.pole === pole)?.voices ?? 0;
    rows.push({ year, a: count("a"), b: count("b"), both: count("both"), unclear: count("unclear") });
  }
  return rows;
}

/** Voices by year, stacked by camp. `small`: no axes, for lists. */
export function Timeline({ years, first, last, poleA, poleB, small }: {
  years: YearCount[]; first: number; last: number; poleA: Names; poleB: Names; small?: boolean;
}): JSX.Element | null {
  const rows = yearRows(years, first, last);
  if (rows.length < 2) return null;
  const width = small ? 200 : 640, height = small ? 34 : 200, below = small ? 0 : 22, left = small ? 0 : 34;
  const most = Math.max(1, ...rows.map((r) => r.a + r.b + r.both + r.unclear));
  const x = scaleBand<number>().domain(rows.map((r) => r.year)).range([left, width]).paddingInner(0.15);
  const y = scaleLinear().domain([0, most]).range([height - below, small ? 0 : 6]).nice();
  const layers = stack<YearRow, Pole>().keys(poles)(rows);
  const label = `${word("timeline")}: ${rows[0]?.year}–${rows[rows.length - 1]?.year}, ${word("more")} ${shown(most)}`;
  return (
    <svg class={small ? "spark" : "timeline"} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {!small && y.ticks(4).filter(Number.isInteger).map((t) => (
        <g key={t} class="axis">
          <line x1={left} x2={width} y1={y(t)} y2={y(t)} />
          <text x={left - 5} y={y(t) + 4} text-anchor="end">{shown(t)}</text>
        </g>
      ))}
      {layers.map((layer) => (
        <g key={layer.key} class={`pole-${layer.key}`}>
          {layer.map((bar) => (
            <rect key={bar.data.year} x={x(bar.data.year) ?? 0} y={y(bar[1])} width={x.bandwidth()} height={Math.max(0, y(bar[0]) - y(bar[1]))}>
              <title>{`${bar.data.year}: ${poleName(layer.key, poleA, poleB)} ${bar.data[layer.key]}`}</title>
            </rect>
          ))}
        </g>
      ))}
      {!small && rows.filter((_, i) => rows.length < 9 || i % 2 === 0).map((r) => (
        <text key={r.year} class="axis" x={(x(r.year) ?? 0) + x.bandwidth() / 2} y={height - 6} text-anchor="middle">{r.year}</text>
      ))}
    </svg>
  );
}

export function YearTable({ years, first, last, poleA, poleB, debate }: {
  years: YearCount[]; first: number; last: number; poleA: Names; poleB: Names; debate: string;
}): JSX.Element {
  return (
    <table>
      <thead><tr><th>{word("year")}</th>{poles.map((p) => <th key={p}>{poleName(p, poleA, poleB)}</th>)}</tr></thead>
      <tbody>
        {yearRows(years, first, last).map((r) => (
          <tr key={r.year}>
            <th scope="row">{r.year}</th>
            {poles.map((p) => <td key={p}><A to={rowsAddress("camps/stances", [`debate=${debate}`, `pole=${p}`, `year=${r.year}`])}>{shown(r[p])}</A></td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Voices on two arcs, one camp each; who answers whom as lines. Places follow from the order of the voices alone. */
export function Network({ nodes, links, poleA, poleB }: { nodes: Node[]; links: Link[]; poleA: Names; poleB: Names }): JSX.Element {
  const width = 760, height = Math.max(320, Math.min(900, nodes.length * 9));
  const place = new Map<string, { x: number; y: number }>();
  const columns: [Pole[], number][] = [[["a"], 150], [["both", "unclear"], width / 2], [["b"], width - 150]];
  for (const [group, x] of columns) {
    const inside = nodes.filter((n) => group.includes(n.pole));
    inside.forEach((n, i) => place.set(String(n.voice), { x: x + (group.length > 1 ? (i % 2 ? 26 : -26) : 0), y: 30 + ((i + 0.5) * (height - 50)) / inside.length }));
  }
  return (
    <svg class="network" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${word("network")}: ${nodes.length} ${word("voices")}, ${links.length} ${word("exchanges")}`}>
      <text x={150} y={16} text-anchor="middle">{poleName("a", poleA, poleB)}</text>
      <text x={width - 150} y={16} text-anchor="middle">{poleName("b", poleA, poleB)}</text>
      {links.map((l, i) => {
        const from = place.get(String(l.from)), to = place.get(String(l.to));
        if (!from || !to) return null;
        const bend = Math.abs(from.x - to.x) < 60 ? (from.x > width / 2 ? -1 : 1) * (30 + Math.abs(from.y - to.y) / 6) : 0; // inside a camp: round the names
        return <path key={i} class={`link ${l.kind}`} d={`M${from.x},${from.y}Q${(from.x + to.x) / 2 + bend},${(from.y + to.y) / 2} ${to.x},${to.y}`} />;
      })}
      {nodes.map((n, i) => {
        const at = place.get(String(n.voice));
        if (!at) return null;
        const side = n.pole === "b" ? 1 : -1;
        return (
          <a key={i} {...link(`/voice/${n.voice}`)} aria-label={`${n.author}, ${poleName(n.pole, poleA, poleB)}, ${n.exchanges} ${word("exchanges")}`}>
            <circle class={`pole-${n.pole}`} cx={at.x} cy={at.y} r={3 + Math.sqrt(n.exchanges)} />
            {(i < 40 || nodes.length < 60) && <text x={at.x + side * (8 + Math.sqrt(n.exchanges))} y={at.y + 4} text-anchor={side > 0 ? "start" : "end"}>{n.author.slice(0, 12)}</text>}
          </a>
        );
      })}
    </svg>
  );
}

/** A count matrix: the number stands in each cell, thin cells are hatched. */
export function HeatMap({ rows, columns, cell, to, name }: {
  rows: string[]; columns: { key: string; label: string }[]; cell: (row: string, column: string) => number; to: (row: string, column: string) => string; name: string;
}): JSX.Element {
  const most = Math.max(1, ...rows.flatMap((r) => columns.map((c) => cell(r, c.key))));
  return (
    <table class="heat">
      <caption class="hidden">{name}</caption>
      <thead><tr><th />{columns.map((c) => <th key={c.key} scope="col">{c.label}</th>)}</tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r}>
            <th scope="row"><bdi>{r}</bdi></th>
            {columns.map((c) => {
              const value = cell(r, c.key);
              const step = value === 0 ? 0 : 1 + Math.min(4, Math.floor((4.999 * value) / most));
              return <td key={c.key} class={`heat-${step}${value > 0 && value < 5 ? " thin" : ""}`}>{value > 0 ? <A to={to(r, c.key)}>{shown(value)}</A> : ""}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Copies a reference to the chart: what it shows, of which case page, and the address that restores it. */
function CiteChart({ title }: { title: string }): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    const heading = document.querySelector("h1")?.textContent ?? "";
    navigator.clipboard.writeText(`agon, “${title}”, ${heading}. ${address.value}`).then(() => setDone(true), () => setDone(false));
  };
  return <button type="button" class="small" onClick={copy}>{done ? word("copied") : word("copyCite")}</button>;
}
