import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Drop, DropInput } from '@/lib/api/types';
import { below } from '@/lib/base';
import { useServerNow } from '@/lib/clock';
import { formatDate, formatMoney, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { usePaymentConfig } from '@/lib/payments';
import { deviceTimeZone, offsetName, toWallTime } from '@/lib/zonedTime';
import { useConsoleTexts } from './words';

interface Props {
  drop: Pick<Drop | DropInput, 'name' | 'pictures' | 'price' | 'payment' | 'startsAt' | 'endsAt'>;
  /** Absent: anybody may reserve. */
  entrance?: { mode?: string | null; waitlist?: boolean | null } | undefined;
  sizes: { label: string; total: number }[];
  limitPerCustomer: number;
  /** The time zone in which the operator planned this drop. */
  zone: string;
}

/** What customers will see, and when: the last chance to notice a wrong price or a wrong year. */
export function LastLook({ drop, entrance, sizes, limitPerCustomer, zone }: Props) {
  const { look: words, form, lines } = useConsoleTexts();
  const { locale } = useSpeech();
  const now = useServerNow();
  const imageUrl = drop.pictures?.[0]?.url;
  const { name, price, payment, startsAt, endsAt } = drop;
  const takesPayment = (usePaymentConfig()?.provider ?? 'none') !== 'none';
  const isOpen = startsAt == null || Date.parse(startsAt) <= now;
  const mode = entrance?.mode === 'queue' || entrance?.mode === 'draw' ? entrance.mode : 'open';
  const isOver = endsAt != null && Date.parse(endsAt) <= now;
  const total = sizes.reduce((sum, size) => sum + size.total, 0);
  return (
    <>
      <div className="flex items-center gap-4">
        {imageUrl != null && <img src={below(imageUrl)} alt="" className="size-20 shrink-0 bg-sunken object-cover" />}
        <p className="display min-w-0 text-3xl wrap-anywhere">{name}</p>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2">
        <Row label={words.price}><span className="figures text-2xl">{formatMoney(price, locale)}</span></Row>
        {takesPayment && price.amountMinor > 0 && <Row label={words.payment}>{payment === 'required' ? words.paid : <Warning>{words.unpaid}</Warning>}</Row>}
        <Row label={words.sizes}>{sizes.map((size) => `${size.label} · ${formatNumber(size.total, locale)}`).join(', ')} <span className="text-muted">({form.sum(total)})</span></Row>
        <Row label={words.limit}>{formatNumber(limitPerCustomer, locale)}</Row>
        <Row label={lines.how}>{lines.presets[mode]}{entrance?.waitlist === true && `, ${lines.withWaitlist}`}</Row>
        <Row label={words.opens}>
          {isOpen && startsAt != null && <Warning>{words.pastStart(moment(startsAt, zone, locale))}</Warning>}
          {isOpen ? (mode === 'open' ? <Warning>{words.atOnce}</Warning> : words.atOnceInLine) : <Moment instant={startsAt} zone={zone} />}
        </Row>
        <Row label={words.ends}>{endsAt == null ? words.noEnd : <Moment instant={endsAt} zone={zone} />}{isOver && <Warning>{words.pastEnd}</Warning>}</Row>
      </dl>
    </>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="label pt-0.5">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return <span className="flex gap-2 font-semibold text-refused"><TriangleAlert className="mt-0.5 size-5 shrink-0" aria-hidden /><span>{children}</span></span>;
}

/** In the time zone of the drop; below it in the operator's own, if the clocks differ. */
function Moment({ instant, zone }: { instant: string; zone: string }) {
  const { look: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const own = deviceTimeZone();
  return (
    <>
      <span className="block font-semibold">{words.inZone(moment(instant, zone, locale), zone)}</span>
      {toWallTime(instant, own) !== toWallTime(instant, zone) && <span className="block text-muted">{words.yours(moment(instant, own, locale))}</span>}
    </>
  );
}

const moment = (instant: string, zone: string, locale: string): string =>
  `${formatDate(instant, locale, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })} ${offsetName(instant, zone, locale)}`;
