import { describe, expect, it } from 'vitest';
import { cores, count, duration, fairness, milliseconds, money, percent, ROUND_STEPS, seconds, short } from './figures';

describe('figures', () => {
  it('are as short as they may be', () => {
    expect([950, 1_200, 30_000, 1_500_000, 0, -2_500].map(short)).toEqual(['950', '1.2k', '30k', '1.5M', '0', '-2.5k']);
    expect([0.123, 12, 250, 12_345].map(milliseconds)).toEqual(['0.12 ms', '12.0 ms', '250 ms', '12.3 s']);
    expect([1, 0.5, 1234.5678, null].map(seconds)).toEqual(['1.0 s', '0.5 s', '1234.568 s', '–']);
    expect([0.5, 119.9, 120, 5_432, null].map(duration)).toEqual(['0.5 s', '119.9 s', '2.0 min', '90.5 min', '–']);
    expect([money(3_980_050, 'USD'), money(0, 'USD')]).toEqual(['39,800.50 USD', '0.00 USD']);
    expect([count(1_234_567), percent(0.123), cores(1.5), cores(null)]).toEqual(['1,234,567', '12.3 %', '1.50', 'unknown']);
  });

  it('say in words who won', () => {
    expect([0.9, 0.5, 0, -0.9, null].map(fairness)).toEqual([
      'first come, first served', 'earlier mostly won', 'chance decided', 'later ones won', 'nobody lost, or nobody won',
    ]);
  });

  it('let axes have round numbers', () => {
    expect(ROUND_STEPS).toEqual([...ROUND_STEPS].sort((a, b) => a - b));
    for (const step of ROUND_STEPS) expect(step.toExponential()).toMatch(/^[125]e/);
  });
});
