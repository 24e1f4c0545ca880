// The frame of a chart: its title, the table of its data, and what takes it along: CSV, SVG, a citation.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, type Session } from "./api";
import { Marked } from "./marks";
import { languageOf, Scroll } from "./parts";
import { address, language, query, remember, shareable, word } from "./state";
import { svgOf } from "./take";

/** Whether the chart's data are open is part of the address: `data` lists the names of those that are. */
const openedNames = (): string[] => (query.value.get("data") ?? "").split(",").filter(Boolean);

function Data({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  const opened = openedNames().includes(name); // the table is made when somebody looks
  const toggle = (open: boolean): void => {
    if (open === openedNames().includes(name)) return;
    remember({ data: open ? [...openedNames(), name].join(",") : openedNames().filter((n) => n !== name).join(",") });
  };
  return (
    <details open={opened} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>{word("chartData")}</summary>
      {opened && <Scroll label={word("chartData")}>{children}</Scroll>}
    </details>
  );
}

/** `name`: how the address calls the chart. `of`: what of the case it is about. `small`: a picture in a list, whose tools
 * stand behind its data. */
export function Figure({ name, title: kind, of, children, table, csv, small, note }: {
  name: string; title: string; of?: string; children: ComponentChildren; table: JSX.Element; csv: string; small?: boolean; note?: ComponentChildren;
}): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const title = of ? `${kind}: ${of}` : kind; // for what takes plain text only
  const tools = (
    <>
      <button type="button" class="small" onClick={() => holder.current && save(holder.current, name)}>{word("svg")}</button>
      <CiteChart title={title} />
      <a class="small" href={csv} download>{word("csv")}</a>
    </>
  );
  return (
    <figure class={small ? "chart little" : "chart"}>
      <figcaption {...(small ? { class: "hidden" } : {})}>{kind}{of && <>: <bdi lang={languageOf(of)}><Marked text={of} /></bdi></>}</figcaption>
      {note}
      <div ref={holder}>{small ? children : <Scroll label={title}>{children}</Scroll>}</div>
      <div class="tools">
        {small ? <Data name={name}>{table}<p class="tools">{tools}</p></Data> : <><Data name={name}>{table}</Data>{tools}</>}
      </div>
    </figure>
  );
}

function save(holder: HTMLElement, name: string): void {
  const svg = svgOf(holder);
  if (!svg) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  link.download = `${name}.svg`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Copies a reference to the chart: what it shows, of which page and case, read when and in which language, by which agon,
 * and the address that restores it. */
function CiteChart({ title }: { title: string }): JSX.Element {
  const [done, setDone] = useState(false);
  const [session, setSession] = useState<Session>();
  useEffect(() => void ask<Session>("session").then(setSession, () => undefined), []);
  const heading = document.title.replace(/ · agon$/, "");
  const today = new Date(), day = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, "0")}-${String(today.getDate()).padStart(2, "0")}`;
  const text = `“${title}”, ${heading}. ${word("ofCase", session?.case ?? "", (session?.digest ?? "").slice(0, 16))}, ` +
    `${word("readOn", day)} (${language.value}), agon ${session?.version ?? ""}. ${location.origin}${shareable(address.value)}`;
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => setDone(true), () => setDone(false));
  };
  return <button type="button" class="small cite" onClick={copy} title={text}>{done ? word("copied") : word("copyCite")}</button>;
}
