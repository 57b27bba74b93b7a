'use strict';

// Preloaded into a process that is measured (`node --require`): says at its end what it used, whatever the platform.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    userSeconds: userCPUTime / 1e6,
    peakMebibytes: maxRSS / 1024,
  };
  require('node:fs').writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage));
});
