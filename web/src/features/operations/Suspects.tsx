import { Ban } from 'lucide-react';
import { useState } from 'react';
import { BlockBody, CustomerNoteBody } from '@/lib/api/bounds';
import type { BlockInput, SignalLine } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button, MoreButton } from '@/lib/ui/Button';
import { SelectField, TextArea, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Confirm } from './Confirm';
import { useBlock, useBlocks, useLiftBlock, useReleaseHolds, useSetNote } from './suspects';
import { Table, Td, Th } from './Table';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

const HOUR_MS = 3_600_000;
const UNTILS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, lifted: null } as const;
type Until = keyof typeof UNTILS;

/** As many names as a dialog can show. */
const NAMES_MAX = 5;

const namesOf = (customers: readonly SignalLine[]): string =>
  customers.slice(0, NAMES_MAX).map(({ displayName }) => displayName).join(', ') + (customers.length > NAMES_MAX ? ` + ${customers.length - NAMES_MAX}` : '');

interface Of {
  dropId: string;
  customers: readonly SignalLine[];
  onClose: () => void;
}

export function ReleaseDialog({ dropId, customers, onDone, onClose }: Of & { onDone: (said: string) => void }) {
  const { signals: words } = useConsoleTexts();
  const release = useReleaseHolds(dropId);
  // The list is fetched again while this is open.
  const [{ names, ids, holds }] = useState({ names: namesOf(customers), ids: customers.map(({ customerId }) => customerId), holds: customers.reduce((sum, { holds: count }) => sum + count, 0) });
  return (
    <Confirm
      title={words.releaseAsk}
      action={words.release}
      look="danger"
      busy={release.isPending}
      retrying={isRetrying(release)}
      error={release.error}
      onClose={onClose}
      onConfirm={() => release.mutate(ids, {
        onSuccess: ({ items, hasMore }) => {
          const [released, kept] = [items.reduce((sum, item) => sum + item.released, 0), items.reduce((sum, item) => sum + item.kept, 0)];
          onDone([words.released(released), kept > 0 && words.keptHolds(kept), hasMore && words.moreHolds].filter(Boolean).join(' '));
          onClose();
        },
      })}
    >
      <p className="font-medium wrap-anywhere">{names}</p>
      <p className="text-muted">{words.releaseWhat(holds)}</p>
    </Confirm>
  );
}

