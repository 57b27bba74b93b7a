import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where nothing is known of earlier runs, vitest begins with the largest file; this one is small, and takes two minutes: its cases are folders. */
const longest = 'tests/cases/cases.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(longest);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // One process for all files: starting a fresh one for each costs more than most of them take.
    isolate: false,
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // For what hangs. The longest takes 20 s on a quiet machine, and was seen to take 60 on a busy one.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // As bin/apportion.cjs has it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
