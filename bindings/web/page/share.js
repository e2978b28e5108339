// How a scenario leaves the page and comes into it: a link that holds all of it, files to keep, files that are opened or
// dropped, and the scenario that `burstsim playground` put into the page.
//
// Nothing that comes in is trusted: what cannot be read is refused in a sentence, and what was there stays.
(function (playground) {
  "use strict";

  const { choose, make, store, engine } = playground;
  const MARK = "#s=";
  const MOST_OF_LINK = 30000; // characters that mail and chat programs still leave whole
  const MOST_OF_TEXT = 64e6; // bytes of a scenario with its data

  class Unreadable extends Error {}

  // ---- links: JSON, deflated, in letters that an address may have

  async function through(bytes, transform, most) {
    const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
    const parts = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > most) throw new Unreadable("too large");
      parts.push(part.value);
    }
    return joined(parts);
  }

  function toBase64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }

  function fromBase64(text) {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from({ length: plain.length }, (_, i) => plain.charCodeAt(i));
  }

  async function packed({ toml, name, files }) {
    const scenario = { toml, name, ...(Object.keys(files || {}).length ? { files } : {}) };
    const bytes = new TextEncoder().encode(JSON.stringify(scenario));
    return toBase64(await through(bytes, new CompressionStream("deflate-raw"), Infinity));
  }

  const isText = (value) => typeof value === "string";

  // A scenario of JSON that anybody may have written.
  function checked(value) {
    const { toml, name = "scenario", files = {}, language } = value || {};
    const isTexts = files !== null && typeof files === "object" && Object.values(files).every(isText);
    if (!isText(toml) || !isText(name) || !isTexts) throw new Unreadable("no scenario");
    return { toml, name: tidy(name), files: { ...files }, language };
  }

  async function unpacked(text) {
    try {
      const bytes = await through(fromBase64(text), new DecompressionStream("deflate-raw"), MOST_OF_TEXT);
      return checked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    } catch {
      throw new Unreadable(choose("The link is damaged: there is no whole scenario in it. What you had is still here.",
        "링크가 손상되어 온전한 시나리오가 없습니다. 지금 있던 내용은 그대로입니다."));
    }
  }

  // What a file of that name may be called, anywhere.
  function tidy(name) {
    const plain = name.replace(/[\\/:*?"<>|\x00-\x1f\x7f]+/g, "-").replace(/^\.+/, "").trim().slice(0, 80);
    return plain || "scenario";
  }

  // ---- archives: files as they are, one after another

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

  function crc32(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  }

  // Fields of two and four bytes: [size, value] each.
  function record(...fields) {
    const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
    let at = 0;
    for (const [size, value] of fields) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  }

  const UTF8_NAMES = 0x0800;
  const SINCE_1980 = 0x0021; // 1 January 1980: the same files, the same archive

  // A zip archive of [name, bytes] pairs, not compressed.
  function zip(files) {
    const [bodies, directory] = [[], []];
    let at = 0;
    for (const [name, bytes] of files) {
      const encoded = new TextEncoder().encode(name);
      const sizes = [[4, bytes.length], [4, bytes.length], [2, encoded.length], [2, 0]];
      const about = [[2, 20], [2, UTF8_NAMES], [2, 0], [2, 0], [2, SINCE_1980], [4, crc32(bytes)], ...sizes];
      const head = record([4, 0x04034b50], ...about);
      directory.push(record([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), encoded);
      bodies.push(head, encoded, bytes);
      at += head.length + encoded.length + bytes.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const count = directory.length / 2;
    const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]);
    return joined([...bodies, ...directory, end]);
  }

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // ---- files that are opened

  const baseOf = (path) => path.split(/[\\/]/).pop();

  // Where the text names a file of that name: its path, as the scenario says it.
  function pathIn(toml, file) {
    const quoted = [...toml.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((match) => match[1] ?? match[2]);
    return quoted.find((path) => baseOf(path) === file) ?? null;
  }

  function decoded(name, bytes) {
    if (bytes.byteLength > MOST_OF_TEXT) {
      throw new Unreadable(choose(`${name} is too large to be opened here.`, `${name} 파일은 여기서 열기에 너무 큽니다.`));
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Unreadable(choose(`${name} is not text in UTF-8: a scenario (.toml) and its data files are.`,
        `${name} 파일은 UTF-8 텍스트가 아닙니다. 시나리오(.toml)와 데이터 파일은 UTF-8 텍스트여야 합니다.`));
    }
  }

  // Which of the files is the scenario: the only one, or that of a result folder.
  function scenarioOf(names) {
    const found = names.filter((name) => /\.toml$/i.test(name));
    if (found.length <= 1) return found[0] ?? null;
    const resolved = found.find((name) => baseOf(name) === "scenario.toml");
    if (resolved) return resolved;
    throw new Unreadable(choose("There are several .toml files: open one scenario at a time.",
      ".toml 파일이 여러 개입니다. 시나리오는 하나씩 여세요."));
  }

  // The scenario in a set of files ([name or path, bytes]), or the present one with the data files that it names.
  function opened(entries, present) {
    const path = scenarioOf(entries.map(([name]) => name));
    const text = path === null ? present.toml : decoded(baseOf(path), entries.find(([name]) => name === path)[1]);
    const files = path === null ? { ...present.files } : {};
    let taken = 0;
    for (const [name, bytes] of entries) {
      if (name === path) continue;
      const known = pathIn(text, baseOf(name));
      // A result folder has more than the scenario reads.
      if (known === null) continue;
      files[known] = decoded(baseOf(name), bytes);
      taken++;
    }
    if (path === null && !taken) {
      const names = entries.map(([name]) => baseOf(name)).join(", ");
      throw new Unreadable(choose(`${names}: neither a scenario (.toml) nor a data file that this scenario names.`,
        `${names}: 시나리오(.toml)도 아니고 이 시나리오가 가리키는 데이터 파일도 아닙니다.`));
    }
    return { toml: text, name: path === null ? present.name : nameOf(path), files };
  }

  // A result folder's scenario.toml is called like the folder.
  function nameOf(path) {
    const parts = path.split(/[\\/]/);
    const stem = parts[parts.length - 1].replace(/\.toml$/i, "");
    return tidy(stem === "scenario" && parts.length > 1 ? parts[parts.length - 2] : stem);
  }

  // `find` gives the files, or a promise of them: a folder may be as unreadable as a file.
  async function take(find) {
    try {
      const entries = [];
      for (const { path, file } of await find()) entries.push([path, new Uint8Array(await file.arrayBuffer())]);
      if (entries.length) store.set(opened(entries, store), "open");
      playground.say("");
    } catch (error) {
      playground.say(error instanceof Unreadable ? error.message : choose("The file cannot be read.", "파일을 읽을 수 없습니다."));
    }
  }

  const MOST_DEEP = 2; // folders: a result folder has its data in one of its own

  // Files of what was dropped, and of the folders in it.
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
    if (!entries.length) return [...transfer.files].map((file) => ({ path: file.name, file }));
    const all = await Promise.all(entries.map((entry) => filesIn(entry, entry.name, MOST_DEEP)));
    return all.flat();
  }

  async function filesIn(entry, path, deep) {
    if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
    if (!deep) return [];
    const inside = await childrenOf(entry);
    const all = await Promise.all(inside.map((child) => filesIn(child, `${path}/${child.name}`, deep - 1)));
    return all.flat();
  }

  // A reader gives a hundred at a time, and none when there are no more.
  async function childrenOf(folder) {
    const reader = folder.createReader();
    const more = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    const all = [];
    for (let some = await more(); some.length; some = await more()) all.push(...some);
    return all;
  }

  // ---- files that are kept

  let kept = null; // the last text that went into a link or a file

  const TYPES = {
    html: "text/html", json: "application/json", csv: "text/csv", svg: "image/svg+xml", png: "image/png", zip: "application/zip",
  };

  function save(name, bytes) {
    const type = TYPES[name.split(".").pop()] || "text/plain;charset=utf-8";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = baseOf(name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const size = (bytes) => (bytes < 999500 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  // ---- the two dialogs

  const button = (text, act) => make("button", { type: "button", onclick: act }, text);
  const note = (text) => make("p", { class: "note" }, text);
  const spoken = () => make("p", { class: "note", role: "status" }); // what happened, when it has
  const row = (...children) => make("p", { class: "pg-row" }, ...children);

  let place = null;
  let dialog = null;

  // Shows a dialog with that content; what it was doing ends with it.
  function show(heading, ...content) {
    dialog?.close();
    const title = make("h2", { id: "pg-dialog-title" }, heading);
    const shown = make("dialog", { class: "pg-dialog", "aria-labelledby": "pg-dialog-title" }, title, ...content);
    shown.append(make("p", { class: "pg-row pg-end" }, button(choose("Close", "닫기"), () => shown.close())));
    shown.addEventListener("close", () => {
      shown.remove();
      if (dialog === shown) dialog = null;
    });
    // A click beside it closes it.
    shown.addEventListener("click", (event) => { if (event.target === shown) shown.close(); });
    place.append(shown);
    dialog = shown;
    shown.showModal();
    return shown;
  }

  async function showLink() {
    const code = await packed(store);
    const link = location.href.split("#")[0] + MARK + code;
    if (link.length > MOST_OF_LINK) {
      show(choose("Share this scenario", "이 시나리오 공유"),
        make("p", {}, choose(
          `A link would have ${size(link.length)}, which many programs cut off: its data files are large. ` +
          "Send the scenario's files instead.",
          `링크가 ${size(link.length)}가 되어 많은 프로그램이 잘라 냅니다. 데이터 파일이 크기 때문입니다. 대신 시나리오 파일을 보내세요.`)),
        row(button(choose("Download", "내려받기"), showDownloads)));
      return;
    }
    location.hash = MARK + code; // so that loading the page again brings it back
    kept = store.toml;
    const field = make("textarea", { readonly: true, rows: 4, class: "pg-link", "aria-label": choose("Link", "링크") }, link);
    const said = spoken();
    const copy = button(choose("Copy", "복사"), async () => {
      const isCopied = await copied(link);
      if (!isCopied) field.select();
      said.textContent = isCopied ? choose("Copied.", "복사했습니다.")
        : choose("The browser does not let the page copy: the link is selected, copy it yourself.",
          "브라우저가 복사를 허용하지 않습니다. 링크가 선택되어 있으니 직접 복사하세요.");
    });
    show(choose("Share this scenario", "이 시나리오 공유"),
      note(choose("The whole scenario is in the link itself; it is kept nowhere else.",
        "시나리오 전체가 링크 안에 있으며 다른 곳에는 저장되지 않습니다.")),
      ...(location.protocol === "file:" ? [note(choose(
        "This page is a file on your computer: send it along. What begins with # opens the scenario in any copy of the page.",
        "이 페이지는 컴퓨터에 있는 파일이므로 함께 보내세요. # 뒤의 부분은 이 페이지의 어느 사본에서나 시나리오를 엽니다."))] : []),
      field, row(copy, said));
    field.focus();
    field.select();
    field.scrollTop = 0;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  // The scenario at once, the files of a run when they are made.
  function showDownloads() {
    const name = tidy(store.name);
    const list = make("ul", { class: "pg-files" });
    const state = spoken();
    const label = choose("Share of the files that is made", "파일 생성 진행률");
    const bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": label });
    const start = button(choose("Make the files of this run", "이 실행의 파일 만들기"),
      () => makeFiles(name, { list, state, bar, start }));
    const scenario = button(`${name}.toml`, () => {
      save(`${name}.toml`, new TextEncoder().encode(store.toml));
      kept = store.toml;
    });
    const data = Object.entries(store.files).map(([path, text]) =>
      button(baseOf(path), () => save(path, new TextEncoder().encode(text))));
    show(choose("Download", "내려받기"),
      row(choose("The scenario as you see it:", "보이는 그대로의 시나리오:"), scenario, ...data),
      note(choose(
        "A run also gives what burstsim run writes, byte for byte: tables (CSV), charts (PNG, SVG), figures (JSON) and the " +
        "report as one page.",
        "실행하면 burstsim run이 쓰는 파일도 바이트까지 똑같이 나옵니다. 표(CSV), 차트(PNG, SVG), 수치(JSON), 한 페이지 보고서입니다.")),
      row(start), bar, state, list);
  }

  async function makeFiles(name, { list, state, bar, start }) {
    const shown = dialog;
    const stop = () => engine.cancel("files");
    [start.hidden, bar.hidden] = [true, false];
    state.textContent = choose("Running.", "실행하는 중입니다.");
    shown.addEventListener("close", stop);
    try {
      const request = { verb: "files", ...store.request(), pictures: true, overrides: [] };
      const { files } = await engine.run(request, { progress: (share) => { bar.value = share; } });
      listFiles(name, files, list);
      state.textContent = choose(`${files.size} files.`, `파일 ${files.size}개`);
    } catch (error) {
      start.hidden = false;
      state.textContent = error.name === "Trapped"
        ? choose("The engine stopped and was started anew; there are no files.", "엔진이 멈춰 새로 시작했습니다. 파일이 없습니다.")
        : error.message;
    }
    shown.removeEventListener("close", stop);
    bar.hidden = true;
  }

  function listFiles(name, files, list) {
    const all = () => save(`${name}.zip`, zip([...files].map(([path, bytes]) => [`${name}/${path}`, bytes])));
    const item = (text, act, bytes) =>
      make("li", {}, button(text, act), make("span", { class: "note" }, size(bytes)));
    const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    list.replaceChildren(item(choose(`All as ${name}.zip`, `모두 ${name}.zip으로`), all, total),
      ...[...files].map(([path, bytes]) => item(path, () => save(path, bytes), bytes.length)));
  }

  // ---- what the page was opened with

  async function openLink() {
    if (!location.hash.startsWith(MARK)) return false;
    try {
      store.set(await unpacked(location.hash.slice(MARK.length)), "open");
      return true;
    } catch (error) {
      playground.say(error.message);
      return false;
    }
  }

  function openPlaced() {
    const text = document.getElementById("scenario")?.textContent.trim();
    if (!text) return false;
    try {
      const scenario = checked(JSON.parse(text));
      if (scenario.language) playground.setLanguage(scenario.language);
      store.set(scenario, "open");
      return true;
    } catch {
      playground.say(choose("The scenario that was put into this page cannot be read.", "이 페이지에 담긴 시나리오를 읽을 수 없습니다."));
      return false;
    }
  }

  const open = async () => (await openLink()) || openPlaced();

  // ---- all of it

  let input = null;

  function mount(element) {
    place = element;
    input = make("input", { type: "file", multiple: true, hidden: true, "aria-label": "scenario" });
    input.addEventListener("change", async () => {
      await take(() => [...input.files].map((file) => ({ path: file.name, file })));
      input.value = "";
    });
    place.append(input);
    addEventListener("hashchange", openLink);
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      document.body.classList.add("pg-drop");
    });
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("pg-drop"); });
    addEventListener("drop", async (event) => {
      document.body.classList.remove("pg-drop");
      if (!isFiles(event)) return;
      event.preventDefault();
      await take(() => dropped(event.dataTransfer));
    });
  }

  playground.share = {
    mount, open, showLink, showDownloads, chooseFiles: () => input.click(),
    packed, unpacked, zip, opened, dropped, tidy,
    isKept: () => kept === store.toml,
  };
})(globalThis.playground);
