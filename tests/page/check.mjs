// What a reader's browser makes of pages: node tests/page/check.mjs PAGE...
//
// Each page is opened on a desktop and on a phone, on light and on dark paper. It must ask nothing of
// the network, complain about nothing, draw every chart, answer to mouse and keyboard, and say in words
// what summary.json beside it says in numbers.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, MODES, nameOf } from "./browser.mjs";
import { giveContrast } from "./contrast.mjs";

const AT_ONCE = 3;
// The largest page that is allowed, and how long the largest may take to open.
const MOST_BYTES = 3e6;
const MOST_MILLISECONDS = 2000;

const problems = [];
let checks = 0;

function check(holds, page, words) {
  checks++;
  if (!holds) problems.push(`${page}: ${words}`);
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

// ---- functions that run in the page

const facts = () => {
  const root = document.documentElement;
  const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
  const texts = [...document.querySelectorAll("h1, h2, h3, p, li, th, td, button, summary, caption, .legend .area")];
  const inks = ["orange", "grey", "vermilion", "blue", "green", "purple", "black"];
  return {
    charts: Number(root.dataset.charts),
    theme: root.dataset.theme,
    // A cell of a heat map has a paper of its own.
    faint: texts.filter((text) => contrast(getComputedStyle(text).color, text.style.backgroundColor || paper) < 4.5).map((text) => text.outerHTML.slice(0, 90)),
    faintInks: inks.filter((ink) => contrast(getComputedStyle(root).getPropertyValue("--ink-" + ink).trim(), paper) < 3),
    overflow: document.scrollingElement.scrollWidth - innerWidth,
    // What is read word by word has to fit without scrolling; tables, code and the line of contents go on beyond an edge, which is marked.
    cut: [...document.querySelectorAll("caption, pre.lines, p, li:not(nav li)")].filter((text) => text.getBoundingClientRect().width > innerWidth).map((text) => text.textContent.slice(0, 60)),
    headings: [...document.querySelectorAll("h1, h2, h3")].map((heading) => Number(heading.tagName[1])),
    unnamed: [...document.querySelectorAll(".plot")].filter((plot) => !plot.getAttribute("aria-label")).length,
    tables: document.querySelectorAll("figure details table").length,
    foreign: document.querySelectorAll("img, iframe, object, embed, svg, form").length,
    scripts: document.scripts.length,
    heading: document.querySelector("h1").textContent,
    body: document.body.textContent,
    opened: performance.now(),
    words: [...document.querySelectorAll("data[data-key]")].map((item) => ({
      key: item.dataset.key, value: item.getAttribute("value"), shown: item.textContent,
    })),
    dead: [...document.querySelectorAll(".words button")].filter((button) => !(Number(button.dataset.to) > Number(button.dataset.from))).length,
  };
};

// For each chart: whether its canvas holds the colour of each series that is shown and has values.
const drawn = () => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return [...document.querySelectorAll("figure[data-chart]")].map((figure) => {
  const spec = JSON.parse(document.getElementById("data").textContent).charts[figure.dataset.chart];
  const canvas = figure.querySelector(".plot canvas");
  [copy.canvas.width, copy.canvas.height] = [canvas.width, canvas.height];
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] > 200) seen.add((pixels[i] >> 3) << 10 | (pixels[i + 1] >> 3) << 5 | pixels[i + 2] >> 3);
  }
  const near = (name) => {
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--ink-" + name).trim();
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data.map((value) => value >> 3);
    return seen.has(r << 10 | g << 5 | b);
  };
  // A line may lie under a later one from end to end: only the last series must be seen, and any mark.
  const series = spec.views[0].series.filter((one) => one.values.some((item) => (Array.isArray(item) ? item[0] : item) != null));
  const wanted = series.filter((one, index) => one.look === "marks" || index === series.findLastIndex((other) => other.look !== "marks"));
  return {
    name: figure.dataset.chart,
    empty: seen.size < 3,
    missing: wanted.filter((one) => !near(one.ink)).map((one) => one.label),
  };
});
};

const print = (index) => {
  const canvas = document.querySelectorAll(".plot canvas")[index];
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height })
    .getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  let hash = 0;
  for (let i = 0; i < pixels.length; i += 4) hash = (hash * 31 + pixels[i] + 7 * pixels[i + 1] + 13 * pixels[i + 2] + pixels[i + 3]) | 0;
  return hash;
};

