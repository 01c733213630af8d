import { describe, expect, it } from 'vitest';
import { retryDelayMs, waitMs } from '../retry';
import { asProblem, parseRetryAfter, Problem } from './problem';

describe('a problem', () => {
  it('with a code that this page does not know is still a problem', () => {
    expect(new Problem(418, { code: 'teapot' }).code).toBe('unknown');
    expect(asProblem(new TypeError('x')).code).toBe('unknown');
  });

  it.each([
    [new Problem(503, { code: 'overloaded' }), true],
    [new Problem(503, { code: 'database_unavailable' }), true],
    [new Problem(502, {}), true],
    [new Problem(429, { code: 'rate_limited' }), true],
    [Problem.noAnswer(), true],
    [new Problem(409, { code: 'sold_out' }), false],
    [new Problem(500, {}), false],
    [asProblem(new TypeError('a fault of this page')), false],
  ])('is asked again only where that may help: %s', (problem, transient) => {
    expect(problem.isTransient).toBe(transient);
  });

  it('names fields as the form does', () => {
    const codes = { DisplayName: [{ code: 'length', min: 1, max: 40 }], email: [{ code: 'email' }], startsAt: [] };
    expect(new Problem(400, { code: 'validation_failed', codes }).fieldErrors).toEqual({ displayName: { code: 'length', min: 1, max: 40 }, email: { code: 'email' }, startsAt: { code: 'invalid' } });
  });

});

it('reads Retry-After as seconds and as a date', () => {
  expect(parseRetryAfter('3', 0)).toBe(3);
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6);
  expect(parseRetryAfter('soon', 0)).toBeUndefined();
  expect(parseRetryAfter(null, 0)).toBeUndefined();
});

describe('the time before the next try', () => {
  it('stays between half a second and ten', () => {
    for (let attempt = 0; attempt < 50; attempt++) {
      expect(retryDelayMs(attempt, () => 0)).toBe(500);
      expect(retryDelayMs(attempt, () => 1)).toBeLessThanOrEqual(10_000);
    }
    expect(retryDelayMs(9, () => 1)).toBe(10_000);
  });

  it('is the server’s own where it names one', () => {
    expect(waitMs(5, new Problem(503, {}, 2), () => 0)).toBe(2000);
    expect(waitMs(0, Problem.noAnswer(), () => 0)).toBe(500);
  });
});
