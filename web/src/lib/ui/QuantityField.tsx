import { Minus, Plus } from 'lucide-react';
import { formatNumber } from '../format';
import { useSpeech } from '../i18n';
import { IconButton } from './Button';

export function QuantityField({ value, max, onChange }: { value: number; max: number; onChange: (value: number) => void }) {
  const { texts: { drops }, locale } = useSpeech();
  return (
    <div role="group" aria-label={drops.quantity} className="flex items-center gap-3">
      <span className="label">{drops.quantity}</span>
      <div className="inline-flex items-center rounded-sm border border-edge">
        <IconButton label={drops.fewer} disabled={value <= 1} onClick={() => onChange(value - 1)}><Minus className="size-4" aria-hidden /></IconButton>
        <output className="figures min-w-8 text-center text-2xl">{formatNumber(value, locale)}</output>
        <IconButton label={drops.more} disabled={value >= max} onClick={() => onChange(value + 1)}><Plus className="size-4" aria-hidden /></IconButton>
      </div>
    </div>
  );
}
