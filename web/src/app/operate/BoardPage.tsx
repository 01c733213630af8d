import { clsx } from 'clsx';
import { Copy, FileChartColumn, Maximize, Pencil } from 'lucide-react';
import { memo, useMemo, useRef } from 'react';
import { useSearchParams } from 'wouter';
import { StateTag } from '@/features/drops/StateTag';
import { Chart } from '@/features/operations/Chart';
import { Commands } from '@/features/operations/Commands';
import { Funnel, SeriesCsv } from '@/features/operations/Figures';
import { Holds } from '@/features/operations/Holds';
import { LineBoard } from '@/features/operations/LineBoard';
import { Ledger, labelsKey, labelsOf } from '@/features/operations/Ledger';
import { BigFigures, SmallFigures } from '@/features/operations/Numbers';
import { PaymentActs } from '@/features/operations/Payments';
import { useBoard, useFigures } from '@/features/operations/queries';
import { Refusals } from '@/features/operations/Refusals';
import { SignalsTable } from '@/features/operations/SignalsTable';
import { SizesTable } from '@/features/operations/SizesTable';
import { useConsoleTexts } from '@/features/operations/words';
import type { Board, Drop, Figures } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus, stockOf } from '@/lib/drops/status';
import { formatTime, formatMoney, formatNumber, formatPercent, formatStart, numberFormat } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useWatchedDrop } from '@/lib/live/useLive';
import { useMay } from '@/lib/session';
import { IconButton, LinkButton } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { usePageTitle } from '../page';

const NO_SERIES: Board['series'] = [];
const NO_REFUSALS: Figures['refusals'] = [];

export function BoardPage({ drop }: { drop: Drop }) {
  const { live: words, ...operate } = useConsoleTexts();
  const { texts: { drops }, locale } = useSpeech();
  usePageTitle(drop.name);
  useWatchedDrop(drop.id);
  const { data: board, error } = useBoard(drop.id);
  const { data: figures } = useFigures(drop.id);
  const [params] = useSearchParams();
  const screen = useRef<HTMLDivElement>(null);
  const mayRun = useMay('operator');
  const now = useServerNow();
  const status = currentStatus(drop, now);
  const [isUpcoming, hasEnded] = [status === 'upcoming', status === 'ended'];
  const stock = stockOf(drop);
  const key = labelsKey(drop);
  const labels = useMemo(() => labelsOf(key), [key]);
  // Once a second: what the figures above say is where the chart ends.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a chart for every event of a rush would stutter
  const series = useMemo(() => endingNow(board, stock, now, status === 'live' || status === 'paused'), [board, now, status]);
  const asOf = board && formatTime(board.asOf, locale);

  return (
    <div ref={screen} className="overflow-y-auto bg-paper">
      <div className="page grid gap-8 pt-6 pb-6">
        <header className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
              <StateTag drop={drop} />
              <span className="text-sm text-muted">{formatMoney(drop.price, locale)}</span>
              {isUpcoming && drop.startsAt !== null && <span className="text-sm font-semibold">{drops.opensIn} <Countdown to={drop.startsAt} /></span>}
              {!isUpcoming && drop.startsAt !== null && <span className="text-sm text-muted">{formatStart(drop.startsAt, locale)}</span>}
            </div>
            <h1 className="display mt-2 text-[clamp(2.5rem,5vw,4.5rem)] uppercase wrap-anywhere">{drop.name}</h1>
          </div>
          <div className="no-print flex flex-wrap items-center gap-2">
            <Commands drop={drop} />
            <LinkButton look="quiet" to={`/operate/drops/${drop.id}/report`}><FileChartColumn className="size-4" aria-hidden />{operate.report}</LinkButton>
            {mayRun && <LinkButton look="quiet" to={`/operate/drops/${drop.id}/edit`}><Pencil className="size-4" aria-hidden />{operate.edit}</LinkButton>}
            {mayRun && <LinkButton look="quiet" to={`/operate/new?from=${drop.id}`}><Copy className="size-4" aria-hidden />{operate.clone}</LinkButton>}
            {document.fullscreenEnabled && <IconButton label={words.fullscreen} onClick={() => void screen.current?.requestFullscreen()}><Maximize className="size-5" aria-hidden /></IconButton>}
          </div>
        </header>

        {error && !board && <ProblemNotice error={error} />}
        <BigFigures
          figures={[
            { label: hasEnded ? words.unsold : words.free, value: formatNumber(stock.available, locale), tone: stock.available > 0 && !hasEnded ? 'text-free' : 'text-muted' },
            { label: words.held, value: formatNumber(stock.held, locale), tone: stock.held > 0 ? 'text-held' : 'text-muted' },
            { label: words.sold, value: formatNumber(stock.sold, locale), tone: stock.sold > 0 ? 'text-ink' : 'text-muted' },
          ]}
        />
        <div>
          <SmallFigures
            figures={[
              { label: words.refused, note: figures ? operate.figures.refusedNote(figures.refusedPeople) : words.refusedNote, value: board ? formatNumber(board.refused, locale) : '–', tone: board && board.refused > 0 ? 'text-refused' : 'text-muted' },
              { label: words.watchers, note: words.watchersNote, value: board ? formatNumber(board.watchers, locale) : '–' },
              { label: words.perSecond, note: words.perSecondNote, value: board ? numberFormat(locale, { maximumFractionDigits: 1 }).format(board.reservationsPerSecond) : '–' },
              { label: words.conversion, note: words.conversionNote, value: board?.conversion == null ? '–' : formatPercent(board.conversion, locale) },
            ]}
          />
          {asOf !== undefined && <p className={clsx('label mt-2', error ? 'font-semibold text-refused' : 'font-normal')}>{error ? words.notSince(asOf) : words.asOf(asOf)}</p>}
        </div>

        <LineBoard drop={drop} unset={params.get('unset')} />
        {board && figures && <Money board={board} figures={figures} dropId={drop.id} />}

        <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Section size="small" title={words.overTime}><StockChart series={series} /><SeriesCsv dropId={drop.id} series="stock" /></Section>
          <Section size="small" title={words.perSize}><SizesTable dropId={drop.id} variants={drop.variants} hasEnded={hasEnded} /></Section>
        </div>
        <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <Section size="small" title={words.holds}><Holds dropId={drop.id} labels={labels} /></Section>
          <Section size="small" title={words.ledger}><Ledger dropId={drop.id} labels={labels} /></Section>
        </div>
        <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
          {figures && <Section size="small" title={operate.figures.title}><Funnel funnel={figures.funnel} /></Section>}
          <Section size="small" title={words.refusals}><Refusals refusals={figures?.refusals ?? NO_REFUSALS} /></Section>
        </div>
        {drop.payment === 'required' && <Section size="small" title={operate.payments.acts}><PaymentActs dropId={drop.id} /></Section>}
        <Section size="small" title={operate.signals.title}><SignalsTable dropId={drop.id} /></Section>
      </div>
    </div>
  );
}

