import { memo } from 'react';
import type { Drop, Money, Movement } from '@/lib/api/types';
import { TIME_STYLE, formatDate, formatMoney, formatNumber, formatStart, numberFormat } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useLedger } from './queries';
import { OperatorMark, Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

/** @param labels The names of the sizes by id. They stay the same object while the stock changes. */
export const Ledger = memo(function Ledger({ dropId, labels }: { dropId: string; labels: ReadonlyMap<string, string> }) {
  const { live: words } = useConsoleTexts();
  const { texts: { app } } = useSpeech();
  const { data, error, earlier } = useLedger(dropId);
  if (error && !data) return <ProblemNotice error={error} />;
  if (data?.length === 0) return <p className="min-h-40 text-muted">{words.noMovements}</p>;
  return (
    <>
      <Table label={words.ledger} className="max-h-96 min-h-40">
        <thead>
          <tr>
            <Th className="text-right">{words.version}</Th><Th>{words.time}</Th><Th>{words.what}</Th><Th>{words.who}</Th>
            <Th>{words.size}</Th><Th className="text-right">{words.pieces}</Th><Th>{words.reason}</Th>
          </tr>
        </thead>
        <tbody>{data?.map((movement) => <Row key={movement.version} movement={movement} label={movement.variantId === null ? undefined : labels.get(movement.variantId)} />)}</tbody>
      </Table>
      {data && earlier.has && <Button look="outline" size="small" className="mt-3 min-h-11" busy={earlier.busy} onClick={earlier.fetch}>{app.more}</Button>}
      {earlier.error && <ProblemNotice error={earlier.error} className="mt-3" />}
    </>
  );
});

const Row = memo(function Row({ movement, label }: { movement: Movement; label: string | undefined }) {
  const { live: words, movementKinds, releasedByShop, returnedUnsold } = useConsoleTexts();
  const { locale } = useSpeech();
  const { version, at, kind, quantity, change, changes, restocked, reason, actor, actorName, customerId, customerName } = movement;
  const names: Partial<Record<string, string>> = movementKinds;
  const what = kind === 'cancelled' && actor !== null ? releasedByShop : restocked === false ? returnedUnsold : (names[kind] ?? kind);
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
