import { memo } from 'react';
import { formatNumber, formatPercent } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useSignals } from './queries';
import { Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

const NAMES = ['fast', 'early', 'burst', 'unbought', 'newAccount', 'sameAddress'] as const;
type Name = (typeof NAMES)[number];
const isName = (name: string): name is Name => (NAMES as readonly string[]).includes(name);

/** The most customers that the server lists. */
const LINES_MAX = 100;

/** Hints at bots, not proofs: what each means, how many customers show it, and their share of the purchases. */
export const SignalsTable = memo(function SignalsTable({ dropId }: { dropId: string }) {
  const { signals: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { data, error } = useSignals(dropId);
  if (!data) return error && <ProblemNotice error={error} />;
  return (
    <div className="grid gap-6">
      <p className="text-muted">{words.advice} {!data.recorded && words.notRecorded}</p>
      <Table label={words.title}>
        <thead><tr><Th>{words.signal}</Th><Th className="text-right">{words.customers}</Th><Th className="text-right">{words.bought}</Th></tr></thead>
        <tbody>
          {data.counts.map(({ signal, customers, purchased }) => isName(signal) && (
            <tr key={signal}>
              <Td><span className="font-medium">{words.names[signal]}</span> <span className="text-muted">{words.means[signal]}</span></Td>
              <Td className="text-right tabular-nums">{formatNumber(customers, locale)}</Td>
              <Td className="text-right tabular-nums">{data.purchased > 0 ? formatPercent(purchased / data.purchased, locale) : '–'}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {data.lines.length > 0 && (
        <Table label={words.who} className="max-h-96">
          <thead>
            <tr>
              <Th>{words.who}</Th><Th>{words.shows}</Th><Th className="text-right">{words.attempts}</Th><Th className="text-right">{words.perSecond}</Th>
              <Th className="text-right">{words.reserved}</Th><Th className="text-right">{words.left}</Th><Th className="text-right">{words.boughtUnits}</Th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map((line) => (
              <tr key={line.customerId}>
                <Td className="max-w-48 truncate font-medium">{line.displayName}</Td>
                <Td className="text-muted">{line.signals.filter(isName).map((name) => words.names[name]).join(', ')}</Td>
                <Td className="text-right tabular-nums">{line.attempts === null ? '–' : formatNumber(line.attempts, locale)}</Td>
                <Td className="text-right tabular-nums">{line.perSecondMax === null ? '–' : formatNumber(line.perSecondMax, locale)}</Td>
                <Td className="text-right tabular-nums">{formatNumber(line.reservations, locale)}</Td>
                <Td className="text-right tabular-nums">{formatNumber(line.unbought, locale)}</Td>
                <Td className="text-right tabular-nums">{formatNumber(line.purchased, locale)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {data.lines.length >= LINES_MAX && <p className="label font-normal">{words.more(data.lines.length)}</p>}
    </div>
  );
});
