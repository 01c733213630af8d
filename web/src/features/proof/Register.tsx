import { clsx } from 'clsx';
import { Link } from 'wouter';
import type { RegisterItem } from '@/lib/api/types';
import { formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { missingOf } from './register';
import { useProofTexts } from './words';

/** All lines of the shop, and whether their numbers have a gap. @param isWhole The first line of the shop is among them. */
export function Register({ items, isWhole }: { items: readonly RegisterItem[]; isWhole: boolean }) {
  const { register: words } = useProofTexts();
  const { locale } = useSpeech();
  const missing = missingOf(items, isWhole);
  const [newest, oldest] = [items[0]?.line, isWhole ? 1 : items.at(-1)?.line];
  if (newest === undefined || oldest === undefined) return <p className="py-10 text-lg text-muted">{words.none}</p>;
  return (
    <>
      <p className={clsx('mb-6 text-lg font-semibold', missing.length > 0 ? 'text-refused' : 'text-free')}>
        {missing.length > 0 ? words.missing(missing.map((line) => formatNumber(line, locale)).join(', ')) : words.whole(oldest, newest)}
      </p>
      <ol className="border-b border-line">
        {items.map((item) => <Row key={item.line} item={item} />)}
      </ol>
    </>
  );
}

function Row({ item }: { item: RegisterItem }) {
  const { register: words } = useProofTexts();
  const { locale } = useSpeech();
  const { line, dropName, dropSlug, mode, phase, commit, root, cancelledReason } = item;
  const isCancelled = phase === 'cancelled';
  return (
    <li className="grid grid-cols-[minmax(3.5rem,auto)_minmax(0,1fr)] gap-x-5 border-t border-line py-4 lg:grid-cols-[5rem_minmax(0,4fr)_minmax(0,5fr)]">
      <span className={clsx('figures text-4xl leading-none', isCancelled && 'text-muted')}><span className="sr-only">{words.line} </span>{formatNumber(line, locale)}</span>
      <div className="min-w-0">
        {dropName === ''
          ? <p className="font-semibold text-muted">{words.draft}</p>
          : <Link to={`/drops/${dropSlug}`} className="inline-flex min-h-6 items-center text-lg leading-snug font-semibold wrap-anywhere underline-offset-4 hover:underline">{dropName}</Link>}
        <p className="text-sm text-muted">{words.modes[mode]} · <span className={isCancelled ? 'font-semibold text-refused' : undefined}>{words.phases[phase]}</span></p>
        {cancelledReason !== null && <p className="mt-1 wrap-anywhere">{words.reason(cancelledReason)}</p>}
      </div>
      <dl className="col-start-2 mt-2 grid content-start gap-1 lg:col-start-3 lg:mt-0">
        {([[words.commit, commit], [words.root, root]] as const).map(([label, hash]) => hash !== null && (
          <div key={label} className="min-w-0">
            <dt className="label">{label}</dt>
            <dd className="font-mono text-xs break-all">{hash}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
