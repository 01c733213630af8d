import { memo } from 'react';
import type { CountByCode } from '@/lib/api/types';
import { asKnownCode } from '@/lib/api/problem';
import { formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useConsoleTexts } from './words';

/** Refused requests by reason, the most frequent first. */
export const Refusals = memo(function Refusals({ counts }: { counts: CountByCode }) {
  const { live: words, refusalKinds } = useConsoleTexts();
  const { locale } = useSpeech();
  const rows = Object.entries(counts).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 0;
  if (rows.length === 0) return <p className="text-muted">{words.noRefusals}</p>;
  return (
    <>
      <p className="label mb-3 font-normal">{words.refusedNote}</p>
      <ul className="grid gap-3">
        {rows.map(([code, count]) => (
          <li key={code}>
            <p className="flex justify-between gap-4"><span>{refusalKinds[asKnownCode(code)] ?? code}</span><span className="figures text-xl">{formatNumber(count, locale)}</span></p>
            <div aria-hidden className="mt-1 h-1.5 bg-sunken"><div className="h-full bg-refused" style={{ width: `${(count / most) * 100}%` }} /></div>
          </li>
        ))}
      </ul>
    </>
  );
});
