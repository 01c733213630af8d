import { clsx } from 'clsx';
import { BookCheck, BookOpen, BookX, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { StateTag } from '@/features/drops/StateTag';
import { Chart, type Line } from '@/features/operations/Chart';
import { Funnel, MoneyFigures, SalesRate } from '@/features/operations/Figures';
import { SmallFigures } from '@/features/operations/Numbers';
import { useFigures, useReport, useVerification } from '@/features/operations/queries';
import { Refusals } from '@/features/operations/Refusals';
import { Table, Td, Th } from '@/features/operations/Table';
import { useConsoleTexts } from '@/features/operations/words';
import type { Drop, Report } from '@/lib/api/types';
import { below } from '@/lib/base';
import { serverClock, useServerNow } from '@/lib/clock';
import { countdown, formatMoney, formatPercent, formatTime, formatNumber } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button, LinkButton, buttonClass } from '@/lib/ui/Button';
import { FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

export function ReportPage({ drop }: { drop: Drop }) {
  const { reports: words, figures: figureWords, live, payments } = useConsoleTexts();
  const { texts: { days }, locale } = useSpeech();
  usePageTitle(`${words.title}: ${drop.name}`);
  const { data: report, error, refetch } = useReport(drop.id);
  const { data: figures } = useFigures(drop.id);
  if (error && !report) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!report) return <Loading />;

  const isPaid = drop.payment === 'required';
  const money = (amountMinor: number) => formatMoney({ amountMinor, currency: report.money.currency }, locale);
  const number = (value: number) => formatNumber(value, locale);
  // Rounded down, so that it is never more than it was. Under a minute with tenths, to tell drops apart.
  const duration = (seconds: number) => (seconds < 60 ? words.seconds(Math.floor(seconds * 10) / 10) : countdown(Math.floor(seconds), days));
  const refused = Object.values(report.refusedByCode).reduce((sum, count) => sum + count, 0);
  const sold = report.variants.reduce((sum, variant) => sum + variant.sold, 0);
  return (
    <div className="page grid gap-10 pt-8">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <StateTag drop={drop} />
          <h1 className="display mt-2 text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere"><Link to={`/operate/drops/${drop.id}`}>{drop.name}</Link></h1>
        </div>
        <div className="flex flex-wrap gap-3">
          <a href={below(`/api/v1/drops/${drop.id}/purchases.csv`)} download className={buttonClass('outline')}><Download className="size-4" aria-hidden />{words.csv}</a>
          {isPaid && <a href={below(`/api/v1/drops/${drop.id}/payments.csv`)} download className={buttonClass('outline')}><Download className="size-4" aria-hidden />{words.paymentsCsv}</a>}
        </div>
      </header>

      <div className="grid items-end gap-x-12 gap-y-8 lg:grid-cols-2">
        <p>
          <span className="block text-xl font-semibold">{words.soldOutIn}</span>
          {report.secondsToSellOut === null
            ? <span className="display mt-2 block text-[clamp(3rem,7vw,6rem)] text-muted">{words.notSoldOut}</span>
            : <span className="figures block text-[clamp(4.5rem,14vw,13rem)] leading-[0.85]">{duration(report.secondsToSellOut)}</span>}
        </p>
        <Books dropId={drop.id} />
      </div>

      <SmallFigures
        figures={[
          { label: words.sold, value: number(sold), ...(figures?.sellThrough == null ? {} : { note: figureWords.ofPieces(formatPercent(figures.sellThrough, locale)) }) },
          { label: words.lapsed, value: number(report.expired) },
          { label: words.letGo, note: words.letGoNote, value: number(report.cancelled) },
          { label: words.refused, note: figures ? figureWords.refusedNote(figures.refusedPeople) : live.refusedNote, value: number(refused), tone: refused > 0 ? 'text-refused' : 'text-muted' },
        ]}
      />

      {figures && figures.money.length > 0 && (
        <Section size="small" title={words.money}>
          <MoneyFigures money={figures.money} isPaid={isPaid} />
          {isPaid && (
            <p className={clsx('label mt-2 font-normal', report.money.uncaptured > 0 && 'text-refused')}>
              {words.uncaptured}: {money(report.money.uncapturedMinor)}. {words.uncapturedNote(report.money.uncaptured)}
            </p>
          )}
          {isPaid && <LinkButton to={`/operate/payments?drop=${drop.id}`} look="outline" className="mt-4">{payments.title}</LinkButton>}
        </Section>
      )}

      {figures && <Section size="small" title={figureWords.salesTitle}><SalesRate dropId={drop.id} sales={figures.sales} /></Section>}
      <Section size="small" title={words.soldOverTime}><SalesChart report={report} /></Section>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section size="small" title={words.perSize}>
          <Table label={words.perSize}>
            <thead><tr><Th>{live.size}</Th><Th className="text-right">{words.sold}</Th><Th className="text-right">{live.pieces}</Th><Th className="text-right">{figureWords.sellThrough}</Th></tr></thead>
            <tbody>
              {report.variants.map((variant) => (
                <tr key={variant.id}>
                  <Td className="font-semibold">{variant.label}</Td>
                  <Td className="figures text-right text-2xl">{number(variant.sold)}</Td>
                  <Td className="figures text-right text-2xl text-muted">{number(variant.total)}</Td>
                  <Td className="figures text-right text-2xl">{variant.total === 0 ? '–' : formatPercent(variant.sold / variant.total, locale)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Section>
        {figures && <Section size="small" title={figureWords.title}><Funnel funnel={figures.funnel} /></Section>}
        <Section size="small" title={live.refusals}><Refusals refusals={figures?.refusals ?? []} /></Section>
      </div>
    </div>
  );
}

function Books({ dropId }: { dropId: string }) {
  const { reports: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { data, error, isFetching, dataUpdatedAt, refetch } = useVerification(dropId);
  const [askedAt, setAskedAt] = useState(0);
  const verdict = isFetching || error ? undefined : data;
  const Icon = verdict === undefined ? BookOpen : verdict.consistent ? BookCheck : BookX;
  const [title, advice] = isFetching
    ? [words.verifying, null]
    : error
      ? [words.noVerdict, words.noVerdictAdvice]
      : data === undefined
        ? [words.notVerified, words.notVerifiedAdvice]
        : [data.consistent ? words.balance : words.imbalance, data.consistent ? words.balanceAdvice : null];
  const verify = () => {
    setAskedAt(serverClock.now());
    void refetch();
  };
  return (
    <section aria-label={words.books} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-3 border-t border-line pt-5">
      <Icon className={clsx('size-10', verdict === undefined ? 'text-muted' : verdict.consistent ? 'text-free' : 'text-refused')} strokeWidth={1.5} aria-hidden />
      <div>
        <div role="status">
          <p className="display text-4xl">{title}</p>
          {advice !== null && <p className="mt-2 text-muted">{advice}</p>}
          {verdict && !verdict.consistent && (
            <ul className="mt-2 list-disc pl-5">{verdict.findings.map(({ invariant, detail }) => <li key={`${invariant} ${detail}`} className="wrap-anywhere"><strong>{invariant}</strong> {detail}</li>)}</ul>
          )}
          {verdict && <p className="mt-2 text-muted">{words.verifiedAt(formatTime(new Date(dataUpdatedAt).toISOString(), locale))}</p>}
        </div>
        {/* Outside the status, so that screen readers don't read out each second. */}
        {isFetching && <p className="mt-2 text-muted"><Elapsed since={askedAt}>{words.verifyingFor}</Elapsed></p>}
        {error && !isFetching && <ProblemNotice error={error} className="mt-3" />}
      </div>
      <Button look="outline" size="small" className="col-start-2 min-h-11 justify-self-start" busy={isFetching} onClick={verify}>{data === undefined && !error ? words.verify : words.verifyAgain}</Button>
    </section>
  );
}

function Elapsed({ since, children }: { since: number; children: (time: string) => string }) {
  const { days } = useTexts();
  const now = useServerNow();
  return children(countdown(Math.max(0, Math.floor((now - since) / 1000)), days));
}

/** One line for each size, with its name at the end of the line and a dash of its own: nobody has to look up a colour. */
const DASHES = [undefined, [10, 4], [3, 3], [12, 4, 3, 4]];

function SalesChart({ report }: { report: Report }) {
  const { reports: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { times, lines } = useMemo(() => linesOf(report), [report]);
  if (times.length === 0) return <p className="min-h-40 text-muted">{words.noSales}</p>;
  const summary = `${words.soldOverTime}: ${report.variants.map(({ label, sold }) => `${label} ${sold}`).join(', ')}`;
  return <Chart times={times} lines={lines} height={360} locale={locale} summary={summary} />;
}

/** All sizes on one time axis. A size keeps its count until its next point. */
function linesOf({ variants, soldOverTime }: Report): { times: number[]; lines: Line[] } {
  const times = [...new Set(soldOverTime.map(({ at }) => Date.parse(at)))].sort((a, b) => a - b);
  const lines = variants.map(({ id, label }, index): Line => {
    const at = new Map(soldOverTime.filter(({ variantId }) => variantId === id).map((point) => [Date.parse(point.at), point.sold]));
    let sold = 0;
    const dash = DASHES[index % DASHES.length];
    return { label, tone: index % 2 === 0 ? 'ink' : 'muted', width: 2, ...(dash ? { dash } : {}), endLabel: label, values: times.map((time) => (sold = at.get(time) ?? sold)) };
  });
  return { times: times.map((time) => time / 1000), lines };
}
