import { clsx } from 'clsx';
import { Check as Tick, LoaderCircle, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { below } from '@/lib/base';
import { numberFormat } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { Section } from '@/lib/ui/Section';
import type { FactName, Finding } from './verifier/findings';
import type { EntryFound } from './verifier/line';
import type { CheckResult, KeyShown, ReceiptShown, Report } from './verifier/verifier';
import { useProofTexts } from './words';

const SIZES_SHOWN = 12;

/** What came out, in one line. */
export function Verdict({ report, ms }: { report: Report; ms: number }) {
  const words = useProofTexts();
  const { locale } = useSpeech();
  const lines = report.checks.find(({ check }) => check === 'file')?.looked as { lines: number } | undefined;
  const seconds = numberFormat(locale, { maximumSignificantDigits: 2 }).format(Math.max(ms, 1) / 1000);
  const [title, told] = !report.isGood ? [words.bad, words.badLong(report.findings.length)]
    : lines ? [words.good, words.goodLong(lines.lines, seconds)]
    : [words.goodReceipt, words.goodReceiptLong];
  return (
    <div className={clsx('border-l-8 bg-surface px-5 py-5', report.isGood ? 'border-free' : 'border-refused')}>
      <p className={clsx('display text-[clamp(2.5rem,6vw,4.5rem)]', report.isGood ? 'text-free' : 'text-refused')}>{title}</p>
      <p className="mt-2 text-lg">{report.drop && <strong className="font-semibold wrap-anywhere">{report.drop.name}. </strong>}{told}</p>
    </div>
  );
}

/** @param isRunning What was looked at so far. */
export function Checks({ checks, isRunning = false }: { checks: readonly CheckResult[]; isRunning?: boolean }) {
  const words = useProofTexts();
  return (
    <Section title={words.checksTitle} size="small">
      <ol className="border-t border-line">
        {checks.map((result) => (
          <li key={result.check} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 border-b border-line py-3">
            {!result.isGood ? <X className="mt-0.5 size-5 text-refused" aria-hidden />
              : isRunning ? <LoaderCircle className="mt-0.5 size-5 animate-spin text-muted" aria-hidden />
              : <Tick className="mt-0.5 size-5 text-free" aria-hidden />}
            <div className="min-w-0">
              <p className="font-semibold"><span className="sr-only">{!result.isGood ? words.failed : isRunning ? words.running : words.passed} </span>{words.checks[result.check]}</p>
              <Looked result={result} />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The words of a check that failed would promise what is not so: then the findings speak. */
function Looked({ result }: { result: CheckResult }) {
  const words = useProofTexts();
  if (!result.isGood) return null;
  const told = (words.looked[result.check] as (looked: CheckResult['looked']) => string)(result.looked);
  if (result.check !== 'stock') return <p className="text-sm wrap-anywhere text-muted">{told}</p>;
  const { variants } = result.looked;
  return (
    <>
      <p className="text-sm text-muted">{told}</p>
      <dl className="mt-1 text-sm">
        {variants.slice(0, SIZES_SHOWN).map(({ label, available, held, sold }, at) => (
          <div key={at} className="flex flex-wrap gap-x-3">
            <dt className="min-w-16 font-medium wrap-anywhere">{label}</dt>
            <dd className="text-muted">{words.stockRow(available + held + sold, available, held, sold)}</dd>
          </div>
        ))}
      </dl>
      {variants.length > SIZES_SHOWN && <p className="text-sm text-muted">{words.moreSizes(variants.length - SIZES_SHOWN)}</p>}
    </>
  );
}

export function Found({ findings }: { findings: readonly Finding[] }) {
  const words = useProofTexts();
  if (findings.length === 0) return null;
  return (
    <Section title={words.findingsTitle} size="small">
      <ul className="border-t border-line">
        {findings.map(({ code, line, facts }, at) => (
          <li key={at} className="border-b border-line py-3">
            <p className="font-semibold text-refused">{line !== null && `${words.inLine(line)}: `}{words.findings[code]}</p>
            <Details rows={[...Object.entries(facts).map(([name, value]): [string, ReactNode] => [words.facts[name as FactName], value]), ['Code', code]]} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function ReceiptTold({ receipt }: { receipt: ReceiptShown }) {
  const words = useProofTexts();
  return (
    <Section title={words.receiptTitle} size="small">
      <p className="text-lg font-semibold">{words.outcomes[receipt.code] ?? receipt.sentence}</p>
      <p className="wrap-anywhere text-muted">{receipt.drop.name}</p>
      <Details rows={[[words.pseudonym, receipt.customer]]} />
      {receipt.entries.map((entry) => <EntryTold key={entry.entry} entry={entry} />)}
    </Section>
  );
}

/** @param entry Undefined: nobody was looked for. Null: not found. */
export function FindEntry({ entry, onFind }: { entry: EntryFound | null | undefined; onFind: (id: string) => void }) {
  const words = useProofTexts();
  const [id, setId] = useState('');
  return (
    <Section title={words.findTitle} size="small">
      <form
        className="flex flex-wrap items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onFind(id);
        }}
      >
        <TextField label={words.findField} advice={words.findAdvice} className="min-w-0 grow basis-72" value={id} onChange={({ target }) => setId(target.value)} autoComplete="off" autoCapitalize="off" spellCheck={false} required />
        <Button type="submit" look="outline" className="mt-[1.625rem]">{words.find}</Button>
      </form>
      <div role="status">
        {entry === null && <p className="mt-3 font-medium text-refused">{words.notFound}</p>}
        {entry && <EntryTold entry={entry} />}
      </div>
    </Section>
  );
}

function EntryTold({ entry }: { entry: EntryFound }) {
  const words = useProofTexts();
  const { texts } = useSpeech();
  return (
    <div className="mt-3">
      <p className="flex items-baseline gap-3"><span className="text-muted">{words.place}</span>{entry.place === null ? words.noPlace : <span className="figures text-5xl">{texts.number(entry.place)}</span>}</p>
      <Details rows={[[words.findField, entry.entry], [words.ticket, entry.ticket ?? words.noTicket], [words.state, words.states[entry.state]]]} />
    </div>
  );
}

export function Keys({ keys }: { keys: readonly KeyShown[] }) {
  const words = useProofTexts();
  if (keys.length === 0) return null;
  return (
    <Section title={words.keysTitle} size="small">
      <p className="max-w-prose text-muted">{words.keysAdvice}</p>
      <ul className="mt-3 border-t border-line">
        {keys.map(({ shop, fingerprint, from, until }) => (
          <li key={`${fingerprint} ${from}`} className="border-b border-line py-3">
            <p className="wrap-anywhere"><strong className="font-semibold">{shop}</strong> <span className="text-sm text-muted">{until === null ? words.keySince(from) : words.keyUntil(from, until)}</span></p>
            <p className="font-mono text-sm wrap-anywhere">{fingerprint.replace(/(.{8})(?=.)/g, '$1 ')}</p>
          </li>
        ))}
      </ul>
      <a className="mt-3 inline-flex min-h-11 items-center underline underline-offset-4" href={below('/.well-known/stampede-keys')} target="_blank" rel="noreferrer">{words.keysLink}</a>
    </Section>
  );
}

export function NotProven({ report }: { report: Report | null }) {
  const words = useProofTexts();
  return (
    <Section title={words.limitsTitle} size="small">
      <ul className="max-w-prose list-disc space-y-1.5 pl-5 text-muted">
        {[...(report?.notProven ?? []).map((what) => words.notProven[what]), ...words.limits].map((limit) => <li key={limit}>{limit}</li>)}
      </ul>
    </Section>
  );
}

function Details({ rows }: { rows: readonly [string, ReactNode][] }) {
  return (
    <dl className="mt-1 text-sm">
      {rows.map(([label, value]) => (
        <div key={label} className="flex flex-wrap gap-x-3">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
