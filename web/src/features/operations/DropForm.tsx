import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import { serverClock } from '@/lib/clock';
import { CURRENCY_CODES } from '@/lib/currencies';
import { formatMoney, parseMoney } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { usePaymentConfig } from '@/lib/payments';
import { Button, IconButton } from '@/lib/ui/Button';
import { SelectField, TextArea, TextField } from '@/lib/ui/Field';
import { timeZones } from '@/lib/zonedTime';
import { inZone, placeErrors, type Draft, type DraftErrors, type DraftField, type Reading } from './draft';
import { Group, TimeField } from './formParts';
import { LineFields } from './LineFields';
import { OperatorProblem } from './OperatorProblem';
import { PicturesField } from './PicturesField';
import type { StoredDraft } from './storedDraft';
import { useConsoleTexts } from './words';

/** First in the list: most shops sell in one of these. */
const OFTEN = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'SEK', 'CAD', 'AUD'];
const CURRENCIES = [...new Set([...OFTEN, ...CURRENCY_CODES])];
const ZONES = timeZones();

interface Props<Read> {
  stored: StoredDraft;
  isNew: boolean;
  /** Nobody has seen it: sizes, hold time and payment can still be changed. */
  isDraft: boolean;
  busy: boolean;
  retrying?: boolean;
  error: unknown;
  read: (draft: Draft, reading: Reading) => { errors: DraftErrors } | ({ errors: null } & Read);
  /** @param value The value of the button that was pressed. */
  onRead: (read: Read, value: string) => void;
}

