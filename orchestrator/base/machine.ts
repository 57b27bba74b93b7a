import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/**
 * What tells the processes that this one can see from those that it cannot: only of the former can it be known that one is gone. A host's name is
 * not enough, since two laptops or containers may have the same. On Linux it is that name, this start of the kernel and the container's own
 * numbering of processes; elsewhere the name and the address of a network card. Hashed: the warehouse need not know more.
 */
export function thisMachine(): string {
  const facts =
    tryTo(() => [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      readlinkSync('/proc/self/ns/pid'),
    ]) ?? cardAddresses().slice(0, 1);
  return createHash('sha256')
    .update(JSON.stringify([hostname(), ...facts]))
    .digest('hex')
    .slice(0, 32);
}

/** The host's name, for people. */
export function hostName(): string {
  return hostname();
}

/** Whether no process of this machine has the number. One of another user counts as there. */
export function isGone(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * When a process of this machine was started, in ticks of its kernel: two that had the same number one after the other differ in it. Undefined where that
 * is not told, as elsewhere than on Linux. (proc(5): field 22 of `stat`, counted behind the name in parentheses, which may hold anything.)
 */
export function birthOf(pid: number): string | undefined {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function cardAddresses(): string[] {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return cards
    .filter(({ internal }) => !internal)
    .map(({ mac }) => mac)
    .sort();
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
