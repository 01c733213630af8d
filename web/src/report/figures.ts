/** Figures as people read them; the terminal writes the same ones (`Figures.cs`). */
export const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });

export function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ms`;
}

export const seconds = (value: number | null): string =>
  value === null ? '–' : `${value.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 3, useGrouping: false })} s`;

/** Short times in seconds, long ones in minutes. */
export const duration = (value: number | null): string => (value === null || value < 120 ? seconds(value) : `${(value / 60).toFixed(1)} min`);

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const cores = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(2));

/** Of a currency with hundredths, as the rehearsal's is. */
export const money = (amountMinor: number, currency: string): string =>
  `${(amountMinor / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;

/** For an axis: 950, 1.2k, 30k, 1.5M. */
export function short(value: number): string {
  const [divisor, unit] = Math.abs(value) >= 1e6 ? [1e6, 'M'] : Math.abs(value) >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${Number((value / divisor).toFixed(2))}${unit}`;
}

/** Steps of an axis: 1, 2 or 5 times a power of ten. */
export const ROUND_STEPS = Array.from({ length: 16 }, (_, i) => [1, 2, 5].map((step) => Number(`${step}e${i - 4}`))).flat();

export function fairness(bias: number | null): string {
  if (bias === null) return 'nobody lost, or nobody won';
  if (bias > 0.8) return 'first come, first served';
  if (bias > 0.3) return 'earlier mostly won';
  return bias > -0.3 ? 'chance decided' : 'later ones won';
}
