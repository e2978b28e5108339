// What a reader's browser makes of containers.html: node tests/page/containers.mjs PAGE...
//
// Each page is opened on a desktop and on a phone, on light and on dark paper. It must ask nothing of the network,
// complain about nothing, be read aloud, answer to the keyboard, and draw tasks to scale at every step.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, MODES, nameOf } from "./browser.mjs";
import { giveContrast } from "./contrast.mjs";

const MOST_BYTES = 1e6;

const problems = [];
let checks = 0;

// ---- functions that run in the page

const facts = () => {
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  const beneath = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color !== "rgba(0, 0, 0, 0)") return color;
    }
    return paper;
  };
  const texts = [...document.querySelectorAll("h1, h2, h3, p, b, small, dt, dd, li, button, output, .slice, .label, .size")];
  const faint = texts.filter((text) => text.textContent.trim() && contrast(getComputedStyle(text).color, beneath(text)) < 4.5);
  return {
    bytes: document.documentElement.outerHTML.length,
    theme: document.documentElement.dataset.theme,
    overflow: document.scrollingElement.scrollWidth - innerWidth,
    faint: faint.map((text) => text.outerHTML.slice(0, 90)),
    foreign: document.querySelectorAll("img, iframe, object, embed, form, body b:not(.task b)").length,
    scripts: document.scripts.length,
    services: document.querySelectorAll(".service").length,
  };
};

// At every step: what is drawn is what the data says, to scale, and everything has a name.
const everyStep = () => {
  const found = [];
  const { services, steps } = JSON.parse(document.getElementById("data").textContent);
  for (const step of steps) {
    const time = document.getElementById("time");
    time.value = step.t;
    time.dispatchEvent(new Event("input"));
    const say = (holds, words) => { if (!holds && found.length < 5) found.push(`${step.t} s: ${words}`); };
    if (step.w) say(document.getElementById("words").textContent === step.w, "other words");
    [...document.querySelectorAll(".service")].forEach((panel, index) => {
      const service = services[index];
      const [asked, running, pending] = [...panel.querySelectorAll("dd")].slice(index ? 0 : 1).map((one) => Number(one.textContent));
      const tiles = panel.querySelectorAll(".task, .alone:not(.gone)");
      const waiting = panel.querySelectorAll(".tray li").length;
      const draining = panel.querySelectorAll(".draining.task, .draining.alone").length;
      say(tiles.length + waiting === running + pending, `${tiles.length} tasks and ${waiting} that wait, of ${running} and ${pending}`);
      say(asked === running - draining + pending, `${asked} asked for`);
      for (const tile of tiles) {
        say(tile.getAttribute("aria-label"), "a task without a name");
        const places = tile.querySelectorAll(".place").length;
        say(places === service.places, `${places} places`);
      }
      for (const bar of panel.querySelectorAll(".bar:not(.memory)")) {
        const inside = bar.clientWidth;
        for (const tile of bar.querySelectorAll(".task")) {
          const wanted = inside * service.cpu / service.instance.cpu;
          say(Math.abs(tile.getBoundingClientRect().width - wanted) < 1.5, "a task is not to scale");
        }
        const rest = bar.querySelector(".left").getBoundingClientRect().width;
        const used = bar.querySelectorAll(".task").length * service.cpu / service.instance.cpu;
        say(Math.abs(rest - inside * (1 - used)) < 2.5, "what is left over is not to scale");
      }
    });
    say(document.scrollingElement.scrollWidth <= innerWidth, "wider than the window");
  }
  return { found, steps: steps.length };
};

const shown = () => ({ words: document.getElementById("words").textContent, time: document.getElementById("shown").textContent });

// ---- one page in one mode

async function look(browser, path, mode) {
  const name = nameOf(path, mode);
  const say = (holds, words) => { checks++; if (!holds) problems.push(`${name}: ${words}`); };
  const tab = await browser.open(pathToFileURL(path).href, mode);
  await tab.run(giveContrast);
  const found = await tab.run(facts);
  say(found.bytes < MOST_BYTES, `${found.bytes} bytes are too many`);
  say(found.theme === (mode.dark ? "dark" : "light"), `its theme is ${found.theme}`);
  say(found.overflow <= 0, `it is ${found.overflow} pixels wider than the window`);
  say(found.faint.length === 0, `text with too little contrast: ${found.faint.slice(0, 3).join(" ")}`);
  say(found.foreign === 0 && found.scripts === 2, "a name has become an element");
  say(found.services > 0, "it shows no service");
  const begin = await tab.run(shown);
  await tab.key("ArrowRight");
  const next = await tab.run(shown);
  say(next.time !== begin.time && next.words !== begin.words, "the right arrow takes no step");
  await tab.key("ArrowLeft");
  say((await tab.run(shown)).words === begin.words, "the left arrow takes no step back");
  await tab.key("End");
  say((await tab.run(shown)).time !== next.time, "End does not go to the end");
  await tab.key("Home");
  say((await tab.run(shown)).time === begin.time, "Home does not go to the start");
  await tab.run(() => document.getElementById("play").click());
  await new Promise((resolve) => setTimeout(resolve, 400));
  await tab.run(() => document.getElementById("play").click());
  say((await tab.run(shown)).time !== begin.time, "it does not play");
  const walked = await tab.run(everyStep);
  say(walked.steps > 10, `only ${walked.steps} steps`);
  say(walked.found.length === 0, walked.found.join("; "));
  const faint = await tab.run(facts);
  say(faint.faint.length === 0, `text with too little contrast at the end: ${faint.faint.slice(0, 3).join(" ")}`);
  const foreign = tab.requests.filter((url) => url !== pathToFileURL(path).href && !url.startsWith("data:"));
  say(foreign.length === 0, `it asks the network: ${foreign}`);
  say(tab.complaints.length === 0, `it complains: ${tab.complaints.join("; ")}`);
  await tab.close();
}

const pages = process.argv.slice(2).map((page) => resolve(page));
const browser = await Browser.start(process.env.CHROMIUM || "chromium");
for (const page of pages) {
  for (const mode of MODES) {
    await look(browser, page, mode).catch((error) => problems.push(`${page}: ${error.message}`));
  }
}
await browser.stop();
for (const problem of problems) console.error(problem);
console.log(`${pages.length} pages of tasks in ${MODES.length} modes: ${checks} checks, ${problems.length} failed`);
process.exitCode = problems.length ? 1 : 0;
