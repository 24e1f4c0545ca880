// The analyst's hand in a real browser: one of each form, two pages that correct the same thing, undo, apply, coding.
import { join } from "node:path";

/** `tools`: browser, check, serve, watched and axe of explorer.mjs, and where pictures go. Changes the case. */
export async function checkEditing(folder, tools) {
  const { browser, check, serve } = tools;
  const address = await serve(folder, "--edit", "--who", "annotator");
  const base = new URL(address).origin + "/";
  const get = async (path) => (await fetch(base + path)).json();
  const debates = (await get("api/overview")).debates;
  const pages = await Promise.all(debates.map((d) => get(`api/debate?id=${d.debate}`)));
  const place = whereToEdit(pages);
  check(place !== null, "editing: the sample has a debate for each form");
  if (!place) return;
  place.leftOut = (await get("api/rows?table=debates/threads&where=" + encodeURIComponent("debate=0"))).rows[0];
  const [a, b] = [await opened(tools, address, base), await opened(tools, address, base)];
  await b.page.goto(`${base}debate/${place.renamed.debate}?lang=en`); // before anything is written
  await b.page.waitForSelector("h1");
  await everyForm(a.page, base, place, tools);
  await conflict(b.page, base, place, tools, get);
  await history(a.page, base, tools, get);
  await statementApplied(a.page, base, place, check, get);
  await coding(a.page, base, check);
  await placing(a.page, base, check, get);
  for (const [name, { seen, context }] of Object.entries({ a, b })) {
    const complaints = seen.filter((s) => !s.includes("400 (Bad Request)"));
    check(complaints.length === 0, `editing ${name}: ${complaints.slice(0, 3).join("; ")}`);
    await context.close();
  }
  const stranger = await opened(tools, base, base);
  await stranger.page.goto(`${base}corrections?lang=en`);
  await stranger.page.waitForSelector(".history");
  check((await stranger.page.$$(".correct, button:text('Apply')")).length === 0, "editing: a tab without the secret has forms");
  await stranger.page.evaluate(() => sessionStorage.setItem("agon-token", "0".repeat(48))); // of a server that is gone
  await stranger.page.reload();
  await stranger.page.waitForSelector(".history");
  check((await stranger.page.$$(".correct")).length === 0 && (await stranger.page.evaluate(() => sessionStorage.getItem("agon-token"))) === null, "editing: an old secret is kept");
  await stranger.context.close();
}

/** Debates, a point with others who make it, an exchange: what each form is tried on, none in the way of another. */
function whereToEdit(pages) {
  const argued = pages.find((p) => p.key_points.some((k) => k.examples.length > 0) && p.relations.exchanges.length > 0);
  const parted = pages.find((p) => p !== argued && p.questions.length > 2 && p.statements.length > 0 && p.relations.nodes.length > 0);
  const sided = (p) => p.camps.filter((c) => c.pole === "a" || c.pole === "b").reduce((sum, c) => sum + c.voices, 0) >= 8;
  const stated = pages.find((p) => p !== argued && p !== parted && sided(p) && !p.is_issue);
  const [excluded, merged, renamed] = pages.filter((p) => p !== parted && p !== argued && p !== stated).reverse();
  return parted && argued && stated && renamed ? { parted, argued, stated, excluded, merged, renamed } : null;
}

async function opened(tools, address, base) {
  const context = await tools.browser.newContext({ viewport: { width: 1200, height: 900 }, bypassCSP: true });
  const { page, seen } = await tools.watched(context, base);
  await page.goto(address);
  await page.waitForSelector("h1");
  tools.check(await page.evaluate(() => location.hash === ""), "editing: the secret stays in the address bar");
  return { page, seen, context };
}

/** Opens the form behind a button, fills it in and saves; what is said then. */
async function fill(scope, label, { text, choice, boxes = [], why = "" } = {}) {
  const form = scope.locator(".correct").filter({ has: scope.page().getByRole("button", { name: label, exact: true }) }).first();
  await form.getByRole("button", { name: label, exact: true }).click();
  if (choice !== undefined) await form.locator("select").selectOption(choice);
  for (const box of boxes) await form.locator("input[type=checkbox]").nth(box).check();
  if (text !== undefined) await form.locator("input[required]").fill(text);
  if (why) await form.getByLabel("Why?").fill(why);
  await form.getByRole("button", { name: "Save" }).click();
  const said = form.locator("[role=status]:not(:empty), [role=alert]");
  await said.first().waitFor({ timeout: 30000 }).catch(() => undefined);
  return (await said.allTextContents()).join(" ");
}

