// What axe-core finds of pages: AXE=axe.min.js node tests/page/axe.mjs PAGE...
//
// Each page is audited on light paper on a desktop and on dark paper on a phone, and fails on what axe calls serious or
// critical. Without AXE nothing is audited, and it is said: scripts/test-pages gets axe-core from npm.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, nameOf } from "./browser.mjs";

const AT_ONCE = 3;
const MODES = [{}, { dark: true, phone: true }];

const source = process.env.AXE;
if (!source) {
  console.log("axe-core is not there: accessibility is not audited");
  process.exit(0);
}
const script = readFileSync(source, "utf8");

const audit = async () => {
  // Charts are canvases with words beside them; what is folded away is audited, too.
  for (const details of document.querySelectorAll("details")) details.open = true;
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, impact, help, nodes }) =>
    `${id} (${impact}): ${help}: ${nodes.length} places, such as ${nodes[0].target} ${nodes[0].html.slice(0, 120)}`);
};

const problems = [];
const pages = process.argv.slice(2).map((page) => resolve(page));
const browser = await Browser.start(process.env.CHROMIUM || "chromium");
const jobs = pages.flatMap((page) => MODES.map((mode) => [page, mode]));
const work = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const [page, mode] = job;
    try {
      const tab = await browser.open(pathToFileURL(page).href, mode);
      await tab.send("Runtime.evaluate", { expression: script });
      for (const found of await tab.run(audit)) problems.push(`${nameOf(page, mode)}: ${found}`);
      await tab.close();
    } catch (error) {
      problems.push(`${page}: ${error.message}`);
    }
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await browser.stop();

for (const problem of problems) console.error(problem);
console.log(`axe: ${pages.length} pages in ${MODES.length} modes, ${problems.length} serious findings`);
process.exitCode = problems.length ? 1 : 0;
