import { useState, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { asProblem } from '@/lib/api/problem';
import type { EventType, Webhook } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Choices } from './Choices';
import { useDropNames, useMakeWebhook, type WebhookTerms } from './queries';
import { Secret } from './Secret';
import { useIntegrationTexts } from './words';

const URL_MAX = 2_000;
const DESCRIPTION_MAX = 200;

export const webhookPath = (id: string): string => `/operate/webhooks/${id}`;

/** Its description, or else the host that it is sent to. */
export function titleOf({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  return description ?? (URL.canParse(url) ? new URL(url).host : url);
}

export function WebhookList({ webhooks }: { webhooks: Webhook[] }) {
  const { webhooks: words } = useIntegrationTexts();
  if (webhooks.length === 0) return <p className="text-muted">{words.none}</p>;
  return <ul className="border-b border-line">{webhooks.map((webhook) => <Row key={webhook.id} webhook={webhook} />)}</ul>;
}

function Row({ webhook }: { webhook: Webhook }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const { id, url, description, waiting, lastDeliveredAt } = webhook;
  return (
    <li className="grid items-start gap-x-8 gap-y-1 border-t border-line py-3 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,2fr)]">
      <div className="min-w-0">
        <Link to={webhookPath(id)} className="inline-flex min-h-6 font-semibold wrap-anywhere underline underline-offset-4">{titleOf(webhook)}</Link>
        {description !== null && <p className="text-sm text-muted wrap-anywhere">{url}</p>}
      </div>
      <State webhook={webhook} />
      <div className="text-sm">
        <p>{waiting > 0 ? words.waiting(waiting) : words.nothingWaits}</p>
        <p className="text-muted">{lastDeliveredAt === null ? words.neverDelivered : words.lastDelivered(formatDateTime(lastDeliveredAt, locale))}</p>
      </div>
    </li>
  );
}

export function State({ webhook: { state, offReason, failingSince } }: { webhook: Webhook }) {
  const { webhooks: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  return (
    <div className="text-sm">
      {state === 'on' && failingSince === null && <p className="font-semibold text-free">{words.on}</p>}
      {state === 'on' && failingSince !== null && <p className="font-semibold text-refused">{words.failing(formatDateTime(failingSince, locale))}</p>}
      {state === 'off' && <p className="font-semibold text-refused">{words.off}</p>}
      {offReason !== null && <p className="text-muted">{words.offReason[offReason]}</p>}
    </div>
  );
}

export function AddWebhook() {
  const { webhooks: words } = useIntegrationTexts();
  const make = useMakeWebhook();
  const [made, setMade] = useState<{ title: string; secret: string; times: number } | null>(null);
  return (
    <div className="grid gap-6">
      <WebhookForm
        key={made?.times}
        action={words.add}
        request={make}
        onSubmit={(terms) => {
          setMade(null);
          make.mutate(terms, { onSuccess: (webhook) => setMade((before) => ({ title: titleOf(webhook), secret: webhook.secret ?? '', times: (before?.times ?? 0) + 1 })) });
        }}
      />
      {made && <Secret title={`${made.title}. ${words.secretShown}:`} secret={made.secret}>{words.secretAdvice}</Secret>}
    </div>
  );
}

interface FormProps {
  initial?: Webhook;
  action: string;
  request: { isPending: boolean; error: Error | null; reset: () => void };
  onSubmit: (terms: WebhookTerms) => void;
}

/** For a new one, and for changing one. */
export function WebhookForm({ initial, action, request, onSubmit }: FormProps) {
  const { webhooks: words } = useIntegrationTexts();
  const { data: names = [] } = useDropNames();
  const [url, setUrl] = useState(initial?.url ?? '');
  const [description, setDescription] = useState(initial?.description ?? '');
  const [types, setTypes] = useState<EventType[] | null>(initial && initial.types.length > 0 ? initial.types : null);
  const [drops, setDrops] = useState<string[] | null>(initial && initial.drops.length > 0 ? initial.drops : null);
  const [isTried, setTried] = useState(false);
  const isUrl = url.trim() !== '' && url.trim().length <= URL_MAX;
  const isShort = [...description.trim()].length <= DESCRIPTION_MAX;
  const isUrlRefused = 'url' in asProblem(request.error).fieldErrors;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isUrl || !isShort || types?.length === 0 || drops?.length === 0 || request.isPending) return;
    onSubmit({ url: url.trim(), description: description.trim() || null, types: types ?? [], drops: drops ?? [] });
  };
  const typeOptions = (Object.keys(words.type) as EventType[]).filter((value) => value !== 'webhook.test').map((value) => ({ value, title: words.type[value] }));
  // What was chosen before stays in the list, also when it is not among the newest.
  const dropOptions = [...names, ...(initial?.drops ?? []).filter((id) => names.every((one) => one.id !== id)).map((id) => ({ id, name: id.slice(0, 8) }))].map(({ id, name }) => ({ value: id, title: name }));
  return (
    <form onSubmit={submit} noValidate className="grid max-w-3xl gap-5">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={words.url}
          advice={words.urlAdvice}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          value={url}
          onChange={({ target }) => {
            if (request.error) request.reset();
            setUrl(target.value);
          }}
          error={(isTried && !isUrl) || isUrlRefused ? words.urlWrong : null}
          required
        />
        <TextField label={words.description} advice={words.descriptionAdvice} autoComplete="off" value={description} onChange={({ target }) => setDescription(target.value)} error={isShort ? null : words.descriptionWrong} />
      </div>
      <div className="grid gap-2">
        <Choices
          isOne
          legend={words.which}
          options={[{ value: 'usual', title: words.usual }, { value: 'some', title: words.someTypes }]}
          chosen={[types === null ? 'usual' : 'some']}
          onChange={([one]) => setTypes(one === 'some' ? (types ?? []) : null)}
        />
        {types !== null && <Choices isUnder legend={words.someTypes} options={typeOptions} chosen={types} onChange={setTypes} error={isTried && types.length === 0 ? words.typesNeeded : null} />}
      </div>
      <div className="grid gap-2">
        <Choices
          isOne
          legend={words.ofDrops}
          options={[{ value: 'all', title: words.allDrops }, { value: 'some', title: words.someDrops }]}
          chosen={[drops === null ? 'all' : 'some']}
          onChange={([one]) => setDrops(one === 'some' ? (drops ?? []) : null)}
        />
        {drops !== null && <Choices isUnder legend={words.someDrops} options={dropOptions} chosen={drops} onChange={setDrops} error={isTried && drops.length === 0 ? words.dropsNeeded : null} />}
      </div>
      {request.error && !isUrlRefused && <ProblemNotice error={request.error} />}
      <Button type="submit" className="justify-self-start" busy={request.isPending}>{action}</Button>
    </form>
  );
}
