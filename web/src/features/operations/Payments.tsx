import { useState, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import type { OperatorPayment, PaymentRefund, PaymentStep } from '@/lib/api/types';
import { formatDateTime, formatMoney, formatNumber, parseMoney } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextArea, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Confirm } from './Confirm';
import { OperatorProblem } from './OperatorProblem';
import { usePaymentAct, usePaymentActs } from './queries';
import { OperatorMark, Table, Td, Th } from './Table';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

type Act = 'refund' | 'capture' | 'void';

/** What can be done with a payment as it stands. The server decides; this only spares presses in vain. */
function actsOf({ status, provider }: OperatorPayment): Act[] {
  switch (status) {
    case 'captured':
    case 'part_refunded':
      return ['refund'];
    case 'capture_failed':
      return ['capture', 'void'];
    case 'sold':
      return ['capture'];
    case 'action':
      return provider === 'manual' ? ['capture', 'void'] : ['void'];
    case 'starting':
    case 'unknown':
    case 'authorized':
      return ['void'];
    case 'declined':
    case 'abandoned':
    case 'voiding':
    case 'voided':
    case 'refunding':
    case 'refunded':
      return [];
  }
}

/** @param isOpen Its details are shown: it is the only one, and its page is this. */
export function PaymentTable({ label, payments, isOpen = false }: { label: string; payments: OperatorPayment[]; isOpen?: boolean }) {
  const { payments: words } = useConsoleTexts();
  const [asked, setAsked] = useState<{ payment: OperatorPayment; act: Act } | null>(null);
  if (payments.length === 0) return <p className="text-muted">{words.none}</p>;
  const close = () => setAsked(null);
  return (
    <>
      <Table label={label}>
        <thead>
          <tr><Th>{words.state}</Th><Th className="text-right">{words.amount}</Th><Th>{words.customer}</Th><Th>{words.drop}</Th><Th>{words.when}</Th>{!isOpen && <Th><span className="sr-only">{words.details}</span></Th>}</tr>
        </thead>
        <tbody>{payments.map((payment) => <Row key={payment.id} payment={payment} isOpen={isOpen} onAct={(act) => setAsked({ payment, act })} />)}</tbody>
      </Table>
      {isOpen && payments.map((payment) => (
        <div key={payment.id} className="mt-4 grid gap-4">
          <Details payment={payment} />
          <div className="flex flex-wrap gap-2"><Acts payment={payment} onAct={(act) => setAsked({ payment, act })} /></div>
        </div>
      ))}
      {asked?.act === 'refund' && <Refund key={asked.payment.id} payment={asked.payment} onClose={close} />}
      {asked && asked.act !== 'refund' && <Ask key={asked.payment.id} payment={asked.payment} act={asked.act} onClose={close} />}
    </>
  );
}

