import { isMovementKind, type Drop } from '@/lib/api/types';
import { formatDate, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { variantLabel } from '@/lib/drops/status';
import { useLedger } from './queries';
import { Table, Td, Th } from './Table';

export function Ledger({ drop }: { drop: Drop }) {
  const { texts: { operate: { live: words, movementKinds } }, locale } = useSpeech();
  const { data } = useLedger(drop.id, drop.version);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  if (data?.length === 0) return <p className="min-h-40 text-muted">{words.noMovements}</p>;
  return (
    <Table label={words.ledger} className="max-h-96 min-h-40">
      <thead>
        <tr><Th className="text-right">{words.version}</Th><Th>{words.time}</Th><Th>{words.what}</Th><Th>{words.size}</Th><Th className="text-right">{words.pieces}</Th><Th>{words.reason}</Th></tr>
      </thead>
      <tbody>
        {data?.map(({ version, at, kind, variantId, quantity, change, reason }) => (
          <tr key={version}>
            <Td className="text-right text-muted">{formatNumber(version, locale)}</Td>
            <Td className="whitespace-nowrap text-muted">{formatDate(at, locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })}</Td>
            <Td className="font-medium">{isMovementKind(kind) ? movementKinds[kind] : kind}</Td>
            <Td className="text-muted">{variantId !== null && variantLabel(drop, variantId)}</Td>
            <Td className="text-right">{change !== null ? signed.format(change) : quantity !== null && formatNumber(quantity, locale)}</Td>
            <Td className="text-muted">{reason}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
