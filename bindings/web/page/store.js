// The scenario, what is known of it, and who wants to hear of changes.
//
// Events: `scenario` (told who changed it: "editor", "controls", "lesson", "open"), `description`, `result`, `pinned`,
// `busy`, `language`, `theme` (told the new value). `toml` is the one truth: what is derived of an earlier text is forgotten
// as soon as the text changes.
(function (playground) {
  "use strict";

  const listeners = new Map();

  function on(event, act) {
    if (!listeners.has(event)) listeners.set(event, new Set());
    listeners.get(event).add(act);
    return () => listeners.get(event).delete(act);
  }

  // One listener that fails must not keep the others from hearing: its error is thrown when all have heard.
  function emit(event, detail) {
    for (const act of [...(listeners.get(event) || [])]) {
      try {
        act(detail);
      } catch (error) {
        setTimeout(() => { throw error; });
      }
    }
  }

  const same = (a, b) => {
    const [one, other] = [Object.entries(a), Object.entries(b)];
    return one.length === other.length && one.every(([path, text]) => b[path] === text);
  };

  // Replaces the scenario; what is left out stays. Changes that wait for an earlier scenario are not made to another one.
  function set(scenario, from) {
    const { name = store.name, files = store.files } = scenario;
    if (["open", "lesson"].includes(from) || name !== store.name || !same(files, store.files)) dropEdits();
    replace(scenario, from);
  }

  // Lines end as a textarea ends them, so that what the engine says of a place is true in the editor.
  function replace({ toml: given = store.toml, name = store.name, files = store.files }, from) {
    const toml = given.replace(/\r\n/g, "\n");
    if (toml === store.toml && name === store.name && same(files, store.files)) return;
    Object.assign(store, { toml, name, files: { ...files }, description: null, result: null });
    emit("scenario", from);
  }

  // Sets one of the things that are known, and tells of it.
  function put(what, value) {
    store[what] = value;
    emit(what, value);
  }

  // ---- edits, one after another

  let waiting = []; // { changes, from, done: [functions] }
  let editing = false;
  let epoch = 0; // a new one with every scenario that is another one

  function cancelled() {
    const error = new Error("the scenario is another one by now");
    error.name = "Cancelled";
    return error;
  }

  function dropEdits() {
    epoch++;
    const dropped = waiting;
    waiting = [];
    for (const { reject } of dropped.flatMap(({ done }) => done)) reject(cancelled());
  }

  const key = (path) => JSON.stringify(path);

  // A control that is dragged asks faster than the engine answers: of changes to one path, the last counts. Indices past
  // the end append, and what is removed moves others up: those are not merged.
  function merged(changes, more) {
    const last = new Map(more.map((change) => [key(change.path), change]));
    const isPlain = (change) => change.value !== null;
    if (![...changes, ...more].every(isPlain)) return null;
    if (!more.every((change) => changes.some((earlier) => key(earlier.path) === key(change.path)))) return null;
    return changes.map((change) => last.get(key(change.path)) || change);
  }

  // Resolves when the scenario has the changes, with the text that they were made to; rejected with the engine's words if it
  // cannot have them, and as "Cancelled" if another scenario came first.
  function change(changes, from) {
    return new Promise((resolve, reject) => {
      const last = waiting[waiting.length - 1];
      const both = last && last.from === from ? merged(last.changes, changes) : null;
      if (both) {
        last.changes = both;
        last.done.push({ resolve, reject });
      } else {
        waiting.push({ changes, from, done: [{ resolve, reject }] });
      }
      if (!editing) editAll();
    });
  }

  async function editAll() {
    editing = true;
    while (waiting.length) {
      const { changes, from, done } = waiting.shift();
      try {
        const before = await edit(changes, from);
        for (const { resolve } of done) resolve(before);
      } catch (error) {
        for (const { reject } of done) reject(error);
      }
    }
    editing = false;
  }

  // Whoever types meanwhile wins: the changes are made to what was typed.
  async function edit(changes, from) {
    const own = epoch;
    for (;;) {
      const before = typed();
      if (own !== epoch) throw cancelled();
      const { answer, error } = await playground.engine.ask({ verb: "edit", ...request(), changes })
        .catch((refusal) => ({ error: refusal }));
      const now = typed();
      if (own !== epoch) throw cancelled();
      if (now !== before) continue;
      if (error) throw error;
      replace({ toml: answer.scenario }, from);
      return before;
    }
  }

  // The text with what the editor has not told yet.
  function typed() {
    playground.editor?.flush();
    return store.toml;
  }

  // What every request about the scenario, or about another one, says of it.
  const request = ({ toml, name, files } = store) => ({ scenario: toml, name, files, language: playground.language });

  const store = {
    toml: "", name: "scenario", files: {}, description: null, result: null, pinned: null, busy: null,
    set, put, change, on, emit, request,
  };
  playground.store = store;
})(globalThis.playground);
