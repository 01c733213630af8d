import { useMutation, useQueryClient } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { Shop, ShopInput } from '@/lib/api/types';
import { below } from '@/lib/base';
import { CURRENCY_CODES } from '@/lib/currencies';
import { LANGUAGES, useTexts, type Language } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { knowShop, paint } from '@/lib/shop';
import { Button, buttonClass } from '@/lib/ui/Button';
import { SelectField, TextArea, TextField } from '@/lib/ui/Field';
import { timeZones } from '@/lib/zonedTime';
import { Group } from './formParts';
import { OperatorProblem } from './OperatorProblem';
import { useUploadPicture } from './queries';
import { shopDraftOf, shopInputOf, type ShopDraft } from './shopDraft';
import { useConsoleTexts } from './words';

const CODES = Object.keys(LANGUAGES) as Language[];
const ZONES = timeZones();

/** Saves who the shop is, and shows it at once on this page too. */
export function useSaveShop() {
  const client = useQueryClient();
  return useMutation({ networkMode: 'always', mutationFn: (input: ShopInput) => api.put<Shop>('/shop', input), onSuccess: (shop) => knowShop(client, shop) });
}

export function ShopForm({ shop }: { shop: Shop }) {
  const { shop: words } = useConsoleTexts();
  const texts = useTexts();
  const save = useSaveShop();
  // The form stays what was typed, also when the shop is read again: its version tells whether somebody else has saved meanwhile.
  const [begun, setBegun] = useState({ version: shop.version, draft: shopDraftOf(shop) });
  const { draft } = begun;
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const { fieldErrors } = asProblem(save.error);
  const hasMarked = save.error !== null && Object.keys(fieldErrors).length > 0;

  useEffect(() => {
    if (hasMarked) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [hasMarked, save.error]);

  const set = <Field extends keyof ShopDraft>(field: Field, value: ShopDraft[Field], mark: string = field) => {
    setBegun((before) => ({ ...before, draft: { ...before.draft, [field]: value } }));
    setChanged((before) => new Set(before).add(mark));
  };
  /** A mark is about the value that was sent: it disappears as soon as the field is changed. */
  const errorOf = (field: string): string | null => {
    const found = Object.entries(fieldErrors).find(([name]) => name === field || name.startsWith(`${field}[`));
    return save.error === null || found === undefined || changed.has(field) ? null : fieldWords(texts, found[1]);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    setChanged(new Set());
    save.mutate(shopInputOf(draft, begun.version), { onSuccess: (saved) => setBegun({ version: saved.version, draft: shopDraftOf(saved) }) });
  };
  const text = (field: 'name' | 'supportEmail' | 'senderName' | 'replyTo', advice?: string, type = 'text') => (
    <TextField label={words[field]} advice={advice} type={type} value={draft[field]} onChange={(event) => set(field, event.target.value)} error={errorOf(field)} />
  );
  const inBoth = (field: 'tagLine' | 'taxLine', advice: string) => (
    <div className="grid gap-4 sm:grid-cols-2">
      {CODES.map((code) => (
        <TextField key={code} lang={code} label={`${words[field]} · ${LANGUAGES[code]}`} advice={advice} value={draft[field][code]} onChange={(event) => set(field, { ...draft[field], [code]: event.target.value }, `${field}.${code}`)} error={errorOf(`${field}.${code}`)} />
      ))}
    </div>
  );
  const errors = { light: fieldErrors['accent.light'], dark: fieldErrors['accent.dark'] };
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-12">
      <Group title={words.looks}>
        {text('name', words.nameAdvice)}
        {inBoth('tagLine', words.tagLineAdvice)}
        <Logo url={draft.logoUrl} error={errorOf('logoUrl')} onChange={(url) => set('logoUrl', url)} />
        <div className="grid gap-4 sm:grid-cols-2">
          {(['light', 'dark'] as const).map((theme) => (
            <Colour
              key={theme}
              label={words.accent[theme]}
              value={draft.accent[theme]}
              error={errorOf(`accent.${theme}`)}
              nearest={errorOf(`accent.${theme}`) === null ? undefined : errors[theme]?.nearest ?? undefined}
              onChange={(value) => set('accent', { ...draft.accent, [theme]: value }, `accent.${theme}`)}
            />
          ))}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          {(['light', 'dark'] as const).map((theme) => <Preview key={theme} theme={theme} draft={draft} fallbackName={shop.name} />)}
        </div>
      </Group>

      <Group title={words.seller} note={words.sellerNote}>
        <TextArea label={words.address} advice={words.addressAdvice} rows={4} value={draft.address} onChange={(event) => set('address', event.target.value)} error={errorOf('address')} />
        {text('supportEmail', undefined, 'email')}
        {inBoth('taxLine', words.taxLineAdvice)}
      </Group>

      <Group title={words.mail} note={words.mailNote}>
        {text('senderName', words.senderNameAdvice)}
        {text('replyTo', words.replyToAdvice, 'email')}
      </Group>

      <Group title={words.defaults} note={words.defaultsNote}>
        <fieldset className="grid gap-1">
          <legend className="mb-1 text-sm font-semibold">{words.languages}</legend>
          {CODES.map((code) => (
            <label key={code} className="flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                className="size-5 accent-current"
                checked={draft.languages.includes(code)}
                disabled={draft.languages.length === 1 && draft.languages.includes(code)}
                onChange={(event) => set('languages', event.target.checked ? [...draft.languages, code] : draft.languages.filter((one) => one !== code))}
              />
              {LANGUAGES[code]}
            </label>
          ))}
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={words.defaultLanguage} value={draft.defaultLanguage} onChange={(event) => set('defaultLanguage', event.target.value)} error={errorOf('defaultLanguage')}>
            {CODES.filter((code) => draft.languages.includes(code)).map((code) => <option key={code} value={code}>{LANGUAGES[code]}</option>)}
          </SelectField>
          <SelectField label={words.currency} value={draft.currency} onChange={(event) => set('currency', event.target.value)} error={errorOf('currency')}>
            <option value="">{words.lastUsed}</option>
            {CURRENCY_CODES.map((code) => <option key={code}>{code}</option>)}
          </SelectField>
          <SelectField label={words.timeZone} value={draft.timeZone} onChange={(event) => set('timeZone', event.target.value)} error={errorOf('timeZone')}>
            <option value="">{words.lastUsed}</option>
            {(draft.timeZone === '' || ZONES.includes(draft.timeZone) ? ZONES : [draft.timeZone, ...ZONES]).map((zone) => <option key={zone}>{zone}</option>)}
          </SelectField>
        </div>
      </Group>

      {save.error !== null && <OperatorProblem error={save.error} hasMarked={hasMarked} />}
      <div className="sticky bottom-0 -mx-1 flex flex-wrap items-center gap-4 border-t border-line bg-paper px-1 py-4">
        <Button type="submit" busy={save.isPending}>{texts.app.save}</Button>
        <p role="status" className="font-medium">{save.isSuccess && changed.size === 0 ? words.saved : ''}</p>
      </div>
    </form>
  );
}

