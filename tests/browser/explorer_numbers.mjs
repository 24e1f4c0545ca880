// Every number on a page opens the rows it counts: all numbers of the given pages are found in the page as it is drawn,
// each must be a link, and what the link opens is asked of the engine and compared with what stands on the page.

/** What is no number of the case: its own texts, dates, places in lists and bytes, axes, and the rows themselves. */
const exempt = "bdi, blockquote, time, code, .text, .name, .place, .rank, .axis, option, title, thead, caption, figcaption, table.rows td, .facts strong, button, a.count, a.from";

/** [what stands on the page, where it leads] of every number that is a link, and the texts of those that are none. */
const numbersOf = (page) => page.evaluate((exempt) => {
  const loose = [], links = [...document.querySelectorAll("main a.count, main a.from")].map((a) => [a.textContent.trim(), a.getAttribute("href"), a.classList.contains("from")]);
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (/\d/.test(node.data) && !node.parentElement.closest(exempt)) loose.push(node.data.trim().slice(0, 60));
  return { loose, links };
}, exempt);

/** Opens the tables behind all charts: their numbers count too. */
export async function openEverything(page) {
  for (const closed of await page.$$("main details:not([open]) > summary")) await closed.click();
  await page.waitForFunction(() => !document.querySelector(".waiting"));
}

const spelled = (value) => [String(value), value.toFixed(2), value.toFixed(3), String(Math.round(value * 100))];

/** The numbers that a text holds, in order: "24 % – 44 %" is 24, 44. */
const numbersIn = (text) => (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((n) => n.replaceAll(",", ""));

/** Nothing if the rows that the address opens give the number; else what is wrong. */
async function disagreement(get, [text, href, isComputed]) {
  const asked = new URL(href, "http://x").searchParams, told = numbersIn(text);
  const page = await get(`api/rows?${asked}`);
  if (page.error) return page.error;
  if (isComputed) return page.all > 0 ? "" : "opens no rows";
  if (asked.get("columns")) {
    if (page.all !== 1) return `${page.all} rows instead of one`;
    let at = -1;
    for (const column of asked.get("columns").split(",")) {
      at = told.findIndex((number, i) => i > at && spelled(page.rows[0][column]).includes(number));
      if (at < 0) return `${column} is ${page.rows[0][column]}`;
    }
    return "";
  }
  if (asked.has("of")) return told[0] === String(Math.round((100 * page.value) / page.of)) ? "" : `${page.value} of ${page.of}`;
  return told[0] === String(page.value) ? "" : `${page.value} ${asked.get("distinct") ?? "rows"}`;
}

/** Checks the numbers of the pages at these paths. */
export async function checkNumbers(browser, base, get, paths, check) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: "en-US" });
  const page = await context.newPage(), seen = new Map();
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}lang=en`);
    await page.waitForSelector("h1");
    await page.waitForFunction(() => !document.querySelector(".waiting"));
    await openEverything(page);
    const found = await numbersOf(page);
    check(found.loose.length === 0, `numbers of ${name}: no link: ${[...new Set(found.loose)].slice(0, 5).join(" | ")}`);
    const wrong = [];
    for (const link of found.links) {
      if (seen.has(link.join())) continue;
      seen.set(link.join(), link);
      const what = await disagreement(get, link);
      if (what) wrong.push(`“${link[0]}” opens ${what} (${decodeURIComponent(link[1]).slice(0, 160)})`);
    }
    check(wrong.length === 0, `numbers of ${name}: ${wrong.length} open something else: ${wrong.slice(0, 3).join("; ")}`);
  }
  check(seen.size > 300, `numbers: only ${seen.size} were compared with their rows`);
  // The page that opens says the number too.
  const counted = [...seen.values()].find(([, href]) => href.includes("distinct=voice&"))[1];
  await page.goto(base + counted.slice(1));
  await page.waitForSelector("table.rows");
  const said = await page.textContent(".facts strong"), answer = await get(`api/rows?${new URL(counted, "http://x").searchParams}`);
  check([answer.value, answer.all].every((n) => numbersIn(said).includes(String(n))), `numbers: the rows' page says “${said}” of ${answer.value} in ${answer.all}`);
  await context.close();
  return seen.size;
}
