// What the explorer's pages promise beside their numbers: charts can be taken along, an address restores what was seen, the
// Chinese interface speaks Chinese, a search is found again in its thread, and all of it can be read at 320 pixels.
import { readFileSync } from "node:fs";
import { openEverything } from "./explorer_numbers.mjs";

const settled = async (page) => {
  await page.waitForSelector("h1");
  await page.waitForFunction(() => !document.querySelector(".waiting"));
};
const open = async (page, base, path, lang = "en") => {
  await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
  await settled(page);
};

/** Every chart of a page gives an SVG with text in it, a CSV with rows, and a citation that stands by itself. */
async function charts(browser, base, get, debate, check) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true });
  const page = await context.newPage(), session = await get("api/session");
  for (const [name, path, least] of [["overview", "", 10], ["debate", `debate/${debate}`, 2], ["network", `debate/${debate}?view=network`, 3], ["actors", "actors", 1], ["consensus", "consensus", 1]]) {
    await open(page, base, path);
    await openEverything(page);
    const figures = await page.$$("figure.chart");
    check(figures.length >= least, `${name}: ${figures.length} charts`);
    check((await page.$$("main table.heat")).length === (await page.$$("figure.chart > div:first-of-type table.heat")).length, `${name}: a heat map stands outside a chart's frame`);
    const texts = new Set();
    for (const figure of figures) {
      const title = await figure.$eval("figcaption", (e) => e.textContent);
      await page.waitForTimeout(110); // Chromium drops the eleventh download of a second
      const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30000 }).catch(() => null), (await figure.$(".tools button.small:not(.cite)")).click()]);
      const svg = download ? readFileSync(await download.path(), "utf8") : "";
      check(/^<svg[^>]*xmlns/.test(svg) && /<(rect|circle)/.test(svg) && svg.endsWith("</svg>"), `${name}: “${title}” gives no SVG`);
      const csv = await (await fetch(base + (await figure.$eval(".tools a[download]", (a) => a.getAttribute("href"))).slice(1))).text();
      check(csv.split("\r\n").length > 2, `${name}: “${title}” gives no rows as CSV`);
      await page.waitForFunction((f) => /agon \d/.test(f.querySelector(".cite").title), figure, { timeout: 30000 }).catch(() => undefined);
      const cited = await figure.$eval(".cite", (e) => e.title);
      const holds = [title, session.case, session.digest.slice(0, 16), session.version, "(en)", new Date().getFullYear(), `${base}`].filter((part) => !cited.includes(String(part)));
      check(holds.length === 0, `${name}: the citation of “${title}” lacks ${holds.join(", ")}: ${cited}`);
      texts.add(cited.split("(manifest")[0]);
    }
    check(texts.size === figures.length, `${name}: two charts are cited alike`);
  }
  await context.close();
}

/** Language, translations, view, opened voices, exchanges and tables: the address alone brings them back, elsewhere too. */
async function addressRestores(browser, base, debate, check) {
  const first = await browser.newContext({ locale: "en-US" });
  const page = await first.newPage();
  await page.goto(`${base}debate/${debate}`);
  await settled(page);
  await page.click(".switches button:nth-child(2)"); // Chinese
  await page.click(".switches button:nth-child(1)"); // translations
  await page.click(".point button[aria-expanded]");
  await page.click("figure.chart .tabs button:nth-child(2)"); // counts
  await page.click("figure.chart details > summary");
  await page.click(".exchanges + button");
  await page.waitForFunction(() => document.querySelectorAll(".exchanges > li").length > 8);
  const state = (where) => where.evaluate(() => ({
    lang: document.documentElement.lang, translations: document.querySelector(".switches button")?.getAttribute("aria-pressed"), opened: document.querySelectorAll(".point button[aria-expanded=true]").length,
    counts: document.querySelector("figure.chart .tabs button:nth-child(2)")?.getAttribute("aria-pressed"), tables: document.querySelectorAll("figure.chart details[open] table").length, exchanges: document.querySelectorAll(".exchanges > li").length,
  }));
  const before = await state(page);
  check(before.lang === "zh-Hans" && before.translations === "true" && before.opened === 1 && before.counts === "true" && before.tables === 1, `address: the page is not as it was set: ${JSON.stringify(before)}`);
  const second = await browser.newContext({ locale: "en-US" }); // nothing kept
  const other = await second.newPage();
  await other.goto(page.url());
  await settled(other);
  await other.waitForFunction((n) => document.querySelectorAll(".exchanges > li").length >= n, before.exchanges, { timeout: 30000 }).catch(() => undefined);
  const after = await state(other);
  check(JSON.stringify(after) === JSON.stringify(before), `address: ${page.url()} restores ${JSON.stringify(after)} instead of ${JSON.stringify(before)}`);
  const link = await other.getAttribute("header nav a:nth-child(2)", "href");
  check(link.includes("lang=zh"), `address: a copied link loses the language: ${link}`);
  await first.close();
  await second.close();
}

