import { CalendarPlus, Check, Share2 } from 'lucide-react';
import { useState } from 'react';
import type { Drop } from '@/lib/api/types';
import { below } from '@/lib/base';
import { useServerNow } from '@/lib/clock';
import { currentStatus, dropPath } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { Button, buttonClass } from '@/lib/ui/Button';

/** Tell others, and remember it oneself. */
export function Share({ drop }: { drop: Drop }) {
  const { share: words } = useTexts();
  const isUpcoming = currentStatus(drop, useServerNow()) === 'upcoming' && drop.startsAt !== null;
  return (
    <div className="flex flex-wrap gap-3">
      <ShareButton name={drop.name} path={dropPath(drop)} />
      {isUpcoming && <a href={below(`${dropPath(drop)}/calendar.ics`)} download className={buttonClass('outline')}><CalendarPlus className="size-4" aria-hidden />{words.calendar}</a>}
    </div>
  );
}

/** The device's own way to share. Without one, the link is copied; without a clipboard (http), the address bar does the same. */
function ShareButton({ name, path }: { name: string; path: string }) {
  const { share: words } = useTexts();
  const [copied, setCopied] = useState(false);
  const url = new URL(below(path), location.href).href;
  if (!('share' in navigator) && !('clipboard' in navigator)) return null;
  const share = () => {
    // Who closes the device's own dialog has shared nothing: there is nothing to say.
    if ('share' in navigator) navigator.share({ title: name, url }).catch(() => undefined);
    else void (navigator as Navigator).clipboard.writeText(url).then(() => setCopied(true), () => undefined);
  };
  return (
    <Button look="outline" onClick={share}>
      {copied ? <Check className="size-4" aria-hidden /> : <Share2 className="size-4" aria-hidden />}
      <span role="status">{copied ? words.copied : words.share}</span>
    </Button>
  );
}
