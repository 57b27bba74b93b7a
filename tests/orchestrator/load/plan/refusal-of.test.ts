import { expect, it } from 'vitest';
import { fileProblem } from '../../../../orchestrator/base/file-problem.ts';
import { refusalOf } from '../../../../orchestrator/load/plan/refusal-of.ts';

const ofSystem = (code: string): Error =>
  Object.assign(new Error(`${code}: as it is`), { code, syscall: 'write' });

it('blames a file for what is wrong with it', () => {
  expect(refusalOf(ofSystem('EIO'), 'bill.zip')).toMatchObject({
    code: 'unreadable-file',
    place: { file: 'bill.zip' },
  });
});

it.each(['ENOSPC', 'EDQUOT'])('blames no file for a full disk that it is unpacked to: %s', (code) => {
  expect(refusalOf(ofSystem(code), 'bill.zip')).toBeUndefined();
  expect(fileProblem(ofSystem(code), '/project')).toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('no space is left'),
    hint: expect.stringContaining('Make room'),
  });
});
