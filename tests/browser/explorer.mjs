// The explorer in a real Chromium, as an analyst and as an attacker would use it.
//   node tests/browser/explorer.mjs AGON [CASE [SCREENSHOT_FOLDER]]     without CASE, or with "", the sample is analysed first
// Exits with 77 where there is no Chromium (a skipped test for ctest). Ends with "N passed, N failed".
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkAttacks } from "./attacks.mjs";
import { checkEditing } from "./editing.mjs";
import { checkNumbers } from "./explorer_numbers.mjs";
import { checkPages } from "./explorer_pages.mjs";
import { checkReportPage } from "./report_page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "web/package.json"));
const [agon, given, shots] = process.argv.slice(2), sample = given || undefined;
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!browserPath || !existsSync(join(root, "web/node_modules/playwright-core"))) {
  console.log("skipped: no Chromium or no web/node_modules/playwright-core");
  process.exit(77);
}
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let passed = 0, failed = 0;
const check = (holds, what) => {
  if (holds) return void passed++;
  failed++;
  console.log(`FAILED: ${what}`);
};

const servers = [];
const serve = (folder, ...more) =>
  new Promise((resolve, reject) => {
    const child = spawn(agon, ["serve", folder, ...more], { stdio: ["ignore", "pipe", "inherit"] });
    servers.push(child);
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      const address = /http:\/\/\S+/.exec(text)?.[0];
      if (address) resolve(address);
    });
    child.on("exit", () => reject(new Error("agon serve ended")));
  });
const stop = (code) => {
  for (const child of servers) child.kill("SIGTERM");
  process.exit(code);
};

/** A page that notes every complaint, dialog, and request to anywhere but the explorer. */
async function watched(context, base) {
  const page = await context.newPage();
  const seen = [];
  page.on("console", (message) => message.type() === "error" && seen.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { seen.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) seen.push(`request: ${url}`);
  });
  return { page, seen };
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

/** The sample case, analysed into a folder of its own. */
function analysedSample() {
  const folder = mkdtempSync(join(tmpdir(), "agon-sample-"));
  for (const step of [["import", folder, join(root, "examples/made-in-china/threads"), "--topic", "中国制造", "--quiet"],
    ["import", folder, join(root, "examples/made-in-china/official"), "--stream", "official", "--topic", "中国制造", "--quiet"],
    ["analyze", folder, "--quiet"]]) {
    const done = spawnSync(agon, step);
    if (done.status === null || done.status > 1) throw new Error(`agon ${step[0]} ended with ${done.status}: ${done.stderr}`);
  }
  copyFileSync(join(root, "examples/made-in-china/translations.jsonl"), join(folder, "translations.jsonl"));
  return folder;
}

