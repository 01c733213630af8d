import { SlidersHorizontal } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import type { Drop, Variant } from '@/lib/api/types';
import { formatNumber } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button, IconButton } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { cx } from '@/lib/ui/cx';
import { useAdjust } from './queries';
import { Table, Td, Th } from './Table';

export function SizesTable({ drop }: { drop: Drop }) {
  const { texts: { operate: { live: words } }, locale } = useSpeech();
  const [adjusted, setAdjusted] = useState<Variant | null>(null);
  const cell = (count: number, tone: string) => <Td className={cx('figures text-right text-2xl', count === 0 ? 'text-muted' : tone)}>{formatNumber(count, locale)}</Td>;
  return (
    <>
      <Table label={words.perSize}>
        <thead>
          <tr>
            <Th>{words.size}</Th>
            <Th className="text-right">{words.free}</Th>
            <Th className="text-right">{words.held}</Th>
            <Th className="text-right">{words.sold}</Th>
            <Th className="w-11"><span className="sr-only">{words.adjust}</span></Th>
          </tr>
        </thead>
        <tbody>
          {drop.variants.map((variant) => (
            <tr key={variant.id}>
              <Td className="font-semibold">{variant.label}</Td>
              {cell(variant.available, 'text-free')}
              {cell(variant.held, 'text-held')}
              {cell(variant.sold, 'text-ink')}
              <Td className="py-0 pr-0 text-right"><IconButton label={`${words.adjust}: ${variant.label}`} onClick={() => setAdjusted(variant)}><SlidersHorizontal className="size-4" aria-hidden /></IconButton></Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {adjusted && <Adjust dropId={drop.id} variant={adjusted} onClose={() => setAdjusted(null)} />}
    </>
  );
}

function Adjust({ dropId, variant, onClose }: { dropId: string; variant: Variant; onClose: () => void }) {
  const { app, account, operate: { live: words } } = useTexts();
  const adjust = useAdjust(dropId);
  const [change, setChange] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const pieces = /^[+-]?\d{1,7}$/.test(change.trim()) ? Number(change) : 0;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (pieces !== 0 && reason.trim() !== '') adjust.mutate({ variantId: variant.id, change: pieces, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog title={words.adjustTitle(variant.label)} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField label={words.change} advice={words.changeAdvice} value={change} onChange={(event) => setChange(event.target.value)} error={tried && pieces === 0 ? words.changeAdvice : null} required />
        <TextField label={words.reason} advice={words.reasonAdvice} value={reason} onChange={(event) => setReason(event.target.value)} error={tried && reason.trim() === '' ? account.required : null} required maxLength={200} />
        {adjust.error && <ProblemNotice error={adjust.error} />}
        <div className="flex justify-end gap-3">
          <Button look="outline" onClick={onClose}>{app.cancel}</Button>
          <Button type="submit" busy={adjust.isPending}>{words.adjust}</Button>
        </div>
      </form>
    </Dialog>
  );
}
