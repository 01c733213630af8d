import { useTexts } from '@/lib/i18n';

/** Space for the page, and the word for those who don't see it; fast answers should not flash. */
export function Loading() {
  const { app } = useTexts();
  return <div role="status" className="min-h-[70dvh]"><span className="sr-only">{app.loading}</span></div>;
}
