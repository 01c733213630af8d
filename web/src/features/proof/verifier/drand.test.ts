// @vitest-environment node
import { expect, it } from 'vitest';
import { isSignedByQuicknet, timeOfRound } from './drand';

// As drand published them: https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/123
const ROUNDS: [number, string][] = [
  [123, 'b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92'],
  [657_413, 'b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b'],
];

it.each(ROUNDS)('round %d is drand’s, and no other round has its signature', (round, signature) => {
  expect(isSignedByQuicknet(round, signature)).toBe(true);
  expect(isSignedByQuicknet(round + 1, signature)).toBe(false);
  expect(isSignedByQuicknet(round, signature.replace(/.$/, '0'))).toBe(false);
  expect(isSignedByQuicknet(round, '')).toBe(false);
});

it('a round comes every three seconds', () => expect(timeOfRound(11) - timeOfRound(1)).toBe(30));
