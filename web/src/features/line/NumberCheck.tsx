import { Check, CircleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { Line, LineEntry } from '@/lib/api/types';
import { CopyButton } from '@/lib/ui/CopyButton';
import { isTicketRight, ticketCommand } from './ticket';
import { useLineTexts } from './words';

/** What everybody needs to compute their own number, and what this device gets. */
export function NumberCheck({ line, entry }: { line: Line; entry: LineEntry }) {
  const { check: words } = useLineTexts();
  const { seed, secret, commit, root, beacon } = line;
  const { entryId, ticket } = entry;
  const isRight = useMemo(() => isTicketRight({ seed, secret, commit }, { entryId, ticket }), [seed, secret, commit, entryId, ticket]);
  const command = seed === null || ticket === null ? null : ticketCommand(seed, entryId);
  const rows: [string, string | null][] = [
    [words.entry, entryId], [words.number, ticket], [words.seed, seed], [words.beacon, beacon.mixed === 'none' ? null : beacon.mixed], [words.root, root], [words.secret, secret], [words.commit, commit],
  ];
  return (
    <details className="border-y border-line">
      <summary className="flex min-h-12 items-center gap-2 font-semibold marker:content-none">
        <span className="grow">{ticket === null ? words.entryTitle : words.title}</span>
        {isRight === true && <Check className="size-5 text-free" aria-hidden />}
        {isRight === false && <CircleAlert className="size-5 text-refused" aria-hidden />}
      </summary>
      <div className="grid gap-4 pb-5">
        {(ticket !== null || seed !== null) && <p>{ticket === null ? words.late : words.advice}</p>}
        <dl className="grid gap-3">
          {rows.map(([label, value]) => value !== null && (
            <div key={label}>
              <dt className="label">{label}{label === words.commit && ` · ${words.commitAdvice}`}</dt>
              <dd className="font-mono text-xs break-all">{value}</dd>
            </div>
          ))}
        </dl>
        {isRight !== null && <p className={isRight ? 'font-medium text-free' : 'font-semibold text-refused'}>{isRight ? words.right : words.wrong}</p>}
        {command !== null && (
          <div className="grid gap-2">
            <p className="label">{words.shell}</p>
            <pre className="bg-sunken p-3 font-mono text-xs break-all whitespace-pre-wrap">{command}</pre>
            <CopyButton text={command} label={words.copy} done={words.copied} />
          </div>
        )}
      </div>
    </details>
  );
}
