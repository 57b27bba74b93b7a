import { formatCost, formatDollars } from '../base/money.ts';
import { visibleText } from './visible-text.ts';

/** `1234567` → `1,234,567`. */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1` and `bill line` → `1 bill line`; the plural is with an s unless it is given. */
export function formatCounted(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${Number(count) === 1 ? singular : plural}`;
}

/** `1536` → `1.5 KB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}

/** `61_500` → `1m 02s`, `3_400` → `3.4 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const two = (count: number): string => String(count).padStart(2, '0');
  return seconds < 3600
    ? `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`
    : `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
}

/** Units as money for people: `-$1,234.57`, and of another currency `EUR -1,234.57`. */
export function formatMoney(units: bigint, currency: string): string {
  return withCurrency(formatDollars(units), currency);
}

/** The same to the last digit: `$1,234.565000000000000000`. */
export function formatExactMoney(units: bigint, currency: string): string {
  const [whole = '', fraction = ''] = formatCost(units).split('.');
  return withCurrency(`${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`, currency);
}

function withCurrency(amount: string, currency: string): string {
  if (currency !== 'USD') return `${visibleText(currency)} ${amount}`;
  return amount.startsWith('-') ? `-$${amount.slice(1)}` : `$${amount}`;
}

/** The share of a part in a whole as `12.3 %`, rounded half away from zero; `–` where the whole is not above 0. */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '–';
  const tenths = ((part < 0n ? -part : part) * 1000n + whole / 2n) / whole;
  return `${part < 0n && tenths > 0n ? '-' : ''}${tenths / 10n}.${tenths % 10n} %`;
}
