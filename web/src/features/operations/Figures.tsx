import { useMemo } from 'react';
import { Download } from 'lucide-react';
import type { Figures } from '@/lib/api/types';
import { below } from '@/lib/base';
import { formatMoney, formatNumber, formatPercent } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { buttonClass } from '@/lib/ui/Button';
import { Chart, type Line } from './Chart';
import { SmallFigures } from './Numbers';
import { useOverview } from './queries';
import { useConsoleTexts } from './words';

/** People at each step, from watching to buying, with the share of the step before that has something. */
export function Funnel({ funnel }: { funnel: Figures['funnel'] }) {
  const { figures: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const steps = [
    { label: words.watched, note: words.watchedNote, count: funnel.watched },
    ...(funnel.joined === null ? [] : [{ label: words.joined, note: words.joinedNote, count: funnel.joined }]),
    { label: words.pressed, note: words.pressedNote, count: funnel.pressed },
    { label: words.held, note: words.heldNote, count: funnel.held },
    { label: words.bought, note: words.boughtNote, count: funnel.bought },
  ];
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <>
      <ol className="grid gap-3">
        {steps.map(({ label, note, count }) => (
          <li key={label}>
            <p className="flex items-baseline justify-between gap-4"><span className="font-semibold">{label}</span><span className="figures text-2xl">{formatNumber(count, locale)}</span></p>
            <div aria-hidden className="mt-1 h-2 bg-sunken"><div className="h-full bg-ink" style={{ width: `${(count / most) * 100}%` }} /></div>
            <p className="label mt-1 font-normal">{note}</p>
          </li>
        ))}
      </ol>
      <p className="label mt-3 font-normal">{words.people}</p>
    </>
  );
}

/** A row of figures for each currency: mostly one. */
export function MoneyFigures({ money, isPaid }: { money: Figures['money']; isPaid: boolean }) {
  const { reports: words, figures } = useConsoleTexts();
  const { locale } = useSpeech();
  return money.map(({ currency, soldMinor, capturedMinor, refundedMinor, netMinor }) => {
    const amount = (amountMinor: number) => formatMoney({ amountMinor, currency }, locale);
    return (
      <SmallFigures
        key={currency}
        figures={[
          { label: words.soldFor, ...(isPaid ? {} : { note: figures.soldForNote }), value: amount(soldMinor) },
          ...(isPaid
            ? [
                { label: figures.captured, value: amount(capturedMinor) },
                { label: words.refunded, value: amount(refundedMinor), tone: refundedMinor > 0 ? 'text-ink' : 'text-muted' },
                { label: figures.net, note: words.revenueNote, value: amount(netMinor) },
              ]
            : []),
        ]}
      />
    );
  });
}

/** What was bought in each second, minute or hour, by how long the sale took. */
export function SalesRate({ dropId, sales }: { dropId: string; sales: Figures['sales'] }) {
  const { figures: words, reports } = useConsoleTexts();
  const { locale } = useSpeech();
  const { times, lines } = useMemo(() => columnsOf(sales, words.sold), [sales, words]);
  if (times.length === 0) return <p className="min-h-40 text-muted">{reports.noSales}</p>;
  const most = Math.max(...sales.steps.map(({ units }) => units));
  return (
    <>
      <p className="label mb-3 font-normal">{words.each(sales.stepSeconds)}</p>
      <Chart times={times} lines={lines} height={260} locale={locale} summary={words.salesSummary(words.each(sales.stepSeconds), most)} />
      <SeriesCsv dropId={dropId} series="sales" />
    </>
  );
}

export function SeriesCsv({ dropId, series }: { dropId: string; series: 'stock' | 'sales' }) {
  const { figures: words } = useConsoleTexts();
  return (
    <a href={below(`/api/v1/drops/${dropId}/figures.csv?series=${series}`)} download className={`${buttonClass('quiet')} mt-2`}>
      <Download className="size-4" aria-hidden />{words.csv}
    </a>
  );
}

/** The steps without a sale too, and an empty one at each end, so that all columns are whole. */
function columnsOf({ stepSeconds, steps }: Figures['sales'], label: string): { times: number[]; lines: Line[] } {
  const units = new Map(steps.map(({ at, units }) => [Math.round(Date.parse(at) / 1000), units]));
  const [first, last] = [Math.min(...units.keys()), Math.max(...units.keys())];
  const times: number[] = [];
  if (units.size > 0) for (let time = first - stepSeconds; time <= last + stepSeconds; time += stepSeconds) times.push(time);
  return { times, lines: [{ label, tone: 'ink', isBars: true, values: times.map((time) => units.get(time) ?? 0) }] };
}

/** The last 30 days across drops. */
export function Overview() {
  const { figures: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { data } = useOverview();
  if (data === undefined || (data.purchases === 0 && data.begun === 0)) return null;
  const sold = data.money.map(({ currency, soldMinor }) => formatMoney({ amountMinor: soldMinor, currency }, locale));
  const net = data.money.filter(({ capturedMinor }) => capturedMinor > 0).map(({ currency, netMinor }) => formatMoney({ amountMinor: netMinor, currency }, locale));
  return (
    <section aria-label={words.overview(data.days)}>
      <SmallFigures
        figures={[
          { label: words.monthMoney(data.days), note: net.length > 0 ? words.monthNet(net.join(' + ')) : words.monthMoneyNote, value: sold.join(' + ') || '–' },
          { label: words.monthUnits, note: words.monthPurchases(data.purchases), value: formatNumber(data.units, locale) },
          { label: words.sellThrough, note: words.monthSellThroughNote, value: data.sellThrough === null ? '–' : formatPercent(data.sellThrough, locale) },
          { label: words.soldOut, note: words.ofBegun(data.begun), value: formatNumber(data.soldOut, locale) },
        ]}
      />
    </section>
  );
}
