// What must hold of a report's page, opened from file://: axe finds nothing (WCAG 2.2 AA) in light and dark, at 1000 and
// 320 px; nothing is asked for outside the file; no console error; nothing wider than the window; the same words with
// scripts off. Used by explorer.mjs and by bench/report_readers/page_check.mjs.
import { resolve } from "node:path";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** `tell(sentence)` for each thing that does not hold. `axe`: the source of axe-core. */
export async function checkReportPage(browser, axe, file, tell) {
  const words = [];
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    page.on("request", (request) => { if (!request.url().startsWith("file:")) tell(`asks for ${request.url()}`); });
    page.on("console", (message) => { if (message.type() === "error") tell(`console: ${message.text()}`); });
    await page.goto("file://" + resolve(file));
    words.push(await page.locator("main").innerText());
    if (javaScriptEnabled) {
      for (const colorScheme of ["light", "dark"]) {
        for (const width of [1000, 320]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          if (wide > width) tell(`is ${wide} px wide in a window of ${width}`);
          await page.evaluate(axe);
          const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
          for (const v of found.violations)
            tell(`axe, ${colorScheme}, ${width} px: ${v.id} x ${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)}`);
        }
      }
    }
    await context.close();
  }
  if (words[0] !== words[1]) tell("reads differently without scripts");
}
