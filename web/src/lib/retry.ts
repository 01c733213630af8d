/** Full jitter (a random part of a ceiling that doubles), so that a crowd that lost its server does not come back as one. */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(10_000, 1000 * 2 ** Math.min(attempt, 10));
  return Math.max(500, random() * ceiling);
}