async function at(page, base, path) {
  await page.goto(base + path + (path.includes("?") ? "&" : "?") + "lang=en");
  await page.waitForSelector("h1");
  await page.waitForFunction(() => !document.querySelector(".waiting"));
  await page.waitForSelector(".correct", { timeout: 30000 }).catch(() => undefined);
  return page.locator("main");
}

async function everyForm(page, base, place, { check, shots }) {
  const wrote = async (what, said) => check((await said).startsWith("Written."), `editing: ${what}: ${await said}`);
  let main = await at(page, base, `debate/${place.renamed.debate}`);
  await wrote("rename", fill(main, "Reword the question", { text: "新的问法", why: "shorter" }));
  check((await page.textContent(".notes").catch(() => "")).includes("新的问法"), "editing: a new wording that waits is not shown at its debate");
  await wrote("comment", fill(main, "Comment", { text: "<b>look</b> again" }));
  check((await page.textContent(".notes")).includes("<b>look</b> again"), "editing: the comment is not shown at its debate");
  await wrote("translate a heading", fill(main, "Translate", { text: "A question in English" }));
  await page.waitForFunction(() => document.querySelector("h1").textContent.includes("A question in English"), { timeout: 30000 }).catch(() => undefined);
  check((await page.textContent("h1")).includes("A question in English"), "editing: the translation is not shown");
  main = await at(page, base, `debate/${place.excluded.debate}`);
  await wrote("exclude", fill(main, "This is no debate"));
  main = await at(page, base, `debate/${place.merged.debate}`);
  check((await fill(main, "Merge with another debate")).includes("Choose a debate"), "editing: a merge without another debate");
  await at(page, base, `debate/${place.merged.debate}`);
  await wrote("merge", fill(main, "Merge with another debate", { choice: String(place.renamed.debate) }));
  main = await at(page, base, `debate/${place.parted.debate}`);
  await wrote("split", fill(main, "Split", { boxes: [0] }));
  await statement(page, base, place.stated, wrote, check, shots);
  main = await at(page, base, `thread/${place.leftOut.thread}`);
  check((await main.textContent()).includes("No debate:"), "editing: a thread does not say that its question is no debate");
  await wrote("pin a question", fill(main, "This is a debate"));
  check((await page.textContent(".notes").catch(() => "")).includes("A debate"), "editing: a question that waits to become a debate does not say so");
  main = await at(page, base, `debate/${place.argued.debate}`);
  if (shots) await page.screenshot({ path: join(shots, "editing-debate.png") });
  const at_point = place.argued.key_points.findIndex((k) => k.examples.length > 0);
  const pole = place.argued.key_points[at_point].pole;
  const within = place.argued.key_points.filter((k) => k.pole === pole).findIndex((k) => k.examples.length > 0);
  const point = page.locator(`.side-${pole} .points > .point`).nth(within);
  await wrote("reword", fill(point, "Reword the key point", { text: "论点的说法" }));
  await wrote("comment on a point", fill(point, "Comment", { text: "a point" }));
  await point.getByRole("button", { name: "others who come near to it" }).click();
  await wrote("choose quote", fill(point.locator(".examples"), "Show this quote first"));
  await wrote("reject", fill(page.locator(".exchanges > li").first(), "This is no answer to it"));
  await formsFitInto320(page, check, shots);
  const { quote } = place.parted.statements[0];
  await at(page, base, `thread/${quote.thread}?post=${quote.post}`);
  const post = page.locator(`#post-${quote.post}`);
  await wrote("move", fill(post, "Move this post to", { choice: "unclear" }));
  await wrote("comment on a post", fill(post, "Comment", { text: "a post" }));
  check((await post.locator(".notes").textContent()).includes("a post"), "editing: the comment is not shown at its post");
  main = await at(page, base, `debate/${place.parted.debate}?view=network`);
  await page.evaluate(() => { window.stayed = true; });
  await page.locator("svg.network a").first().click();
  await page.waitForSelector(".post");
  check(await page.evaluate(() => window.stayed === true), "editing: a name of the network loads the page anew");
  check((await page.locator(".correct").count()) > 0, "editing: ends at a name of the network");
  await wrote("mark author", fill(main, "This author is no person", { choice: "organisation" }));
}

