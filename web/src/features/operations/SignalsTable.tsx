import { Ban, Download, NotebookPen, Undo2 } from 'lucide-react';
import { memo, useState } from 'react';
import type { SignalLine } from '@/lib/api/types';
import { below } from '@/lib/base';
import { formatNumber, formatPercent } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button, buttonClass } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { BlockDialog, Blocks, NoteDialog, ReleaseDialog } from './Suspects';
import { Box } from './OrderTable';
import { useSignals } from './queries';
import { Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

const NAMES = ['fast', 'early', 'burst', 'unbought', 'newAccount', 'sameAddress'] as const;
type Name = (typeof NAMES)[number];
const isName = (name: string): name is Name => (NAMES as readonly string[]).includes(name);

/** The most customers that the server lists. */
const LINES_MAX = 100;

type Act = 'release' | 'block' | 'network' | 'note';

/** Hints at bots, not proofs: what each means, how many customers show it, their share of the purchases, and what can be done about them. */
export const SignalsTable = memo(function SignalsTable({ dropId }: { dropId: string }) {
  const { signals: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const [maySupport, mayBlock] = [useMay('support'), useMay('operator')];
  const { data, error } = useSignals(dropId);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<Act | null>(null);
  const [said, setSaid] = useState('');
  if (!data) return error && <ProblemNotice error={error} />;
  const customers = data.lines.filter(({ customerId }) => chosen.has(customerId));
  const [only] = customers.length === 1 ? customers : [];
  const close = () => setAct(null);
  const start = (next: Act) => {
    setSaid('');
    setAct(next);
  };
  return (
    <div className="grid gap-6">
      <p className="text-muted">{words.advice} {!data.recorded && words.notRecorded}</p>
      <Table label={words.title}>
        <thead><tr><Th>{words.signal}</Th><Th className="text-right">{words.customers}</Th><Th className="text-right">{words.bought}</Th></tr></thead>
        <tbody>
          {data.counts.map(({ signal, customers: count, purchased }) => isName(signal) && (
            <tr key={signal}>
              <Td><span className="font-medium">{words.names[signal]}</span> <span className="text-muted">{words.means[signal]}</span></Td>
              <Td className="text-right tabular-nums">{formatNumber(count, locale)}</Td>
              <Td className="text-right tabular-nums">{data.purchased > 0 ? formatPercent(purchased / data.purchased, locale) : '–'}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {data.lines.length > 0 && (
        <div className="grid gap-2">
          <div className="no-print flex min-h-11 flex-wrap items-center gap-3">
            <p role="status" className="font-semibold">{said !== '' ? said : customers.length > 0 && words.chosen(customers.length)}</p>
            {maySupport && <Button look="outline" size="small" className="min-h-11" disabled={customers.length === 0} onClick={() => start('release')}><Undo2 className="size-4" aria-hidden />{words.release}</Button>}
            {mayBlock && <Button look="outline" size="small" className="min-h-11" disabled={customers.length === 0} onClick={() => start('block')}><Ban className="size-4" aria-hidden />{words.block}</Button>}
            {maySupport && <Button look="outline" size="small" className="min-h-11" disabled={!only} onClick={() => start('note')}><NotebookPen className="size-4" aria-hidden />{words.note}</Button>}
            <a href={below(`/api/v1/drops/${dropId}/signals.csv`)} download className={`${buttonClass('quiet', 'small')} min-h-11`}><Download className="size-4" aria-hidden />{words.export}</a>
          </div>
          <Lines lines={data.lines} chosen={chosen} onChoose={maySupport ? choose : null} />
        </div>
      )}
      {data.lines.length >= LINES_MAX && <p className="label font-normal">{words.more(data.lines.length)}</p>}
      <Blocks dropId={dropId} onBlockNetwork={mayBlock ? () => start('network') : null} />
      {act === 'release' && <ReleaseDialog dropId={dropId} customers={customers} onDone={setSaid} onClose={close} />}
      {act === 'block' && <BlockDialog dropId={dropId} customers={customers} onClose={close} />}
      {act === 'network' && <BlockDialog dropId={dropId} customers={[]} onClose={close} />}
      {act === 'note' && only && <NoteDialog key={only.customerId} dropId={dropId} customer={only} onClose={close} />}
    </div>
  );
});

interface LinesProps {
  lines: readonly SignalLine[];
  chosen: ReadonlySet<string>;
  /** Null: who looks may do nothing about them. */
  onChoose: ((chosen: ReadonlySet<string>) => void) | null;
}

function Lines({ lines, chosen, onChoose }: LinesProps) {
  const { signals: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const isAll = lines.every(({ customerId }) => chosen.has(customerId));
  const idsOf = (those: readonly SignalLine[]) => new Set(those.map(({ customerId }) => customerId));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose?.(next);
  };
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value, locale));
  return (
    <Table label={words.who} className="max-h-96">
      <thead>
        <tr>
          {onChoose && <Th><Box label={words.chooseAll} checked={isAll} onChange={() => onChoose(isAll ? new Set() : idsOf(lines))} /></Th>}
          <Th>{words.who}</Th><Th>{words.shows}</Th><Th className="text-right">{words.attempts}</Th><Th className="text-right">{words.perSecond}</Th>
          <Th className="text-right">{words.reserved}</Th><Th className="text-right">{words.left}</Th><Th className="text-right">{words.boughtUnits}</Th><Th className="text-right">{words.held}</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.customerId}>
            {onChoose && <Td><Box label={words.choose(line.displayName)} checked={chosen.has(line.customerId)} onChange={() => toggle(line.customerId)} /></Td>}
            <Td className="max-w-64 min-w-40">
              <span className="font-medium wrap-anywhere">{line.displayName}</span>
              {line.blocked && <span className="ml-2 rounded-sm border border-edge px-1.5 py-0.5 text-xs font-semibold text-refused">{words.isBlocked}</span>}
              {line.note !== null && <span className="label block font-normal wrap-anywhere whitespace-pre-line">{line.note}</span>}
            </Td>
            <Td className="min-w-40 text-muted">
              {line.signals.filter(isName).map((name) => words.names[name]).join(', ')}
              {line.addressGroup !== null && <Group line={line} group={line.addressGroup} onChoose={onChoose && ((group) => onChoose(idsOf(lines.filter(({ addressGroup }) => addressGroup === group))))} />}
            </Td>
            {[line.attempts, line.perSecondMax, line.reservations, line.unbought, line.purchased, line.holds].map((value, column) => <Td key={column} className="text-right tabular-nums">{number(value)}</Td>)}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** All who share an address are chosen by one press. */
function Group({ line, group, onChoose }: { line: SignalLine; group: number; onChoose: ((group: number) => void) | null }) {
  const { signals: words } = useConsoleTexts();
  const text = words.group(group, line.sameAddress ?? 0);
  return onChoose
    ? <button type="button" aria-label={words.chooseGroup(group)} className="block min-h-9 text-left text-ink underline underline-offset-4" onClick={() => onChoose(group)}>{text}</button>
    : <span className="block">{text}</span>;
}