/** What the drop has brought in, what of it is not taken yet, and how much of it is sold. */
function Money({ board: { money }, figures, dropId }: { board: Board; figures: Figures; dropId: string }) {
  const { reports: words, figures: figureWords, payments } = useConsoleTexts();
  const { locale } = useSpeech();
  const amount = (amountMinor: number, currency: string) => formatMoney({ amountMinor, currency }, locale);
  return (
    <section aria-label={words.money}>
      <SmallFigures
        figures={[
          ...(money
            ? [
                { label: words.revenue, note: words.revenueNote, value: amount(money.revenueMinor, money.currency) },
                { label: words.refunded, value: amount(money.refundedMinor, money.currency), tone: money.refundedMinor > 0 ? 'text-ink' : 'text-muted' },
                { label: words.uncaptured, note: words.uncapturedNote(money.uncaptured), value: amount(money.uncapturedMinor, money.currency), tone: money.uncaptured > 0 ? 'text-refused' : 'text-muted' },
              ]
            : figures.money.map(({ currency, soldMinor }) => ({ label: words.soldFor, note: figureWords.soldForNote, value: amount(soldMinor, currency) }))),
          { label: figureWords.sellThrough, note: figureWords.sellThroughNote, value: figures.sellThrough === null ? '–' : formatPercent(figures.sellThrough, locale) },
        ]}
      />
      {money && <LinkButton to={`/operate/payments?drop=${dropId}`} look="outline" size="small" className="mt-3 min-h-11">{payments.title}</LinkButton>}
    </section>
  );
}

/** The series, and the stock of now where it goes on: the live feed is ahead of what was read. */
function endingNow(board: Board | undefined, stock: Pick<Board['series'][number], 'available' | 'held' | 'sold'>, now: number, goesOn: boolean): Board['series'] {
  const last = board?.series.at(-1);
  if (!board || !last || !goesOn || Date.parse(last.at) >= now) return board?.series ?? NO_SERIES;
  return [...board.series, { at: new Date(now).toISOString(), available: stock.available, held: stock.held, sold: stock.sold }];
}

/** Memoized: drawn for new points, not for every event. */
const StockChart = memo(function StockChart({ series }: { series: Board['series'] }) {
  const { live: words } = useConsoleTexts();
  const { texts: { drops }, locale } = useSpeech();
  const { times, lines } = useMemo(
    () => ({
      times: series.map(({ at }) => Date.parse(at) / 1000),
      lines: [
        { label: words.free, tone: 'free' as const, dash: [10, 4], values: series.map(({ available }) => available) },
        { label: words.held, tone: 'held-fill' as const, dash: [3, 3], values: series.map(({ held }) => held) },
        { label: words.sold, tone: 'ink' as const, width: 3, values: series.map(({ sold }) => sold) },
      ],
    }),
    [series, words],
  );
  const last = series.at(-1);
  if (!last) return <p className="min-h-72 text-muted">{words.noSeries}</p>;
  return <Chart times={times} lines={lines} height={300} locale={locale} summary={`${words.overTime}: ${drops.stockOf(last.available, last.held, last.sold)}`} />;
});
