import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '@/lib/i18n';
import { useLiveState } from '@/lib/live/useLive';

/** Shorter breaks heal unseen. */
const GRACE_MS = 1500;

export function ConnectionBanner() {
  const { app } = useTexts();
  const lost = useLiveState() === 'lost';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? GRACE_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status">
      {shown && (
        <div className="bg-ink text-inverse">
          <p className="page flex items-center gap-2.5 py-2 text-sm font-medium"><WifiOff className="size-4 shrink-0" aria-hidden />{app.lost}</p>
        </div>
      )}
    </div>
  );
}
