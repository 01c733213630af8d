import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useServerNow } from '@/lib/clock';
import { useSpeech } from '@/lib/i18n';
import { SelectField, TextField } from '@/lib/ui/Field';
import { fromWallTime, offsetName } from '@/lib/zonedTime';
import { bothOf, sideOf, typedTime } from './draft';
import type { DraftTime } from './draftTime';
import { useConsoleTexts } from './words';

interface TimeFieldProps {
  label: string;
  advice: string;
  /** Says what a time in the past means. */
  past: string;
  zone: string;
  time: DraftTime;
  /** A time in the past is only worth a warning if somebody typed it. */
  initial: DraftTime;
  error: string | null;
  onChange: (time: DraftTime) => void;
}

export function TimeField({ label, advice, past, zone, time, initial, error, onChange }: TimeFieldProps) {
  const { form: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const now = useServerNow();
  const both = bothOf(time, zone);
  const side = both && sideOf(time, both);
  const [first] = time.local === '' ? [] : fromWallTime(time.local, zone);
  const isPast = time.instant === null && time.local !== initial.local && first !== undefined && Date.parse(first) <= now;
  return (
    <div className="grid content-start gap-3">
      <TextField label={label} type="datetime-local" advice={advice} value={time.local} max="2199-12-31T23:59" onChange={(event) => onChange(typedTime(event.target.value))} error={both && side === null ? null : error} />
      {isPast && <p className="flex gap-2 text-sm font-medium text-refused"><TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden /><span>{past}</span></p>}
      {both && (
        <SelectField label={words.twice} value={side === null ? '' : String(side)} error={side === null ? error : null} onChange={(event) => onChange({ local: time.local, instant: null, isLater: event.target.value === 'true' })}>
          {side === null && <option value="" />}
          <option value="false">{words.first(offsetName(both[0], zone, locale))}</option>
          <option value="true">{words.second(offsetName(both[1], zone, locale))}</option>
        </SelectField>
      )}
    </div>
  );
}

export function Group({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-x-10 gap-y-4 border-t border-line pt-5 lg:grid-cols-[12rem_minmax(0,1fr)]">
      <legend className="sr-only">{title}</legend>
      <div>
        <p aria-hidden className="display text-3xl">{title}</p>
        {note !== undefined && <p className="label mt-2">{note}</p>}
      </div>
      <div className="grid max-w-2xl gap-4">{children}</div>
    </fieldset>
  );
}
