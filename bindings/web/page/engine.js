// Asks the engine, in two workers: a desk for questions that are answered at once, a bench for runs.
//
// The page holds the engine as text, packed, and the workers' scripts beside it. The engine is compiled once; a worker
// that dies, or is cancelled, is replaced by a new one with the same module.
(function (playground) {
  "use strict";

  const textOf = (id) => document.getElementById(id).textContent;

  class EngineError extends Error {
    constructor(name, message) {
      super(message);
      this.name = name;
    }
  }

  // ---- the module

  const urlOf = (id) => URL.createObjectURL(new Blob([textOf(id)], { type: "text/javascript" }));

  // Unpacked and compiled in a worker of its own, which takes longer than a page may stand still.
  const unpacked = () => new Promise((resolve, reject) => {
    const worker = new Worker(urlOf("unpack"));
    const end = (act, what) => { worker.terminate(); act(what); };
    worker.onmessage = ({ data }) => (data.module ? end(resolve, data.module) : end(reject, new Error(data.error)));
    worker.onerror = (event) => end(reject, new Error(event.message));
    worker.postMessage(textOf("engine"));
  });

  let compiled = null;
  // What failed once may do better when it is asked again.
  const module = () => compiled ||= unpacked().catch((error) => { compiled = null; throw error; });

  let script = null;
  const scriptUrl = () => script ||= urlOf("worker");

  // ---- answers: the length of a JSON text, the text, the bytes of files

  function read(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const answer = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const files = new Map();
    let at = 4 + length;
    for (const { name, size } of answer.files || []) {
      files.set(name, new Uint8Array(buffer, at, size));
      at += size;
    }
    return { answer, files };
  }

  // ---- a worker that answers one question after another

  class Desk {
    constructor() {
      this.next = 1;
      this.waiting = [];
      this.current = null;
      this.worker = null;
    }

    // A question that `replaces` takes the place of those of its kind that wait.
    ask(request, { progress, replaces } = {}) {
      return new Promise((resolve, reject) => {
        if (replaces) this.drop((job) => job.replaces === replaces);
        this.waiting.push({ id: this.next++, request, progress, replaces, resolve, reject });
        this.work();
      });
    }

    drop(which) {
      const dropped = this.waiting.filter(which);
      this.waiting = this.waiting.filter((job) => !which(job));
      for (const job of dropped) job.reject(new EngineError("Cancelled", "replaced by a later question"));
    }

    work() {
      if (this.current || !this.waiting.length) return;
      const job = this.current = this.waiting.shift();
      const worker = this.worker ||= this.hired();
      const post = (compiled) => worker.postMessage({ id: job.id, request: job.request, module: compiled });
      if (worker.knows) {
        post();
        return;
      }
      module().then((compiled) => {
        if (this.current !== job) return;
        post(compiled);
        worker.knows = true;
      }, (error) => this.hear({ id: job.id, trapped: error.message }));
    }

    hired() {
      const worker = new Worker(scriptUrl());
      worker.onmessage = ({ data }) => { if (worker === this.worker) this.hear(data); };
      worker.onerror = (event) => {
        event.preventDefault();
        if (worker === this.worker) this.hear({ id: this.current?.id, trapped: event.message });
      };
      return worker;
    }

    hear({ id, share, answer, ms, refused, trapped }) {
      const job = this.current;
      if (!job || job.id !== id) return;
      if (share !== undefined) return job.progress?.(share);
      if (refused !== undefined) return this.end("reject", new EngineError("Refused", refused));
      if (answer === undefined) return this.fail(trapped);
      let whole;
      try {
        whole = read(answer);
      } catch (error) {
        return this.fail(error.message);
      }
      this.end("resolve", { ...whole, ms });
    }

    // A worker that died, or says what nobody understands, is of no more use.
    fail(words) {
      this.dismiss();
      this.end("reject", new EngineError("Trapped", words));
    }

    end(how, what) {
      const job = this.current;
      this.current = null;
      job[how](what);
      this.work();
    }

    dismiss() {
      this.worker?.terminate();
      this.worker = null;
    }

    // Stops what is asked and what waits.
    cancel(which) {
      this.drop(which);
      if (!this.current || !which(this.current)) return;
      this.dismiss();
      this.end("reject", new EngineError("Cancelled", "cancelled"));
    }
  }

  const desk = new Desk();
  const bench = new Desk();

  playground.engine = {
    // Of questions about the text as it is typed, only the last is worth an answer.
    ask: (request, { replaces } = {}) => desk.ask(request, { replaces }),
    run: (request, { progress } = {}) => bench.ask(request, { progress, replaces: request.verb }),
    // Whoever gives up one kind of question leaves the others alone.
    cancel: (verb) => bench.cancel((job) => !verb || job.request.verb === verb),
    read,
  };
})(globalThis.playground);