/** Words that stay as they are in a Chinese sentence. */
const namesInChinese = /\b(agon|CSV|SVG|English|Krippendorff|HTML|JSON|sha256|lang|p|q|z|iPhone|Favg|i5)\b/g;

/** Latin words on Chinese pages outside the case's own texts. */
async function chineseSpeaksChinese(browser, base, paths, check) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: "zh-CN" });
  const page = await context.newPage(), titles = new Map();
  for (const [name, path] of Object.entries(paths)) {
    await open(page, base, path, "zh");
    await openEverything(page);
    const left = await page.evaluate((names) => {
      const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (!node.parentElement.closest("bdi, blockquote, code, noscript, .text, .name, script, style") && /[A-Za-z]{3,}/.test(node.data.replace(new RegExp(names, "g"), ""))) words.push(node.data.trim().slice(0, 40));
      return [...new Set(words)];
    }, namesInChinese.source);
    check(left.length === 0, `${name} zh: left in English: ${left.slice(0, 8).join(" | ")}`);
    const ids = await page.evaluate(() => (document.querySelector("main").innerText.match(/\b\d{16,}\b/g) ?? []).slice(0, 3));
    check(ids.length === 0, `${name} zh: ids instead of names: ${ids.join(", ")}`);
    titles.set(name, await page.title());
  }
  const bare = [...titles].filter(([, title]) => title === "agon" || !title.endsWith(" · agon"));
  check(bare.length === 0, `titles: ${bare.map(([name]) => name).join(", ")} have none`);
  check(new Set(titles.values()).size >= titles.size - 2, `titles: pages are called alike: ${[...titles.values()].join(" | ")}`);
  await context.close();
}

/** One of anything is one: "1 post", "2022". */
async function noFalsePlurals(browser, base, paths, check) {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  for (const [name, path] of Object.entries(paths)) {
    await open(page, base, path);
    await openEverything(page);
    const wrong = await page.evaluate(() => (document.querySelector("main").innerText.match(/\b1 (posts|voices|votes|questions|rows)\b|\b(\d{4})–\2\b/g) ?? []).slice(0, 3));
    check(wrong.length === 0, `${name}: ${wrong.join(", ")}`);
  }
  await context.close();
}