/** @param customers None: a network is blocked, which the operator names. */
export function BlockDialog({ dropId, customers, onClose }: Of) {
  const { signals: words } = useConsoleTexts();
  const block = useBlock(dropId);
  const [those] = useState(customers);
  const [whom, setWhom] = useState<'accounts' | 'address'>('accounts');
  const [where, setWhere] = useState<'drop' | 'shop'>('drop');
  const [until, setUntil] = useState<Until>('day');
  const [network, setNetwork] = useState('');
  const [reason, setReason] = useState('');
  const isNetwork = those.length === 0;
  // An address is known where all of them have the same one, or where it is one customer's.
  const [first] = those;
  const hasAddress = first !== undefined && first.attempts !== null && (those.length === 1 || (first.addressGroup !== null && those.every(({ addressGroup }) => addressGroup === first.addressGroup)));
  const send = () => {
    const ms = UNTILS[until];
    const body: BlockInput = {
      reason: reason.trim(),
      ...(where === 'drop' || whom === 'address' ? { dropId } : {}),
      ...(ms === null ? {} : { until: new Date(Date.now() + ms).toISOString() }),
      ...(isNetwork ? { network: network.trim() } : whom === 'address' && first ? { addressOf: first.customerId } : { customerIds: those.map(({ customerId }) => customerId) }),
    };
    block.mutate(body, { onSuccess: onClose });
  };
  return (
    <Confirm title={isNetwork ? words.blockNetwork : words.block} action={words.block} look="danger" busy={block.isPending} retrying={isRetrying(block)} error={block.error} onClose={onClose} onConfirm={send}>
      {!isNetwork && <p className="text-muted wrap-anywhere">{words.blockWhat(namesOf(those))}</p>}
      {isNetwork && <TextField label={words.network} advice={words.networkAdvice} value={network} maxLength={BlockBody.network.maxLength} autoComplete="off" onChange={({ target }) => setNetwork(target.value)} />}
      {hasAddress && (
        <SelectField label={words.blockWhom} value={whom} onChange={({ target }) => setWhom(target.value === 'address' ? 'address' : 'accounts')}>
          <option value="accounts">{words.blockAccounts(those.length)}</option>
          <option value="address">{words.blockAddress}</option>
        </SelectField>
      )}
      {whom === 'accounts' && (
        <SelectField label={words.where} value={where} onChange={({ target }) => setWhere(target.value === 'shop' ? 'shop' : 'drop')}>
          <option value="drop">{words.thisDrop}</option>
          <option value="shop">{words.wholeShop}</option>
        </SelectField>
      )}
      <SelectField label={words.until} value={until} onChange={({ target }) => setUntil(target.value as Until)}>
        {Object.entries(words.untils).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
      </SelectField>
      <TextArea label={words.reason} advice={words.reasonAdvice} value={reason} maxLength={BlockBody.reason.maxLength} className="[&_textarea]:min-h-20" onChange={({ target }) => setReason(target.value)} />
    </Confirm>
  );
}

export function NoteDialog({ dropId, customer, onClose }: { dropId: string; customer: SignalLine; onClose: () => void }) {
  const { signals: words } = useConsoleTexts();
  const set = useSetNote(dropId);
  const [note, setNote] = useState(customer.note ?? '');
  return (
    <Confirm title={words.noteOn(customer.displayName)} action={words.save} busy={set.isPending} error={set.error} onClose={onClose} onConfirm={() => set.mutate({ customerId: customer.customerId, note }, { onSuccess: onClose })}>
      <TextArea label={words.note} advice={words.noteAdvice} value={note} maxLength={CustomerNoteBody.note.maxLength} onChange={({ target }) => setNote(target.value)} />
    </Confirm>
  );
}

/** Who is blocked here, why, and until when. */
export function Blocks({ dropId, onBlockNetwork }: { dropId: string; onBlockNetwork: (() => void) | null }) {
  const { signals: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const mayBlock = useMay('operator');
  const list = useBlocks(dropId);
  const { error } = list;
  const blocks = list.data?.pages.flatMap(({ items }) => items);
  const lift = useLiftBlock(dropId);
  return (
    <div className="grid gap-2">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-3">
        <h3 className="font-semibold">{words.blocks}</h3>
        {onBlockNetwork && <Button look="outline" size="small" className="no-print min-h-11" onClick={onBlockNetwork}><Ban className="size-4" aria-hidden />{words.blockNetwork}</Button>}
      </div>
      {error && !blocks && <ProblemNotice error={error} />}
      {lift.error && <ProblemNotice error={lift.error} />}
      {blocks?.length === 0 && <p className="text-muted">{words.noBlocks}</p>}
      {!!blocks?.length && (
        <Table label={words.blocks} className="max-h-96">
          <thead><tr><Th>{words.who}</Th><Th>{words.where}</Th><Th>{words.until}</Th><Th>{words.reason}</Th><Th>{words.by}</Th><Th className="w-24"><span className="sr-only">{words.lift}</span></Th></tr></thead>
          <tbody>
            {blocks.map((block) => {
              const name = block.customerName ?? block.network ?? words.kinds[block.kind];
              return (
                <tr key={block.id}>
                  <Td className="max-w-64"><span className="font-medium wrap-anywhere">{name}</span>{block.kind !== 'address' && <span className="label block font-normal">{words.kinds[block.kind]}</span>}</Td>
                  <Td className="whitespace-nowrap">{block.dropId === null ? words.wholeShop : words.thisDrop}</Td>
                  <Td className="whitespace-nowrap text-muted">{block.until === null ? words.untils.lifted : formatDateTime(block.until, locale)}</Td>
                  <Td className="min-w-40 text-sm text-muted wrap-anywhere">{block.reason}</Td>
                  <Td className="max-w-40 truncate text-muted">{block.actorName}</Td>
                  <Td className="pr-0 text-right">{mayBlock && <Button look="quiet" size="small" busy={lift.isPending && lift.variables === block.id} aria-label={words.liftOf(name)} onClick={() => lift.mutate(block.id)}>{words.lift}</Button>}</Td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
      <MoreButton of={list} size="small" className="min-h-11 justify-self-start" />
    </div>
  );
}
