import { TriangleAlert } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { SelectField, TextField } from '@/lib/ui/Field';
import { TimeField } from './formParts';
import type { LineDraft, LineDraftField } from './lineDraft';
import { useMail } from './queries';
import { useConsoleTexts } from './words';

interface Props {
  line: LineDraft;
  zone: string;
  initial: LineDraft;
  errorOf: (field: LineDraftField) => string | null;
  onChange: (line: LineDraft) => void;
}

const ENTRANCES = ['open', 'queue', 'draw'] as const;

/** The three presets, each with a waitlist or not. What most shops leave as it is, is folded. */
export function LineFields({ line, zone, initial, errorOf, onChange }: Props) {
  const { lines: words } = useConsoleTexts();
  const name = useId();
  const set = (part: Partial<LineDraft>) => onChange({ ...line, ...part });
  const isShuffled = line.entrance !== 'open';
  const isCalm = line.entrance === 'draw' || line.waitlist;
  const text = (field: Exclude<LineDraftField, 'closesAt'>, label: string, advice?: string, type?: string) => (
    <TextField label={label} inputMode={type === undefined && field !== 'what' ? 'numeric' : undefined} type={type} advice={advice} value={line[field]} onChange={(event) => set({ [field]: event.target.value })} error={errorOf(field)} />
  );
  const isAdvancedWrong = (['reviewMinutes', 'claimSeconds', 'payHours', 'pace', 'what', 'quietFrom', 'quietTo'] as const).some((field) => errorOf(field) !== null);
  return (
    <>
      <div role="radiogroup" aria-label={words.how} className="grid gap-2">
        {ENTRANCES.map((entrance) => (
          <Choice key={entrance} type="radio" name={name} isChosen={line.entrance === entrance} title={words.presets[entrance]} advice={words.means[entrance]} onChoose={() => set({ entrance })} />
        ))}
      </div>
      <Choice type="checkbox" name={`${name}-waitlist`} isChosen={line.waitlist} title={words.waitlist} advice={words.waitlistMeans} onChoose={() => set({ waitlist: !line.waitlist })} />
      {isCalm && <MailWarning />}
      {isShuffled && (
        <TimeField label={words.closesAt} advice={line.entrance === 'queue' ? words.closesQueue : words.closesDraw} past={words.pastClose} zone={zone} time={line.closesAt} initial={initial.closesAt} onChange={(closesAt) => set({ closesAt })} error={errorOf('closesAt')} />
      )}
      {(isShuffled || line.waitlist) && (
        <details className="border-y border-line" open={isAdvancedWrong || undefined}>
          <summary className="flex min-h-11 items-center font-semibold">{words.advanced}</summary>
          <div className="grid gap-4 pt-2 pb-4 sm:grid-cols-2">
            {line.entrance === 'draw' && text('reviewMinutes', words.review, words.reviewAdvice)}
            {line.entrance === 'queue' && text('claimSeconds', words.claim, words.claimAdvice)}
            {isCalm && text('payHours', words.pay, words.payAdvice)}
            {text('pace', words.pace, words.paceAdvice)}
            {isShuffled && (
              <SelectField label={words.beacon} advice={words.beaconMeans[line.beacon]} value={line.beacon} onChange={(event) => set({ beacon: event.target.value as LineDraft['beacon'] })}>
                {(['none', 'drand', 'declared'] as const).map((kind) => <option key={kind} value={kind}>{words.beacons[kind]}</option>)}
              </SelectField>
            )}
            {isShuffled && line.beacon === 'declared' && text('what', words.what, words.whatAdvice)}
            {isCalm && text('quietFrom', words.quietFrom, words.quietAdvice(zone), 'time')}
            {isCalm && text('quietTo', words.quietTo, undefined, 'time')}
          </div>
        </details>
      )}
    </>
  );
}

interface ChoiceProps {
  type: 'radio' | 'checkbox';
  name: string;
  isChosen: boolean;
  title: string;
  advice: string;
  onChoose: () => void;
}

function Choice({ type, name, isChosen, title, advice, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="relative grid min-h-11 grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-sm border border-edge px-3 py-2 has-checked:border-ink has-checked:bg-sunken has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink">
      <input type={type} id={id} name={name} checked={isChosen} aria-describedby={`${id}-means`} onChange={onChoose} className="relative z-10 mt-1 size-4 accent-current outline-none" />
      <div className="min-w-0">
        <label htmlFor={id} className="block cursor-pointer font-semibold after:absolute after:inset-0">{title}</label>
        <p id={`${id}-means`} className="text-sm text-muted">{advice}</p>
      </div>
    </div>
  );
}

/** People are written to, and this shop sends no mail. */
function MailWarning() {
  const { lines: words } = useConsoleTexts();
  return useMail() === false ? <Warning>{words.mailMissing}</Warning> : null;
}

export function Warning({ children }: { children: ReactNode }) {
  return <p role="note" className="flex gap-2 border-l-4 border-refused bg-surface py-2 pr-4 pl-3 font-medium"><TriangleAlert className="mt-0.5 size-5 shrink-0 text-refused" aria-hidden /><span>{children}</span></p>;
}
