// Copies the pinned libraries to where pages and tests load them, with their licences.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const from = new URL("./node_modules/", import.meta.url);
const pages = new URL("../../static/vendor/", import.meta.url);
const tests = new URL("../../tests/vendor/", import.meta.url);
mkdirSync(pages, { recursive: true });
mkdirSync(tests, { recursive: true });

const version = (name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, from), "utf8")).version;
// idiomorph ships its minified form as a plain script; a module needs the export.
const idiomorph = readFileSync(new URL("idiomorph/dist/idiomorph.min.js", from), "utf8");
writeFileSync(
  new URL("idiomorph.js", pages),
  `/* idiomorph ${version("idiomorph")}, 0BSD */\n${idiomorph}\nexport { Idiomorph };\n`,
);
const idb = readFileSync(new URL("idb-keyval/dist/index.js", from), "utf8");
writeFileSync(new URL("idb-keyval.js", pages), `/* idb-keyval ${version("idb-keyval")}, Apache-2.0 */\n${idb}`);
copyFileSync(new URL("axe-core/axe.min.js", from), new URL("axe.min.js", tests));