const place = () => {
  const over = document.querySelector(".plot .u-over");
  over.scrollIntoView({ block: "center" });
  const { left, top, width, height } = over.getBoundingClientRect();
  return { left, top, width, height };
};

const readings = () => [...document.querySelectorAll(".legend output")].map((output) => output.textContent);
// Series of the charts that share the first one's horizontal axis.
const together = () => {
  const { charts } = JSON.parse(document.getElementById("data").textContent);
  const figures = [...document.querySelectorAll("figure")];
  const axis = charts[figures[0].dataset.chart].axis;
  const same = figures.filter((figure) => charts[figure.dataset.chart].axis === axis);
  return same.reduce((sum, figure) => sum + figure.querySelectorAll(".legend output").length, 0);
};
const span = () => document.getElementById("span").textContent;
// In either language.
const isWhole = (words) => /^(whole|전체)/.test(words);

// ---- one page in one mode

async function look(browser, path, mode) {
  const name = nameOf(path, mode);
  const tab = await browser.open(pathToFileURL(path).href, mode);
  await settled();
  await tab.run(giveContrast);
  const found = await tab.run(facts);
  const say = (holds, words) => check(holds, name, words);

  say(found.charts > 0, "no chart was made");
  say(found.theme === (mode.dark ? "dark" : "light"), `its theme is ${found.theme}`);
  say(found.overflow <= 0, `it is ${found.overflow} pixels wider than the window`);
  say(found.cut.length === 0, `words that are cut off: ${found.cut.slice(0, 3).join(" | ")}`);
  say(found.faint.length === 0, `text with too little contrast: ${found.faint.slice(0, 3).join(" ")}`);
  say(found.faintInks.length === 0, `inks with too little contrast: ${found.faintInks}`);
  say(found.headings[0] === 1 && found.headings.every((level, i, all) => i === 0 || level <= all[i - 1] + 1),
    `headings skip a level: ${found.headings}`);
  say(found.unnamed === 0, `${found.unnamed} charts without words`);
  say(found.tables >= found.charts, "a chart without a table");
  say(found.foreign === 0 && found.scripts === 3, "a name has become an element");
  say(found.dead === 0, "a button that shows no time");
  for (const chart of await tab.run(drawn)) {
    say(!chart.empty, `the chart ${chart.name} is empty`);
    say(chart.missing.length === 0, `the chart ${chart.name} does not show ${chart.missing}`);
  }
  matchesSummary(path, found, say);
  // Mouse and keyboard do not depend on the paper.
  if (Boolean(mode.dark) === Boolean(mode.phone)) await interact(tab, mode, say);

  const foreign = tab.requests.filter((url) => url !== pathToFileURL(path).href && !url.startsWith("data:"));
  say(foreign.length === 0, `it asks the network: ${foreign}`);
  say(tab.complaints.length === 0, `it complains: ${tab.complaints.join("; ")}`);
  await tab.close();
  return found.opened;
}

// The figures of the words are those of summary.json, and read as such.
function matchesSummary(path, { words, heading, body }, say) {
  const file = join(dirname(path), "summary.json");
  if (!existsSync(file)) return;
  const summary = JSON.parse(readFileSync(file, "utf8"));
  say(heading === summary.title, `its heading is ${heading}`);
  for (const { name } of summary.functions) {
    // Line separators are shown as escapes.
    say(body.includes(name.split("\u2028")[0]), `it does not name ${name}`);
  }
  if (summary.replications) return; // the words are of replication 0, the summary of all
  say(words.length >= 5, `only ${words.length} figures in its words`);
  for (const { key, value, shown } of words) {
    const expected = key.split("/").slice(1).reduce((tree, part) => tree?.[part], summary);
    say(Number(value) === expected, `${key} is ${value} in the words and ${expected} in summary.json`);
    const digits = shown.replaceAll(",", "");
    if (/^\d+$/.test(digits)) say(Number(digits) === expected, `${key} reads ${shown} and is ${expected}`);
    const percent = digits.match(/^([\d.]+)\s%$/);
    if (percent) say(Math.abs(percent[1] / 100 - expected) <= 0.00051, `${key} reads ${shown} and is ${expected}`);
  }
}

