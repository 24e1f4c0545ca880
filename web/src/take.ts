// A chart as an SVG file of its own. Outside the page there is no style sheet: colours are written into the copy.

const styles = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "font-size", "font-family", "font-weight", "text-anchor"];

function copyOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const box = svg.getBoundingClientRect();
  copy.setAttribute("width", String(Math.round(box.width)));
  copy.setAttribute("height", String(Math.round(box.height)));
  const drawn = svg.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
    const source = drawn[i];
    if (!source) return;
    const style = getComputedStyle(source);
    for (const name of styles) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
    element.removeAttribute("href"); // addresses of this machine mean nothing elsewhere
  });
  return copy.outerHTML;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);

/** A table of numbers as a picture: what stands on the page, cell by cell. */
function drawn(table: HTMLTableElement): string {
  const all = table.getBoundingClientRect();
  const parts = [...table.querySelectorAll("th, td")].map((cell) => {
    const box = cell.getBoundingClientRect(), style = getComputedStyle(cell);
    const x = box.left - all.left, y = box.top - all.top, right = cell.tagName === "TD";
    const text = cell.textContent ?? "";
    const fill = style.backgroundColor === "rgba(0, 0, 0, 0)" ? "none" : style.backgroundColor;
    return `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" fill="${fill}"${cell.classList.contains("thin") ? ' stroke-dasharray="3 3"' : ""} stroke="${style.borderBottomColor}"/>` +
      (text ? `<text x="${right ? x + box.width - 8 : x + 8}" y="${y + box.height / 2 + 5}" text-anchor="${right ? "end" : "start"}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" fill="${style.color}">${escaped(text)}</text>` : "");
  });
  const paper = getComputedStyle(document.body).backgroundColor, family = escaped(getComputedStyle(table).fontFamily);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(all.width)}" height="${Math.ceil(all.height)}" font-family="${family}">` +
    `<rect width="100%" height="100%" fill="${paper}"/>${parts.join("")}</svg>`;
}

/** The chart inside as the text of an SVG file; nothing where there is none. */
export function svgOf(holder: HTMLElement): string | null {
  const svg = holder.querySelector("svg");
  if (svg) return copyOf(svg);
  const table = holder.querySelector<HTMLTableElement>("table.heat");
  return table ? drawn(table) : null;
}
