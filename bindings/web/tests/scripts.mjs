// The page's scripts in Node, without a page: for tests of what they compute.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, "../../..");

const GIVEN = { Blob, TextEncoder, TextDecoder, CompressionStream, DecompressionStream, atob, btoa, setTimeout, performance };

// The global `playground` after those scripts, and whatever else they find.
export function loaded(scripts, found = {}) {
  const context = vm.createContext({ ...GIVEN, ...found });
  for (const script of scripts) {
    const path = join(HERE, "../page", script);
    vm.runInContext(readFileSync(path, "utf8"), context, { filename: path });
  }
  return context.playground;
}
