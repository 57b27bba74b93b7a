import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { DocumentForm } from '../project/project.ts';
import type { FileLoad } from '../warehouses/file-load.ts';
import { WarehouseError } from '../warehouses/warehouse.ts';
import { bindDocuments } from './bind-documents.ts';
import type { FoundFile } from './found-file.ts';
import { type InspectedFile, inspectFile, magicOf, readMagic, TrailingBytesError } from './inspect-file.ts';
import { planBill } from './plan-bill.ts';
import {
  type Content,
  type FilePlan,
  fileError,
  type PlanContext,
  type PlannedLoad,
  planned,
} from './planned-load.ts';
import { rawRelation } from './raw-table.ts';
import { tellPassedOver } from './tell-passed-over.ts';
import { ArchiveError, unpackHint, unpackZip } from './unpack-zip.ts';

/** What of one file is to be read into which raw tables; what cannot be read is an error. */
export async function planFile(found: FoundFile, context: PlanContext): Promise<FilePlan> {
  const shown = context.show(found.path);
  try {
    if ((await readMagic(found.path)) !== 'zip') {
      const name = path.basename(found.path);
      const content = { found, isNamed: found.isNamed, path: found.path, shown, name, member: null };
      return await planContent(content, context);
    }
    const prefix = createHash('sha256').update(found.path).digest('hex').slice(0, 12);
    const members = await unpackZip(found.path, context.workFolder, `${context.source}-${prefix}`);
    const plans: FilePlan[] = [];
    for (const member of members) {
      const name = members.length === 1 ? path.basename(found.path) : member.name;
      const place = `${shown}/${member.name}`;
      // What else lies in an archive of several files is like what lies in a folder.
      const isNamed = found.isNamed && members.length === 1;
      const content = { found, isNamed, path: member.path, shown: place, name, member: member.name };
      plans.push(await planContent(content, context));
    }
    const diagnostics = plans.flatMap((plan) => plan.diagnostics);
    if (members.length === 0)
      diagnostics.push(fileError('bad-archive', shown, `The archive "${shown}" is empty.`));
    return { loads: plans.flatMap((plan) => plan.loads), diagnostics };
  } catch (thrown) {
    const refusal = refusalOf(thrown, shown);
    if (refusal === undefined) throw thrown;
    return { loads: [], diagnostics: [refusal] };
  }
}

/** What kept a file from being read; undefined for a mistake of ours. */
function refusalOf(thrown: unknown, shown: string): Diagnostic | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = 'code' in thrown ? String(thrown.code) : '';
  const [line = ''] = thrown.message.split('\n');
  const reason = line.replace(/\.+$/, '');
  const hint = 'Copy or download the file again.';
  if (thrown instanceof TrailingBytesError) {
    return fileError('bad-archive', shown, `The archive "${shown}" cannot be read: ${reason}.`, unpackHint);
  }
  if (thrown instanceof ArchiveError || code.startsWith('Z_')) {
    return fileError(
      'bad-archive',
      shown,
      `The archive "${shown}" cannot be read to its end: ${reason}.`,
      hint,
    );
  }
  const isOfFile = thrown instanceof WarehouseError && thrown.detail.kind !== 'interrupted';
  if (!isOfFile && !/^E[A-Z]+$/.test(code)) return undefined;
  return fileError('unreadable-file', shown, `"${shown}" cannot be read: ${reason}.`, hint);
}

async function planContent(content: Content, context: PlanContext): Promise<FilePlan> {
  const inspected = await inspectFile(content.path);
  const { shown } = content;
  const inner = magicOf(inspected.start);
  if (inspected.isGzip && (inner === 'gzip' || inner === 'zip')) {
    const message = `"${shown}" is an archive in an archive, of which only the outer one is opened.`;
    const hint = 'Unpack the outer one and give the files in it.';
    return { loads: [], diagnostics: [fileError('bad-archive', shown, message, hint)] };
  }
  const isBill = context.source === 'bill';
  const isOwnKind = isBill ? inspected.form !== 'json' : inspected.form === 'json';
  if (inspected.form === 'empty') {
    const size = inspected.contentBytes === 0 ? 'is empty (0 bytes)' : 'holds nothing but white space';
    const diagnostic = fileError('unreadable-file', shown, `"${shown}" ${size}.`);
    return { loads: [], diagnostics: [isBill ? diagnostic : { ...diagnostic, severity: 'warning' }] };
  }
  if (!isOwnKind && !content.isNamed)
    return { loads: [], diagnostics: tellPassedOver(content, inspected, context) };
  if (!isOwnKind) {
    const message = isBill
      ? `"${shown}" holds JSON, which is no bill; a bill has a header and rows.`
      : `"${shown}" does not hold JSON documents, which events and snapshots are.`;
    return { loads: [], diagnostics: [fileError(isBill ? 'unknown-format' : 'bad-json', shown, message)] };
  }
  if (inspected.encoding === 'utf-16') {
    const message = `"${shown}" is written in UTF-16; UTF-8 or Latin-1 can be read.`;
    return {
      loads: [],
      diagnostics: [
        fileError('bad-encoding', shown, message, 'Save it as UTF-8, or take the file as AWS wrote it.'),
      ],
    };
  }
  return isBill ? planBill(content, inspected, context) : planDocuments(content, inspected, context);
}

function planDocuments(content: Content, inspected: InspectedFile, context: PlanContext): FilePlan {
  const loads = context.specs.flatMap((spec): PlannedLoad[] => {
    if (spec.form.kind !== 'documents') return [];
    const form: DocumentForm = spec.form;
    const load: FileLoad = {
      into: rawRelation(spec),
      path: content.path,
      fileId: inspected.sha256.slice(0, 16),
      isGzip: inspected.isGzip,
      content: bindDocuments(form, inspected),
    };
    return [planned(content, inspected, context, spec, load, [], 'rows')];
  });
  return { loads, diagnostics: [] };
}