async function sidesAreHonest(browser, base, overview, check) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const voicesOn = (d, ...sides) => d.camps.filter((c) => sides.includes(c.pole)).reduce((sum, c) => sum + c.voices, 0);
  const thin = overview.debates.find((d) => voicesOn(d, "a", "b") < 8), full = overview.debates.find((d) => d.camps.some((c) => c.verdict === "contested"));
  if (thin) {
    await open(page, base, `debate/${thin.debate}`);
    check((await page.$$(".side, svg.bar")).length === 0, "a debate in which nobody could be placed stands there with two camps");
    const said = await page.textContent(".note");
    check([voicesOn(thin, "a", "b"), voicesOn(thin, "a", "b", "both", "unclear")].every((n) => said.includes(String(n))), "it is not said how few could be placed");
  }
  for (const path of thin ? ["", `debate/${thin.debate}`] : []) { // a number inside a sentence takes no more room than it needs
    await open(page, base, path);
    const gaps = await page.$$eval(".note a.count", (all) => all.map((a) => {
      const text = document.createRange();
      text.selectNodeContents(a);
      return Math.round(a.getBoundingClientRect().width - text.getBoundingClientRect().width);
    }));
    check(gaps.length >= 2 && gaps.every((gap) => gap <= 1), `${path || "overview"}: gaps of ${gaps.join(", ")} pixels behind numbers in a sentence`);
  }
  check(full !== undefined, "no debate has two camps");
  await open(page, base, `debate/${full.debate}`);
  check((await page.textContent("h1")).includes(full.heading.en) && full.heading.en !== full.question, `the English page is headed ${await page.textContent("h1")}`);
  check((await page.$$("figure.chart .legend li")).length >= 3, "the colours of the camps are not explained");
  const shares = await page.$$eval("svg.timeline .axis text", (all) => all.map((t) => t.textContent));
  check(shares.includes("50 %") && shares.includes("100 %"), "the timeline shows no shares");
  await open(page, base, "");
  check((await page.$$(".debate .legend")).length === overview.debates.filter((d) => voicesOn(d, "a", "b") >= 8).length, "the overview's bars have no legend");
  await open(page, base, `debate/${full.debate}?view=network`);
  check((await page.$$(".legend .key")).length === 4, "the lines of the network have no key");
  await open(page, base, "consensus");
  check((await page.$$("main h2")).length > 0 && (await page.$$("main h3 a[href^='/debate/']")).length > 0 && (await page.$$("main h3 ~ .legend a.count, main li .legend a.count")).length > 1, "what both sides accept lacks heading, debate or shares");
  await context.close();
}

async function searching(browser, base, get, overview, check) {
  const all = async (query) => (await get(`api/search?${new URLSearchParams(query)}`)).all;
  const word = "国产", wide = await all({ q: word }), ofCamp = await all({ q: word, pole: "a" });
  check(ofCamp > 0 && ofCamp < wide, `search: a camp without a debate gives ${ofCamp} of ${wide}`);
  const platforms = Object.keys(overview.platforms);
  check((await all({ platform: platforms.at(-1) })) > 0 && (await all({})) === 0, "search: filters without a text find nothing");
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await open(page, base, `search?q=${encodeURIComponent(word)}`, "zh");
  check((await page.$$eval("select[name=platform] option", (o) => o.map((e) => e.value))).join() === ["", ...platforms].join(), "search: the case's platforms are no list to choose from");
  await page.click(".hits li a");
  await page.waitForSelector(".post mark", { timeout: 30000 }).catch(() => undefined);
  const marked = await page.$$eval(".post.wanted mark", (m) => m.map((e) => e.textContent));
  check(marked.length > 0 && marked.every((m) => m.length === 2), `search: the thread marks ${marked.join(", ")}`);
  await context.close();
}

/** An argued sentence has the colour of the side that its post takes in the sentence's own debate. */
async function coloursOfSentences(browser, base, get, overview, check) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let compared = 0, differing = 0;
  for (const debate of overview.debates.slice(0, 3)) {
    const { questions } = await get(`api/debate?id=${debate.debate}`);
    const thread = await get(`api/thread?id=${questions[0].thread}`);
    await open(page, base, `thread/${questions[0].thread}`);
    for (const post of thread.posts) {
      const classes = await page.$$eval(`[id="post-${post.post}"] .text span`, (all) => all.map((s) => [s.textContent, s.className]));
      for (const segment of post.segments.filter((s) => s.kind !== "quotation")) {
        const stance = post.stances.find((s) => segment.debates.map(String).includes(String(s.debate)));
        const shown = classes.find(([text]) => text === segment.text)?.[1];
        compared++;
        differing += shown === (stance ? `says-${stance.pole}` : "") ? 0 : 1;
      }
    }
  }
  check(compared > 50 && differing === 0, `reading view: ${differing} of ${compared} sentences have another debate's colour`);
  await context.close();
}