async function interact(tab, mode, say) {
  const before = await tab.run(readings);
  say(before.every((text) => text === ""), "values are shown before anybody asks");
  const { left, top, width, height } = await tab.run(place);
  const y = top + height / 2;
  await tab.mouse("mouseMoved", left + width * 0.4, y);
  await tab.mouse("mouseMoved", left + width * 0.5, y);
  await settled();
  const hovered = await tab.run(readings);
  say(hovered.filter((text) => text !== "").length >= (await tab.run(together)), `the cursor leaves series unread: ${hovered}`);

  await tab.run(() => document.querySelector(".plot").focus());
  await tab.key("ArrowRight");
  await settled();
  const at = await tab.run(() => document.querySelector(".legend .at").textContent);
  say(/\d:\d\d/.test(at) || /\S \S/.test(at), `the keyboard moves no cursor: ${at}`);

  const shown = await tab.run(print, 0);
  const toggle = () => tab.run(() => {
    const buttons = document.querySelectorAll("figure")[0].querySelectorAll(".legend button");
    const last = buttons[Math.min(1, buttons.length - 1)];
    last.click();
    return last.getAttribute("aria-pressed");
  });
  say(await toggle() === "false", "a series that is switched off is not marked so");
  await settled();
  say(await tab.run(print, 0) !== shown, "switching a series off changes nothing");
  await toggle();
  await settled();

  // A run of a few intervals is always shown whole.
  const intervals = await tab.run(() => {
    const [axis] = JSON.parse(document.getElementById("data").textContent).axes;
    return axis.count || axis.places.length;
  });
  if (!mode.phone && intervals >= 8) {
    const other = await tab.run(print, 1);
    await tab.mouse("mousePressed", left + width * 0.3, y, "left");
    await tab.mouse("mouseMoved", left + width * 0.45, y, "left");
    await tab.mouse("mouseMoved", left + width * 0.6, y, "left");
    await tab.mouse("mouseReleased", left + width * 0.6, y, "left");
    await settled();
    say(!isWhole(await tab.run(span)), "dragging does not zoom");
    const linked = await tab.run(() => {
      const { charts } = JSON.parse(document.getElementById("data").textContent);
      const [first, second] = [...document.querySelectorAll("figure")].map((figure) => charts[figure.dataset.chart].axis);
      return first === second;
    });
    say((await tab.run(print, 1) !== other) === linked, "zooming one chart leaves another behind, or moves a stranger");
    await tab.run(() => document.getElementById("whole").click());
    await settled();
    say(isWhole(await tab.run(span)), "the whole run cannot be had back");
    await tab.run(() => document.getElementById("theme").click());
    say(await tab.run(() => document.documentElement.dataset.theme) === (mode.dark ? "light" : "dark"), "the theme cannot be chosen");
  }
  const scopes = await tab.run(() => document.querySelectorAll("#scope option").length);
  if (scopes > 1) {
    // Of all charts: those of the whole Region do not follow the choice.
    const words = () => tab.run(() => [...document.querySelectorAll(".plot")].map((plot) => plot.getAttribute("aria-label")).join("\n"));
    const all = await words();
    await tab.run(() => {
      const select = document.getElementById("scope");
      select.value = "1";
      select.dispatchEvent(new Event("change"));
    });
    await settled();
    say(await words() !== all, "choosing a function changes nothing");
  }
}

// ---- all pages

const pages = process.argv.slice(2).map((page) => resolve(page));
const browser = await Browser.start(process.env.CHROMIUM || "chromium");
const jobs = pages.flatMap((page) => MODES.map((mode) => [page, mode]));
const work = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    await look(browser, ...job).catch((error) => problems.push(`${job[0]}: ${error.message}`));
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));

// The largest page alone, so that nothing else takes its time.
const largest = pages.reduce((a, b) => (readFileSync(b).length > readFileSync(a).length ? b : a));
const bytes = readFileSync(largest).length;
const opened = await look(browser, largest, {});
check(bytes < MOST_BYTES, largest, `${bytes} bytes are too many`);
check(opened < MOST_MILLISECONDS, largest, `it takes ${Math.round(opened)} ms to open`);
await browser.stop();

for (const problem of problems) console.error(problem);
console.log(`${pages.length} pages in ${MODES.length} modes: ${checks} checks, ${problems.length} failed; ` +
  `largest ${(bytes / 1e6).toFixed(2)} MB, open in ${Math.round(opened)} ms`);
process.exitCode = problems.length ? 1 : 0;
