import { CirclePause, CirclePlay, CircleStop, Send } from 'lucide-react';
import { useState } from 'react';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Confirm } from './Confirm';
import { useCommand, type Command } from './queries';

/** What may be done with a drop now. Going on needs no question; everything that stops sales does. */
export function Commands({ drop }: { drop: Drop }) {
  const { operate: { live: words } } = useTexts();
  const command = useCommand(drop.id);
  const [asked, setAsked] = useState<Exclude<Command, 'resume'> | null>(null);
  const status = currentStatus(drop, useServerNow());
  const questions = {
    publish: { title: words.publishAsk, advice: words.publishAdvice, action: words.publish, look: 'solid' },
    pause: { title: words.pauseAsk, advice: words.pauseAdvice, action: words.pause, look: 'solid' },
    end: { title: words.endAsk, advice: words.endAdvice, action: words.end, look: 'danger' },
  } as const;
  const ask = (one: typeof asked) => {
    command.reset();
    setAsked(one);
  };
  return (
    <>
      {status === 'draft' && <Button onClick={() => ask('publish')}><Send className="size-4" aria-hidden />{words.publish}</Button>}
      {status === 'live' && <Button look="outline" onClick={() => ask('pause')}><CirclePause className="size-4" aria-hidden />{words.pause}</Button>}
      {status === 'paused' && <Button busy={command.isPending} onClick={() => command.mutate('resume')}><CirclePlay className="size-4" aria-hidden />{words.resume}</Button>}
      {(status === 'live' || status === 'paused' || status === 'upcoming') && <Button look="outline" onClick={() => ask('end')}><CircleStop className="size-4" aria-hidden />{words.end}</Button>}
      {asked === null && command.error && <ProblemNotice error={command.error} className="basis-full" />}
      {asked !== null && (
        <Confirm {...questions[asked]} busy={command.isPending} error={command.error} onClose={() => setAsked(null)} onConfirm={() => command.mutate(asked, { onSuccess: () => setAsked(null) })} />
      )}
    </>
  );
}
