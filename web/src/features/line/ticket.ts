import type { Line } from '@/lib/api/types';
import { sha256 } from '@/lib/proof/sha256';

const hash = (...lines: string[]): string =>
  Array.from(sha256(new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))), (word) => word.toString(16).padStart(8, '0')).join('');

export const ticketOf = (seed: string, entryId: string): string => hash('stampede.ticket/v1', seed, entryId);

/** What anybody can type into a shell to get the same number. */
export const ticketCommand = (seed: string, entryId: string): string => `printf 'stampede.ticket/v1\\n%s\\n%s\\n' ${seed} ${entryId} | sha256sum`;

/**
 * Whether the number is what it should be, and the secret the one whose hash was public before anybody joined. Null: it is not drawn
 * yet, or this entry came later and has no number.
 */
export function isTicketRight({ seed, secret, commit }: Pick<Line, 'seed' | 'secret' | 'commit'>, { entryId, ticket }: { entryId: string; ticket: string | null }): boolean | null {
  if (seed === null || secret === null || ticket === null) return null;
  return ticketOf(seed, entryId) === ticket && hash('stampede.commit/v1', secret) === commit;
}
