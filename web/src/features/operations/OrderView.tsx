import { Printer, Truck } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { SentBody } from '@/lib/api/bounds';
import type { Order, OrderStep } from '@/lib/api/types';
import { ContactForm } from '@/lib/contact/ContactForm';
import { addressLines } from '@/lib/contact/contact';
import { formatDateTime, formatMoney, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button, LinkButton } from '@/lib/ui/Button';
import { TextArea, TextField } from '@/lib/ui/Field';
import { Section } from '@/lib/ui/Section';
import { OperatorProblem } from './OperatorProblem';
import { OrderState } from './OrderTable';
import { useChangeOrder, useMarkSent, useTakeBack } from './orders';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

/** One order: what it is, where it goes, and what can be done with it. */
export function OrderView({ order }: { order: Order }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const rows: [string, React.ReactNode][] = [
    [words.status, <OrderState key="state" order={order} />],
    [words.drop, <Link key="drop" to={`/operate/drops/${order.dropId}`} className="underline underline-offset-4">{order.dropName}</Link>],
    [words.what, `${formatNumber(order.quantity, locale)} × ${order.variantLabel}`],
    [words.each, formatMoney(order.price, locale)],
    [words.total, formatMoney(order.total, locale)],
    [words.when, formatDateTime(order.purchasedAt, locale)],
    [words.account, `${order.customerName} · ${order.accountEmail ?? words.guest}`],
    [words.payment, order.paymentId == null ? words.unpaid : <Link key="payment" to={`/operate/payments/${order.paymentId}`} className="underline underline-offset-4">{words.toPayment}</Link>],
  ];
  return (
    <div className="grid gap-x-14 gap-y-10 lg:grid-cols-2">
      <dl className="border-t border-line">
        {rows.map(([label, value]) => (
          <div key={label} className="flex flex-wrap justify-between gap-x-6 border-b border-line py-2.5">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 text-right font-medium wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="grid content-start gap-10">
        <Sending order={order} />
        <Section size="small" title={words.contact}><Contact key={order.sentAt ?? ''} order={order} /></Section>
        <Section size="small" title={words.note}><Note key={order.note ?? ''} order={order} /></Section>
        <Section size="small" title={words.history}><Steps steps={order.steps ?? []} /></Section>
      </div>
    </div>
  );
}

function Sending({ order }: { order: Order }) {
  const { orders: words, retrying } = useConsoleTexts();
  const { locale } = useSpeech();
  const send = useMarkSent(order.id);
  const takeBack = useTakeBack(order.id);
  const maySend = useMay('operator');
  const [carrier, setCarrier] = useState('');
  const [tracking, setTracking] = useState('');
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!send.isPending) send.mutate({ carrier: carrier.trim() || null, tracking: tracking.trim() || null });
  };
  const slip = <LinkButton look="outline" to={`/operate/orders/print?ids=${order.id}`}><Printer className="size-4" aria-hidden />{words.slip}</LinkButton>;
  const error = send.error ?? takeBack.error;
  return (
    <Section size="small" title={words.sending}>
      {order.sentAt != null ? (
        <div className="grid justify-items-start gap-3">
          <p className="flex gap-2 font-semibold"><Truck className="mt-0.5 size-5" aria-hidden />{words.sentOn(formatDateTime(order.sentAt, locale), order.sentBy ?? null)}</p>
          {(order.carrier != null || order.tracking != null) && <p className="wrap-anywhere">{[order.carrier, order.tracking].filter(Boolean).join(' · ')}</p>}
          <div className="flex flex-wrap gap-3">
            {maySend && <Button look="outline" busy={takeBack.isPending} onClick={() => takeBack.mutate()}>{words.notSent}</Button>}
            {slip}
          </div>
          {maySend && <p className="label font-normal">{words.undone}</p>}
        </div>
      ) : order.status === 'new' && maySend ? (
        <form onSubmit={submit} className="grid gap-4" noValidate>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label={words.carrier} advice={words.optional} value={carrier} maxLength={SentBody.carrier.maxLength} onChange={(event) => setCarrier(event.target.value)} />
            <TextField label={words.tracking} advice={words.optional} value={tracking} maxLength={SentBody.tracking.maxLength} onChange={(event) => setTracking(event.target.value)} />
          </div>
          <div className="flex flex-wrap gap-3"><Button type="submit" busy={send.isPending}>{words.markSent}</Button>{slip}</div>
        </form>
      ) : slip}
      {isRetrying(send) && <p role="status" className="mt-3 font-medium">{retrying}</p>}
      {error && <div className="mt-3"><OperatorProblem error={error} /></div>}
    </Section>
  );
}

function Contact({ order }: { order: Order }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const change = useChangeOrder(order.id);
  const mayChange = useMay('operator');
  const [isChanging, setChanging] = useState(false);
  const { contact } = order;
  if (order.customerErased) return <p>{words.erased}</p>;
  if (isChanging) {
    return (
      <ContactForm
        contact={contact ?? null}
        email={order.accountEmail ?? ''}
        withAddress={order.delivery === 'address'}
        countries={null}
        busy={change.isPending}
        error={change.error}
        onSubmit={(body) => void change.mutateAsync({ contact: body }).then(() => setChanging(false), () => undefined)}
      />
    );
  }
  return (
    <div className="grid justify-items-start gap-3">
      {contact == null ? <p className="text-muted">{order.delivery === 'none' ? words.noContact : words.missingContact}</p> : (
        <address className="not-italic">
          {addressLines(contact, locale).map((line) => <span key={line} className="block wrap-anywhere">{line}</span>)}
          <a href={`mailto:${contact.email}`} className="block wrap-anywhere underline underline-offset-4">{contact.email}</a>
          {contact.phone !== null && <span className="block">{contact.phone}</span>}
        </address>
      )}
      {mayChange && order.delivery !== 'none' && order.status === 'new' && <Button look="outline" size="small" className="min-h-11" onClick={() => setChanging(true)}>{words.correct}</Button>}
    </div>
  );
}

function Note({ order }: { order: Order }) {
  const { orders: words } = useConsoleTexts();
  const change = useChangeOrder(order.id);
  const mayChange = useMay('operator');
  const [note, setNote] = useState(order.note ?? '');
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!change.isPending) change.mutate({ note: note.trim() || null });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <TextArea label={words.note} advice={words.noteAdvice} value={note} maxLength={2_000} rows={3} readOnly={!mayChange} onChange={(event) => setNote(event.target.value)} />
      {note.trim() !== (order.note ?? '') && <Button type="submit" look="outline" className="justify-self-start" busy={change.isPending}>{words.saveNote}</Button>}
      {change.error && <OperatorProblem error={change.error} />}
    </form>
  );
}

function Steps({ steps }: { steps: readonly OrderStep[] }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  if (steps.length === 0) return <p className="text-muted">{words.noHistory}</p>;
  return (
    <ul className="grid gap-2">
      {steps.map((step) => (
        <li key={step.at + step.what} className="border-b border-line pb-2">
          <span className="font-medium">{words.steps[step.what]}</span>
          {step.fields.length > 0 && <> ({step.fields.map((field) => words.fields[field] ?? field).join(', ')})</>}
          <span className="label block font-normal">{[formatDateTime(step.at, locale), step.actorName].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
}
