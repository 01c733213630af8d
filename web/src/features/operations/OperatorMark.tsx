import { useTexts } from '@/lib/i18n';

/** Beside a name: a customer may be called anything, an operator too. */
export function OperatorMark() {
  const { operate: { operatorMark } } = useTexts();
  return <span className="ml-2 rounded-sm border border-edge px-1.5 py-0.5 text-xs font-semibold text-muted">{operatorMark}</span>;
}
