// Result folders that the native program wrote, to hold files against.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

// The files of a folder by their names.
export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// What differs between two sets of hashes by name, in words.
export function differences(expected, found) {
  const missing = [...expected.keys()].filter((name) => !found.has(name)).map((name) => `${name} is missing`);
  const extra = [...found.keys()].filter((name) => !expected.has(name)).map((name) => `${name} is not of the program`);
  const other = [...expected].filter(([name, hash]) => found.has(name) && found.get(name) !== hash);
  return [...missing, ...extra, ...other.map(([name]) => `${name} differs`)];
}

export const hashesOf = (files) => new Map([...files].map(([name, bytes]) => [name, sha256(bytes)]));
