import { hashText, toHex } from './bytes';

/** All are hex. */
export const commitOf = (secret: string): string => toHex(hashText(`stampede.commit/v1\n${secret}\n`));

export const seedOf = (drop: string, line: number, size: number, root: string, secret: string, beacon: string): string =>
  toHex(hashText(`stampede.seed/v1\n${drop}\n${line}\n${size}\n${root}\n${secret}\n${beacon}\n`));

export const ticketOf = (seed: string, entry: string): string => toHex(hashText(`stampede.ticket/v1\n${seed}\n${entry}\n`));

/** Entries by their tickets, the lowest first. */
export function inOrder<T extends { id: string }>(seed: string, entries: readonly T[]): { entry: T; ticket: string }[] {
  const tickets = entries.map((entry) => ({ entry, ticket: ticketOf(seed, entry.id) }));
  return tickets.sort((a, b) => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0));
}
