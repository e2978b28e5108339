// The engine in Node, spoken to as bindings/web/README.md says.
import { readFileSync } from "node:fs";

export class Engine {
  static async of(path) {
    const engine = new Engine();
    const progress = (share) => engine.told.push(share);
    const { instance } = await WebAssembly.instantiate(readFileSync(path), { burstsim: { progress } });
    engine.exports = instance.exports;
    return engine;
  }

  told = []; // shares of the last request that were done when it said so

  // The answer and its files; throws the engine's words if it refuses.
  ask(request) {
    this.told = [];
    const { memory, input, run, output } = this.exports;
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    const place = input(bytes.length) >>> 0; // may grow the memory: before its buffer is looked at
    new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
    const length = run();
    const said = Buffer.from(new Uint8Array(memory.buffer, output() >>> 0, Math.abs(length)));
    if (length < 0) throw new Error(said.toString());
    const text = 4 + said.readUInt32LE(0);
    const answer = JSON.parse(said.subarray(4, text).toString());
    const files = new Map();
    let at = text;
    for (const { name, size } of answer.files || []) files.set(name, said.subarray(at, at += size));
    return { answer, files };
  }
}
