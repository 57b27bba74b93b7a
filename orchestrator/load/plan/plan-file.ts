import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DocumentForm } from '../../project/project.ts';
import type { FileLoad } from '../../warehouses/file-load.ts';
import {
  type InspectedFile,
  inspectFile,
  inspectStart,
  magicOf,
  readMagic,
} from '../content/inspect-file.ts';
import type { FoundFile } from '../files/found-file.ts';
import { memberPrefix, unpackZip } from '../files/unpack-zip.ts';
import { bindDocuments } from '../formats/bind-documents.ts';
import { rawRelation } from '../raw/raw-table.ts';
import { planBill } from './plan-bill.ts';
import {
  type Content,
  type FilePlan,
  fileError,
  type PlanContext,
  type PlannedLoad,
  planned,
} from './planned-load.ts';
import { refusalOf } from './refusal-of.ts';
import { tellPassedOver } from './tell-passed-over.ts';

/** What of one file is to be read into which raw tables; what cannot be read is an error. */
export async function planFile(found: FoundFile, context: PlanContext): Promise<FilePlan> {
  let plan: FilePlan = { loads: [], diagnostics: [] };
  try {
    plan = await planBrought(found, context);
    return plan;
  } finally {
    await context.fileCopies.settle(found, plan.loads);
  }
}

async function planBrought(found: FoundFile, context: PlanContext): Promise<FilePlan> {
  const shown = context.show(found.path);
  try {
    const file = await context.fileCopies.bring(found);
    if ((await readMagic(file)) !== 'zip') {
      const name = path.basename(found.path);
      const content = { found, isNamed: found.isNamed, path: file, shown, name, member: null };
      return await planContent(content, context);
    }
    const prefix = memberPrefix(context.source, found.path);
    const members = await unpackZip(file, context.workFolder, prefix);
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
    return {
      loads: [],
      diagnostics: [{ ...refusal, message: withoutCopies(refusal.message, shown, context) }],
    };
  }
}

/** A message that names files by where people have them, not by what was made of them in the work folder. */
function withoutCopies(message: string, shown: string, { workFolder }: PlanContext): string {
  const [before = '', ...parts] = message.split(workFolder + path.sep);
  return before + parts.map((part) => shown + part.replace(/^[\w.-]+/, '')).join('');
}

async function planContent(content: Content, context: PlanContext): Promise<FilePlan> {
  const { shown } = content;
  const isBill = context.source === 'bill';
  const { inspected, plain } = await inspect(content, context, isBill);
  const inner = magicOf(inspected.start);
  if (inspected.isGzip && (inner === 'gzip' || inner === 'zip')) {
    const message = `"${shown}" is an archive in an archive, of which only the outer one is opened.`;
    const hint = 'Unpack the outer one and give the files in it.';
    return { loads: [], diagnostics: [fileError('bad-archive', shown, message, hint)] };
  }
  const isOwnKind = isBill ? inspected.form !== 'json' : inspected.form === 'json';
  if (inspected.form === 'empty') {
    const size = inspected.start.length === 0 ? 'is empty (0 bytes)' : 'holds nothing but white space';
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
  return isBill ? planBill(content, inspected, context) : planDocuments(plain, inspected, context);
}

/** So much is inflated into the work folder at most. */
const mostInflated = 2 * 1024 ** 3;
/** Of a larger file the beginning is looked at first: it may be another source's. */
const largeBytes = 1024 * 1024;

/**
 * A bill is read once, when it is loaded; of documents the content is their id. `plain`: where the content lies without compression,
 * as it was seen anyway.
 */
async function inspect(
  content: Content,
  context: PlanContext,
  isBill: boolean,
): Promise<{ inspected: InspectedFile; plain: Content & { readonly isGzip: boolean } }> {
  const { path: file, found } = content;
  const isGzip = (await readMagic(file)) === 'gzip';
  const plain = { ...content, isGzip };
  if (isBill) {
    const isWhole = context.isPerhapsKnown(found);
    return { inspected: await (isWhole ? inspectFile(file) : inspectStart(file)), plain };
  }
  if (found.bytes > largeBytes) {
    const inspected = await inspectStart(file);
    if (inspected.form !== 'json') return { inspected, plain };
  }
  if (!isGzip || context.inflated.bytes > mostInflated) return { inspected: await inspectFile(file), plain };
  const copy = path.join(context.workFolder, `${randomUUID()}.json`);
  const inspected = await inspectFile(file, copy);
  context.inflated.bytes += inspected.content.bytes;
  return { inspected, plain: { ...content, path: copy, isGzip: false } };
}

function planDocuments(
  content: Content & { readonly isGzip: boolean },
  inspected: InspectedFile,
  context: PlanContext,
): FilePlan {
  const loads = context.specs.flatMap((spec): PlannedLoad[] => {
    if (spec.form.kind !== 'documents') return [];
    const form: DocumentForm = spec.form;
    const load: FileLoad = {
      into: rawRelation(spec),
      path: content.path,
      fileId: (inspected.content?.sha256 ?? '').slice(0, 16),
      isGzip: content.isGzip,
      content: bindDocuments(form, inspected),
    };
    return [planned(content, inspected, context, spec, load, [], 'rows')];
  });
  return { loads, diagnostics: [] };
}
