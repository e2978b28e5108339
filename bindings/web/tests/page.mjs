// The page in Chromium: opened, asked, looked at. Functions of `inPage` run there.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const addressOf = (path) => pathToFileURL(path).href;

// Serves one page on this machine only, and counts what else is asked of it.
export async function serve(path) {
  const others = [];
  const server = createServer((request, response) => {
    const isPage = request.url === "/playground.html";
    if (!isPage) others.push(request.url);
    response.writeHead(isPage ? 200 : 404, { "content-type": "text/html" });
    response.end(isPage ? readFileSync(path) : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/playground.html`, others, stop: () => server.close() };
}

// Until the page says that it is ready and has drawn what it was opened with.
export async function ready(tab) {
  const isReady = () => document.documentElement.dataset.ready === "true" && document.getElementById("results").dataset.drawn > 0;
  await until(tab, isReady, "the page is not ready");
}

export async function until(tab, condition, words, ...inputs) {
  for (let tries = 0; tries < 600; tries++) {
    if (await tab.run(condition, ...inputs)) return;
    await wait(50);
  }
  throw new Error(words);
}

// Replaces the scenario as if a file had been opened, and waits for its exact result.
export async function openScenario(tab, { toml, name, files = {} }) {
  await tab.run((scenario) => playground.store.set(scenario, "open"), { toml, name, files });
  await until(tab, () => playground.store.result?.coarse === 1 && !playground.store.busy, `${name} gives no result`);
}

export const click = (tab, id) => tab.run((one) => document.getElementById(one).click(), id);

const CODES = { Tab: 9, Enter: 13, Escape: 27, ArrowRight: 39 };

// A key with all that makes the browser itself act on it.
export async function press(tab, key) {
  const text = key === "Enter" ? "\r" : undefined;
  const event = { key, code: key, windowsVirtualKeyCode: CODES[key], text };
  await tab.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
  await tab.send("Input.dispatchKeyEvent", { type: "keyUp", ...event, text: undefined });
}

// What is asked of anything but the page itself: data and blob addresses are parts of it.
export const foreign = (tab, url) =>
  tab.requests.filter((asked) => asked.split("#")[0] !== url.split("#")[0] && !/^(data|blob):/.test(asked));

// The controls of the page as a screen reader has them: role and name.
export async function controls(tab) {
  await tab.send("Accessibility.enable");
  const { nodes } = await tab.send("Accessibility.getFullAXTree");
  await tab.send("Accessibility.disable");
  const roles = ["button", "checkbox", "combobox", "link", "listbox", "radio", "searchbox", "slider", "spinbutton", "switch",
    "tab", "tablist", "tabpanel", "textbox", "dialog", "image", "img", "group", "application", "grid", "progressbar"];
  return nodes.filter((node) => !node.ignored && roles.includes(node.role?.value))
    .map((node) => ({ role: node.role.value, name: node.name?.value ?? "", id: node.backendDOMNodeId }));
}
