import type { Order } from '@/lib/api/types';
import { addressLines } from '@/lib/contact/contact';
import { formatDate, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useShop } from '@/lib/shop';
import { useConsoleTexts } from './words';

/** What goes into the parcel: one page of A4, black on white. Without prices: the receipt has them, and the parcel may be a present. */
export function PackingSlip({ order }: { order: Order }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const shop = useShop();
  const lines = order.contact == null ? [order.customerName] : addressLines(order.contact, locale);
  return (
    <article className="slip grid content-start gap-8 bg-white p-8 text-black">
      <header className="flex flex-wrap items-start justify-between gap-x-10 gap-y-4 border-b-2 border-black pb-4">
        <div>
          <h2 className="display text-5xl uppercase">{words.slip}</h2>
          <p className="figures mt-2 text-3xl">{order.number}</p>
        </div>
        <div className="text-right">
          <p className="font-semibold">{shop.name}</p>
          {shop.address.map((line) => <p key={line}>{line}</p>)}
          {shop.supportEmail !== null && <p>{shop.supportEmail}</p>}
        </div>
      </header>
      <div>
        <p className="text-sm">{words.to}</p>
        <address className="mt-1 text-xl not-italic">
          {lines.map((line) => <span key={line} className="block wrap-anywhere">{line}</span>)}
        </address>
        {order.contact?.phone != null && <p className="mt-1">{order.contact.phone}</p>}
      </div>
      <table className="w-full border-collapse text-left">
        <thead><tr><th scope="col" className="border-b border-black py-2 pr-4">{words.pieces}</th><th scope="col" className="border-b border-black py-2">{words.what}</th></tr></thead>
        <tbody>
          <tr>
            <td className="border-b border-black py-3 pr-4 align-top text-xl font-semibold">{formatNumber(order.quantity - order.returnedUnits, locale)}</td>
            <td className="border-b border-black py-3 wrap-anywhere"><span className="font-semibold">{order.dropName}</span><br />{order.variantLabel}</td>
          </tr>
        </tbody>
      </table>
      <p>{words.when}: {formatDate(order.purchasedAt, locale, { dateStyle: 'long', timeStyle: 'long' })}</p>
    </article>
  );
}
