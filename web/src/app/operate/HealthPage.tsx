import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { ConfirmAccount } from '@/features/operations/ConfirmAccount';
import { useHealth } from '@/features/operations/queries';
import { Table, Td, Th } from '@/features/operations/Table';
import { useConsoleTexts } from '@/features/operations/words';
import { useServerNow } from '@/lib/clock';
import { countdown, formatDate, formatTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** A node reports every three seconds. The server counts it as gone after this time too. */
const SILENT_AFTER_MS = 15_000;

export function HealthPage() {
  const { healthPage: words, accounts, mail: mailWords } = useConsoleTexts();
  const { texts: { number, days }, locale } = useSpeech();
  usePageTitle(words.title);
  const { data: health, error, refetch } = useHealth();
  const now = useServerNow();
  const mayConfirm = useMay('operator');
  if (error && !health) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!health) return <Loading />;
  const agoOf = (seconds: number) => (seconds < 120 ? words.secondsAgo(seconds) : words.ago(countdown(seconds, days)));
  const { database, nodes, expiryLagMilliseconds, liveWatchers, mail, sendsMail } = health;
  const secondsSince = (instant: string) => Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  const mailNotes = mail == null ? [] : [
    ...(sendsMail ? [] : [mailWords.offAdvice]),
    ...(mail.since === null ? [] : [mailWords.since(countdown(secondsSince(mail.since), days))]),
    ...(mail.lastError === null ? [] : [mailWords.error(mail.lastError)]),
    ...(mail.givenUp === 0 ? [] : [mailWords.givenUp(mail.givenUp)]),
  ];
  const Icon = database.reachable ? CircleCheck : CircleX;
  // Compared with the server's time of the same answer: a page that gets no answers must not call a node silent.
  const isSilent = (lastSeenAt: string) => Date.parse(health.serverTime) - Date.parse(lastSeenAt) > SILENT_AFTER_MS;

  return (
    <div className="page grid gap-10 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase">{words.title}</h1>
      {error && <ProblemNotice error={error} />}
      <dl className="grid gap-x-10 gap-y-8 border-t border-line pt-6 sm:grid-cols-2 lg:grid-cols-5">
        <Fact label={words.database} note={database.version === null ? null : `PostgreSQL ${database.version}`}>
          <span className={database.reachable ? 'text-free' : 'text-refused'}><Icon className="mr-2 inline size-8" aria-hidden />{database.reachable ? words.reachable : words.unreachable}</span>
        </Fact>
        <Fact label={words.latency} note={null}>{database.latencyMilliseconds === null ? '–' : words.ms(database.latencyMilliseconds)}</Fact>
        <Fact label={words.lag} note={words.lagAdvice}>{expiryLagMilliseconds === null ? words.none : words.ms(expiryLagMilliseconds)}</Fact>
        <Fact label={mailWords.title} note={mailNotes.join(' ') || null}>
          {mail == null ? '–' : <span className={clsx(mail.tried > 0 && 'text-refused')}>{mail.waiting > 0 ? mailWords.waiting(mail.waiting) : sendsMail ? mailWords.allSent : mailWords.off}</span>}
        </Fact>
        <Fact label={words.watchers} note={`${words.clock} ${formatTime(new Date(now).toISOString(), locale)}`}>{number(liveWatchers)}</Fact>
      </dl>
      <Section title={words.nodes} size="small">
        <Table label={words.nodes}>
          <thead><tr><Th>{words.node}</Th><Th>{words.version}</Th><Th>{words.started}</Th><Th className="text-right">{words.lastSeen}</Th></tr></thead>
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id}>
                <Td className="font-semibold wrap-anywhere">
                  {node.id}
                  {isSilent(node.lastSeenAt) && <span className="ml-3 inline-flex items-center gap-1.5 text-refused"><CircleAlert className="size-4" aria-hidden />{words.silent}</span>}
                </Td>
                <Td className="text-muted">{node.version.split('+')[0]}</Td>
                <Td className="text-muted">{formatDate(node.startedAt, locale, { dateStyle: 'medium', timeStyle: 'medium' })}</Td>
                <Td className={clsx('text-right whitespace-nowrap', isSilent(node.lastSeenAt) && 'text-refused')}>{agoOf(secondsSince(node.lastSeenAt))}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
        {nodes.some(({ lastSeenAt }) => isSilent(lastSeenAt)) && <p className="label mt-2 font-normal">{words.silentAdvice}</p>}
      </Section>
      {mayConfirm && <Section title={accounts.title} size="small"><ConfirmAccount /></Section>}
    </div>
  );
}

function Fact({ label, note, children }: { label: string; note: string | null; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{label}</dt>
      <dd className="display mt-2 text-4xl">{children}</dd>
      {note !== null && <dd className="label mt-2 font-normal">{note}</dd>}
    </div>
  );
}
