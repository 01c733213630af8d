import { memo } from 'react';
import { useSearchParams } from 'wouter';
import type { Drop, Money, Movement } from '@/lib/api/types';
import { TIME_STYLE, formatDate, formatMoney, formatNumber, formatStart, numberFormat } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button, MoreButton } from '@/lib/ui/Button';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Filter, SearchForm, searchIn } from './Filter';
import { useFoundMovements, useLedger } from './queries';
import { OperatorMark, Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

/** @param labels The names of the sizes by id. They stay the same object while the stock changes. */
export const Ledger = memo(function Ledger({ dropId, labels }: { dropId: string; labels: ReadonlyMap<string, string> }) {
  const { live: words, lists } = useConsoleTexts();
  const { texts: { app } } = useSpeech();
  const [params] = useSearchParams();
  const search = searchOfLedger(params);
  const isSearch = search !== '';
  const live = useLedger(dropId, !isSearch);
  const found = useFoundMovements(dropId, search);
  const error = isSearch ? found.error : live.error;
  const data = isSearch ? found.data?.pages.flatMap(({ items }) => items) : live.data;
  return (
    <>
      <LedgerFilter labels={labels} />
      {error && !data ? <ProblemNotice error={error} /> : data?.length === 0
        ? <p role="status" className="min-h-40 text-muted">{!isSearch ? words.noMovements : found.hasNextPage ? lists.noneYet : lists.none}</p>
        : <Lines data={data} labels={labels} />}
      {isSearch ? <MoreButton of={found} size="small" className="mt-3 min-h-11" /> : (
        <>
          {live.data && live.earlier.has && <Button look="outline" size="small" className="mt-3 min-h-11" busy={live.earlier.busy} onClick={live.earlier.fetch}>{app.more}</Button>}
          {live.earlier.error && <ProblemNotice error={live.earlier.error} className="mt-3" />}
        </>
      )}
      {isSearch && found.isFetchNextPageError && <ProblemNotice error={found.error} className="mt-3" />}
    </>
  );
});

/** The names of the filters in this page's address. */
const [KIND, NAME, SIZE, SINCE, UNTIL] = ['kind', 'who', 'size', 'since', 'until'];

/** A time of the browser's own zone, as its field has it. Empty: it is none. */
function instantOf(local: string | null): string {
  const at = local === null ? NaN : Date.parse(local);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** @returns As the API's list takes it; empty if nothing is looked for. */
const searchOfLedger = (params: URLSearchParams): string =>
  searchIn({ kind: params.get(KIND), query: params.get(NAME), variant: params.get(SIZE), since: instantOf(params.get(SINCE)), until: instantOf(params.get(UNTIL)) });

function LedgerFilter({ labels }: { labels: ReadonlyMap<string, string> }) {
  const { live: words, lists, movementKinds } = useConsoleTexts();
  const { locale } = useSpeech();
  const kinds = Object.entries(movementKinds).sort(([, a], [, b]) => a.localeCompare(b, locale));
  return (
    <Filter names={[KIND, NAME, SIZE, SINCE, UNTIL]}>
      {(value, set) => (
        <>
          <SearchForm label={lists.nameBegins} value={value(NAME)} onSearch={(text) => set(NAME, text)} />
          <SelectField label={words.what} value={value(KIND)} onChange={({ target }) => set(KIND, target.value)}>
            <option value="">{lists.all}</option>
            {kinds.map(([kind, name]) => <option key={kind} value={snakeCase(kind)}>{name}</option>)}
          </SelectField>
          {labels.size > 1 && <SizeFilter labels={labels} value={value(SIZE)} onChange={(id) => set(SIZE, id)} />}
          <TextField type="datetime-local" label={lists.since} value={value(SINCE)} onChange={({ target }) => set(SINCE, target.value)} />
          <TextField type="datetime-local" label={lists.until} value={value(UNTIL)} onChange={({ target }) => set(UNTIL, target.value)} />
        </>
      )}
    </Filter>
  );
}

export function SizeFilter({ labels, value, onChange }: { labels: ReadonlyMap<string, string>; value: string; onChange: (variantId: string) => void }) {
  const { live: words, lists } = useConsoleTexts();
  return (
    <SelectField label={words.size} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{lists.all}</option>
      {[...labels].map(([id, label]) => <option key={id} value={id}>{label}</option>)}
    </SelectField>
  );
}

/** The API's names of kinds; the words have them in this language's own way. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function Lines({ data, labels }: { data: readonly Movement[] | undefined; labels: ReadonlyMap<string, string> }) {
  const { live: words } = useConsoleTexts();
  return (
    <Table label={words.ledger} className="max-h-96 min-h-40">
      <thead>
        <tr>
          <Th className="text-right">{words.version}</Th><Th>{words.time}</Th><Th>{words.what}</Th><Th>{words.who}</Th>
          <Th>{words.size}</Th><Th className="text-right">{words.pieces}</Th><Th>{words.reason}</Th>
        </tr>
      </thead>
      <tbody>{data?.map((movement) => <Row key={movement.version} movement={movement} label={movement.variantId === null ? undefined : labels.get(movement.variantId)} />)}</tbody>
    </Table>
  );
}

const Row = memo(function Row({ movement, label }: { movement: Movement; label: string | undefined }) {
  const { live: words, movementKinds, releasedByShop, returnedUnsold } = useConsoleTexts();
  const { locale } = useSpeech();
  const { version, at, kind, quantity, change, changes, restocked, reason, actor, actorName, customerId, customerName } = movement;
  const names: Partial<Record<string, string>> = movementKinds;
  const what = kind === 'cancelled' && actor !== null ? releasedByShop : restocked === false ? returnedUnsold : (names[camelCase(kind)] ?? kind);
  return (
    <tr>
      <Td className="text-right text-muted">{formatNumber(version, locale)}</Td>
      <Td className="whitespace-nowrap text-muted">{formatDate(at, locale, { ...TIME_STYLE, fractionalSecondDigits: 3 })}</Td>
      <Td className="font-medium whitespace-nowrap">{what}</Td>
      <Td className="max-w-56 truncate">
        {actor !== null && <>{actorName ?? actor.slice(0, 8)}<OperatorMark /></>}
        {actor !== null && customerId !== null && ' → '}
        {customerId !== null && (customerName ?? customerId.slice(0, 8))}
        {actor === null && customerId === null && <span className="text-muted">{words.schedule}</span>}
      </Td>
      <Td className="max-w-40 truncate text-muted">{label}</Td>
      <Td className="text-right">{change !== null ? numberFormat(locale, { signDisplay: 'exceptZero' }).format(change) : quantity !== null && formatNumber(quantity, locale)}</Td>
      <Td className="text-muted">{reason}{changes !== null && <Changes changes={changes} />}</Td>
    </tr>
  );
});

/** The changed fields, before and after. */
function Changes({ changes }: { changes: NonNullable<Movement['changes']> }) {
  const { form } = useConsoleTexts();
  const { locale } = useSpeech();
  const names: Record<string, string> = {
    name: form.name, description: form.description, imageUrl: form.firstPicture, pictures: form.pictures, sizeGuide: form.sizeGuide, price: form.price, startsAt: form.startsAt, endsAt: form.endsAt, holdSeconds: form.hold, limitPerCustomer: form.limit,
    payment: form.isPaid, variants: form.stock, archived: form.archived, removed: form.removed,
  };
  return <>{changes.map(({ field, before, after }) => `${names[field] ?? field}: ${shown(before, locale)} → ${shown(after, locale)}`).join('; ')}</>;
}

/** The value of any field of a drop. */
function shown(value: unknown, locale: string): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return formatNumber(value, locale);
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (Array.isArray(value)) return (value as { label: string; total: number }[]).map(({ label, total }) => `${label} ${formatNumber(total, locale)}`).join(', ');
  if (typeof value !== 'string') return formatMoney(value as Money, locale);
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return formatStart(value, locale);
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

/** A text that changes only if a size is renamed or added. */
export const labelsKey = ({ variants }: Drop): string => JSON.stringify(variants.map(({ id, label }) => [id, label]));
export const labelsOf = (key: string): ReadonlyMap<string, string> => new Map(JSON.parse(key) as [string, string][]);
