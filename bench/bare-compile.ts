/**
 * What no plan of a cold compilation can leave out, in one process: reads the models that are listed in a file, has the libraries parse the YAML of
 * their headers and the templates below, and writes for each four files of two thirds of its length: the model and its three tests, compiled.
 *
 *     node bare-compile.mjs <list of files, JSON> <folder to write into>
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { parseDocument } from 'yaml';

const filesOfModel = 4;
const [, , list = '', folder = ''] = process.argv;
mkdirSync(folder, { recursive: true });
// What the benchmark itself has written.
for (const [index, file] of (JSON.parse(readFileSync(list, 'utf8')) as string[]).entries()) {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('*/');
  parseDocument(text.slice(2, end), { prettyErrors: false }).toJS();
  Handlebars.parse(text.slice(end + 2));
  for (let copy = 0; copy < filesOfModel; copy++)
    writeFileSync(path.join(folder, `${index}-${copy}.sql`), text.slice(text.length / 3));
}
