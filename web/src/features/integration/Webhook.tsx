import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { Delivery, DeliveryState, RotatedSecret, Webhook } from '@/lib/api/types';
import { formatDateTime, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button, MoreButton } from '@/lib/ui/Button';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Question } from '@/lib/ui/Question';
import { deviceTimeZone, fromWallTime } from '@/lib/zonedTime';
import { useChangeWebhook, useDeleteWebhook, useDeliveries, useDropNames, useReplayOne, useReplaySince, useRotateSecret, useTestWebhook } from './queries';
import { Secret } from './Secret';
import { State, WebhookForm } from './Webhooks';
import { useIntegrationTexts } from './words';

/** As it stands. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const { data: drops = [] } = useDropNames();
  const time = (instant: string | null) => (instant === null ? words.never : formatDateTime(instant, locale));
  const facts: [string, ReactNode][] = [
    [words.url, <span key="url" className="wrap-anywhere">{webhook.url}</span>],
    [words.which, webhook.types.length === 0 ? words.usual : webhook.types.map((type) => words.type[type]).join(', ')],
    [words.ofDrops, webhook.drops.length === 0 ? words.allDrops : webhook.drops.map((id) => drops.find((drop) => drop.id === id)?.name ?? id.slice(0, 8)).join(', ')],
    [words.waits, formatNumber(webhook.waiting, locale)],
    [words.lastDeliveredAt, time(webhook.lastDeliveredAt)],
    [words.lastFailedAt, time(webhook.lastFailedAt)],
    [words.madeBy, words.by(webhook.createdByName, time(webhook.createdAt))],
  ];
  return (
    <div className="grid gap-4">
      <State webhook={webhook} />
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        {facts.map(([name, value]) => <div key={name} className="min-w-0"><dt className="label font-normal">{name}</dt><dd className="font-medium">{value}</dd></div>)}
      </dl>
      {webhook.previousSecretUntil !== null && <p className="font-medium">{words.previousSecret(time(webhook.previousSecretUntil))}</p>}
    </div>
  );
}

type Act = 'off' | 'rotate' | 'remove';

/** For owners: what can be done with it. */
export function WebhookActs({ webhook: { id, state } }: { webhook: Webhook }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<Act | null>(null);
  const [rotated, setRotated] = useState<RotatedSecret | null>(null);
  const [change, rotate, remove, test] = [useChangeWebhook(id), useRotateSecret(id), useDeleteWebhook(), useTestWebhook(id)];
  const close = () => setAsked(null);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        <Button look="outline" busy={test.isPending} onClick={() => test.mutate(undefined)}>{words.test}</Button>
        <Button look="outline" onClick={() => setAsked('rotate')}>{words.rotate}</Button>
        {state === 'on'
          ? <Button look="outline" onClick={() => setAsked('off')}>{words.switchOff}</Button>
          : <Button busy={change.isPending} onClick={() => change.mutate({ state: 'on' })}>{words.switchOn}</Button>}
        <Button look="quiet" onClick={() => setAsked('remove')}>{words.remove}</Button>
      </div>
      {test.data && <TestOutcome delivery={test.data} />}
      {test.error && <ProblemNotice error={test.error} />}
      {change.error && asked === null && <ProblemNotice error={change.error} />}
      {rotated && <Secret title={`${words.secretShown}:`} secret={rotated.secret}>{words.previousSecret(formatDateTime(rotated.previousUntil, locale))}</Secret>}
      {asked === 'off' && (
        <Question title={words.switchOffAsk} action={words.switchOff} request={change} onClose={close} onConfirm={() => change.mutate({ state: 'off' }, { onSuccess: close })}><p className="text-muted">{words.switchOffAdvice}</p></Question>
      )}
      {asked === 'rotate' && (
        <Question
          title={words.rotateAsk}
          action={words.rotate}
          request={rotate}
          onClose={close}
          onConfirm={() => rotate.mutate(undefined, {
            onSuccess: (secret) => {
              setRotated(secret);
              close();
            },
          })}
        >
          <p className="text-muted">{words.rotateAdvice}</p>
        </Question>
      )}
      {asked === 'remove' && (
        <Question title={words.removeAsk} action={words.remove} look="danger" request={remove} onClose={close} onConfirm={() => remove.mutate(id, { onSuccess: () => navigate('/operate/webhooks') })}>
          <p className="text-muted">{words.removeAdvice}</p>
        </Question>
      )}
    </div>
  );
}

function TestOutcome({ delivery: { state, lastStatus, lastError, lastAnswer } }: { delivery: Delivery }) {
  const { webhooks: words } = useIntegrationTexts();
  if (state === 'delivered') return <p role="status" className="border-l-4 border-free bg-surface py-3 pr-4 pl-3 font-medium">{words.tested(String(lastStatus ?? ''))}</p>;
  return (
    <div role="status" className="grid gap-1 border-l-4 border-refused bg-surface py-3 pr-4 pl-3">
      <p><strong className="font-semibold">{words.testFailed}</strong> {lastStatus !== null && <>{lastStatus}: </>}{lastError !== null && words.error[lastError]}</p>
      {lastAnswer && <pre className="max-h-40 overflow-auto text-sm whitespace-pre-wrap wrap-anywhere text-muted">{lastAnswer}</pre>}
    </div>
  );
}

export function ChangeWebhook({ webhook }: { webhook: Webhook }) {
  const { webhooks: words } = useIntegrationTexts();
  const change = useChangeWebhook(webhook.id);
  return (
    <div className="grid gap-4">
      <WebhookForm initial={webhook} action={words.save} request={change} onSubmit={(terms) => change.mutate(terms)} />
      {change.isSuccess && <p role="status">{words.saved}</p>}
    </div>
  );
}

