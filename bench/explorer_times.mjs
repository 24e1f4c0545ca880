// How long a reader of the explorer waits, in a real Chromium, on a case as large as it is: first paint of each page, a
// click on it, and a correction applied.
//   node bench/explorer_times.mjs AGON CASE [ROUNDS] [views]     prints JSON: milliseconds, one list a step; views: no corrections
// First paint: from the request of the address to the first contentful paint that the browser reports, and to the last
// mark that the page itself made ready (its <h1> and no "Loading"). A click: from the press to the next frame in which the
// wanted content stands, with the answer of the engine in between and no answer kept from before. CASE is changed by nothing but the
// corrections at the end, which go to a copy.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(join(root, "web/package.json"));
const { chromium } = require("playwright-core");
const [agon, folder, roundsText = "3", what = ""] = process.argv.slice(2);
const rounds = Number(roundsText);
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

const servers = [];
function serve(caseFolder, ...more) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(agon, ["serve", caseFolder, ...more], { stdio: ["ignore", "pipe", "inherit"] });
    servers.push(child);
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      const address = /http:\/\/\S+/.exec(text)?.[0];
      if (address) resolve({ address, start: performance.now() - begin, pid: child.pid });
    });
    child.on("exit", () => reject(new Error("agon serve ended")));
  });
}

/** CPU milliseconds of a process so far: what it costs whatever else the machine does. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
/** Resident MiB now. */
const resident = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024);

const times = {};
const note = (name, value) => (times[name] ??= []).push(Math.round(value * 10) / 10);

// What was measured is printed however the run ends.
process.on("exit", () => {
  servers.forEach((child) => child.kill("SIGTERM"));
  if (copy) rmSync(copy, { recursive: true, force: true });
  console.log(JSON.stringify(times, null, 1));
});
process.on("SIGTERM", () => process.exit(1));
let copy = "";
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

/** Opens an address in a context of its own, so that nothing is known from before. */
async function open(base, path, name) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const begin = performance.now();
  await page.goto(base + path, { waitUntil: "commit" });
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector(".waiting"));
  note(`${name}: complete`, performance.now() - begin);
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1);
  note(`${name}: first paint`, paint);
  return { page, context };
}

