import { memo } from 'react';
import type { Figures } from '@/lib/api/types';
import { asKnownCode } from '@/lib/api/problem';
import { formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useConsoleTexts } from './words';

/** Refused presses by reason, the most frequent first, and the people they came from. */
export const Refusals = memo(function Refusals({ refusals }: { refusals: Figures['refusals'] }) {
  const { live: words, figures, refusalKinds } = useConsoleTexts();
  const { locale } = useSpeech();
  const rows = refusals.toSorted((a, b) => b.presses - a.presses);
  const most = rows[0]?.presses ?? 0;
  if (rows.length === 0) return <p className="text-muted">{words.noRefusals}</p>;
  return (
    <>
      <p className="label mb-3 font-normal">{words.refusedNote}</p>
      <ul className="grid gap-3">
        {rows.map(({ code, presses, people }) => (
          <li key={code}>
            <p className="flex justify-between gap-4">
              <span>{refusalKinds[asKnownCode(code)] ?? code}</span>
              <span className="text-right whitespace-nowrap"><span className="figures text-xl">{formatNumber(presses, locale)}</span> <span className="label font-normal">{figures.from(people)}</span></span>
            </p>
            <div aria-hidden className="mt-1 h-1.5 bg-sunken"><div className="h-full bg-refused" style={{ width: `${(presses / most) * 100}%` }} /></div>
          </li>
        ))}
      </ul>
    </>
  );
});
