import { Link } from 'wouter';
import type { Order } from '@/lib/api/types';
import { formatDateTime, formatMoney, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

interface Props {
  orders: Order[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** A line for each order. A box before each, and one for all that are shown. */
export function OrderTable({ orders, selected, onSelect }: Props) {
  const { orders: words } = useConsoleTexts();
  if (orders.length === 0) return <p className="text-muted">{words.none}</p>;
  const isAll = orders.every(({ id }) => selected.has(id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return (
    <Table label={words.title}>
      <thead>
        <tr>
          <Th><Box label={words.selectAll} checked={isAll} onChange={() => onSelect(isAll ? new Set() : new Set(orders.map(({ id }) => id)))} /></Th>
          <Th>{words.number}</Th><Th>{words.status}</Th><Th>{words.who}</Th><Th>{words.what}</Th><Th className="text-right">{words.total}</Th><Th>{words.when}</Th>
        </tr>
      </thead>
      <tbody>{orders.map((order) => <Row key={order.id} order={order} isSelected={selected.has(order.id)} onToggle={() => toggle(order.id)} />)}</tbody>
    </Table>
  );
}

function Row({ order, isSelected, onToggle }: { order: Order; isSelected: boolean; onToggle: () => void }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const { contact } = order;
  return (
    <tr className="align-top">
      <Td><Box label={words.select(order.number)} checked={isSelected} onChange={onToggle} /></Td>
      <Td className="whitespace-nowrap"><Link to={`/operate/orders/${order.id}`} data-row className="inline-flex min-h-9 items-center font-semibold underline underline-offset-4">{order.number}</Link></Td>
      <Td className="font-semibold whitespace-nowrap">
        <OrderState order={order} />
      </Td>
      <Td className="max-w-64">
        <span className="block truncate">{contact?.name ?? order.customerName}</span>
        <span className="label block truncate font-normal">{contact?.email ?? order.accountEmail ?? words.guest}</span>
      </Td>
      <Td className="max-w-64">
        <span className="block truncate">{formatNumber(order.quantity, locale)} × {order.dropName}</span>
        <span className="label block truncate font-normal">{order.variantLabel}</span>
      </Td>
      <Td className="text-right whitespace-nowrap">{formatMoney(order.total, locale)}</Td>
      <Td className="whitespace-nowrap text-muted">{formatDateTime(order.purchasedAt, locale)}</Td>
    </tr>
  );
}

/** In words: the colours are for stock. */
export function OrderState({ order }: { order: Order }) {
  const { orders: words } = useConsoleTexts();
  const { locale } = useSpeech();
  return (
    <>
      <span className={order.status === 'problem' ? 'text-refused' : undefined}>{words.statuses[order.status]}</span>
      {order.paymentStatus === 'part_refunded' && <span className="label block font-normal">{words.partRefunded(formatMoney({ ...order.total, amountMinor: order.refundedMinor }, locale))}</span>}
    </>
  );
}

export function Box({ label, checked, onChange }: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <label className="-m-2 inline-flex min-h-11 min-w-11 cursor-pointer items-center justify-center">
      <input type="checkbox" aria-label={label} checked={checked} onChange={onChange} className="size-5 accent-current" />
    </label>
  );
}