/** Letters keep their size, the header stays low, wide tables say that they go on, long pages fold. */
async function smallScreens(browser, base, paths, check) {
  for (const lang of ["en", "zh"]) {
    const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
    const page = await context.newPage();
    for (const [name, path] of Object.entries(paths)) {
      await open(page, base, path, lang);
      // Charts and hints measure their room.
      await page.waitForFunction(() => [...document.querySelectorAll(".scroll")].every((s) => !s.checkVisibility() || s.scrollWidth <= s.clientWidth + 1 || s.previousElementSibling?.classList.contains("sideways")), null, { timeout: 3000 }).catch(() => undefined);
      const found = await page.evaluate(() => {
        const small = [...document.querySelectorAll("main svg text")].filter((t) => {
          const svg = t.ownerSVGElement, box = svg.viewBox.baseVal;
          return parseFloat(getComputedStyle(t).fontSize) * (svg.getBoundingClientRect().width / box.width) < 11;
        });
        const unhinted = [...document.querySelectorAll(".scroll")].filter((s) => s.checkVisibility() && s.scrollWidth > s.clientWidth + 1 && !s.previousElementSibling?.classList.contains("sideways"));
        return { small: small.length, unhinted: unhinted.length, header: document.querySelector("header.top").getBoundingClientRect().height };
      });
      check(found.small === 0 && found.unhinted === 0 && found.header <= 90, `${name} ${lang} 320: ${found.small} labels too small, ${found.unhinted} wide parts without a hint, header of ${found.header} pixels`);
      if (name === "method") check((await page.evaluate(() => document.documentElement.scrollHeight)) < 1600, "method 320: nothing is folded");
      if (name === "quality") check((await page.$$eval(".scores td", (all) => all.every((td) => td.getBoundingClientRect().width > 90))), "quality 320: a column of one word");
    }
    await context.close();
  }
}

/** Somebody who argues a key point: the person's page names it, with the person's own sentence. */
async function people(browser, base, get, details, check) {
  const point = details.key_points[0], rows = await get(`api/rows?${new URLSearchParams({ table: "points/matches", where: `point=${point.point}` })}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, base, `voice/${rows.rows[0].voice}`);
  check((await page.textContent("ul.points")).includes(rows.rows[0].quote.text), "people: a voice's page lacks the key point that it argues");
  await context.close();
}

/** What the sample's analysis does not give is put into the engine's answers: a point that rebuts another stands under it,
 * and a change of side has its dates and leads to both posts. */
async function whatTheSampleLacks(browser, base, get, details, check) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const [point] = details.key_points, { from, to } = details.relations.exchanges[0];
  const answer = { from_point: "1", to_point: point.point, kind: "rebuts", relations: 3, from, to };
  await page.route("**/api/debate?*", (route) => route.fulfill({ json: { ...details, point_relations: [answer] } }));
  await open(page, base, `debate/${details.debate}`);
  const under = await page.$$eval(".point .examples.rebuts", (all) => all.map((e) => e.textContent));
  check(under.length === 1 && under[0].includes(from.text) && under[0].includes("3"), `tree: a point that rebuts another stands nowhere: ${under}`);
  const voice = await get(`api/voice?id=${point.quote.voice}`), stance = voice.stances[0];
  const change = { debate: stance.debate, from_pole: "a", to_pole: "b", from_date: "2018-03-04", to_date: "2021-05-06", from_year: 2018, to_year: 2021, from, to };
  await page.route("**/api/voice?*", (route) => route.fulfill({ json: { ...voice, changes: [change] } }));
  await open(page, base, `voice/${point.quote.voice}`);
  const links = await page.$$eval("main li a", (all) => all.filter((a) => /2018-03-04|2021-05-06/.test(a.textContent)).map((a) => new URL(a.href).searchParams.get("post")));
  check(links.join() === [from.post, to.post].join(), `people: a change of side leads to ${links}`);
  await context.close();
}

export async function checkPages(browser, base, get, paths, overview, details, check) {
  await charts(browser, base, get, details.debate, check);
  await addressRestores(browser, base, details.debate, check);
  await chineseSpeaksChinese(browser, base, paths, check);
  await noFalsePlurals(browser, base, paths, check);
  await sidesAreHonest(browser, base, overview, check);
  await searching(browser, base, get, overview, check);
  await coloursOfSentences(browser, base, get, overview, check);
  await people(browser, base, get, details, check);
  await whatTheSampleLacks(browser, base, get, details, check);
  await smallScreens(browser, base, paths, check);
}
