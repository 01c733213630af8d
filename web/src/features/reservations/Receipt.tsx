import { Check, Link as LinkIcon, Printer } from 'lucide-react';
import { useState } from 'react';
import type { Drop, Purchase } from '@/lib/api/types';
import { addressLines } from '@/lib/contact/contact';
import { variantLabel } from '@/lib/drops/status';
import { formatDate, formatMoney, formatNumber } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import type { Texts } from '@/lib/i18n/en';
import { localText, useShop } from '@/lib/shop';
import { Button } from '@/lib/ui/Button';

/** How the payment of a purchase stands. Null: nothing was to be paid. */
export function paymentWords({ paymentStatus, refundedMinor, returnedUnits, quantity, price }: Purchase, { pay: words }: Texts, locale: string): string | null {
  const refunded = formatMoney({ ...price, amountMinor: refundedMinor ?? 0 }, locale);
  const returned = returnedUnits != null && returnedUnits < quantity ? `. ${words.returned(returnedUnits, quantity)}` : '';
  if (paymentStatus == null) return null;
  switch (paymentStatus) {
    case 'captured':
      return words.paid;
    case 'part_refunded':
      return words.refundedPart(refunded) + returned;
    case 'refunded':
    case 'refunding':
      return words.refundedAll(refunded);
    case 'voiding':
    case 'voided':
    case 'declined':
    case 'abandoned':
      return words.takenBack;
    case 'starting':
    case 'action':
    case 'unknown':
    case 'authorized':
    case 'sold':
    case 'capture_failed':
      return words.beingTaken;
  }
}

interface Props {
  purchase: Purchase;
  drop: Drop | undefined;
  buyerName: string;
}

export function Receipt({ purchase, drop, buyerName }: Props) {
  const { texts, locale, language } = useSpeech();
  const { purchase: words, drops, hold, pay } = texts;
  const shop = useShop();
  const tax = localText(shop.taxLine, language);
  const payment = paymentWords(purchase, texts, locale);
  const total = { ...purchase.price, amountMinor: purchase.price.amountMinor * purchase.quantity };
  const rows: [string, string | null | undefined][] = [
    // A single size says nothing.
    ...(drop && drop.variants.length === 1 ? [] : [[drops.size, drop && variantLabel(drop, purchase.variantId)] as [string, string | undefined]]),
    [drops.quantity, formatNumber(purchase.quantity, locale)],
    [purchase.quantity > 1 ? words.priceEach : words.price, formatMoney(purchase.price, locale)],
    [words.on, formatDate(purchase.purchasedAt, locale, { dateStyle: 'long', timeStyle: 'long' })],
    [words.by, buyerName],
    [words.number, purchase.number],
    ...(shop.name === '' ? [] : [[words.seller, [shop.name, ...shop.address].join(', ')] as [string, string]]),
    ...(purchase.sendTo == null ? [] : [[words.sentTo, [...addressLines(purchase.sendTo, locale), purchase.sendTo.email].join(', ')] as [string, string]]),
    ...(purchase.sentAt == null ? [] : [[words.sent, [formatDate(purchase.sentAt, locale, { dateStyle: 'long' }), purchase.carrier].filter(Boolean).join(', ')] as [string, string]]),
    ...(purchase.tracking == null ? [] : [[words.tracking, purchase.tracking] as [string, string]]),
    ...(payment === null ? [] : [[pay.status, payment] as [string, string]]),
    ...(purchase.paymentStatus === 'part_refunded' ? [[pay.remaining, formatMoney({ ...total, amountMinor: total.amountMinor - (purchase.refundedMinor ?? 0) }, locale)] as [string, string]] : []),
  ];
  const isBack = purchase.paymentStatus === 'voided' || purchase.paymentStatus === 'voiding';
  const title = purchase.paymentStatus === 'refunded' ? pay.refundedTitle : isBack ? pay.takenBackTitle : words.yours;
  return (
    <>
      <h1 className="display text-[clamp(4rem,10vw,9rem)] uppercase print:text-6xl">{title}</h1>
      <p className="mt-4 text-2xl font-semibold wrap-anywhere">{drop?.name}</p>
      <dl className="mt-8 border-t border-line print:mt-4">
        {rows.map(([label, value]) => (
          <div key={label} className="flex flex-wrap justify-between gap-x-6 border-b border-line py-3 print:py-1.5">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 font-medium wrap-anywhere">{value}</dd>
          </div>
        ))}
        <div className="flex items-end justify-between gap-6 py-5">
          <dt className="font-semibold">{hold.total}{tax !== null && <span className="label block font-normal">{tax}</span>}</dt>
          <dd className="figures text-5xl">{formatMoney(total, locale)}</dd>
        </div>
      </dl>
    </>
  );
}

/** How the buyer finds the receipt again. */
export function KeepReceipt({ isGuest }: { isGuest: boolean }) {
  const { purchase: words } = useTexts();
  return (
    <div className="no-print mt-2 flex flex-wrap items-center gap-3">
      <CopyLink />
      <Button look="outline" onClick={() => window.print()}><Printer className="size-4" aria-hidden />{words.print}</Button>
      <p className="label basis-full">{isGuest ? words.keepAsGuest : words.keep}</p>
    </div>
  );
}

function CopyLink() {
  const { purchase: words } = useTexts();
  const [copied, setCopied] = useState(false);
  // Browsers offer the clipboard on https only. Without it, the address bar does the same.
  if (!('clipboard' in navigator)) return null;
  const copy = () => void navigator.clipboard.writeText(location.href).then(() => setCopied(true), () => undefined);
  return (
    <Button look="outline" onClick={copy}>
      {copied ? <Check className="size-4" aria-hidden /> : <LinkIcon className="size-4" aria-hidden />}
      <span role="status">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}
