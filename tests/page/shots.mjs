// Pictures of pages, to look at: node tests/page/shots.mjs FOLDER PAGE...
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [folder, ...pages] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await Browser.start(process.env.CHROMIUM || "chromium");
for (const page of pages) {
  const path = resolve(page);
  // The pages beside a report are told apart from it.
  const kept = basename(path, ".html");
  const name = basename(dirname(path)) + (kept === "report" ? "" : "-" + kept);
  const url = pathToFileURL(path).href;
  for (const [kind, mode] of [["light", {}], ["dark", { dark: true }], ["phone", { phone: true }], ["dark-phone", { dark: true, phone: true }]]) {
    const tab = await browser.open(url, mode);
    const { cssContentSize: size } = await tab.send("Page.getLayoutMetrics");
    const clip = { x: 0, y: 0, width: size.width, height: size.height, scale: 1 };
    const { data } = await tab.send("Page.captureScreenshot", { captureBeyondViewport: true, clip });
    writeFileSync(join(folder, `${name}-${kind}.png`), Buffer.from(data, "base64"));
    if (kind === "dark") {
      const { data: pdf } = await tab.send("Page.printToPDF", { preferCSSPageSize: true });
      writeFileSync(join(folder, `${name}.pdf`), Buffer.from(pdf, "base64"));
    }
    for (const complaint of tab.complaints) console.error(`${page} (${kind}): ${complaint}`);
    await tab.close();
  }
}
await browser.stop();
