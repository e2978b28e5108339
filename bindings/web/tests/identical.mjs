// The engine gives the program's files, byte for byte: node bindings/web/tests/identical.mjs ENGINE.wasm RESULTS
//
// RESULTS has a folder for each shipped scenario, written by `burstsim run NAME --output RESULTS/NAME`.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Engine } from "./engine.mjs";
import { differences, filesOf, hashesOf } from "./folders.mjs";

const [wasm, results] = process.argv.slice(2);
const engine = await Engine.of(wasm);
const { scenarios } = engine.ask({ verb: "shipped" }).answer;
const problems = [];
let files = 0;

const there = readdirSync(results);
for (const { name } of scenarios) if (!there.includes(name)) problems.push(`${name}: the program did not run it`);
for (const name of there) if (!scenarios.some((one) => one.name === name)) problems.push(`${name}: the engine does not know it`);

for (const { name, text } of scenarios.filter((one) => there.includes(one.name))) {
  const expected = hashesOf(filesOf(join(results, name)));
  files += expected.size;
  try {
    const asked = { verb: "files", scenario: text, name, files: {}, language: "en", pictures: true, overrides: [] };
    const answer = engine.ask(asked);
    problems.push(...differences(expected, hashesOf(answer.files)).map((words) => `${name}: ${words}`));
    if (engine.told.some((share, index) => share < 0 || share > 1 || share < engine.told[index - 1])) {
      problems.push(`${name}: its progress goes ${engine.told}`);
    }
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`${scenarios.length} scenarios, ${files} files: ${problems.length} differences`);
process.exitCode = problems.length ? 1 : 0;
