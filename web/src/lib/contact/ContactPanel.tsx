import { Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Contact, Drop } from '../api/types';
import { useSpeech } from '../i18n';
import { useMe } from '../session';
import { Button } from '../ui/Button';
import { addressLines, gapOf, useContact, useSaveContact } from './contact';
import { ContactForm } from './ContactForm';
import { useContactTexts } from './words';

/** Saves what is in the form. False: something in it is wrong, and it says so. */
export type ContactSource = () => Promise<boolean>;

interface Props {
  drop: Drop;
  /** Gives what a press has to wait for. Null: nothing is to be saved. Without it the form has a button of its own. */
  onOffer?: (save: ContactSource | null) => void;
}

/** Where it goes, as it is known; or the form that asks for it. */
export default function ContactPanel({ drop, onOffer }: Props) {
  const words = useContactTexts();
  const { locale } = useSpeech();
  const { data: me } = useMe();
  const contact = useContact(true);
  const [isChanging, setChanging] = useState(false);
  const place = useRef<HTMLElement>(null);
  if (contact === undefined || !me) return null;
  const gap = gapOf(drop, contact);
  const withAddress = drop.delivery === 'address';
  return (
    <section ref={place} tabIndex={-1} aria-label={withAddress ? words.title : words.titleEmail} className="grid gap-3 outline-none">
      <h3 className="font-semibold">{withAddress ? words.title : words.titleEmail}</h3>
      {gap === null && contact !== null && !isChanging ? (
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <address className="not-italic">
            {(withAddress ? addressLines(contact, locale) : [contact.name]).map((line) => <span key={line} className="block wrap-anywhere">{line}</span>)}
            <span className="block text-sm wrap-anywhere text-muted">{contact.email}</span>
          </address>
          <Button look="outline" size="small" className="min-h-11" onClick={() => setChanging(true)}><Pencil className="size-4" aria-hidden />{words.change}</Button>
        </div>
      ) : (
        <Asking
          drop={drop}
          contact={contact}
          email={me.email ?? ''}
          {...(onOffer ? { onOffer } : {})}
          onDone={() => {
            setChanging(false);
            // The button that had the focus is gone, and what is shown in place of the form is shorter: a phone would be left at the page's end.
            if (!onOffer) place.current?.focus();
          }}
        />
      )}
    </section>
  );
}

function Asking({ drop, contact, email, onOffer, onDone }: Props & { contact: Contact | null; email: string; onDone: () => void }) {
  const words = useContactTexts();
  const save = useSaveContact();
  const formId = `contact-${drop.id}`;
  const waiting = useRef<((saved: boolean) => void) | null>(null);
  const answer = (saved: boolean) => {
    waiting.current?.(saved);
    waiting.current = null;
  };

  useEffect(() => {
    if (!onOffer) return undefined;
    onOffer(() => new Promise((resolve) => {
      waiting.current = resolve;
      const form = document.getElementById(formId) as HTMLFormElement | null;
      form?.requestSubmit();
      // What the form itself finds wrong is never sent.
      requestAnimationFrame(() => {
        if (form === null || form.querySelector('[aria-invalid=true]') !== null) answer(false);
      });
    }));
    return () => onOffer(null);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- onOffer is new at each rendering, and means the same
  }, [formId]);

  return (
    <ContactForm
      contact={contact}
      email={email}
      withAddress={drop.delivery === 'address'}
      countries={drop.deliveryCountries ?? null}
      busy={save.isPending}
      error={save.error}
      formId={formId}
      // A callback given to `mutate` would be lost: what is saved takes the place of this form.
      onSubmit={(body) => void save.mutateAsync(body).then(() => {
        answer(true);
        onDone();
      }, () => answer(false))}
    >
      {onOffer ? <p className="label font-normal">{words.savedAdvice}</p> : (
        <div className="grid gap-2">
          <Button type="submit" className="justify-self-start" busy={save.isPending}>{words.save}</Button>
          <p className="label font-normal">{words.savedAdvice}</p>
        </div>
      )}
    </ContactForm>
  );
}
