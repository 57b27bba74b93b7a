/**
 * What no plan of a compilation can leave out, in one process. `cold`: reads the models that are listed in a file, has the libraries parse the YAML of
 * their headers and the templates below, and writes for each four files of two thirds of its length: the model and its three tests, compiled.
 * `one-changed`, after that: reads them, parses the first one, knows the others by their digest, and looks whether each of the files still says so.
 *
 *     node bare-compile.mjs <list of files, JSON> <folder to write into> cold|one-changed
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { parseDocument } from 'yaml';

const filesOfModel = 4;
const [, , list = '', folder = '', mode = ''] = process.argv;
const isCold = mode === 'cold';
mkdirSync(folder, { recursive: true });
// What the benchmark itself has written.
for (const [index, file] of (JSON.parse(readFileSync(list, 'utf8')) as string[]).entries()) {
  const text = readFileSync(file, 'utf8');
  if (isCold || index === 0) parse(text);
  else createHash('sha256').update(text).digest();
  const sql = text.slice(text.length / 3);
  for (let copy = 0; copy < filesOfModel; copy++) {
    const place = path.join(folder, `${index}-${copy}.sql`);
    if (isCold) writeFileSync(place, sql);
    else if (readFileSync(place, 'utf8') !== sql) throw new Error(`${place} says something else`);
  }
}

function parse(text: string): void {
  const end = text.indexOf('*/');
  parseDocument(text.slice(2, end), { prettyErrors: false }).toJS();
  Handlebars.parse(text.slice(end + 2));
}
