/**
 * The parser of every kind of file. Loaded late and all at once: YAML's and the schemas' libraries take longer to load than
 * a start in which no file has changed takes for all the rest.
 */
export { parseAssertion } from './parse-assertion.ts';
export { parseContract } from './parse-contract.ts';
export { parseLoadSpec } from './parse-load-spec.ts';
export { parseMacro } from './parse-macro.ts';
export { parseModel } from './parse-model.ts';
export { parseProjectFile } from './parse-project-file.ts';
export { parseSeeds } from './parse-seeds.ts';
