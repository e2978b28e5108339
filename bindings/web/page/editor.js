// The scenario as TOML: a textarea over a coloured copy of its text, problems in place, completion from the schema.
//
// The textarea holds the text and everything a reader does to it; the copy under it only shows colours, and assistive
// technology never meets it. What is written where is found by `scan`, which forgives what is not finished yet: the engine
// alone says what is wrong. Undo is kept here, for a browser forgets its own when a script changes the text.
(function (playground) {
  "use strict";

  const { choose, make } = playground;
  const DEBOUNCE_MS = 120;
  const MOST_COLOURED = 200000; // characters: a longer text is shown without colours
  const MOST_OFFERED = 80;
  const TYPING_MS = 800; // what is typed within this time is undone together

  // ---- the schema, asked for once

  let asked = null;

  playground.schema = () => {
    asked ||= playground.engine.ask({ verb: "schema" }).then(({ answer }) => answer.schema);
    asked.catch(() => { asked = null; });
    return asked;
  };

  // ---- what is written where

  const BARE = /[A-Za-z0-9_-]+/y;
  const STRING = /"""[^]*?(?:"""|$(?![^]))|'''[^]*?(?:'''|$(?![^]))|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?/y;
  const BLANK = /[ \t\r]+/y;
  const COMMENT = /#[^\n]*/y;
  const HEADER = /\[\[?[^\]\n#]*(?:\]\]?)?/y;
  const WHOLE_HEADER = /\[\[?\s*[A-Za-z_"'][^\][\n]*\]\]?[ \t]*(?:#.*)?(?:\n|$)/y;
  const WORD = /[^\s,\]}#]+/y;

  function taken(pattern, text, at) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    return found ? found[0] : "";
  }

  const lineStart = (text, at) => text.slice(0, at).lastIndexOf("\n") + 1;

  const unquoted = (part) => (/^["']/.test(part) ? part.slice(1, part.length > 1 ? -1 : undefined) : part);
  const partsOf = (dotted) => (dotted.match(/"[^"]*"?|'[^']*'?|[^\s."']+/g) || []).map(unquoted);

  // Where what comes next in a frame stands: an entry of a list, or what its key names.
  const pathOf = (frame) => (frame.kind === "array" ? [...frame.path, frame.index] : [...frame.path, ...frame.parts]);

  // `tokens` are what has a colour; `keys` what is set, by its path with indices; `zones` what may be written from where
  // on: a key of the table at `path`, the value at `path`, a header, or nothing.
  function scan(text) {
    const tokens = [], keys = [], zones = [], headers = [];
    const counts = new Map();
    let frames = [{ kind: "table", path: [], place: "key", parts: [] }];
    let at = 0;

    const top = () => frames[frames.length - 1];
    const token = (kind, length) => { tokens.push({ kind, from: at, to: at + length }); };
    const zone = (place, path, from) => { zones.push({ place, path, from, frame: top().path, depth: frames.length }); };

    const enter = (place, from) => {
      const frame = top();
      frame.place = place;
      if (place === "key") frame.parts = [];
      zone(place, pathOf(frame), from);
    };

    // The path of a header, with the index of the last entry of each list on its way.
    const concrete = (parts, isList) => {
      let path = [];
      parts.forEach((part, i) => {
        path = [...path, part];
        const key = JSON.stringify(path);
        if (isList && i === parts.length - 1) counts.set(key, (counts.get(key) ?? -1) + 1);
        if (counts.has(key)) path = [...path, counts.get(key)];
      });
      return path;
    };

    const header = () => {
      const found = taken(HEADER, text, at);
      const isList = found.startsWith("[[");
      const path = concrete(partsOf(found.replace(/[[\]]/g, " ").trim()), isList);
      token("header", found.length);
      zone("header", path, at);
      headers.push({ path, isList, from: at, to: at + found.length });
      frames = [{ kind: "table", path, place: "none", parts: [] }];
      at += found.length;
      zone("none", path, at + 1);
    };

    const key = () => {
      const frame = top();
      const part = taken(BARE, text, at) || (/["']/.test(text[at]) ? taken(STRING, text, at) : "");
      if (part) {
        frame.parts.push(unquoted(part));
        token("key", part.length);
        at += part.length;
      } else if (text[at] === ".") {
        at += 1;
        zone("key", pathOf(frame), at);
      } else if (text[at] === "=") {
        const last = tokens[tokens.length - 1];
        keys.push({ path: pathOf(frame), from: last?.from ?? at, to: at });
        at += 1;
        enter("value", at);
      } else if (text[at] === "}" && frame.kind === "inline") {
        close();
      } else {
        if (text[at] === "," && frame.kind === "inline") enter("key", at + 1);
        at += 1;
      }
    };

    const open = (kind) => {
      frames.push({ kind, path: pathOf(top()), place: "", parts: [], index: 0 });
      at += 1;
      enter(kind === "inline" ? "key" : "value", at);
    };

    const close = () => {
      if (frames.length > 1) frames.pop();
      at += 1;
      top().place = "after";
      zone("none", top().path, at);
    };

    const value = () => {
      const sign = text[at];
      if (sign === "[") return open("array");
      if (sign === "{") return open("inline");
      if (sign === "]" && top().kind === "array") return close();
      if (sign === "}" && top().kind === "inline") return close();
      if (sign === ",") return after();
      const string = /["']/.test(sign) ? taken(STRING, text, at) : "";
      const found = string || taken(WORD, text, at) || sign;
      token(string ? "string" : /^(?:true|false)$/.test(found) ? "word" : "number", found.length);
      if (top().kind !== "array") keys[keys.length - 1].end = at + found.length;
      at += found.length;
      top().place = "after";
      zone("none", top().path, string && string.length > 1 && string.endsWith(string[0]) ? at : at + 1);
    };

    const after = () => {
      const frame = top();
      const sign = text[at];
      if (sign === "," && frame.kind === "array") {
        frame.index += 1;
        enter("value", at + 1);
      } else if (sign === "," && frame.kind === "inline") {
        enter("key", at + 1);
      } else if ((sign === "]" && frame.kind === "array") || (sign === "}" && frame.kind === "inline")) {
        return close();
      }
      at += 1;
    };

    const line = () => {
      at += 1;
      // A bracket that is still open does not swallow the tables below it.
      if (frames.length > 1 && taken(WHOLE_HEADER, text, at)) frames = [frames[0]];
      if (frames.length === 1) enter("key", at);
    };

    zone("key", [], 0);
    while (at < text.length) {
      const blank = taken(BLANK, text, at);
      const comment = blank ? "" : taken(COMMENT, text, at);
      if (blank) {
        at += blank.length;
      } else if (comment) {
        token("comment", comment.length);
        zone("none", top().path, at + 1);
        at += comment.length;
        if (frames.length > 1) zone(top().place === "after" ? "none" : top().place, pathOf(top()), at + 1);
      } else if (text[at] === "\n") {
        line();
      } else if (frames.length === 1 && top().place === "key" && text[at] === "[" && !top().parts.length) {
        header();
      } else {
        ({ key, value }[top().place] || after)();
      }
    }
    return { tokens, keys, zones, headers };
  }

  // ---- the schema at a path

  // A value that may be several things has them under anyOf.
  const ways = (node) => [node, ...(node.anyOf || []).flatMap(ways)];

  function below(nodes, step) {
    return nodes.flatMap(ways).flatMap((node) => {
      if (typeof step === "number") return node.items ? [node.items] : [];
      // A heading without an index, and a dotted key, speak of the entries of a list.
      if (node.items) return below([node.items], step);
      if (node.properties?.[step]) return [node.properties[step]];
      const pattern = Object.keys(node.patternProperties || {}).find((one) => new RegExp(one).test(step));
      return pattern ? [node.patternProperties[pattern]] : [];
    });
  }

  const nodesAt = (schema, path) => path.reduce(below, [schema]);
  const kindsOf = (node) => new Set(ways(node).map((way) => way.type).filter(Boolean));
  const isTable = (node) => { const kinds = kindsOf(node); return kinds.size === 1 && kinds.has("object"); };
  const isListOfTables = (node) => node.type === "array" && node.items && isTable(node.items);
  const aboutOf = (node) => node.description || "";

  // ---- what may be written at a place

  const startsPath = (path, start) => start.every((step, i) => path[i] === step);

  // The keys of the table that are not set yet; of ways to say the same, only those that fit the keys that are there.
  function keysFor(schema, path, scanned, own) {
    const there = new Set(scanned.keys
      .filter((key) => key !== own && key.path.length === path.length + 1 && startsPath(key.path, path))
      .map((key) => key.path[path.length]));
    let tables = nodesAt(schema, path).flatMap(ways).flatMap((node) => (node.items ? ways(node.items) : [node]))
      .filter((node) => node.properties);
    const fitting = tables.filter((node) => [...there].every((key) => node.properties[key]));
    if (fitting.length) tables = fitting;
    const found = new Map();
    for (const table of tables) {
      if (table.maxProperties === 1 && there.size) continue;
      for (const [name, node] of Object.entries(table.properties)) {
        if (there.has(name)) continue;
        found.set(name, { name, node, isRequired: (table.required || []).includes(name) });
      }
    }
    return [...found.values()].sort((a, b) => b.isRequired - a.isRequired);
  }

  // How a key goes on: with a dot where it is a table, with an equals sign where it has a value.
  function keyOffer({ name, node, isRequired }, isFollowed) {
    const label = /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
    const about = aboutOf(node);
    const note = isRequired ? choose("required", "필수") : "";
    if (isFollowed) return { label, insert: label, about, note };
    if (isTable(node)) return { label, insert: label + ".", about, note, goesOn: true };
    if (isListOfTables(node)) return { label, insert: label + " = [{  }]", back: 3, about, note, goesOn: true };
    return { label, insert: label + " = ", about, note, goesOn: true };
  }

  function valueOffers(nodes) {
    const offers = new Map();
    const offer = (value, usual) => {
      const label = JSON.stringify(value);
      const note = value === usual ? choose("default", "기본값") : "";
      if (!offers.has(label)) offers.set(label, { label, insert: label, about: "", note });
    };
    for (const top of nodes) {
      for (const node of ways(top)) {
        for (const value of node.enum || []) offer(value, top.default);
        if (node.type === "boolean") for (const value of [true, false]) offer(value, node.default);
      }
      if (["string", "number", "boolean"].includes(typeof top.default)) offer(top.default, top.default);
    }
    return [...offers.values()];
  }

  // All headings of the format: tables, and lists of tables.
  function headingOffers(schema, scanned) {
    const offers = [];
    const visit = (node, path, depth) => {
      for (const [name, child] of Object.entries(node.properties || {})) {
        const here = [...path, name];
        const isList = isListOfTables(child);
        if (!isList && !(isTable(child) && child.properties)) continue;
        const label = isList ? "[[" + here.join(".") + "]]" : "[" + here.join(".") + "]";
        const isThere = !isList && here.length === 1 && scanned.headers.some(({ path: at }) => at.length === 1 && at[0] === name);
        if (!isThere) offers.push({ label, insert: label + "\n", about: aboutOf(child), note: "" });
        const isKinds = child.maxProperties === 1 || child.items?.maxProperties === 1;
        if (depth < 2 && !isKinds && name !== "traffic") visit(isList ? child.items : child, here, depth + 1);
      }
    };
    visit(schema, [], 0);
    return offers.sort((a, b) => a.label.split(".").length - b.label.split(".").length);
  }

  const zoneAt = (scanned, offset) => scanned.zones.findLast((zone) => zone.from <= offset) || scanned.zones[0];

  // What a reader may write at a place: `from` and `to` are what it takes the place of.
  function offersAt(schema, text, offset, scanned) {
    const zone = zoneAt(scanned, offset);
    if (zone.place === "header") {
      const to = scanned.headers.find((header) => header.from === zone.from)?.to ?? offset;
      const offers = headingOffers(schema, scanned).map((one) => ({ ...one, insert: one.label }));
      return { from: zone.from, to: Math.max(to, offset), word: text.slice(zone.from, offset).replace(/[[\]\s]/g, ""), offers };
    }
    if (zone.place === "key") {
      const from = offset - text.slice(0, offset).match(/[A-Za-z0-9_-]*$/)[0].length;
      if (from < zone.from) return null;
      const own = scanned.keys.find((key) => key.from === from);
      const isFollowed = /^[ \t]*[=.]/.test(text.slice(offset));
      const offers = keysFor(schema, zone.path, scanned, own).map((key) => keyOffer(key, isFollowed));
      const isLineStart = zone.depth === 1 && !text.slice(lineStart(text, offset), from).trim() && from === offset;
      if (isLineStart) offers.push(...headingOffers(schema, scanned));
      return { from, to: offset, word: text.slice(from, offset), offers };
    }
    if (zone.place === "value") {
      const token = scanned.tokens.find((one) => one.from <= offset && one.to >= offset && one.from >= zone.from);
      const from = token ? token.from : offset;
      const offers = valueOffers(nodesAt(schema, zone.path));
      const to = token ? token.to : offset;
      const present = offers.findIndex((one) => one.label === text.slice(from, to));
      return { from, to, word: text.slice(from, offset).replace(/["']/g, ""), offers, present };
    }
    return null;
  }

  // Those that begin with what is written come first, then those that contain it.
  function matching({ offers, word }) {
    const sought = word.toLowerCase();
    const plain = (offer) => offer.label.replace(/["'[\]]/g, "").toLowerCase();
    const begin = offers.filter((offer) => plain(offer).startsWith(sought));
    const contain = offers.filter((offer) => !plain(offer).startsWith(sought) && plain(offer).includes(sought));
    return [...begin, ...contain].slice(0, MOST_OFFERED);
  }

  // ---- problems move with the text that is typed before the engine has answered

  function moved(problem, before, after) {
    if (before === after) return problem;
    let start = 0;
    const least = Math.min(before.length, after.length);
    while (start < least && before[start] === after[start]) start++;
    let end = 0;
    while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
    const place = (at) => {
      if (at <= start) return at;
      return at >= before.length - end ? at + after.length - before.length : Math.min(at, after.length - end);
    };
    return { ...problem, from: place(problem.from), to: place(problem.to) };
  }

  const lineOf = (text, at) => text.slice(0, at).split("\n").length;

  playground.toml = { scan, offersAt, matching, nodesAt, moved };

  // ---- the page

  function mount(root) {
    const { store } = playground;
    const label = make("label", { class: "editor-label", for: "editor-text" });
    const gutter = make("div", { class: "editor-gutter", "aria-hidden": "true" });
    const copy = make("pre", { class: "editor-copy", "aria-hidden": "true" });
    const area = make("textarea", {
      class: "editor-text", id: "editor-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      autocorrect: "off", wrap: "off",
      "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "editor-offers",
      "aria-describedby": "editor-keys editor-count", translate: "no",
    });
    const list = make("ul", { class: "editor-offers", id: "editor-offers", role: "listbox", tabindex: "0", hidden: true });
    const scroll = make("div", { class: "editor-scroll" }, gutter, make("div", { class: "editor-sheet" }, copy, area));
    const frame = make("div", { class: "editor-frame" }, scroll, list);
    const about = make("p", { class: "editor-about", lang: "en" });
    const keys = make("p", { class: "editor-keys", id: "editor-keys" });
    const count = make("p", { class: "editor-count", id: "editor-count" });
    const said = make("p", { class: "visually-hidden", role: "status" });
    const problems = make("ol", { class: "editor-problems" });
    root.classList.add("editor");
    root.append(label, frame, about, count, problems, keys, said);

    // ---- text in, text out

    let scanned = scan("");
    let schema = null;
    let sent = null; // the text that the store was last told, or told us
    let timer = 0;
    const past = [], future = [];
    let typing = { kind: "", at: 0 };

    const givenNow = () => ({ name: store.name, files: store.files });
    let given = givenNow(); // whose text it is: that comes back with the text
    const state = () => ({ text: area.value, start: area.selectionStart, end: area.selectionEnd, given });

    // Keeps what is there before it changes.
    function remember(kind, before = state()) {
      const now = Date.now();
      const goesOn = kind && kind === typing.kind && now - typing.at < TYPING_MS;
      typing = { kind, at: now };
      if (goesOn) return;
      past.push(before);
      if (past.length > 500) past.shift();
      future.length = 0;
    }

    function travel(from, to) {
      const earlier = from.pop();
      if (!earlier) return;
      to.push(state());
      typing = { kind: "", at: 0 };
      area.value = earlier.text;
      area.setSelectionRange(earlier.start, earlier.end);
      given = earlier.given;
      changed();
      show(earlier.start);
    }

    function tell() {
      clearTimeout(timer);
      timer = 0;
      if (sent === area.value) return;
      sent = area.value;
      store.set({ toml: sent, ...given }, "editor");
    }

    function changed() {
      draw();
      clearTimeout(timer);
      timer = setTimeout(tell, DEBOUNCE_MS);
    }

    // Puts text in place of a part, as if it had been typed.
    function put(text, from, to, caret = from + text.length) {
      remember("");
      area.setRangeText(text, from, to, "end");
      area.setSelectionRange(caret, caret);
      changed();
    }

    // Tells what was typed and not told yet.
    function flush() {
      if (timer) tell();
    }

    // The scenario was changed elsewhere.
    function receive(from) {
      if (from === "open" || from === "lesson") known = { text: "", problems: [] };
      const before = state();
      given = givenNow();
      if (store.toml === sent) return;
      sent = store.toml;
      clearTimeout(timer);
      timer = 0;
      if (sent === area.value) return;
      // The page begins with nothing: that is no state to go back to.
      if (area.value || past.length) remember(from === "controls" ? from : "", before);
      const place = moved({ from: area.selectionStart, to: area.selectionEnd }, area.value, sent);
      area.value = sent;
      area.setSelectionRange(place.from, place.to);
      close();
      draw();
    }

    // ---- colours and problems

    let known = { text: "", problems: [] };

    const here = () => known.problems.map((problem) =>
      (problem.source == null && problem.from != null ? moved(problem, known.text, area.value) : problem));

    // A problem of no length, or at the end of a line, still shows.
    function marked(problem, text) {
      const from = Math.min(problem.from, text.length);
      const to = Math.max(problem.to, from + 1);
      return { from, to, severity: problem.severity };
    }

    function draw() {
      const text = area.value;
      const isLong = text.length > MOST_COLOURED;
      scanned = isLong ? scan("") : scan(text);
      const marks = here().filter((one) => one.source == null && one.from != null).map((one) => marked(one, text));
      copy.replaceChildren(...pieces(text, scanned.tokens, marks), "\n");
      const lines = text.split("\n").length;
      const bad = new Map();
      for (const mark of marks) {
        const number = lineOf(text, mark.from);
        if (bad.get(number) !== "error") bad.set(number, mark.severity);
      }
      drawGutter(lines, bad);
    }

    function pieces(text, tokens, marks) {
      const cuts = new Set([0, text.length]);
      for (const { from, to } of [...tokens, ...marks]) cuts.add(from).add(Math.min(to, text.length));
      const edges = [...cuts].sort((a, b) => a - b);
      let next = 0;
      return edges.slice(0, -1).map((from, i) => {
        while (next < tokens.length && tokens[next].to <= from) next++;
        const kind = tokens[next]?.from <= from ? tokens[next].kind : "";
        const covering = marks.filter((mark) => mark.from <= from && mark.to > from);
        const severity = covering.some((mark) => mark.severity === "error") ? "error" : covering[0]?.severity || "";
        const piece = text.slice(from, edges[i + 1]);
        if (!kind && !severity) return document.createTextNode(piece);
        const looks = [kind && "toml-" + kind, severity && "toml-" + severity].filter(Boolean).join(" ");
        return make("span", { class: looks }, piece === "\n" && severity ? " \n" : piece);
      });
    }

    function drawGutter(lines, bad) {
      gutter.replaceChildren(...Array.from({ length: lines }, (_, i) =>
        make("span", { class: bad.has(i + 1) ? "is-" + bad.get(i + 1) : null }, i + 1)));
    }

    function drawProblems() {
      const all = here();
      const errors = all.filter((one) => one.severity === "error");
      const warnings = all.filter((one) => one.severity !== "error");
      area.setAttribute("aria-invalid", String(errors.length > 0));
      count.textContent = store.description || all.length ? counted(errors.length, warnings.length) : "";
      count.classList.toggle("is-bad", errors.length > 0);
      problems.hidden = !all.length;
      problems.replaceChildren(...[...errors, ...warnings].map(problemItem));
    }

    function counted(errors, warnings) {
      const parts = [];
      if (errors) parts.push(choose(errors + (errors === 1 ? " error" : " errors"), "오류 " + errors + "개"));
      if (warnings) parts.push(choose(warnings + (warnings === 1 ? " warning" : " warnings"), "경고 " + warnings + "개"));
      return parts.length ? parts.join(", ") : choose("No problem found.", "문제가 없습니다.");
    }

    function placeOf(one) {
      const line = choose("line " + one.line, one.line + "행");
      return one.source == null ? line : one.source + (one.line == null ? "" : ", " + line);
    }

    // Only what stands in this text can be jumped to.
    function jump(one, className, ...texts) {
      const isHere = one.source == null && one.from != null;
      const attributes = isHere ? { type: "button", onclick: () => select(one.from, one.to) } : {};
      return make(isHere ? "button" : "span", { class: className, ...attributes },
        ...texts.flatMap(([kind, text]) => [make("span", { class: kind }, text), " "]));
    }

    function problemItem(one) {
      const item = make("li", { class: one.severity === "error" ? "is-error" : "is-warning" });
      const kind = one.severity === "error" ? choose("Error", "오류") : choose("Warning", "경고");
      const where = one.line == null && one.source == null ? [] : [["editor-where", placeOf(one)]];
      item.append(jump(one, "editor-jump", ["editor-kind", kind], ...where, ["editor-title", one.title]));
      for (const text of [one.label, one.help]) {
        if (text && text !== one.title) item.append(make("p", { class: "editor-help", lang: "en" }, text));
      }
      for (const other of one.related || []) {
        item.append(jump(other, "editor-jump editor-related", ["editor-where", placeOf(other)],
          ["editor-title", other.label || ""]));
      }
      return item;
    }

    // ---- places

    const lineHeight = () => parseFloat(getComputedStyle(area).lineHeight);

    // Where a place is within the sheet: measured on the copy, for letters are not equally wide in every script.
    function placeAt(offset) {
      const text = area.value;
      const start = lineStart(text, offset);
      const range = document.createRange();
      const edge = (to, method) => {
        const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
        for (let at = 0; walker.nextNode();) {
          const { length } = walker.currentNode.data;
          if (to <= at + length) return range[method](walker.currentNode, to - at);
          at += length;
        }
      };
      edge(start, "setStart");
      edge(offset, "setEnd");
      const width = offset > start ? range.getBoundingClientRect().width : 0;
      return { x: width + parseFloat(getComputedStyle(copy).paddingLeft), y: (lineOf(text, start) - 1) * lineHeight() };
    }

    function show(offset) {
      const { x, y } = placeAt(offset);
      const room = scroll.clientHeight - 3 * lineHeight();
      if (y < scroll.scrollTop + lineHeight() || y > scroll.scrollTop + room) scroll.scrollTop = Math.max(0, y - room / 3);
      const width = scroll.clientWidth - gutter.offsetWidth;
      if (x < scroll.scrollLeft || x > scroll.scrollLeft + width - 40) scroll.scrollLeft = Math.max(0, x - width / 2);
    }

    // Puts the cursor on a part of the text and brings it into view, out from behind other tabs.
    function select(from, to = from) {
      playground.choosePane?.("pg-pane-left");
      playground.chooseEdit?.("pg-edit-toml");
      close();
      area.focus({ preventScroll: true });
      area.setSelectionRange(from, to);
      show(from);
      frame.scrollIntoView({ block: "nearest" });
      tellAbout();
    }

    // Shows where a path is written: its key, its heading, or the first thing below it.
    function reveal(path) {
      const isAt = (one) => one.path.length >= path.length && startsPath(one.path, path);
      const found = [...scanned.headers.filter(isAt), ...scanned.keys.filter(isAt)].sort((a, b) => a.from - b.from)[0];
      if (found) select(found.from, found.to);
    }

    // ---- what the key under the cursor means

    function tellAbout() {
      if (!schema) return;
      const { selectionStart: at, value: text } = area;
      const start = lineStart(text, at);
      const key = scanned.keys.findLast((one) => one.from <= at && one.from >= start)
        || scanned.keys.find((one) => one.from >= start && !text.slice(start, one.from).trim());
      const header = scanned.headers.find((one) => one.from <= at && at <= one.to);
      const path = header?.path || key?.path;
      const texts = path ? nodesAt(schema, path).map(aboutOf).filter(Boolean) : [];
      const name = path ? path.filter((step) => typeof step === "string").join(".") : "";
      about.replaceChildren();
      if (!texts.length) return;
      about.append(make("code", {}, name), " " + texts[0].replace(/\n\n/g, " · ").replace(/`/g, ""));
    }

    // ---- completion

    let popup = null; // { from, to, offers, chosen }

    function close() {
      popup = null;
      list.hidden = true;
      area.removeAttribute("aria-activedescendant");
    }

    async function offer(isAsked) {
      try {
        schema ||= await playground.schema();
      } catch {
        return; // without the engine there is nothing to offer, and the page says so elsewhere
      }
      const { value: text, selectionStart: at, selectionEnd: end } = area;
      if (at !== end || document.activeElement !== area) return close();
      const found = offersAt(schema, text, at, scanned);
      // Who asks at a whole value wants another one.
      const isWhole = isAsked && found?.present >= 0;
      const offers = !found ? [] : isWhole ? found.offers : matching(found);
      const plain = (word) => word.replace(/"/g, "");
      const isWritten = offers.length === 1 && plain(offers[0].label) === plain(text.slice(found.from, found.to));
      if (!offers.length || (!isAsked && (isWritten || (!found.word && !found.offers.some((one) => one.note))))) {
        if (isAsked) said.textContent = choose("Nothing to suggest here.", "여기에는 제안이 없습니다.");
        return close();
      }
      popup = { ...found, offers, chosen: isWhole ? found.present : 0 };
      said.textContent = choose(offers.length + (offers.length === 1 ? " suggestion" : " suggestions"),
        "제안 " + offers.length + "개");
      drawOffers();
    }

    function drawOffers() {
      list.setAttribute("aria-label", choose("Suggestions", "제안"));
      list.replaceChildren(...popup.offers.map((one, i) => {
        const item = make("li", { role: "option", id: "editor-offer-" + i, onclick: () => take(i) },
          make("span", { class: "offer-name" }, one.label), " ", make("span", { class: "offer-note" }, one.note));
        const words = one.about.split("\n")[0].replace(/`/g, "");
        if (one.about) item.append(" ", make("span", { class: "offer-about", lang: "en" }, words));
        return item;
      }));
      list.hidden = false;
      point(popup.chosen);
      placeList();
    }

    function placeList() {
      const { x, y } = placeAt(popup.from);
      const left = gutter.offsetWidth + x - scroll.scrollLeft;
      const top = y - scroll.scrollTop + lineHeight() + parseFloat(getComputedStyle(copy).paddingTop);
      list.style.left = Math.max(0, Math.min(left, frame.clientWidth - list.offsetWidth)) + "px";
      const above = top - lineHeight() - list.offsetHeight;
      const isBelow = frame.getBoundingClientRect().top + top + list.offsetHeight <= innerHeight;
      list.style.top = (isBelow || frame.getBoundingClientRect().top + above < 0 ? top : above) + "px";
    }

    function point(index) {
      const size = popup.offers.length;
      popup.chosen = (index + size) % size;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === popup.chosen)));
      const item = list.children[popup.chosen];
      area.setAttribute("aria-activedescendant", item.id);
      const { offsetTop, offsetHeight } = item;
      const end = offsetTop + offsetHeight - list.clientHeight;
      list.scrollTop = Math.max(end, Math.min(list.scrollTop, offsetTop));
    }

    function take(index) {
      const { from, to, offers } = popup;
      const one = offers[index];
      close();
      put(one.insert, from, to, from + one.insert.length - (one.back || 0));
      show(area.selectionStart);
      if (one.goesOn) offer(true);
    }

    // ---- keys

    let isLeaving = false; // after Esc, Tab leaves the editor

    const POPUP_KEYS = {
      ArrowDown: () => point(popup.chosen + 1), ArrowUp: () => point(popup.chosen - 1),
      PageDown: () => point(Math.min(popup.chosen + 8, popup.offers.length - 1)),
      PageUp: () => point(Math.max(popup.chosen - 8, 0)),
      Enter: () => take(popup.chosen), Tab: () => take(popup.chosen), Escape: close,
    };

    function indent() {
      const { selectionStart: start, selectionEnd: end, value: text } = area;
      const first = lineStart(text, start);
      if (!text.slice(start, end).includes("\n")) return put("  ", start, end);
      put(text.slice(first, end).replace(/^(?=.)/gm, "  "), first, end);
    }

    // A new line begins where the one above does, and further in after an open bracket.
    function breakLine() {
      const { selectionStart: start, selectionEnd: end, value: text } = area;
      const line = text.slice(lineStart(text, start), start);
      const deeper = /[[{]\s*$/.test(line) && !/^\s*\[/.test(line) ? "  " : "";
      put("\n" + line.match(/^[ \t]*/)[0] + deeper, start, end);
      show(area.selectionStart);
    }

    function onKey(event) {
      if (event.isComposing) return;
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
      const act = actOf(event, isCommand);
      const wasLeaving = isLeaving;
      if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) isLeaving = event.key === "Escape" && !popup;
      if (!act || (act === indent && wasLeaving)) return;
      event.preventDefault();
      act();
    }

    function actOf(event, isCommand) {
      const { key, shiftKey } = event;
      if (isCommand && key === " ") return () => offer(true);
      if (isCommand && key.toLowerCase() === "z") return shiftKey ? () => travel(future, past) : () => travel(past, future);
      if (isCommand && key.toLowerCase() === "y") return () => travel(future, past);
      if (isCommand || event.altKey || shiftKey) return null;
      if (popup && POPUP_KEYS[key]) return POPUP_KEYS[key];
      return { Tab: indent, Enter: breakLine }[key] || null;
    }

    area.addEventListener("keydown", onKey);
    area.addEventListener("beforeinput", (event) => {
      const journey = { historyUndo: [past, future], historyRedo: [future, past] }[event.inputType];
      if (journey) {
        event.preventDefault();
        travel(...journey);
      } else if (!event.isComposing || typing.kind !== "composing") {
        remember(event.isComposing ? "composing" : event.inputType);
      }
    });
    area.addEventListener("input", (event) => {
      changed();
      const isTyped = /^(?:insertText|insertCompositionText|deleteContentBackward)$/.test(event.inputType);
      const isWord = /[\w."[-]/.test(area.value[area.selectionStart - 1] || "");
      if (isTyped && isWord && (popup || event.inputType !== "deleteContentBackward")) offer(false);
      else close();
    });
    area.addEventListener("blur", () => { close(); isLeaving = false; tell(); });
    area.addEventListener("pointerdown", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the textarea keeps the focus
    scroll.addEventListener("scroll", () => { if (popup) placeList(); });
    document.addEventListener("selectionchange", () => {
      if (document.activeElement !== area) return;
      if (popup && (area.selectionStart < popup.from || area.selectionStart > popup.to + 1)) close();
      tellAbout();
    });
    area.addEventListener("focus", async () => {
      try {
        schema ||= await playground.schema();
      } catch {
        return;
      }
      tellAbout();
    });

    function words() {
      label.textContent = choose("Scenario as TOML", "TOML 시나리오");
      keys.textContent = choose("Ctrl+Space suggests. Tab indents; Esc, then Tab leaves the text.",
        "Ctrl+Space: 제안. Tab: 들여쓰기. Esc를 누른 다음 Tab: 편집기에서 나가기.");
      drawProblems();
    }

    store.on("scenario", receive);
    store.on("description", () => {
      if (!store.description) return;
      known = { text: store.toml, problems: store.description.problems || [] };
      draw();
      drawProblems();
      said.textContent = known.problems.length ? count.textContent : "";
    });
    store.on("language", words);
    sent = area.value = store.toml;
    if (store.description) known = { text: store.toml, problems: store.description.problems || [] };
    draw();
    words();
    Object.assign(playground.editor, { select, reveal, flush });
  }

  playground.editor = { mount, select: () => {}, reveal: () => {}, flush: () => {} };
})(globalThis.playground);
