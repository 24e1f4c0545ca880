// Opens report pages in Chromium from file://, in light and dark, at 1000 and 320 px, and fails on: an axe finding
// (WCAG 2.2 AA), a request that leaves the file, a console error, text wider than the window, or a page whose words
// differ with scripts off.
//   node page_check.mjs NODE_MODULES PAGE.html ...
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(resolve(modules) + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
let problems = 0;
const tell = (page, what) => { ++problems; console.log(`${page}: ${what}`); };

for (const file of pages) {
    const words = [];
    for (const javaScriptEnabled of [true, false]) {
        const context = await browser.newContext({ javaScriptEnabled });
        const page = await context.newPage();
        page.on('request', (r) => { if (!r.url().startsWith('file:')) tell(file, `asks for ${r.url()}`); });
        page.on('console', (m) => { if (m.type() === 'error') tell(file, `console: ${m.text()}`); });
        await page.goto('file://' + resolve(file));
        words.push(await page.locator('main').innerText());
        if (javaScriptEnabled) {
            for (const colorScheme of ['light', 'dark']) {
                for (const width of [1000, 320]) {
                    await page.emulateMedia({ colorScheme });
                    await page.setViewportSize({ width, height: 900 });
                    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
                    if (wide > width) tell(file, `is ${wide} px wide in a window of ${width}`);
                    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
                    await page.evaluate(axe);
                    const found = await page.evaluate(() => globalThis.axe.run(document, {
                        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
                    for (const v of found.violations)
                        tell(file, `axe, ${colorScheme}, ${width} px: ${v.id} x ${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)}`);
                }
            }
        }
        await context.close();
    }
    if (words[0] !== words[1]) tell(file, 'reads differently without scripts');
    console.log(`${file}: looked at`);
}
await browser.close();
process.exit(problems ? 1 : 0);
