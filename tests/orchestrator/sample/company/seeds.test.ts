import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ecsServices } from '../../../../orchestrator/sample/company/ecs-services.ts';
import { ecsServicesSeed, productAreasSeed } from '../../../../orchestrator/sample/company/seeds.ts';

const seeds = path.resolve(import.meta.dirname, '../../../../seeds');

describe('the shipped seeds', () => {
  it.each([
    ['product_areas.csv', productAreasSeed()],
    ['ecs_services.csv', ecsServicesSeed()],
  ])('%s is what the sample company knows', (name, text) => {
    const file = path.join(seeds, name);
    if (process.env.UPDATE_GOLDENS === '1' && process.env.CI === undefined) writeFileSync(file, text);
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(text);
  });

  it('have tens of services, each of them once, and miss those that nobody registered', () => {
    const names = ecsServices.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(40);
    expect(new Set(names).size).toBe(names.length);
    const missing = ecsServices
      .filter(({ productArea }) => productArea === undefined)
      .map(({ name }) => name);
    expect(missing.length).toBeGreaterThan(0);
    for (const name of missing) expect(ecsServicesSeed()).not.toContain(name);
  });
});