/** The statement of a debate and its sides, with the keyboard alone; the name of a side; and that it stays a debate. */
async function statement(page, base, debate, wrote, check, shots) {
  const main = await at(page, base, `debate/${debate.debate}`), focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  for (let i = 0; i < 120 && (await focused()) !== "Set the statement"; i++) await page.keyboard.press("Tab");
  check((await focused()) === "Set the statement", "editing: the form of the statement cannot be reached with Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".correct .fields");
  if (shots) await page.screenshot({ path: join(shots, "editing-statement.png") });
  const said = main.locator(".correct", { has: page.locator(".fields") }).locator("[role=status]");
  const type = async (text) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(text);
  };
  await type("这件事应该由国家来做");
  await type("主张国家来做的人");
  await page.keyboard.press("Enter");
  await said.filter({ hasText: "both sides" }).waitFor({ timeout: 30000 }).catch(() => undefined);
  check((await said.textContent()).includes("Name both sides"), `editing: one side alone is named: ${await said.textContent()}`);
  await type("主张大家来做的人");
  await page.keyboard.press("Enter");
  const button = main.locator(".correct", { has: page.getByRole("button", { name: "Set the statement" }) });
  await button.locator("[role=status]:text('Written.')").waitFor({ timeout: 30000 }).catch(() => undefined);
  await wrote("set the statement", button.locator("[role=status]").textContent());
  check((await focused()) === "Set the statement", "editing: a form that was saved loses the place of the keyboard");
  check((await page.textContent(".notes").catch(() => "")).includes("主张大家来做的人"), "editing: a statement that waits is not shown with its sides");
  await main.getByRole("button", { name: "Keep as a debate" }).click();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  check((await focused()) === "Keep as a debate" && (await main.locator(".correct form").count()) === 0, "editing: Escape does not leave a form");
  await wrote("pin", fill(main, "Keep as a debate"));
  const side = main.locator(".side-b");
  await wrote("name a side", fill(side, "Name this side", { text: "those of everybody", choice: "en" }));
  await page.waitForFunction(() => document.querySelector(".side-b h2").textContent.includes("those of everybody"), { timeout: 30000 }).catch(() => undefined);
  check((await side.locator("h2").textContent()).includes("those of everybody"), "editing: the name of a side is not shown at once");
}

/** What was said of the debate stands on its page once it is applied, and the question is one. */
async function statementApplied(page, base, place, check, get) {
  const lines = (await get("api/corrections")).lines, stated = lines.find((line) => line.what === "set_proposition").about.debate;
  await page.goto(`${base}debate/${stated.debate}?lang=zh`);
  await page.waitForSelector(".side h2");
  const text = await page.textContent("main");
  check(["这件事应该由国家来做", "主张国家来做的人", "主张大家来做的人"].every((said) => text.includes(said)), "apply: the statement or its sides are not on the debate's page");
  await page.goto(`${base}thread/${place.leftOut.thread}?lang=en`);
  await page.waitForSelector(".post");
  check((await page.locator("main .facts a[href^='/debate/']").count()) > 0, "apply: a question that was made a debate leads to none");
}

/** All forms of the page that is there, open at once. */
async function formsFitInto320(page, check, shots) {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => document.querySelectorAll("main .correct > button").forEach((button) => button.click()));
  await page.waitForSelector("main .correct form");
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(tooWide <= 0, `editing: forms are ${tooWide} pixels too wide at 320`);
  const small = await page.evaluate(() => [...document.querySelectorAll("main .fields input")].filter((i) => i.getBoundingClientRect().width < 200).length);
  check(small === 0 && (await page.locator("main .fields input").count()) === 3, `editing: ${small} fields of the statement are narrow at 320`);
  if (shots) await page.screenshot({ path: join(shots, "editing-forms-320.png") });
  await page.locator(".switches button:nth-child(2)").click(); // Chinese
  const english = await page.evaluate(() => [...document.querySelectorAll("main .correct :is(legend, label, button, p)")].map((e) => e.textContent).filter((text) => /[A-Za-z]{3,}/.test(text) && !/English/.test(text)));
  check(english.length === 0, `editing: forms left in English: ${english.slice(0, 3).join(" | ")}`);
  check((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "editing: forms are too wide at 320 in Chinese");
  if (shots) await page.screenshot({ path: join(shots, "editing-forms-320-zh.png") });
  await page.locator(".switches button:nth-child(2)").click();
  await page.setViewportSize({ width: 1200, height: 900 });
}

/** B comments on one debate, then renames the one that A has renamed: it is told, and may then write. */
async function conflict(page, base, place, { check, shots }, get) {
  const before = (await get("api/corrections")).count;
  const main = page.locator("main");
  check((await fill(main, "Comment", { text: "of B" })).startsWith("Written."), "conflict: a comment is none");
  const said = await fill(main, "Reword the question", { text: "B 的问法" });
  check(said.includes("Somebody corrected this meanwhile") && said.includes("新的问法"), `conflict: B is told: ${said}`);
  check((await get("api/corrections")).count === before + 1, "conflict: something was written");
  if (shots) await page.screenshot({ path: join(shots, "editing-conflict.png") });
  await main.getByRole("button", { name: "Save" }).click();
  await main.locator("[role=status]:text('Written.')").first().waitFor({ timeout: 30000 }).catch(() => undefined);
  check((await get("api/corrections")).count === before + 2, "conflict: B cannot write after it was told");
}

