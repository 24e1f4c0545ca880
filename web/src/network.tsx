// Who answers whom: voices on two arcs, one camp each, and their answers as lines.
import type { JSX } from "preact";
import type { DebatePage, Link, Names, Node, Pole } from "./api";
import { PoleKey } from "./charts";
import { mixesScripts, namePlainly, NameShown, plainly } from "./marks";
import { A, Count, poleName, PoleShown } from "./parts";
import { word } from "./state";
import type { Word } from "./words";

const weight = (node: Node): number => node.answers + node.answered;

/** Places follow from the order of the voices alone. */
export function Network({ nodes, links, poleA, poleB }: { nodes: Node[]; links: Link[]; poleA: Names; poleB: Names }): JSX.Element {
  const width = 760, height = Math.max(320, Math.min(1500, nodes.length * 11));
  const place = new Map<string, { x: number; y: number }>();
  const columns: [Pole[], number][] = [[["a"], 150], [["both", "unclear"], width / 2], [["b"], width - 150]];
  for (const [group, x] of columns) {
    const inside = nodes.filter((n) => group.includes(n.pole));
    inside.forEach((n, i) => place.set(String(n.voice), { x: x + (group.length > 1 ? (i % 2 ? 26 : -26) : 0), y: 30 + ((i + 0.5) * (height - 50)) / inside.length }));
  }
  return (
    <svg class="network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={word("network")}>
      <text x={150} y={16} text-anchor="middle">{plainly(poleName("a", poleA, poleB))}</text>
      <text x={width - 150} y={16} text-anchor="middle">{plainly(poleName("b", poleA, poleB))}</text>
      {links.map((l, i) => {
        const from = place.get(String(l.from)), to = place.get(String(l.to));
        if (!from || !to) return null;
        const bend = Math.abs(from.x - to.x) < 60 ? (from.x > width / 2 ? -1 : 1) * (30 + Math.abs(from.y - to.y) / 6) : 0; // inside a camp: round the names
        return <path key={i} class={`link ${l.kind}`} d={`M${from.x},${from.y}Q${(from.x + to.x) / 2 + bend},${(from.y + to.y) / 2} ${to.x},${to.y}`} />;
      })}
      {nodes.map((n, i) => {
        const at = place.get(String(n.voice));
        if (!at) return null;
        const side = n.pole === "b" ? 1 : -1, radius = 3 + Math.sqrt(weight(n));
        return (
          <A key={i} to={`/voice/${n.voice}`} label={`${namePlainly(n.author)}, ${poleName(n.pole, poleA, poleB)}`}>
            <circle class={`pole-${n.pole}`} cx={at.x} cy={at.y} r={radius} />
            {(i < 40 || nodes.length < 60) && <text class="name" x={at.x + side * (radius + 4)} y={at.y + 4} text-anchor={side > 0 ? "start" : "end"}>{plainly([...n.author].slice(0, 12).join(""))}{mixesScripts(n.author) && " ⚠"}</text>}
          </A>
        );
      })}
    </svg>
  );
}

/** What the colours of voices and the lines between them mean. */
export function NetworkKey({ poleA, poleB }: { poleA: Names; poleB: Names }): JSX.Element {
  return (
    <>
      <PoleKey poleA={poleA} poleB={poleB} />
      <ul class="legend">
        {(["rebuts", "concedes", "echoes", "supports"] as Word[]).map((kind) => (
          <li key={kind}><svg class="key" width={26} height={10} viewBox="0 0 26 10" aria-hidden="true"><path class={`link ${kind}`} d="M1,5L25,5" /></svg> {word(kind)}</li>
        ))}
      </ul>
    </>
  );
}

export function NodeTable({ page }: { page: DebatePage }): JSX.Element {
  const debate = `debate=${page.debate}`;
  return (
    <table>
      <thead><tr><th>{word("who")}</th><th>{word("camp")}</th><th>{word("answersGiven")}</th><th>{word("answersGot")}</th></tr></thead>
      <tbody>
        {page.relations.nodes.map((n) => (
          <tr key={String(n.voice)}>
            <th scope="row"><A to={`/voice/${n.voice}`}><NameShown name={n.author || word("closed")} /></A></th><td><PoleShown pole={n.pole} poleA={page.pole_a} poleB={page.pole_b} /></td>
            <td><Count value={n.answers} table="points/relations" where={[debate, `from_voice=${n.voice}`]} /></td>
            <td><Count value={n.answered} table="points/relations" where={[debate, `to_voice=${n.voice}`]} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
