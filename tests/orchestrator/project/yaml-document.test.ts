import { describe, expect, it } from 'vitest';
import { sourceText } from '../../../orchestrator/base/source-text.ts';
import { parseYaml, type YamlDocument } from '../../../orchestrator/project/yaml-document.ts';

const parse = (text: string): YamlDocument => parseYaml(sourceText('x.yml', text), 'bad-yaml');

describe('parseYaml', () => {
  it('warns nobody of a key that is a map, which is told as a mistake', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    const { diagnostics } = parse('a: 1\n? {b: c}\n: d\n');
    // Node tells warnings a tick later.
    await new Promise((done) => setImmediate(done));
    process.off('warning', hear);
    expect(warnings).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'bad-yaml', place: { file: 'x.yml', line: 2, column: 3 } }]);
  });

  it('takes each plain word for a key as it is written', () => {
    const text = '012: a\n1.0: b\nnull: c\ntrue: d\n';
    expect(parse(text)).toMatchObject({
      diagnostics: [],
      value: { '012': 'a', '1.0': 'b', null: 'c', true: 'd' },
    });
    expect(parse('1: a\n"1": b\n').diagnostics).toMatchObject([{ place: { line: 2 } }]);
  });
});
