// Bundles the explorer: node web/build.mjs FOLDER writes index.html, app.js and app.css there. No maps, no dates, no
// paths of this machine: the same sources give the same bytes.
import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");
const mostScriptBytes = 120 * 1000; // after gzip

mkdirSync(out, { recursive: true });
await build({
  entryPoints: [join(here, "src/app.tsx"), join(here, "src/app.css")],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(join(here, "src/index.html"), join(out, "index.html"));
const script = gzipSync(readFileSync(join(out, "app.js")), { level: 9 }).length;
if (script > mostScriptBytes) {
  console.error(`app.js is ${script} bytes after gzip, more than ${mostScriptBytes}`);
  process.exit(1);
}
if (process.env.AGON_SAY_SIZES) console.log(`app.js ${script} bytes gzip, app.css ${statSync(join(out, "app.css")).size}`);