function Logo({ url, error, onChange }: { url: string | null; error: string | null; onChange: (url: string | null) => void }) {
  const { shop: words, form } = useConsoleTexts();
  const upload = useUploadPicture();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{words.logo}</legend>
      <p className="label font-normal">{words.logoAdvice}</p>
      <div className="flex flex-wrap items-center gap-3">
        {url !== null && <img src={url} alt={words.logo} className="h-14 max-w-56 border border-line bg-surface object-contain p-2" />}
        <label className={clsx(buttonClass('outline'), 'relative cursor-pointer has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink')}>
          <Upload className="size-4" aria-hidden />{upload.isPending ? form.uploading : form.upload}
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp"
            disabled={upload.isPending}
            className="absolute inset-0 size-full cursor-pointer opacity-0 file:cursor-pointer"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) upload.mutate(file, { onSuccess: ({ imageUrl }) => onChange(imageUrl) });
            }}
          />
        </label>
        {url !== null && <Button look="outline" onClick={() => onChange(null)}>{words.removeLogo}</Button>}
      </div>
      {error !== null && <p role="alert" className="text-sm font-medium text-refused">{error}</p>}
      {upload.error && <OperatorProblem error={upload.error} />}
    </fieldset>
  );
}

interface ColourProps {
  label: string;
  value: string;
  error: string | null;
  /** Of a colour that was refused: the nearest that is not. */
  nearest: string | undefined;
  onChange: (value: string) => void;
}

function Colour({ label, value, error, nearest, onChange }: ColourProps) {
  const { shop: words } = useConsoleTexts();
  const isColour = /^#[0-9a-f]{6}$/i.test(value);
  return (
    <div className="grid content-start gap-2">
      <div className="grid grid-cols-[minmax(0,1fr)_2.75rem] items-start gap-2">
        <TextField label={label} placeholder="#1a5fb4" spellCheck={false} value={value} onChange={(event) => onChange(event.target.value.trim())} error={error} advice={words.accentAdvice} />
        <input type="color" aria-label={words.pick(label)} value={isColour ? value : '#808080'} onChange={(event) => onChange(event.target.value)} className="mt-[1.65rem] h-11 w-full cursor-pointer border border-edge bg-surface p-1" />
      </div>
      {nearest !== undefined && <Button look="outline" className="justify-self-start" onClick={() => onChange(nearest)}><span aria-hidden className="size-4 border border-edge" ref={(swatch) => { swatch?.style.setProperty('background', nearest); }} />{words.useNearest(nearest)}</Button>}
    </div>
  );
}

/** The header and a button as customers will see them. */
function Preview({ theme, draft, fallbackName }: { theme: 'light' | 'dark'; draft: ShopDraft; fallbackName: string }) {
  const { shop: words } = useConsoleTexts();
  const frame = useRef<HTMLDivElement>(null);
  const { light, dark } = draft.accent;
  useEffect(() => {
    if (frame.current) paint(frame.current, { light: light || null, dark: dark || null });
  }, [light, dark]);
  return (
    <figure className="grid content-start gap-1.5">
      <figcaption className="label">{words.preview[theme]}</figcaption>
      <div ref={frame} data-preview={theme} className="border border-line bg-paper text-ink">
        <div className="flex min-h-14 items-center border-b border-line px-4">
          {draft.logoUrl === null
            ? <span className="display line-clamp-1 text-[1.75rem] text-accent uppercase wrap-anywhere">{draft.name || fallbackName}</span>
            : <img src={below(draft.logoUrl)} alt="" className="h-8 max-w-40 object-contain object-left" />}
        </div>
        <div className="px-4 py-6"><span className={buttonClass()}>{words.button}</span></div>
      </div>
    </figure>
  );
}