const STATES: readonly DeliveryState[] = ['waiting', 'delivered', 'failed'];

export function Deliveries({ webhook, isOwner }: { webhook: Webhook; isOwner: boolean }) {
  const { webhooks: words } = useIntegrationTexts();
  const [state, setState] = useState<DeliveryState | null>(null);
  const deliveries = useDeliveries(webhook.id, state);
  const replay = useReplayOne(webhook.id);
  const items = deliveries.data?.pages.flatMap((page) => page.items);
  return (
    <div className="grid gap-4">
      <SelectField label={words.show} className="max-w-xs" value={state ?? ''} onChange={({ target }) => setState(STATES.find((one) => one === target.value) ?? null)}>
        <option value="">{words.all}</option>
        {STATES.map((one) => <option key={one} value={one}>{words.states[one]}</option>)}
      </SelectField>
      {deliveries.error && !items && <ProblemNotice error={deliveries.error} />}
      {replay.error && <ProblemNotice error={replay.error} />}
      {items?.length === 0 && <p className="min-h-20 text-muted">{words.noDeliveries}</p>}
      {!!items?.length && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div role="region" aria-label={words.deliveries} tabIndex={0} className="relative overflow-x-auto">
          <table className="w-full border-collapse text-left">
            <thead>
              <tr>
                {[words.event, words.drop, words.state, words.attempts, words.answer, words.when].map((head) => <th key={head} scope="col" className="label border-b border-line py-2 pr-4 font-medium whitespace-nowrap">{head}</th>)}
                {isOwner && <th scope="col" className="border-b border-line"><span className="sr-only">{words.again}</span></th>}
              </tr>
            </thead>
            <tbody>{items.map((delivery) => <DeliveryRow key={delivery.eventId} delivery={delivery} onAgain={isOwner ? () => replay.mutate(delivery.eventId) : null} />)}</tbody>
          </table>
        </div>
      )}
      <MoreButton of={deliveries} className="justify-self-start" />
    </div>
  );
}

const cell = 'border-b border-line py-2 pr-4 align-top';
const colours: Record<DeliveryState, string> = { waiting: 'text-held', delivered: 'text-free', failed: 'text-refused' };

/** @param onAgain Null: only owners send again. */
function DeliveryRow({ delivery, onAgain }: { delivery: Delivery; onAgain: (() => void) | null }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const { data: drops = [] } = useDropNames();
  const { eventId, type, dropId, state, attempts, lastStatus, lastError, lastAnswer, lastAttemptAt, nextAttemptAt, createdAt } = delivery;
  return (
    <tr>
      <td className={`${cell} min-w-40`}><span className="block font-semibold">{words.type[type]}</span><span className="block font-mono text-xs text-muted wrap-anywhere">{eventId}</span></td>
      <td className={`${cell} max-w-48 min-w-28 wrap-anywhere`}>{dropId !== null && <Link to={`/operate/drops/${dropId}`} className="underline underline-offset-4">{drops.find(({ id }) => id === dropId)?.name ?? dropId.slice(0, 8)}</Link>}</td>
      <td className={`${cell} font-semibold whitespace-nowrap ${colours[state]}`}>{words.states[state]}</td>
      <td className={`${cell} text-right`}>{formatNumber(attempts, locale)}</td>
      <td className={`${cell} min-w-56`}>
        {lastStatus !== null && <span className="font-medium">{lastStatus} </span>}
        {lastError !== null && <span className="text-sm text-muted">{words.error[lastError]}</span>}
        {lastAnswer && (
          <details>
            <summary className="inline-flex min-h-6 cursor-pointer items-center text-sm underline underline-offset-4">{words.said}</summary>
            <pre className="max-h-40 max-w-sm overflow-auto text-sm whitespace-pre-wrap wrap-anywhere text-muted">{lastAnswer}</pre>
          </details>
        )}
      </td>
      <td className={`${cell} min-w-40 text-sm whitespace-nowrap text-muted`}>
        <span className="block">{formatDateTime(lastAttemptAt ?? createdAt, locale)}</span>
        {state === 'waiting' && nextAttemptAt !== null && <span className="block">{words.nextTry(formatDateTime(nextAttemptAt, locale))}</span>}
      </td>
      {onAgain && <td className={`${cell} pr-0 text-right`}><Button look="quiet" size="small" className="whitespace-nowrap" aria-label={words.againOf(words.type[type], eventId)} onClick={onAgain}>{words.again}</Button></td>}
    </tr>
  );
}

/** For when the receiver has lost something. */
export function ReplaySince({ id }: { id: string }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const replay = useReplaySince(id);
  const [since, setSince] = useState('');
  const [isTried, setTried] = useState(false);
  const [instant] = fromWallTime(since, deviceTimeZone());
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (instant !== undefined && !replay.isPending) replay.mutate(instant);
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-xl gap-4">
      <p className="text-muted">{words.replayAdvice}</p>
      <TextField label={words.since} type="datetime-local" className="max-w-xs" value={since} onChange={({ target }) => { replay.reset(); setSince(target.value); }} error={isTried && instant === undefined ? words.sinceNeeded : null} required />
      {replay.error && <ProblemNotice error={replay.error} />}
      {replay.data && <p role="status" className="font-medium">{words.replayed(replay.data.count)} {replay.data.until !== null && words.replayedUntil(formatDateTime(replay.data.until, locale))}</p>}
      <Button type="submit" look="outline" className="justify-self-start" busy={replay.isPending}>{words.again}</Button>
    </form>
  );
}