/** Clicks and waits in the page itself for a condition, frame by frame, so that no driver's round trip is counted. */
async function click(page, selector, condition, name) {
  const took = await page.evaluate(([chosen, text]) => new Promise((resolve) => {
    const holds = new Function(`return (${text})`);
    const target = document.querySelector(chosen);
    if (!target) return resolve(-1);
    const begin = performance.now();
    target.click();
    const look = () => (holds() ? resolve(performance.now() - begin) : performance.now() - begin > 20000 ? resolve(20000) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  }), [selector, condition]);
  note(name, took);
}

const ready = `!document.querySelector(".waiting") && document.querySelector("main h1")`;
// The first click on a server that has just been started, whose tables nobody asked for yet.
{
  const fresh = await serve(folder);
  const { page, context } = await open(fresh.address.replace(/\/$/, ""), "/", "overview of a fresh server");
  await click(page, "ol.debates h2 a", `location.pathname.startsWith("/debate/") && ${ready}`, "first click: overview to a debate");
  await click(page, 'header a[href^="/actors?"]', `location.pathname === "/actors" && ${ready}`, "second click: menu to /actors");
  await context.close();
}
const { address, start, pid } = await serve(folder);
const base = address.replace(/\/$/, "");
note("agon serve: ready", start);
note("agon serve: CPU", cpu(pid));
const overview = await (await fetch(`${base}/api/overview`)).json();
const debate = overview.debates[0].debate;
for (let round = 0; round < rounds; ++round) {
  for (const [name, path] of [["overview", "/"], ["debate", `/debate/${debate}`], ["consensus", "/consensus"], ["actors", "/actors"],
    ["numbers", "/numbers"], ["quality", "/quality"], ["method", "/method"], ["search", "/search?q=%E4%B8%AD%E5%9B%BD"],
    ["rows of all posts", "/rows?table=corpus%2Fposts"]]) {
    const before = cpu(pid);
    const { context } = await open(base, path, name);
    note(`${name}: engine CPU`, cpu(pid) - before);
    await context.close();
  }
  const { page, context } = await open(base, "/", "overview");
  await click(page, "ol.debates h2 a", `location.pathname.startsWith("/debate/") && ${ready}`, "click: overview to a debate");
  await click(page, "nav.tabs button:nth-child(2)", `document.querySelector("svg.network, .chart svg circle")`, "click: arguments to network");
  await click(page, "nav.tabs button:nth-child(1)", `document.querySelector(".sides")`, "click: network to arguments");
  await click(page, ".exchanges + button", "document.querySelectorAll('.exchanges > li').length > 8", "click: more exchanges");
  await click(page, 'a.count[href*="camps%2Fstances"]', `location.pathname === "/rows" && ${ready} && document.querySelector("td.row-quote")`, "click: a number to its rows");
  await click(page, "td.row-quote a", `location.pathname.startsWith("/thread/") && ${ready} && document.querySelector("article.post")`, "click: a row to its post");
  await click(page, "a.who", `location.pathname.startsWith("/voice/") && ${ready} && document.querySelector("article.post")`, "click: a post to its voice");
  for (const to of ["/consensus", "/actors", "/numbers", "/quality", "/method", "/search"])
    await click(page, `header a[href^="${to}?"]`, `location.pathname === "${to}" && ${to === "/search" ? "true" : ready}`, `click: menu to ${to}`);
  for (const word of ["中国", "年轻人", "口罩", "封", "没有这个词的"]) {
    const took = await page.evaluate(async (q) => {
      const begin = performance.now();
      await (await fetch(`/api/search?${new URLSearchParams({ q })}`)).json();
      return performance.now() - begin;
    }, word);
    note(`search: ${word}`, took);
  }
  await page.evaluate(() => { document.querySelector("form.search input").value = "中国"; });
  await click(page, "form.search button[type=submit]", `${ready} && document.querySelector("ul.hits li")`, "click: search 中国");
  await click(page, "nav.pager a", `location.search.includes("offset=30") && ${ready} && document.querySelector("ul.hits li")`, "click: next hits");
  await click(page, "ul.hits a", `location.pathname.startsWith("/thread/") && ${ready} && document.querySelector("article.post")`, "click: a hit to its thread");
  await click(page, 'header a[href^="/corrections?"]', `location.pathname === "/corrections" && ${ready}`, "click: menu to /corrections");
  await click(page, 'header nav a[href^="/?"]', `location.pathname === "/" && ${ready} && document.querySelector("ol.debates")`, "click: menu to overview");
  await click(page, "ol.debates li:nth-child(2) h2 a", `location.pathname.startsWith("/debate/") && ${ready}`, "click: overview to the second debate");
  await click(page, '.facts a[href^="/coding/"]', `location.pathname.startsWith("/coding/") && ${ready}`, "click: a debate to its coding");
  await click(page, ".switches button:nth-child(2)", "true", "click: language");
  await context.close();
}
note("agon serve: resident MiB after all", resident(pid));

if (what === "views") process.exit(0);

// Corrections, on a copy.
copy = mkdtempSync(join(tmpdir(), "agon-explorer-times-"));
cpSync(folder, copy, { recursive: true });
const edited = await serve(copy, "--edit");
const [editBase, token] = [edited.address.split("/#")[0], /token=([0-9a-f]+)/.exec(edited.address)[1]];
const editor = await (await browser.newContext()).newPage(); // corrections are taken from the explorer's own page only
await editor.goto(editBase);
const post = async (name, content) => {
  const [took, refused] = await editor.evaluate(async ([page, secret, body]) => {
    const begin = performance.now();
    const answer = await fetch(`/api/${page}`, { method: "POST", headers: { "X-Agon-Token": secret, "Content-Type": "application/json" }, body });
    const text = await answer.text();
    return [performance.now() - begin, answer.ok ? "" : text];
  }, [name, token, JSON.stringify(content)]);
  if (refused) throw new Error(refused);
  return took;
};
const rows = await (await fetch(`${editBase}/api/rows?${new URLSearchParams({ table: "camps/stances", where: `debate=${debate}` })}`)).json();
const questions = (await (await fetch(`${editBase}/api/debate?id=${debate}`)).json()).questions;
let seen = 0;
for (const [name, kind, target, value] of [
  ["move a post", "move", { debate: String(debate), post: String(rows.rows[0].post) }, { pole: rows.rows[0].pole === "a" ? "b" : "a" }],
  ["reword a question", "rename", { threads: questions.map((q) => String(q.thread)) }, { text: "另一个说法" }]]) {
  note(`correction: ${name}`, await post("corrections", { what: kind, target, value, why: "", after: seen++ }));
  const before = cpu(edited.pid);
  note(`correction applied: ${name}`, await post("apply", {}));
  note(`correction applied: ${name}, CPU`, cpu(edited.pid) - before);
}
await browser.close();
process.exit(0);