export function DropForm<Read>({ stored, isNew, isDraft, busy, retrying = false, error, read, onRead }: Props<Read>) {
  const { texts, locale } = useSpeech();
  const { app, number } = texts;
  const { form: words, lines, retrying: retryingWords } = useConsoleTexts();
  const { draft, setDraft } = stored;
  const [errors, setErrors] = useState<DraftErrors>({});
  // A mark is about the value that was sent: it disappears as soon as the field is changed.
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const isPaidId = useId();
  const placed = useMemo(() => placeErrors(asProblem(error)), [error]);
  const provider = usePaymentConfig(isDraft)?.provider ?? 'none';
  const hasPlaced = Object.keys(placed.fields).length > 0;

  useEffect(() => {
    if (hasPlaced) focusFirstError(form.current);
  }, [placed, hasPlaced]);

  const set = <Field extends keyof Draft>(field: Field, value: Draft[Field]) => {
    setDraft((before) => ({ ...before, [field]: value }));
    setChanged((before) => new Set(before).add(field));
  };
  const errorWords = { ...lines.errors, ...words.errors };
  const errorOf = (field: DraftField): string | null => {
    if (changed.has(field.split('.')[0] ?? field)) return null;
    const found = errors[field];
    if (found !== undefined) return errorWords[found];
    const refused = placed.fields[field];
    if (refused === undefined) return null;
    // The form's own words say more than "not valid". For a fault that the server names, there are shared words.
    return refused.said.code === 'invalid' || refused.said.code === 'choice' ? errorWords[refused.error] : fieldWords(texts, refused.said);
  };

  const submit = (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => {
    event.preventDefault();
    if (busy) return;
    const result = read(draft, { locale, nowMs: serverClock.now() });
    setErrors(result.errors ?? {});
    setChanged(new Set());
    if (result.errors) focusFirstError(form.current);
    else onRead(result, (event.nativeEvent.submitter as HTMLButtonElement | null)?.value ?? '');
  };

  const amountMinor = parseMoney(draft.price, draft.currency, locale);
  const names = useMemo(() => new Intl.DisplayNames(locale, { type: 'currency' }), [locale]);
  const total = draft.sizes.reduce((sum, size) => sum + (Number(size.total) || 0), 0);
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-12">
      {stored.isRestored && (
        <p role="status" className="flex flex-wrap items-center gap-x-4 border-l-4 border-edge bg-surface py-2 pr-4 pl-3">
          {words.restored}
          <button type="button" className="min-h-11 font-semibold underline underline-offset-4" onClick={stored.startOver}>{words.startOver}</button>
        </p>
      )}
      <Group title={words.what}>
        <TextField label={words.name} value={draft.name} onChange={(event) => set('name', event.target.value)} error={errorOf('name')} required />
        <TextArea label={words.description} advice={words.optional} value={draft.description} onChange={(event) => set('description', event.target.value)} error={errorOf('description')} rows={4} />
        <PicturesField
          pictures={draft.pictures}
          errorOf={errorOf}
          onChange={(change) => {
            setDraft((before) => ({ ...before, pictures: change(before.pictures) }));
            setChanged((before) => new Set(before).add('pictures'));
          }}
        />
        <TextArea label={words.sizeGuide} advice={words.sizeGuideAdvice} value={draft.sizeGuide} onChange={(event) => set('sizeGuide', event.target.value)} error={errorOf('sizeGuide')} rows={5} />
      </Group>

      <Group title={words.money}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={words.price}
            inputMode="decimal"
            advice={amountMinor === null ? undefined : formatMoney({ amountMinor, currency: draft.currency }, locale)}
            value={draft.price}
            onChange={(event) => set('price', event.target.value)}
            error={errorOf('price')}
            required
          />
          <SelectField label={words.currency} value={draft.currency} onChange={(event) => set('currency', event.target.value)} error={errorOf('currency')}>
            {(CURRENCIES.includes(draft.currency) ? CURRENCIES : [draft.currency, ...CURRENCIES]).map((currency) => <option key={currency} value={currency}>{`${currency} · ${nameOf(names, currency)}`}</option>)}
          </SelectField>
          <TextField label={words.limit} inputMode="numeric" value={draft.limit} onChange={(event) => set('limit', event.target.value)} error={errorOf('limit')} required />
          {isDraft && <TextField label={words.hold} inputMode="numeric" value={draft.holdSeconds} onChange={(event) => set('holdSeconds', event.target.value)} error={errorOf('holdSeconds')} required />}
        </div>
        {isDraft && (provider !== 'none' || draft.isPaid) && (
          <div className="flex min-h-11 items-start gap-3">
            <input type="checkbox" id={isPaidId} aria-describedby={`${isPaidId}-advice`} checked={draft.isPaid} onChange={(event) => set('isPaid', event.target.checked)} className="mt-0.5 size-5 shrink-0 accent-current" />
            <div>
              <label htmlFor={isPaidId} className="font-semibold">{words.isPaid}</label>
              <p id={`${isPaidId}-advice`} className="label font-normal">{words.isPaidAdvice}</p>
            </div>
          </div>
        )}
      </Group>

      <Group title={words.deliveryTitle} note={words.deliveryAdvice}>
        <SelectField label={words.delivery} value={draft.delivery} onChange={(event) => set('delivery', event.target.value as Draft['delivery'])} error={errorOf('delivery')}>
          {(['none', 'email', 'address'] as const).map((rule) => <option key={rule} value={rule}>{words.deliveries[rule]}</option>)}
        </SelectField>
        {draft.delivery === 'address' && <TextField label={words.countries} advice={words.countriesAdvice} autoCapitalize="characters" value={draft.countries} onChange={(event) => set('countries', event.target.value)} error={errorOf('countries')} />}
      </Group>

      <Group title={words.schedule}>
        <SelectField label={words.zone} value={draft.zone} onChange={(event) => setDraft(inZone(draft, event.target.value))}>
          {(ZONES.includes(draft.zone) ? ZONES : [draft.zone, ...ZONES]).map((zone) => <option key={zone}>{zone}</option>)}
        </SelectField>
        <div className="grid gap-4 sm:grid-cols-2">
          <TimeField label={words.startsAt} advice={isDraft ? words.noStart : words.emptyStart} past={words.pastStart} zone={draft.zone} time={draft.startsAt} initial={stored.initial.startsAt} onChange={(time) => set('startsAt', time)} error={errorOf('startsAt')} />
          <TimeField label={words.endsAt} advice={words.optional} past={words.pastEnd} zone={draft.zone} time={draft.endsAt} initial={stored.initial.endsAt} onChange={(time) => set('endsAt', time)} error={errorOf('endsAt')} />
        </div>
      </Group>

      {isNew && (
        <Group title={lines.how} note={lines.howAdvice}>
          <LineFields line={draft.line} zone={draft.zone} initial={stored.initial.line} errorOf={(field) => errorOf(`line.${field}`)} onChange={(line) => set('line', line)} />
        </Group>
      )}

      <Group title={words.stock} note={isDraft ? words.sum(total) : words.stockAdvice}>
        {isDraft && <Sizes sizes={draft.sizes} errorOf={errorOf} onChange={(sizes) => set('sizes', sizes)} />}
        {!isDraft && <ul className="flex flex-wrap gap-x-6 gap-y-1 text-muted">{draft.sizes.map((size) => <li key={size.key} className="wrap-anywhere">{size.label} · {number(Number(size.total))}</li>)}</ul>}
      </Group>

      {error !== null && <OperatorProblem error={error} hasMarked={hasPlaced} others={placed.others} />}
      {retrying && <p role="status" className="font-medium">{retryingWords}</p>}
      <div className="sticky bottom-0 -mx-1 flex flex-wrap gap-3 border-t border-line bg-paper px-1 py-4">
        {isNew ? (
          <>
            <Button type="submit" value="publish" busy={busy}>{words.publish}</Button>
            <Button type="submit" value="draft" look="outline" busy={busy}>{words.saveDraft}</Button>
          </>
        ) : <Button type="submit" busy={busy}>{app.save}</Button>}
      </div>
    </form>
  );
}

