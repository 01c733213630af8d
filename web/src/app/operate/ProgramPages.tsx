import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { KeyList, MakeKey } from '@/features/integration/Keys';
import { useKeys, useWebhook, useWebhooks } from '@/features/integration/queries';
import { ChangeWebhook, Deliveries, ReplaySince, WebhookActs, WebhookFacts } from '@/features/integration/Webhook';
import { AddWebhook, titleOf, WebhookList } from '@/features/integration/Webhooks';
import { useIntegrationTexts } from '@/features/integration/words';
import { asProblem } from '@/lib/api/problem';
import { NavLink } from '@/lib/router';
import { useMay } from '@/lib/session';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

const heading = 'display text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere';
const tab = (isActive: boolean) => `inline-flex min-h-11 items-center font-semibold underline-offset-8 hover:underline ${isActive ? 'underline decoration-2' : 'text-muted'}`;

/** Keys are for owners; who may only see webhooks has nothing to choose between. */
function Head({ title, children }: { title: string; children?: ReactNode }) {
  const words = useIntegrationTexts();
  const isOwner = useMay('owner');
  return (
    <div>
      {isOwner && (
        <nav aria-label={words.title} className="mb-2 flex gap-6">
          <NavLink to="/operate/keys" className={tab}>{words.keys.title}</NavLink>
          <NavLink to="/operate/webhooks" className={tab}>{words.webhooks.title}</NavLink>
        </nav>
      )}
      <h1 className={heading}>{title}</h1>
      {children && <p className="mt-3 max-w-prose text-muted">{children}</p>}
    </div>
  );
}

/** The keys by which other programs come in. */
export function KeysPage() {
  const { keys: words } = useIntegrationTexts();
  usePageTitle(words.title);
  const { data: keys, error, refetch } = useKeys();
  if (error && !keys) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!keys) return <Loading />;
  return (
    <div className="page grid gap-10 pt-8">
      <Head title={words.title}>{words.advice}</Head>
      <Section size="small" title={words.list}><KeyList keys={keys} /></Section>
      <Section size="small" title={words.make}><MakeKey /></Section>
    </div>
  );
}

/** Who is sent what happens. */
export function WebhooksPage() {
  const { webhooks: words } = useIntegrationTexts();
  usePageTitle(words.title);
  const isOwner = useMay('owner');
  const { data: webhooks, error, refetch } = useWebhooks();
  if (error && !webhooks) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!webhooks) return <Loading />;
  return (
    <div className="page grid gap-10 pt-8">
      <Head title={words.title}>{words.advice}</Head>
      <Section size="small" title={words.list}>
        <WebhookList webhooks={webhooks} />
        {!isOwner && <p className="label mt-3 font-normal">{words.ownersDecide}</p>}
      </Section>
      {isOwner && <Section size="small" title={words.add}><AddWebhook /></Section>}
    </div>
  );
}

/** One of them, and what became of what was sent. */
export function WebhookPage() {
  const { webhooks: words } = useIntegrationTexts();
  const { webhookId = '' } = useParams();
  const isOwner = useMay('owner');
  const { data: webhook, error, refetch } = useWebhook(webhookId);
  const title = webhook ? titleOf(webhook) : words.title;
  usePageTitle(title);
  if (error && asProblem(error).code === 'webhook_not_found') return <EmptyPage title={words.title} advice={words.gone}><LinkButton to="/operate/webhooks">{words.list}</LinkButton></EmptyPage>;
  if (error && !webhook) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!webhook) return <Loading />;
  return (
    <div className="page grid gap-10 pt-8">
      <Head title={title} />
      <div className="grid gap-6">
        <WebhookFacts webhook={webhook} />
        {isOwner && <WebhookActs webhook={webhook} />}
      </div>
      <Section size="small" title={words.deliveries}>
        <p className="mb-3 text-muted">{words.deliveriesAdvice}</p>
        <Deliveries webhook={webhook} isOwner={isOwner} />
      </Section>
      {isOwner && <Section size="small" title={words.replay}><ReplaySince id={webhook.id} /></Section>}
      {isOwner && <Section size="small" title={words.change}><ChangeWebhook webhook={webhook} /></Section>}
    </div>
  );
}
