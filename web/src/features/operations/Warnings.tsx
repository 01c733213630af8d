import { Megaphone, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Warning } from '@/lib/api/types';
import { formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { IconButton } from '@/lib/ui/Button';
import { useWarnings } from './queries';
import { useConsoleTexts } from './words';

const SHOWN_MAX = 3;
const CLOSED_MAX = 100;

/** What is wrong, above every page of the console, until it is over or this person closes it. The same trouble that begins anew is shown anew. */
export function Warnings({ person }: { person: string }) {
  const { warnings: words } = useConsoleTexts();
  const warnings = useWarnings();
  const [closed, close] = useClosed(person);
  const open = warnings.filter(({ id }) => !closed.includes(id)).toSorted((a, b) => rank(a) - rank(b));
  const rest = open.length - SHOWN_MAX;
  return (
    // Always there, so that screen readers hear what comes into it.
    <div role="status" className="no-print">
      {open.slice(0, SHOWN_MAX).map((warning) => <Banner key={warning.id} warning={warning} onClose={() => close(warning.id)} />)}
      {rest > 0 && <p className="page label py-2">{words.more(rest)}</p>}
    </div>
  );
}

const rank = ({ level }: Warning) => (level === 'trouble' ? 0 : 1);

function Banner({ warning, onClose }: { warning: Warning; onClose: () => void }) {
  const { warnings: words, mail } = useConsoleTexts();
  const { locale } = useSpeech();
  const isNews = warning.level === 'news';
  const Icon = isNews ? Megaphone : TriangleAlert;
  const kind = words.kinds[warning.code as keyof typeof words.kinds] as (typeof words.kinds)[keyof typeof words.kinds] | undefined;
  const amount = warning.amount ?? 0;
  const count = warning.code === 'disk_low' ? Math.floor(amount / 1_048_576) : warning.code === 'expiry_late' || warning.code === 'clock_apart' ? Math.floor(amount / 1_000) : amount;
  return (
    <div className="border-b border-line bg-surface">
      <div className="page flex items-center gap-3 py-2">
        <Icon className={`size-5 shrink-0 ${isNews ? 'text-ink' : 'text-refused'}`} aria-hidden />
        <p className="min-w-0 grow">
          <strong className={`font-semibold ${isNews ? '' : 'text-refused'}`}>{kind?.title(formatNumber(count, locale), warning.name ?? '') ?? warning.title}.</strong>{' '}
          <span>{warning.reason !== null && mail.error(warning.reason)} {kind?.toDo ?? warning.toDo}</span>{' '}
          <Link to={wayOf(warning)} className="inline-flex min-h-6 items-center whitespace-nowrap underline underline-offset-4">{isNews ? words.toReport : warning.code === 'payment_stuck' ? words.toPayments : warning.code === 'webhook_off' ? words.toWebhooks : mail.toHealth}</Link>
        </p>
        <IconButton label={words.close} onClick={onClose}><X className="size-5" aria-hidden /></IconButton>
      </div>
    </div>
  );
}

function wayOf({ code, subject }: Warning): string {
  if (code === 'sold_out' && subject !== null) return `/operate/drops/${subject}/report`;
  if (code === 'webhook_off') return '/operate/webhooks';
  return code === 'payment_stuck' ? '/operate/payments' : '/operate/health';
}

/** Kept in the browser, for each person who signs in at it. */
function useClosed(person: string): [readonly string[], (id: string) => void] {
  const name = `stampede.warnings.${person}`;
  const [closed, setClosed] = useState(() => read(name));
  return [
    closed,
    (id) => {
      const all = [...closed, id].slice(-CLOSED_MAX);
      setClosed(all);
      try {
        localStorage.setItem(name, JSON.stringify(all));
      } catch {
        // Storage is full or forbidden: it stays closed as long as the page.
      }
    },
  ];
}

function read(name: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
