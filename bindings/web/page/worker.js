// The engine in a worker: WebAssembly, of which only this file knows how it is spoken to (bindings/web/README.md).
//
// Told `{ id, request }`, and the `module` with the first of them. Says `{ id, share }` now and then, and at last
// `{ id, answer, ms }` (the bytes, and how long they took), `{ id, refused }` (the engine's own words) or `{ id, trapped }`,
// after which it is of no more use.
(function () {
  "use strict";

  const PROGRESS_EVERY = 50; // milliseconds
  let engine = null; // a promise of the engine's exports
  let current = 0;
  let told = 0;

  function progress(share) {
    const now = performance.now();
    if (now - told < PROGRESS_EVERY) return;
    told = now;
    postMessage({ id: current, share });
  }

  async function start(module) {
    const { exports } = await WebAssembly.instantiate(module, { burstsim: { progress } });
    return exports;
  }

  function ask(exports, request) {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    // May grow the memory: before its buffer is looked at. Places past 2 GiB come as negative numbers.
    const place = exports.input(bytes.length) >>> 0;
    new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
    const length = exports.run();
    const answer = new Uint8Array(exports.memory.buffer, exports.output() >>> 0, Math.abs(length)).slice();
    return { isError: length < 0, answer };
  }

  onmessage = async ({ data: { module, id, request } }) => {
    [current, told] = [id, performance.now()];
    try {
      const exports = await (engine ||= start(module));
      const since = performance.now();
      const { isError, answer } = ask(exports, request);
      const ms = performance.now() - since;
      if (isError) postMessage({ id, refused: new TextDecoder().decode(answer) });
      else postMessage({ id, answer: answer.buffer, ms }, [answer.buffer]);
    } catch (error) {
      postMessage({ id, trapped: String(error && error.message || error) });
    }
  };
})();
