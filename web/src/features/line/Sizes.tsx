import { clsx } from 'clsx';
import { ArrowUp } from 'lucide-react';
import { useId } from 'react';
import type { Line } from '@/lib/api/types';
import { IconButton } from '@/lib/ui/Button';
import { PREFERENCES_MAX, preferred, toggled } from './preferences';
import { useLineTexts } from './words';

interface Props {
  variants: Line['perVariant'];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Check boxes that look like tiles, and below them the order. The order of choosing is the order of wanting. */
export function Sizes({ variants, chosen, onChange }: Props) {
  const words = useLineTexts();
  const advice = useId();
  const isFull = chosen.length === PREFERENCES_MAX;
  const listed = chosen.flatMap((id) => variants.find((variant) => variant.id === id) ?? []);
  return (
    <div className="grid gap-3">
      <fieldset aria-describedby={advice}>
        <legend className="font-semibold">{words.sizes}</legend>
        <p id={advice} className="label mt-0.5 mb-2 font-normal">{isFull && variants.length > PREFERENCES_MAX ? words.sizesFull : words.sizesAdvice}</p>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2">
          {variants.map(({ id, label, inLine, available, held }) => {
            const choice = chosen.indexOf(id) + 1;
            return (
              <label
                key={id}
                className={clsx(
                  'relative grid min-h-16 content-center gap-0.5 rounded-sm border border-edge px-3 py-2 hover:border-ink',
                  'has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink',
                  'has-checked:border-ink has-checked:bg-ink has-checked:text-inverse',
                  isFull && choice === 0 ? 'opacity-60' : 'cursor-pointer',
                )}
              >
                <input
                  type="checkbox"
                  checked={choice > 0}
                  disabled={isFull && choice === 0}
                  onChange={() => onChange(toggled(chosen, id))}
                  className="absolute inset-0 size-full cursor-[inherit] appearance-none opacity-0"
                />
                <strong className="figures text-xl leading-tight wrap-anywhere">{label}</strong>
                <span className="text-[0.8125rem] leading-tight font-medium">{words.forUnits(inLine, available + held)}</span>
                {choice > 0 && variants.length > 1 && <span className="figures absolute top-1.5 right-2 text-lg"><span className="sr-only">, {words.choice(choice)}</span><span aria-hidden>{choice}</span></span>}
              </label>
            );
          })}
        </div>
      </fieldset>
      {listed.length > 1 && (
        <div>
          <p className="label">{words.wanted}</p>
          <ol className="mt-1 border-b border-line">
            {listed.map(({ id, label }, index) => (
              <li key={id} className="flex min-h-11 items-center gap-3 border-t border-line">
                <span className="figures w-6 text-xl" aria-hidden>{index + 1}</span>
                <span className="min-w-0 grow font-medium wrap-anywhere">{label}</span>
                {index > 0 && <IconButton label={words.sooner(label)} onClick={() => onChange(preferred(chosen, id))}><ArrowUp className="size-4" aria-hidden /></IconButton>}
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