/** Waits until the errors have been drawn. */
const focusFirstError = (form: HTMLFormElement | null) => requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());

/** An old drop may have a code that is no longer a currency: the code is then its name. */
function nameOf(names: Intl.DisplayNames, currency: string): string {
  try {
    return names.of(currency) ?? currency;
  } catch {
    return currency;
  }
}

function Sizes({ sizes, errorOf, onChange }: { sizes: Draft['sizes']; errorOf: (field: DraftField) => string | null; onChange: (sizes: Draft['sizes']) => void }) {
  const { form: words } = useConsoleTexts();
  const list = useRef<HTMLUListElement>(null);
  const change = (key: number, part: Partial<Draft['sizes'][number]>) => onChange(sizes.map((size) => (size.key === key ? { ...size, ...part } : size)));
  const add = () => {
    onChange([...sizes, { key: Math.max(-1, ...sizes.map(({ key }) => key)) + 1, label: '', total: '' }]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  const error = errorOf('sizes');
  return (
    <>
      <ul ref={list} className="grid gap-3">
        {sizes.map((size, index) => (
          <li key={size.key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto] gap-3">
            <TextField label={words.size} value={size.label} onChange={(event) => change(size.key, { label: event.target.value })} error={errorOf(`sizes.${index}.label`)} {...(error !== null && index === 0 ? { 'aria-invalid': true } : {})} />
            <TextField label={words.total} inputMode="numeric" value={size.total} onChange={(event) => change(size.key, { total: event.target.value })} error={errorOf(`sizes.${index}.total`)} />
            <IconButton label={words.removeSize(size.label)} className="mt-7" disabled={sizes.length === 1} onClick={() => onChange(sizes.filter(({ key }) => key !== size.key))}><Trash2 className="size-5" aria-hidden /></IconButton>
          </li>
        ))}
      </ul>
      {error !== null && <p role="alert" className="text-sm font-medium text-refused">{error}</p>}
      <Button look="outline" size="small" className="min-h-11 justify-self-start" onClick={add}><Plus className="size-4" aria-hidden />{words.addSize}</Button>
    </>
  );
}
