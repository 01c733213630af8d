import { useEffect, useId, useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import { asProblem } from '../api/problem';
import type { Contact, ContactBody, Country } from '../api/types';
import { useSpeech } from '../i18n';
import { fieldWords } from '../i18n/fieldWords';
import { Button } from '../ui/Button';
import { SelectField, TextField } from '../ui/Field';
import { ProblemNotice } from '../ui/Notice';
import { nameOfCountry, useCountries } from './contact';
import { useContactTexts } from './words';

type Field = 'email' | 'name' | 'phone' | `address.${keyof NonNullable<Contact['address']>}`;
type Draft = Record<Field, string>;

export const draftOf = (contact: Contact | null, email: string, country: string): Draft => ({
  email: contact?.email ?? email,
  name: contact?.name ?? '',
  phone: contact?.phone ?? '',
  'address.country': contact?.address?.country ?? country,
  'address.line1': contact?.address?.line1 ?? '',
  'address.line2': contact?.address?.line2 ?? '',
  'address.postalCode': contact?.address?.postalCode ?? '',
  'address.city': contact?.address?.city ?? '',
  'address.region': contact?.address?.region ?? '',
});

const readDraft = (draft: Draft, withAddress: boolean): ContactBody => ({
  email: draft.email.trim(),
  name: draft.name.trim(),
  phone: draft.phone.trim() || null,
  address: withAddress
    ? {
        line1: draft['address.line1'].trim(), line2: draft['address.line2'].trim() || null, postalCode: draft['address.postalCode'].trim() || null,
        city: draft['address.city'].trim(), region: draft['address.region'].trim() || null, country: draft['address.country'],
      }
    : null,
});

interface Props {
  contact: Contact | null;
  /** Of the account: the first thing that is offered. */
  email: string;
  withAddress: boolean;
  /** Null: everywhere. */
  countries: readonly string[] | null;
  busy: boolean;
  error: unknown;
  onSubmit: (contact: ContactBody) => void;
  /** What stands below the fields. Without it there is a button. */
  children?: ReactNode;
  /** The form itself is sent by somebody else's press. */
  formId?: string;
}

/** E-mail, name and address. What is wrong is marked at its field, and the first wrong field gets the focus. */
export function ContactForm({ contact, email, withAddress, countries, busy, error, onSubmit, children, formId }: Props) {
  const { texts, locale } = useSpeech();
  const words = useContactTexts();
  const known = useCountries().data;
  const offered = (known ?? []).filter(({ code }) => countries === null || countries.includes(code));
  const [draft, setDraft] = useState(() => draftOf(contact, email, ''));
  const [wanting, setWanting] = useState<readonly Field[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const ownId = useId();
  const [changed, setChanged] = useState<ReadonlySet<Field>>(new Set());

  // Where it is only sent to one country, nobody has to choose it; else the device's own is the likely one.
  const likely = offered.length === 1 ? offered[0]?.code : offered.find(({ code }) => code === new Intl.Locale(navigator.language).region)?.code;
  const chosen = draft['address.country'] || likely || '';
  const country: Country | undefined = offered.find(({ code }) => code === chosen);

  const { fieldErrors } = asProblem(error);
  const hasFieldErrors = error != null && Object.keys(fieldErrors).length > 0;
  useEffect(() => {
    if (hasFieldErrors) focusFirst(form.current);
  }, [error, hasFieldErrors]);

  const errorOf = (field: Field): string | undefined => {
    if (changed.has(field)) return undefined;
    if (wanting.includes(field)) return field === 'address.country' && chosen !== '' ? words.notSent : texts.fields.required;
    const said = fieldErrors[field] ?? fieldErrors[`contact.${field}`];
    if (said === undefined) return undefined;
    if (said.code === 'postalCode') return words.postalCodeWrong((country?.postalCodeShapes ?? []).join(', '));
    return field === 'phone' && said.code === 'characters' ? words.phoneWrong : fieldWords(texts, said);
  };
  const field = (name: Field) => ({
    name,
    value: draft[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      setChanged((before) => new Set(before).add(name));
    },
  });

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const full: Draft = { ...draft, 'address.country': chosen };
    const needed: Field[] = withAddress
      ? ['email', 'name', 'address.country', 'address.line1', ...(country?.postalCode === 'required' ? ['address.postalCode' as const] : []), 'address.city', ...(country?.regionRequired ? ['address.region' as const] : [])]
      : ['email', 'name'];
    const missing = needed.filter((name) => full[name].trim() === '' || (name === 'address.country' && known !== undefined && !country));
    setWanting(missing);
    setChanged(new Set());
    if (missing.length > 0) focusFirst(form.current);
    else onSubmit(readDraft(full, withAddress));
  };
  const names = offered.map(({ code }) => ({ code, name: nameOfCountry(code, locale) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  const isInDigits = country?.postalCodeShapes?.every((shape) => /^9+$/.test(shape)) ?? false;
  return (
    <form ref={form} id={formId ?? ownId} onSubmit={submit} noValidate className="grid grid-cols-2 gap-x-3 gap-y-4">
      <TextField label={words.email} type="email" autoComplete="email" advice={words.emailAdvice} className="col-span-2" required {...field('email')} />
      <TextField label={words.name} autoComplete="name" className="col-span-2" required {...field('name')} />
      {withAddress && (
        <>
          <SelectField label={words.country} autoComplete="country" className="col-span-2" required {...field('address.country')} value={chosen}>
            {country === undefined && <option value={chosen}>{chosen === '' || known === undefined ? words.chooseCountry : nameOfCountry(chosen, locale)}</option>}
            {names.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
          </SelectField>
          <TextField label={words.line1} autoComplete="address-line1" className="col-span-2" required {...field('address.line1')} />
          <TextField label={words.line2} autoComplete="address-line2" advice={words.line2Advice} className="col-span-2" {...field('address.line2')} />
          <TextField
            label={words.postalCode}
            autoComplete="postal-code"
            inputMode={isInDigits ? 'numeric' : 'text'}
            required={country?.postalCode === 'required'}
            {...(country !== undefined && country.postalCode !== 'required' ? { advice: words.postalCodeAdvice } : {})}
            {...field('address.postalCode')}
          />
          <TextField label={words.city} autoComplete="address-level2" required {...field('address.city')} />
          {(country?.regionRequired === true || draft['address.region'] !== '') && <TextField label={words.region} autoComplete="address-level1" className="col-span-2" required={country?.regionRequired === true} {...field('address.region')} />}
          <TextField label={words.phone} type="tel" autoComplete="tel" advice={words.phoneAdvice} className="col-span-2" {...field('phone')} />
        </>
      )}
      {error != null && !hasFieldErrors && <ProblemNotice error={error} className="col-span-2" />}
      <div className="col-span-2">{children ?? <Button type="submit" busy={busy}>{words.save}</Button>}</div>
    </form>
  );
}

/** Waits until the errors have been drawn. */
const focusFirst = (form: HTMLFormElement | null) => requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
