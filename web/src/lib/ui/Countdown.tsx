import { clsx } from 'clsx';
import { useSecondsUntil } from '../clock';
import { countdown, isoDuration } from '../format';
import { useTexts } from '../i18n';

/** Silent for screen readers while it runs: what matters is announced at milestones, elsewhere. */
export function Countdown({ to, className }: { to: string; className?: string }) {
  const { days } = useTexts();
  const seconds = useSecondsUntil(to) ?? 0;
  return <time dateTime={isoDuration(seconds)} className={clsx('whitespace-nowrap tabular-nums', className)}>{countdown(seconds, days)}</time>;
}
