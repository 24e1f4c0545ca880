// Charts of camps and counts. No colour carries meaning alone: every band has a label, and a table says it all again.
// A number that is drawn opens its rows; it is no stop of the Tab key where the same link stands in the table or legend.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Camp, Id, Names, Pole } from "./api";
import { Marked, plainly } from "./marks";
import { A, Count, percent, poleName, PoleShown, rowsAddress, type RowsOf } from "./parts";
import { word } from "./state";

export const poles: Pole[] = ["a", "both", "unclear", "b"];

/** How wide its element is, so that a chart can be drawn in pixels and its letters keep their size. */
export function useWidth(otherwise: number): { box: { current: HTMLDivElement | null }; width: number } {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(otherwise);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver((entries) => {
      const now = Math.floor(entries[0]?.contentRect.width ?? 0);
      if (now > 0) setWidth(now);
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, width };
}

const shareOf = (debate: Id, pole: Pole): RowsOf => ({ table: "camps/camps", where: [`debate=${debate}`, `pole=${pole}`], columns: ["share"] });

/** Shares of the voices, unclear ones included, as one bar of 100 %. */
export function CampBar({ camps, poleA, poleB, debate }: { camps: Camp[]; poleA: Names; poleB: Names; debate: Id }): JSX.Element {
  const { box, width } = useWidth(400);
  const all = camps.reduce((sum, c) => sum + c.voices, 0) || 1;
  let at = 0;
  const share = (pole: Pole): number => (camps.find((c) => c.pole === pole)?.voices ?? 0) / all;
  const words = poles.map((p) => `${poleName(p, poleA, poleB)} ${percent(share(p))}`).join(", ");
  return (
    <div ref={box}>
      <svg class="bar" width={width} height={22} viewBox={`0 0 ${width} 22`} role="group" aria-label={plainly(words)}>
        {poles.map((pole) => {
          const long = share(pole) * width, left = at;
          at += long;
          return (
            <g key={pole}>
              <rect class={`pole-${pole}`} x={left} y={0} width={Math.max(0, long - 1)} height={22}><title>{`${plainly(poleName(pole, poleA, poleB))} ${percent(share(pole))}`}</title></rect>
              {long > 38 && <A to={rowsAddress(shareOf(debate, pole))} class="count" aside><text class={`on-${pole}`} x={left + long / 2} y={15.5} text-anchor="middle">{percent(share(pole))}</text></A>}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** What the colours stand for, with the shares. */
export function CampLegend({ camps, poleA, poleB, debate }: { camps: Camp[]; poleA: Names; poleB: Names; debate: Id }): JSX.Element {
  return (
    <ul class="legend">
      {poles.map((pole) => {
        const camp = camps.find((c) => c.pole === pole);
        return camp && camp.voices > 0 ? <li key={pole}><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={poleA} poleB={poleB} /> <Count value={camp.share} text={percent(camp.share)} {...shareOf(debate, pole)} /></li> : null;
      })}
    </ul>
  );
}

/** The colours alone. */
export function PoleKey({ poleA, poleB }: { poleA: Names; poleB: Names }): JSX.Element {
  return <ul class="legend">{poles.map((pole) => <li key={pole}><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={poleA} poleB={poleB} /></li>)}</ul>;
}

export function CampTable({ camps, poleA, poleB, debate }: { camps: Camp[]; poleA: Names; poleB: Names; debate: Id }): JSX.Element {
  return (
    <table>
      <thead><tr><th>{word("camp")}</th><th>{word("voicesHead")}</th><th>{word("share")}</th><th>{word("interval")}</th><th>{word("postsHead")}</th><th>{word("votesHead")}</th></tr></thead>
      <tbody>
        {poles.map((pole) => {
          const camp = camps.find((c) => c.pole === pole);
          if (!camp) return null;
          const where = [`debate=${debate}`, `pole=${pole}`];
          return (
            <tr key={pole}>
              <th scope="row"><span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={poleA} poleB={poleB} /></th>
              <td><Count value={camp.voices} table="camps/voices" where={where} /></td>
              <td><Count value={camp.share} text={percent(camp.share)} {...shareOf(debate, pole)} /></td>
              <td><Count value={camp.share_low} text={`${percent(camp.share_low)} – ${percent(camp.share_high)}`} table="camps/camps" where={where} columns={["share_low", "share_high"]} /></td>
              <td><Count value={camp.posts} table="camps/stances" where={where} /></td>
              <td><Count value={camp.votes} table="camps/stances" where={where} sum="votes" /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A count matrix: the number stands in each cell, thin cells are hatched. `label`: what a row is called. */
export function HeatMap({ rows, columns, cell, to, name, label }: {
  rows: string[]; columns: { key: string; label: string }[]; cell: (row: string, column: string) => number; to: (row: string, column: string) => RowsOf; name: string;
  label?: (row: string) => string;
}): JSX.Element {
  const most = Math.max(1, ...rows.flatMap((r) => columns.map((c) => cell(r, c.key))));
  return (
    <table class="heat">
      <caption class="hidden">{name}</caption>
      <thead><tr><td />{columns.map((c) => <th key={c.key} scope="col"><bdi><Marked text={c.label} /></bdi></th>)}</tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r}>
            <th scope="row"><bdi><Marked text={label ? label(r) : r} /></bdi></th>
            {columns.map((c) => {
              const value = cell(r, c.key);
              const step = value === 0 ? 0 : 1 + Math.min(4, Math.floor((4.999 * value) / most));
              return <td key={c.key} class={`heat-${step}${value > 0 && value < 5 ? " thin" : ""}`}>{value > 0 ? <Count value={value} {...to(r, c.key)} /> : ""}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same numbers as rows, for reading and for screens where the picture is wide. */
export function ListOf({ rows, columns, cell, to, label }: Parameters<typeof HeatMap>[0]): JSX.Element {
  return (
    <table>
      <tbody>
        {rows.flatMap((r) => columns.filter((c) => cell(r, c.key) > 0).map((c) => (
          <tr key={`${r}\n${c.key}`}><th scope="row"><bdi><Marked text={label ? label(r) : r} /></bdi></th><td><bdi><Marked text={c.label} /></bdi></td><td><Count value={cell(r, c.key)} {...to(r, c.key)} /></td></tr>
        )))}
      </tbody>
    </table>
  );
}

/** Bars with their names; on narrow screens the name stands above its bar. */
export function Ranking({ items, name }: { items: { key: string; text: string; value: number; rows: RowsOf }[]; name: string }): JSX.Element {
  const { box, width } = useWidth(640);
  const above = width < 560, line = above ? 44 : 28, most = Math.max(1e-9, ...items.map((i) => i.value));
  const fits = Math.floor((above ? width : width - width * 0.46 - 60) / 13); // characters of 13 pixels
  const cut = (text: string): string => {
    const characters = [...text], room = /\p{Script=Han}/u.test(text) ? fits : fits * 1.9;
    return characters.length > room ? `${characters.slice(0, Math.max(4, room - 1)).join("")}…` : text;
  };
  return (
    <div ref={box}>
      <svg class="ranking" width={width} height={items.length * line} viewBox={`0 0 ${width} ${items.length * line}`} role="group" aria-label={name}>
        {items.map((item, i) => {
          const long = (item.value / most) * (above ? width - 46 : width * 0.46), top = i * line + (above ? 20 : 3);
          return (
            <g key={item.key}>
              <rect class="amount" x={0} y={top} width={long} height={above ? 16 : 20} />
              <A to={rowsAddress(item.rows)} class="count" aside><text x={long + 6} y={top + (above ? 13 : 15)}>{item.value.toFixed(2)}</text></A>
              <text class="place" x={above ? 0 : long + 46} y={above ? top - 5 : top + 15}>{cut(plainly(item.text))}<title>{plainly(item.text)}</title></text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

