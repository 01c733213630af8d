import { clsx } from 'clsx';
import { useSecondsUntil } from '../clock';
import { countdown, isoDuration } from '../format';
import { useTexts } from '../i18n';

/** Screen readers don't hear it count. `HoldBar` announces what matters. */
export function Countdown({ to, className }: { to: string; className?: string }) {
  const { days } = useTexts();
  const seconds = useSecondsUntil(to) ?? 0;
  return <time dateTime={isoDuration(seconds)} className={clsx('whitespace-nowrap tabular-nums', className)}>{countdown(seconds, days)}</time>;
}
