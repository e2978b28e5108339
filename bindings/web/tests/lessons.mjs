// Works through every lesson in Chromium, in both languages: node bindings/web/tests/lessons.mjs PAGE [PICTURES]
//
// PICTURES is a folder for a picture of each lesson when it is solved. CHROMIUM names the browser if it is not `chromium`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Browser } from "../../../tests/page/browser.mjs";
import { solve } from "./lessons-solve.mjs";
import { addressOf, click, foreign, ready, wait } from "./page.mjs";

const [page, pictures] = process.argv.slice(2).map((path) => resolve(path));
const PATIENCE = 120000; // milliseconds
if (pictures) mkdirSync(pictures, { recursive: true });

const problems = [];
let solved = 0;
const browser = await Browser.start(process.env.CHROMIUM || "chromium");

// What a solution may do: expressions in the page. A picture is taken before its last button leads to the next lesson.
function readerOf(tab, name) {
  const evaluate = async (expression) => {
    if (/lesson-done[^]*\.click\(\)$/.test(expression)) await photograph(tab, name);
    return tab.run(`() => ${expression}`);
  };
  const until = async (expression) => {
    const since = Date.now();
    while (!(await evaluate(expression))) {
      if (Date.now() - since > PATIENCE) throw new Error(`never: ${expression}`);
      await wait(30);
    }
  };
  return { evaluate, until };
}

async function photograph(tab, name) {
  if (!pictures) return;
  const { data } = await tab.send("Page.captureScreenshot", {});
  writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
}

async function work(language, id) {
  const where = `${id} (${language})`;
  const tab = await browser.open(addressOf(page));
  try {
    await ready(tab);
    await tab.run((wanted) => playground.setLanguage(wanted), language);
    await click(tab, "pg-mode-lessons");
    await tab.run((lesson) => playground.lessons.open(lesson), id);
    await solve[id](readerOf(tab, `${id}-${language}`));
    solved++;
    if (tab.complaints.length) problems.push(`${where}: it complains: ${tab.complaints.join("; ")}`);
    const asked = foreign(tab, addressOf(page));
    if (asked.length) problems.push(`${where}: it asks the network: ${asked}`);
  } catch (error) {
    problems.push(`${where}: ${error.message}`);
    await photograph(tab, `${id}-${language}`);
  }
  await tab.close();
}

const tab = await browser.open(addressOf(page));
await ready(tab);
const lessons = await tab.run(() => playground.lessons.all.map((lesson) => lesson.id));
await tab.close();
for (const id of lessons) if (!solve[id]) problems.push(`${id}: nothing solves it`);
for (const language of ["en", "ko"]) for (const id of lessons.filter((one) => solve[one])) await work(language, id);
await browser.stop();

for (const problem of problems) console.error(problem);
console.log(`${lessons.length} lessons in 2 languages: ${solved} solved, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
