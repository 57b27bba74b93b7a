import type { DocumentForm } from '../../project/project.ts';
import type { DocumentsContent } from '../../warehouses/file-load.ts';
import type { InspectedFile } from '../content/inspect-file.ts';

/** How the documents of an inspected file become rows of a document spec. */
export function bindDocuments(form: DocumentForm, file: InspectedFile): DocumentsContent {
  const start = file.start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const wholeFile = (file.content?.bytes ?? 0) + 1024;
  return {
    kind: 'documents',
    // A warehouse sets this much memory aside for each thread, so a large file of many documents must not ask for all of it.
    largestDocument: start.startsWith('[') ? wholeFile : Math.min(wholeFile, 64 * 1024 * 1024),
    isUniform: form.records.length === 0 && !start.startsWith('['),
    records: form.records.map((step) => ({
      path: parsePath(step.replace(/\?$/, '')),
      isOptional: step.endsWith('?'),
    })),
    columns: form.columns.map(({ from, ...column }) => ({ ...column, paths: from.map(parsePath) })),
  };
}

/** The keys of a dotted path: `detail."detail-type"` → detail, detail-type. */
function parsePath(path: string): readonly string[] {
  return [...path.matchAll(/"([^"]*)"|[^."]+/g)].map(([bare, quoted]) => quoted ?? bare);
}
