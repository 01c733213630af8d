import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { answeredAt } from '@/lib/api/client';
import { useTexts } from '@/lib/i18n';
import { useLiveState } from '@/lib/live/useLive';

/** A shorter break is not shown. */
const GRACE_MS = 1_500;

/** On a slow network the first connection takes time; before that nothing is lost. */
const FIRST_GRACE_MS = 4_000;

/** An answer of the server counts for this long: three times the pause between two questions of a page without live feed. */
const ANSWER_HOLDS_MS = 12_000;

/** Says when the page may show old data. Without the live feed the pages ask every few seconds; if the server answers, only speed is lost. */
export function ConnectionBanner() {
  const { app } = useTexts();
  const state = useLiveState();
  const [shown, setShown] = useState<'lost' | 'asking' | null>(null);
  useEffect(() => {
    if (state === 'connected' || state === 'resting') {
      const timer = setTimeout(() => setShown(null), 0);
      return () => clearTimeout(timer);
    }
    const since = performance.now();
    const grace = state === 'connecting' ? FIRST_GRACE_MS : GRACE_MS;
    const look = () => {
      const now = performance.now();
      if (now - since >= grace) setShown(answeredAt() > since && now - answeredAt() < ANSWER_HOLDS_MS ? 'asking' : 'lost');
    };
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [state]);
  return (
    <div role="status">
      {shown !== null && (
        <div className="bg-ink text-inverse">
          <p className="page flex items-center gap-2.5 py-2 text-sm font-medium"><WifiOff className="size-4 shrink-0" aria-hidden />{shown === 'lost' ? app.lost : app.asking}</p>
        </div>
      )}
    </div>
  );
}
