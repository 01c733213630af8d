import { clsx } from 'clsx';
import { SlidersHorizontal } from 'lucide-react';
import { memo, useState, type SyntheticEvent } from 'react';
import { AdjustmentBody } from '@/lib/api/bounds';
import { asProblem } from '@/lib/api/problem';
import type { Drop, Variant } from '@/lib/api/types';
import { formatNumber } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { OperatorProblem } from './OperatorProblem';
import { useAdjust } from './queries';
import { isRetrying } from './usePost';
import { Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

interface Props {
  dropId: string;
  variants: Drop['variants'];
  /** What is free can no longer be bought. */
  hasEnded: boolean;
}

export const SizesTable = memo(function SizesTable({ dropId, variants, hasEnded }: Props) {
  const { live: words } = useConsoleTexts();
  const [adjusted, setAdjusted] = useState<string | null>(null);
  const variant = variants.find(({ id }) => id === adjusted);
  return (
    <>
      <Table label={words.perSize}>
        <thead>
          <tr>
            <Th>{words.size}</Th>
            <Th className="text-right">{hasEnded ? words.unsold : words.free}</Th>
            <Th className="text-right">{words.held}</Th>
            <Th className="text-right">{words.sold}</Th>
            <Th><span className="sr-only">{words.adjust}</span></Th>
          </tr>
        </thead>
        <tbody>{variants.map((one) => <Row key={one.id} {...one} hasEnded={hasEnded} onAdjust={setAdjusted} />)}</tbody>
      </Table>
      {variant && <Adjust dropId={dropId} variant={variant} onClose={() => setAdjusted(null)} />}
    </>
  );
});

/** Takes numbers instead of the variant, so that a size that did not change is not drawn again. */
const Row = memo(function Row({ id, label, available, held, sold, hasEnded, onAdjust }: Variant & { hasEnded: boolean; onAdjust: (id: string) => void }) {
  const { live: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const mayAdjust = useMay('operator');
  const cell = (count: number, tone: string) => <Td className={clsx('figures text-right text-2xl', count === 0 ? 'text-muted' : tone)}>{formatNumber(count, locale)}</Td>;
  return (
    <tr>
      <Td className="font-semibold wrap-anywhere">{label}</Td>
      {cell(available, hasEnded ? 'text-muted' : 'text-free')}
      {cell(held, 'text-held')}
      {cell(sold, 'text-ink')}
      <Td className="py-0 pr-0 text-right">{mayAdjust && <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.adjust}: ${label}`} onClick={() => onAdjust(id)}><SlidersHorizontal className="size-4" aria-hidden />{words.adjust}</Button>}</Td>
    </tr>
  );
});

function Adjust({ dropId, variant, onClose }: { dropId: string; variant: Variant; onClose: () => void }) {
  const { live: words, retrying } = useConsoleTexts();
  const { app } = useTexts();
  const adjust = useAdjust(dropId);
  const [change, setChange] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const pieces = /^[+\-−]?\d{1,7}$/.test(change.trim()) ? Number(change.trim().replace('−', '-')) : 0;
  const isTooMuch = variant.available + pieces < 0;
  const refused = asProblem(adjust.error).fieldErrors;
  const others = Object.keys(refused).filter((field) => field !== 'change' && field !== 'reason');
  const hasReason = reason.trim() !== '' && reason.trim().length <= AdjustmentBody.reason.maxLength;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (pieces !== 0 && !isTooMuch && hasReason && !adjust.isPending) adjust.mutate({ variantId: variant.id, change: pieces, reason: reason.trim() }, { onSuccess: onClose });
  };
  const type = (set: (text: string) => void) => (event: { target: { value: string } }) => {
    // The error was about the old text. A request under way goes on.
    if (adjust.isError) adjust.reset();
    set(event.target.value);
  };
  return (
    <Dialog title={words.adjustTitle(variant.label)} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={words.change}
          advice={pieces === 0 || isTooMuch ? words.changeAdvice : words.changeBecomes(variant.available, variant.available + pieces)}
          value={change}
          onChange={type(setChange)}
          error={isTooMuch ? words.changeTooMuch(variant.available) : (tried && pieces === 0) || 'change' in refused ? words.changeAdvice : null}
          required
        />
        <TextField label={words.reason} advice={words.reasonAdvice} value={reason} onChange={type(setReason)} error={(tried && !hasReason) || 'reason' in refused ? words.reasonNeeded : null} required maxLength={AdjustmentBody.reason.maxLength} />
        {adjust.error && <OperatorProblem error={adjust.error} hasMarked={'change' in refused || 'reason' in refused} others={others} />}
        {isRetrying(adjust) && <p role="status" className="font-medium">{retrying}</p>}
        <div className="flex justify-end gap-3">
          <Button look="outline" onClick={onClose}>{adjust.isPending ? app.close : app.cancel}</Button>
          <Button type="submit" busy={adjust.isPending}>{words.adjust}</Button>
        </div>
      </form>
    </Dialog>
  );
}
