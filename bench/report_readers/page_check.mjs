// Opens report pages in Chromium and fails on what tests/browser/report_page.mjs does not allow.
//   node page_check.mjs NODE_MODULES PAGE.html ...
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkReportPage } from '../../tests/browser/report_page.mjs';

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(resolve(modules) + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
let problems = 0;
for (const file of pages) {
    await checkReportPage(browser, axe, file, (what) => { ++problems; console.log(`${file}: ${what}`); });
    console.log(`${file}: looked at`);
}
await browser.close();
process.exit(problems ? 1 : 0);