function Row({ payment, isOpen, onAct }: { payment: OperatorPayment; isOpen: boolean; onAct: (act: Act) => void }) {
  const { payments: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { amount, status, refundedMinor } = payment;
  const money = (amountMinor: number) => formatMoney({ ...amount, amountMinor }, locale);
  return (
    <tr className="align-top">
      <Td className="font-semibold">
        {isOpen ? words.states[status] : <Link to={`/operate/payments/${payment.id}`} className="underline underline-offset-4">{words.states[status]}</Link>}
        {payment.disputed && <span className="block text-sm text-refused">{words.disputed}</span>}
      </Td>
      <Td className="text-right whitespace-nowrap">
        {money(amount.amountMinor)}
        {refundedMinor > 0 && <span className="label block">−{money(refundedMinor)}</span>}
      </Td>
      <Td className="max-w-48 truncate">{payment.customerName}</Td>
      <Td className="max-w-48 truncate"><Link to={`/operate/drops/${payment.dropId}`} className="underline underline-offset-4">{payment.dropName}</Link></Td>
      <Td className="whitespace-nowrap text-muted">{formatDateTime(payment.changedAt, locale)}</Td>
      {!isOpen && (
        <Td className="pr-0">
          <div className="flex min-w-64 flex-wrap items-start justify-end gap-2">
            <details className="grow">
              <summary className="inline-flex min-h-9 cursor-pointer items-center text-sm font-semibold underline underline-offset-4">{words.details}</summary>
              <Details payment={payment} />
            </details>
            <Acts payment={payment} onAct={onAct} />
          </div>
        </Td>
      )}
    </tr>
  );
}

function Details({ payment }: { payment: OperatorPayment }) {
  const { payments: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { amount, capturedMinor, refundedMinor } = payment;
  const money = (amountMinor: number) => formatMoney({ ...amount, amountMinor }, locale);
  const details: [string, string | null][] = [
    [words.reference, payment.reference],
    [words.attempt, String(payment.attempt)],
    [words.pieces, formatNumber(payment.quantity, locale)],
    [words.returned, payment.returnedUnits > 0 ? formatNumber(payment.returnedUnits, locale) : null],
    [words.taken, capturedMinor > 0 ? money(capturedMinor) : null],
    [words.refunded, refundedMinor > 0 ? money(refundedMinor) : null],
    [words.decline, payment.declineCode],
    [words.captureBefore, payment.captureBefore && formatDateTime(payment.captureBefore, locale)],
    [words.lastError, payment.lastError],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 pb-2 text-sm">
      {details.filter(([, value]) => value !== null).map(([name, value]) => (
        <div key={name} className="contents"><dt className="text-muted">{name}</dt><dd className="wrap-anywhere">{value}</dd></div>
      ))}
    </dl>
  );
}

function Acts({ payment, onAct }: { payment: OperatorPayment; onAct: (act: Act) => void }) {
  const { payments: words } = useConsoleTexts();
  const names = { refund: words.refund, capture: payment.status === 'action' ? words.markPaid : words.capture, void: words.letGo };
  const [mayRefund, mayAct] = [useMay('support'), useMay('operator')];
  return actsOf(payment).filter((act) => (act === 'refund' ? mayRefund : mayAct)).map((act) => (
    <Button key={act} look="outline" size="small" aria-label={`${names[act]}: ${payment.customerName}`} onClick={() => onAct(act)}>{names[act]}</Button>
  ));
}

interface ActProps {
  payment: OperatorPayment;
  onClose: () => void;
}

function Ask({ payment, act, onClose }: ActProps & { act: 'capture' | 'void' }) {
  const { payments: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const request = usePaymentAct<undefined>(payment.id, act);
  const amount = formatMoney(payment.amount, locale);
  const [title, action, advice] = act === 'void'
    ? [words.letGoAsk, words.letGo, words.letGoAdvice]
    : payment.status === 'action' ? [words.markPaidAsk, words.markPaid, words.markPaidAdvice(amount)] : [words.captureAsk, words.capture, words.captureAdvice(amount)];
  return (
    <Confirm title={title} action={action} look={act === 'void' ? 'danger' : 'solid'} busy={request.isPending} retrying={isRetrying(request)} error={request.error} onClose={onClose} onConfirm={() => request.mutate(undefined, { onSuccess: onClose })}>
      <p className="font-semibold wrap-anywhere">{payment.customerName} · {amount}</p>
      <p className="text-muted">{advice}</p>
    </Confirm>
  );
}

function Refund({ payment, onClose }: ActProps) {
  const { payments: words, retrying } = useConsoleTexts();
  const { app } = useTexts();
  const { locale } = useSpeech();
  const left = { ...payment.amount, amountMinor: payment.capturedMinor - payment.refundedMinor };
  const leftText = formatMoney(left, locale);
  const [amount, setAmount] = useState('');
  const [pieces, setPieces] = useState('');
  const [restock, setRestock] = useState(false);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const request = usePaymentAct<{ amountMinor: number; units?: number; restock: boolean; reason: string }>(payment.id, 'refund');

  const unitsLeft = payment.quantity - payment.returnedUnits;
  const units = pieces.trim() === '' ? undefined : Number(pieces);
  const areUnitsWrong = units !== undefined && !(Number.isInteger(units) && units >= 1 && units <= unitsLeft);
  // Those that come back are refunded at their price, where nothing else is said.
  const usual = units === undefined || areUnitsWrong ? left.amountMinor : Math.min(left.amountMinor, (payment.amount.amountMinor / payment.quantity) * units);
  const amountMinor = amount.trim() === '' ? usual : parseMoney(amount, left.currency, locale);
  const isAmountWrong = amountMinor === null || amountMinor < 1 || amountMinor > left.amountMinor;
  const isReasonWrong = reason.trim() === '' || reason.trim().length > 500;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (request.isPending || isAmountWrong || areUnitsWrong || isReasonWrong) return;
    request.mutate({ amountMinor, ...(units !== undefined && { units }), restock, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog title={words.refundAsk(payment.customerName)} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField label={words.refundAmount} inputMode="decimal" placeholder={formatMoney({ ...left, amountMinor: usual }, locale)} advice={words.refundLeft(leftText)} value={amount} onChange={(event) => setAmount(event.target.value)} error={isTried && isAmountWrong ? words.refundAmountWrong(leftText) : null} />
        {unitsLeft > 1 && <TextField label={words.unitsBack} inputMode="numeric" advice={words.unitsBackAdvice(unitsLeft)} value={pieces} onChange={(event) => setPieces(event.target.value)} error={isTried && areUnitsWrong ? words.unitsBackWrong(unitsLeft) : null} />}
        <label className="flex min-h-11 items-center gap-3">
          <input type="checkbox" checked={restock} onChange={(event) => setRestock(event.target.checked)} className="size-5 shrink-0 accent-current" />
          {units === undefined ? words.restock : words.restockThem}
        </label>
        <p className="label -mt-3 font-normal">{words.restockAdvice}</p>
        <TextArea label={words.reason} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} error={isTried && isReasonWrong ? words.reasonNeeded : null} required />
        {request.error && <OperatorProblem error={request.error} />}
        {isRetrying(request) && <p role="status" className="font-medium">{retrying}</p>}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>{request.isPending ? app.close : app.cancel}</Button>
          <Button type="submit" look="danger" busy={request.isPending}>{words.refund} {!isAmountWrong && formatMoney({ ...left, amountMinor }, locale)}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What became of a payment, in order, and who did it. */
export function StepTable({ label, steps }: { label: string; steps: PaymentStep[] }) {
  const { payments: words } = useConsoleTexts();
  if (steps.length === 0) return <p className="text-muted">{words.none}</p>;
  return (
    <Table label={label}>
      <thead><tr><Th>{words.when}</Th><Th>{words.state}</Th><Th>{words.who}</Th><Th>{words.reason}</Th></tr></thead>
      <tbody>{steps.map((step) => <Step key={`${step.at} ${step.to} ${step.why}`} step={step} />)}</tbody>
    </Table>
  );
}

function Step({ step: { at, from, to, why, actor, actorName, customerName, paymentId }, isNamed = false }: { step: PaymentStep; isNamed?: boolean }) {
  const { payments: words } = useConsoleTexts();
  const { locale } = useSpeech();
  return (
    <tr>
      <Td className="whitespace-nowrap text-muted">{formatDateTime(at, locale)}</Td>
      {isNamed && <Td className="max-w-48 truncate"><Link to={`/operate/payments/${paymentId}`} className="underline underline-offset-4">{customerName}</Link></Td>}
      <Td className="font-medium whitespace-nowrap">{words.states[to]}{from === to && <span className="label block">{words.unmoved}</span>}</Td>
      <Td className="max-w-48 truncate">{actor === null ? <span className="text-muted">{words.nobody}</span> : <>{actorName ?? actor.slice(0, 8)}<OperatorMark /></>}</Td>
      <Td className="text-muted wrap-anywhere">{why}</Td>
    </tr>
  );
}

/** Part of the history of a drop: what operators did with its payments. */
export function PaymentActs({ dropId }: { dropId: string }) {
  const { payments: words } = useConsoleTexts();
  const { data, error } = usePaymentActs(dropId);
  if (error && !data) return <ProblemNotice error={error} />;
  if (!data?.length) return <p className="text-muted">{data && words.none}</p>;
  return (
    <Table label={words.acts} className="max-h-96">
      <thead><tr><Th>{words.when}</Th><Th>{words.customer}</Th><Th>{words.state}</Th><Th>{words.who}</Th><Th>{words.reason}</Th></tr></thead>
      <tbody>{data.map((step) => <Step key={`${step.paymentId} ${step.at} ${step.why}`} step={step} isNamed />)}</tbody>
    </Table>
  );
}

export function RefundTable({ label, payment, refunds }: { label: string; payment: OperatorPayment; refunds: PaymentRefund[] }) {
  const { payments: words } = useConsoleTexts();
  const { locale } = useSpeech();
  if (refunds.length === 0) return <p className="text-muted">{words.none}</p>;
  return (
    <Table label={label}>
      <thead><tr><Th>{words.when}</Th><Th className="text-right">{words.amount}</Th><Th>{words.returned}</Th><Th>{words.state}</Th><Th>{words.reason}</Th></tr></thead>
      <tbody>
        {refunds.map(({ id, createdAt, amountMinor, units, restock, status, reason }) => (
          <tr key={id}>
            <Td className="whitespace-nowrap text-muted">{formatDateTime(createdAt, locale)}</Td>
            <Td className="text-right whitespace-nowrap">{formatMoney({ ...payment.amount, amountMinor }, locale)}</Td>
            <Td>{units === 0 ? words.noUnits : restock ? words.restocked(units) : words.keptSold(units)}</Td>
            <Td className="font-medium">{words.refundStates[status as keyof typeof words.refundStates]}</Td>
            <Td className="text-muted wrap-anywhere">{reason}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
