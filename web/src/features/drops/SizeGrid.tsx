import { clsx } from 'clsx';
import type { Drop, Variant } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';

interface Props {
  drop: Drop;
  chosen: string | null;
  /** The size of the visitor's own hold. It is never shown as gone. */
  own: string | null;
  onChoose: (variantId: string) => void;
}

type SizeState = 'yours' | 'free' | 'held' | 'gone';

function stateOf(variant: Variant, own: string | null): SizeState {
  if (variant.id === own) return 'yours';
  if (variant.available > 0) return 'free';
  return variant.held > 0 ? 'held' : 'gone';
}

const tones: Record<SizeState, string> = { yours: 'text-held', free: 'text-free', held: 'text-held', gone: 'text-muted' };

/** Radio buttons that look like tiles: arrow keys, names and states work by themselves. */
export function SizeGrid({ drop, chosen, own, onChoose }: Props) {
  const { drops } = useTexts();
  const isToCome = ['draft', 'upcoming'].includes(currentStatus(drop, useServerNow()));
  return (
    <fieldset>
      <legend className="label mb-2">{drops.size}</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(5.75rem,1fr))] gap-2">
        {drop.variants.map((variant) => {
          const state = stateOf(variant, own);
          const words = { yours: drops.sizeStates.yours, free: isToCome ? drops.sizeStates.toCome(variant.available) : drops.sizeStates.free(variant.available), held: drops.sizeStates.held, gone: drops.sizeStates.gone }[state];
          return (
            <label
              key={variant.id}
              className={clsx(
                'relative grid min-h-16 content-center gap-0.5 rounded-sm border px-3 py-2',
                'has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink',
                // A chosen size that is gone looks like every size that is gone.
                state === 'gone' ? 'border-line text-muted has-checked:border-ink' : 'border-edge has-checked:border-ink has-checked:bg-ink has-checked:text-inverse has-checked:[&_span]:text-inverse',
                own === null && state !== 'gone' && 'cursor-pointer hover:border-ink',
              )}
            >
              <input
                type="radio"
                name={`size-${drop.id}`}
                value={variant.id}
                checked={chosen === variant.id}
                disabled={own === null ? state === 'gone' : state !== 'yours'}
                onChange={() => onChoose(variant.id)}
                className="absolute inset-0 size-full cursor-[inherit] appearance-none opacity-0"
              />
              <strong className={clsx('figures text-xl leading-tight wrap-anywhere', state === 'gone' && 'line-through decoration-1')}>{variant.label}</strong>
              <span className={clsx('text-[0.8125rem] leading-tight font-medium', isToCome ? 'text-muted' : tones[state])}>{words}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