async function everyPage(folder) {
  const base = new URL(await serve(folder)).origin + "/";
  const get = async (path) => (await fetch(base + path)).json();
  const overview = await get("api/overview");
  const debate = overview.debates[0].debate;
  const details = await get(`api/debate?id=${debate}`);
  const quote = details.key_points.find((p) => p.quote)?.quote ?? details.relations.exchanges[0]?.from;
  const pages = {
    overview: "", debate: `debate/${debate}`, network: `debate/${debate}?view=network`, coding: `coding/${debate}`, placing: `placing/${debate}`,
    thread: `thread/${details.questions[0].thread}`, voice: `voice/${quote.voice}`, search: `search?q=${encodeURIComponent("高铁")}`,
    consensus: "consensus", actors: "actors", numbers: "numbers", quality: "quality", method: "method", corrections: "corrections",
    rows: `rows?table=camps/voices&where=${encodeURIComponent(`debate=${debate}\npole=a`)}`,
  };
  for (const [lang, scheme, width] of [["en", "light", 1200], ["zh", "dark", 1200], ["en", "dark", 320], ["zh", "light", 320]]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, bypassCSP: true });
    const { page, seen } = await watched(context, base);
    for (const [name, path] of Object.entries(pages)) {
      const label = `${name} ${lang} ${scheme} ${width}`;
      await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}lang=${lang}${lang === "en" ? "&translations=1" : ""}`);
      await page.waitForSelector("h1");
      await page.waitForFunction(() => !document.querySelector(".waiting"));
      check(!(await page.$(".failed")), `${label}: a part could not be loaded`);
      if (lang === "en" && name === "overview") {
        await page.waitForSelector(".translation", { timeout: 5000 }).catch(() => undefined);
        check((await page.$$(".translation")).length > 3, `${label}: no translation stands beside its headline`);
      }
      if (name === "quality") {
        await page.waitForSelector(".scores td", { timeout: 5000 }).catch(() => undefined);
        check((await page.$$(".scores td")).length >= 6, `${label}: no scores of the judge are shown`);
      }
      if (name === "debate") {
        const sides = await page.$$eval(".side h2", (all) => all.map((h) => h.textContent?.trim() ?? ""));
        check(sides.length === 2 && sides.every((s) => s.length > 3), `${label}: the sides are called ${sides.join(", ")}`);
        await everyExchange(page, details, label);
      }
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(tooWide <= 0, `${label}: ${tooWide} pixels too wide`);
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
      check(found.violations.length === 0, `${label}: axe: ${found.violations.map((v) => `${v.id} at ${v.nodes[0].target.join(" ")}`).join("; ")}`);
      if (shots) await page.screenshot({ path: join(shots, `${label.replaceAll(" ", "-")}.png`), fullPage: width > 400 });
    }
    check(seen.length === 0, `${lang} ${scheme} ${width}: ${seen.slice(0, 3).join("; ")}`);
    await context.close();
  }
  await quoteByKeyboard(base, debate, quote);
  const others = Object.fromEntries(overview.debates.map((d) => [`debate ${d.rank}`, `debate/${d.debate}`]));
  const tables = Object.fromEntries(["camps/camps", "points/divides", "points/links", "trends/contrasts", "trends/periods", "debates/sub_questions"].map((t) => [t, `rows?table=${t}&where=`]));
  await checkNumbers(browser, base, get, { ...pages, ...others, ...tables }, check);
  await checkPages(browser, base, get, { ...pages, "last debate": Object.values(others).at(-1), contrasts: tables["trends/contrasts"] }, overview, details, check);
  await reports(folder);
}

/** The page shows the first exchanges; "more" brings the others until all are there. */
async function everyExchange(page, details, label) {
  const count = () => page.$$eval(".exchanges > li", (all) => all.length);
  const all = details.relations.quoted;
  check((await count()) === details.relations.exchanges.length, `${label}: not the first exchanges are shown`);
  for (let shown = await count(); shown < all; shown = await count()) {
    await page.click(".exchanges + button");
    const grew = await page.waitForFunction((before) => document.querySelectorAll(".exchanges > li").length > before, shown, { timeout: 5000 }).catch(() => null);
    if (!grew) break;
  }
  check((await count()) === all, `${label}: ${await count()} of ${all} exchanges are shown`);
}

/** The article of the same case, in both languages and in every mode. */
async function reports(folder) {
  const out = mkdtempSync(join(tmpdir(), "agon-report-"));
  for (const [lang, mode] of [["en", "verbatim"], ["zh", "verbatim"], ["en", "pseudonyms"], ["zh", "paraphrase"]]) {
    const file = join(out, `${lang}-${mode}.html`);
    const written = spawnSync(agon, ["report", folder, "-o", file, "--lang", lang, "--mode", mode, "--key", join(out, "key"), "--quiet"]);
    check(written.status === 0, `report ${lang} ${mode} ended with ${written.status}: ${written.stderr}`);
    if (written.status !== 0) continue;
    const told = [];
    await checkReportPage(browser, axe, file, (what) => told.push(what));
    check(told.length === 0, `report ${lang} ${mode}: ${told.slice(0, 3).join("; ")}`);
  }
  rmSync(out, { recursive: true, force: true });
}

/** From a quote to its post, with the keyboard alone. */
async function quoteByKeyboard(base, debate, quote) {
  const context = await browser.newContext();
  const { page, seen } = await watched(context, base);
  await page.goto(`${base}debate/${debate}?lang=en`);
  await page.waitForSelector(".quote blockquote a");
  let reached = false;
  for (let i = 0; i < 80 && !reached; i++) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate(() => document.activeElement?.closest("blockquote") !== null);
  }
  check(reached, "keyboard: no quote can be reached with Tab");
  const text = await page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("Enter");
  await page.waitForSelector("mark#wanted", { timeout: 5000 }).catch(() => undefined);
  check((await page.textContent("mark#wanted").catch(() => "")) === text, "keyboard: Enter on a quote does not mark it in its thread");
  check(await page.evaluate(() => {
    const box = document.getElementById("wanted")?.getBoundingClientRect();
    return box !== undefined && box.top >= 0 && box.bottom <= innerHeight;
  }), "keyboard: the marked quote is not in sight");
  check(seen.length === 0, `keyboard: ${seen.join("; ")}`);
  check(quote !== undefined, "a quote is there");
  await context.close();
}

const only = process.env.AGON_BROWSER_ONLY; // one part while you work on it
try {
  if (only !== "attacks") {
    const folder = sample ?? analysedSample();
    if (only !== "editing") await everyPage(folder);
    if (!sample && only !== "pages") await checkEditing(folder, { browser, check, serve, watched, axe, shots });
    if (!sample) rmSync(folder, { recursive: true, force: true });
  }
  if (!only || only === "attacks") await checkAttacks({ browser, check, serve, watched, agon, shots });
} catch (error) {
  check(false, String(error));
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
stop(failed === 0 ? 0 : 1);