/** The list in words, an undo, and what became of each line. */
async function history(page, base, { check, shots, axe }, get) {
  await at(page, base, "corrections");
  const lines = page.locator(".history > .line"), count = (await get("api/corrections")).count;
  check((await lines.count()) === count, `history: ${await lines.count()} of ${count} lines`);
  check(!(await page.textContent(".history")).includes('{"'), "history: shows JSON");
  const renames = lines.filter({ hasText: "Question reworded" });
  check((await renames.count()) === 2 && (await renames.first().textContent()).includes("B 的问法"), "history: the newest first");
  await renames.first().getByRole("button", { name: "Undo" }).click();
  await page.waitForSelector(".st-undone");
  check((await lines.count()) === count + 1, "history: an undo is not in the list at once");
  await page.getByRole("button", { name: "Apply corrections now" }).click();
  await page.locator("[role=status]:text('Applied.'), [role=status]:text('could not')").waitFor({ timeout: 120000 });
  // Arguments of merged and restated debates are read afterwards: the page says so, and shows them by itself.
  const notice = page.locator("main > [role=status] p");
  check((await notice.count()) === 1 || !(await get("api/session")).settling, "apply: the page does not say that more is being read");
  await notice.waitFor({ state: "detached", timeout: 120000 });
  check(!(await get("api/session")).settling, "apply: the page says that all is read, the server does not");
  const states = (await get("api/corrections")).lines.map((line) => `${line.what} ${line.state}${line.reason ? ` (${line.reason})` : ""}`);
  for (const what of ["rename", "exclude", "merge", "split", "reword", "choose_quote", "reject_relation", "move", "mark_author", "set_proposition", "pin"])
    check(states.includes(`${what} applied`), `history: ${what} is not applied: ${states.join(", ")}`);
  check((await page.locator(".st-applied").count()) === states.filter((s) => s.endsWith(" applied")).length, "history: the page does not say what was applied");
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  check(found.violations.length === 0, `history: axe: ${found.violations.map((v) => v.id).join("; ")}`);
  if (shots) await page.screenshot({ path: join(shots, "editing-history.png"), fullPage: true });
  await page.setViewportSize({ width: 320, height: 800 });
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check((await tooWide()) <= 0, `history: ${await tooWide()} pixels too wide at 320`);
  if (shots) await page.screenshot({ path: join(shots, "editing-history-320.png") });
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.locator("nav a", { hasText: "Debates" }).click();
  await page.waitForSelector(".debate");
  check((await page.textContent(".debates")).includes("新的问法"), "apply: the overview does not show the new name");
}

/** Two posts placed and one passed over: lines of the two, and the next post each time. */
async function placing(page, base, check, get) {
  const debate = (await get("api/overview")).debates[0].debate;
  const moves = async () => (await get("api/corrections")).lines.filter((l) => l.what === "move").length;
  const before = await moves();
  await page.goto(`${base}placing/${debate}?lang=en`);
  const shown = new Set();
  for (const step of [0, 1, 2]) {
    await page.waitForSelector("article.post .text");
    await page.waitForTimeout(300);
    shown.add(await page.textContent("article.post .text"));
    check((await page.locator("main .stance").count()) === 0 && (await page.locator("main .who").count()) === 0, "placing: not blind");
    await (step === 1 ? page.getByRole("button", { name: "Skip this post" }) : page.locator("main .facts button").nth(step ? 1 : 0)).click();
    await page.waitForTimeout(1200);
  }
  check(shown.size === 3, `placing: ${shown.size} posts shown in three steps`);
  check((await moves()) === before + 2, "placing: two placed posts are not two lines");
  check((await page.textContent("main")).includes("2 of "), "placing: what was placed is not counted");
}

/** Two posts of the sample, one after the other, without the judge's answer. */
async function coding(page, base, check) {
  const debate = await page.evaluate(async () => (await (await fetch("/api/overview")).json()).debates[0].debate);
  await page.goto(`${base}coding/${debate}?lang=en`);
  await page.getByLabel("Your name as coder").fill("coder one");
  await page.getByRole("button", { name: "Begin" }).click();
  for (const progress of ["1 of", "2 of"]) {
    await page.locator("[role=status]", { hasText: progress }).waitFor({ timeout: 30000 }).catch(() => undefined);
    check((await page.locator("main .stance").count()) === 0 && (await page.locator("main .who").count()) === 0, "coding: not blind");
    await page.locator("main .facts button").last().click();
  }
  await page.locator("[role=status]", { hasText: "3 of" }).waitFor({ timeout: 30000 }).catch(() => undefined);
  check((await page.textContent("main")).includes("3 of"), "coding: two codes are not counted");
}
