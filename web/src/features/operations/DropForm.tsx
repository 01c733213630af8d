import { Plus, Trash2, Upload } from 'lucide-react';
import { useId, useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import type { DropInput } from '@/lib/api/types';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button, IconButton, buttonClass } from '@/lib/ui/Button';
import { SelectField, TextArea, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { cx } from '@/lib/ui/cx';
import { timeZones } from '@/lib/zonedTime';
import { readDraft, type Draft, type DraftErrors, type DraftField } from './draft';
import { BUILT_IN_PICTURES } from './pictures';
import { useUploadPicture } from './queries';

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'SEK', 'CAD', 'AUD'];
const ZONES = timeZones();

interface Props {
  initial: Draft;
  /** Of an existing drop stock and hold time are not to be changed here. */
  isNew: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: (input: DropInput) => void;
}

export function DropForm({ initial, isNew, busy, error, onSubmit }: Props) {
  const { texts: { operate: { form: words }, app, number } } = useSpeech();
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<DraftErrors>({});
  const form = useRef<HTMLFormElement>(null);

  const set = <Field extends keyof Draft>(field: Field, value: Draft[Field]) => setDraft((before) => ({ ...before, [field]: value }));
  const errorOf = (field: DraftField) => (errors[field] ? words.errors[errors[field]] : null);

  const submit = (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => {
    event.preventDefault();
    if (busy) return;
    const read = readDraft(draft);
    setErrors(read.errors ?? {});
    if (read.errors) {
      // After the errors have been drawn, the first of them has the focus.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    const isDraft = (event.nativeEvent.submitter as HTMLButtonElement | null)?.value === 'draft';
    onSubmit(isNew ? { ...read.input, draft: isDraft } : read.input);
  };

  const total = draft.sizes.reduce((sum, size) => sum + (Number(size.total) || 0), 0);
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-12">
      <Group title={words.what}>
        <TextField label={words.name} value={draft.name} onChange={(event) => set('name', event.target.value)} error={errorOf('name')} required />
        <TextArea label={words.description} advice={words.optional} value={draft.description} onChange={(event) => set('description', event.target.value)} rows={4} />
        <Pictures chosen={draft.imageUrl} onChoose={(imageUrl) => set('imageUrl', imageUrl)} />
      </Group>

      <Group title={words.money}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={words.price} inputMode="decimal" value={draft.price} onChange={(event) => set('price', event.target.value)} error={errorOf('price')} required />
          <SelectField label={words.currency} value={draft.currency} onChange={(event) => set('currency', event.target.value)}>
            {[...new Set([...CURRENCIES, draft.currency])].map((currency) => <option key={currency}>{currency}</option>)}
          </SelectField>
          <TextField label={words.limit} inputMode="numeric" value={draft.limit} onChange={(event) => set('limit', event.target.value)} error={errorOf('limit')} required />
          {isNew && <TextField label={words.hold} inputMode="numeric" value={draft.holdSeconds} onChange={(event) => set('holdSeconds', event.target.value)} error={errorOf('holdSeconds')} required />}
        </div>
      </Group>

      <Group title={words.schedule}>
        <SelectField label={words.zone} value={draft.zone} onChange={(event) => set('zone', event.target.value)}>
          {ZONES.map((zone) => <option key={zone}>{zone}</option>)}
        </SelectField>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={words.startsAt} type="datetime-local" advice={words.noStart} value={draft.startsAt} onChange={(event) => set('startsAt', event.target.value)} error={errorOf('startsAt')} />
          <TextField label={words.endsAt} type="datetime-local" advice={words.optional} value={draft.endsAt} onChange={(event) => set('endsAt', event.target.value)} error={errorOf('endsAt')} />
        </div>
      </Group>

      <Group title={words.stock} note={isNew ? words.sum(total) : words.stockAdvice}>
        {isNew && <Sizes sizes={draft.sizes} error={errorOf('sizes')} onChange={(sizes) => set('sizes', sizes)} />}
        {!isNew && <ul className="flex flex-wrap gap-x-6 gap-y-1 text-muted">{draft.sizes.map((size) => <li key={size.key}>{size.label} · {number(Number(size.total))}</li>)}</ul>}
      </Group>

      {error !== null && <ProblemNotice error={error} />}
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

function Group({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
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

function Sizes({ sizes, error, onChange }: { sizes: Draft['sizes']; error: string | null; onChange: (sizes: Draft['sizes']) => void }) {
  const { operate: { form: words } } = useTexts();
  const change = (key: number, part: Partial<Draft['sizes'][number]>) => onChange(sizes.map((size) => (size.key === key ? { ...size, ...part } : size)));
  const add = () => onChange([...sizes, { key: Math.max(-1, ...sizes.map(({ key }) => key)) + 1, label: '', total: sizes.at(-1)?.total ?? '100' }]);
  return (
    <>
      <ul className="grid gap-3">
        {sizes.map((size, index) => (
          <li key={size.key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto] items-end gap-3">
            <TextField label={words.size} value={size.label} onChange={(event) => change(size.key, { label: event.target.value })} aria-invalid={error !== null && index === 0 ? true : undefined} />
            <TextField label={words.total} inputMode="numeric" value={size.total} onChange={(event) => change(size.key, { total: event.target.value })} />
            <IconButton label={words.removeSize(size.label)} disabled={sizes.length === 1} onClick={() => onChange(sizes.filter(({ key }) => key !== size.key))}><Trash2 className="size-5" aria-hidden /></IconButton>
          </li>
        ))}
      </ul>
      {error !== null && <p role="alert" className="text-sm font-medium text-refused">{error}</p>}
      <Button look="outline" size="small" className="min-h-11 justify-self-start" onClick={add}><Plus className="size-4" aria-hidden />{words.addSize}</Button>
    </>
  );
}

function Pictures({ chosen, onChoose }: { chosen: string | null; onChoose: (imageUrl: string | null) => void }) {
  const { operate: { form: words }, drops } = useTexts();
  const upload = useUploadPicture();
  const name = useId();
  const own = chosen !== null && !BUILT_IN_PICTURES.includes(chosen) ? [chosen] : [];
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{words.picture}</legend>
      <p className="label font-normal">{words.pictureAdvice}</p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2">
        {[...own, ...BUILT_IN_PICTURES, null].map((imageUrl) => (
          <label key={imageUrl ?? 'none'} className={cx('relative grid aspect-square cursor-pointer place-items-center border-2 bg-sunken text-sm font-medium has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink', chosen === imageUrl ? 'border-ink' : 'border-transparent')}>
            <input type="radio" name={name} checked={chosen === imageUrl} onChange={() => onChoose(imageUrl)} className="absolute inset-0 size-full cursor-pointer appearance-none opacity-0" />
            {imageUrl === null ? words.noPicture : <img src={imageUrl} alt={drops.picture(imageUrl.replace(/^.*\/|\.\w+$/g, '').replaceAll('-', ' '))} className="size-full object-cover" />}
          </label>
        ))}
      </div>
      <label className={cx(buttonClass('outline', 'small'), 'relative min-h-11 cursor-pointer justify-self-start has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink')}>
        <Upload className="size-4" aria-hidden />{upload.isPending ? words.uploading : words.upload}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          disabled={upload.isPending}
          className="absolute inset-0 size-full cursor-pointer opacity-0 file:cursor-pointer"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) upload.mutate(file, { onSuccess: ({ imageUrl }) => onChoose(imageUrl) });
          }}
        />
      </label>
      {upload.error && <ProblemNotice error={upload.error} />}
    </fieldset>
  );
}
