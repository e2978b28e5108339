// Chromium without a window, driven through its debugging pipe: needs node and no package.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

// How a page is opened: on light or dark paper, on a desktop or a phone.
export const MODES = [{}, { dark: true }, { phone: true }, { dark: true, phone: true }];

export const nameOf = (path, { dark, phone }) =>
  `${relative(process.cwd(), path)} (${dark ? "dark" : "light"}, ${phone ? "phone" : "desktop"})`;

export class Browser {
  static async start(program) {
    const profile = mkdtempSync(join(tmpdir(), "burstsim-pages-"));
    const options = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", `--user-data-dir=${profile}`];
    const child = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const browser = new Browser(child, profile);
    await browser.send("Browser.getVersion");
    return browser;
  }

  constructor(child, profile) {
    Object.assign(this, { child, profile, next: 1, waiting: new Map(), listeners: new Map() });
    this.ended = new Promise((resolve) => child.on("exit", resolve));
    child.on("error", (error) => this.fail(error));
    child.on("exit", () => this.fail(new Error("the browser has ended")));
    let rest = Buffer.alloc(0);
    child.stdio[4].on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const text = rest.subarray(0, end).toString();
        rest = rest.subarray(end + 1);
        this.receive(JSON.parse(text));
      }
    });
  }

  fail(error) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  receive(message) {
    if (message.id) {
      const { resolve, reject } = this.waiting.get(message.id) || {};
      this.waiting.delete(message.id);
      if (message.error) reject?.(new Error(message.error.message));
      else resolve?.(message.result);
    } else {
      this.listeners.get(message.sessionId)?.(message);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    });
  }

  async open(url, { dark = false, phone = false } = {}) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, targetId, sessionId);
    this.listeners.set(sessionId, (message) => tab.notice(message));
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await tab.send(domain + ".enable");
    await tab.send("Emulation.setEmulatedMedia",
      { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
    const size = phone
      ? { width: 390, height: 844, deviceScaleFactor: 2, mobile: true }
      : { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false };
    await tab.send("Emulation.setDeviceMetricsOverride", size);
    const loaded = new Promise((resolve) => { tab.loaded = resolve; });
    await tab.send("Page.navigate", { url });
    await loaded;
    return tab;
  }

  async stop() {
    await this.send("Browser.close").catch(() => {});
    await this.ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  constructor(browser, targetId, sessionId) {
    Object.assign(this, { browser, targetId, sessionId, complaints: [], requests: [] });
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  notice({ method, params }) {
    if (method === "Page.loadEventFired") this.loaded?.();
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    if (method === "Runtime.exceptionThrown") {
      const { text, exception } = params.exceptionDetails;
      this.complaints.push(`exception: ${text} ${exception?.description || ""}`);
    }
    if (method === "Runtime.consoleAPICalled") this.complaints.push(`console: ${params.type}`);
    if (method === "Log.entryAdded") this.complaints.push(`log: ${params.entry.text}`);
    if (method === "Page.javascriptDialogOpening") {
      this.complaints.push(`dialog: ${params.message}`);
      this.send("Page.handleJavaScriptDialog", { accept: true });
    }
  }

  // Runs a function in the page, with arguments that JSON can carry, and returns what it returns.
  async run(act, ...inputs) {
    const expression = `(${act})(...${JSON.stringify(inputs)})`;
    const answer = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description || "failed in the page");
    return answer.result.value;
  }

  async mouse(type, x, y, button = "none") {
    const buttons = button === "left" ? 1 : 0;
    await this.send("Input.dispatchMouseEvent", { type, x, y, button, buttons, clickCount: button === "left" ? 1 : 0 });
  }

  async key(key) {
    const text = key.length === 1 ? key : undefined;
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, text });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  async close() {
    this.browser.listeners.delete(this.sessionId);
    await this.browser.send("Target.closeTarget", { targetId: this.targetId });
  }
}
