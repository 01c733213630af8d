import { CirclePause, CirclePlay, CircleStop, Send } from 'lucide-react';
import { useState } from 'react';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { Button, type Look } from '@/lib/ui/Button';
import { Confirm } from './Confirm';
import { rememberedDefaults } from './defaults';
import { LastLook } from './LastLook';
import { OperatorProblem } from './OperatorProblem';
import { useCommand, type Command } from './queries';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

type Asked = Exclude<Command, 'resume'>;

/** What can be done with a drop now. Every command asks first, except for resuming. */
export function Commands({ drop }: { drop: Drop }) {
  const { live: words } = useConsoleTexts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const status = currentStatus(drop, useServerNow());
  return (
    <>
      {status === 'draft' && <Button onClick={() => setAsked('publish')}><Send className="size-4" aria-hidden />{words.publish}</Button>}
      {status === 'live' && <Button look="outline" onClick={() => setAsked('pause')}><CirclePause className="size-4" aria-hidden />{words.pause}</Button>}
      {status === 'paused' && <Resume dropId={drop.id} />}
      {(status === 'live' || status === 'paused' || status === 'upcoming') && <Button look="outline" onClick={() => setAsked('end')}><CircleStop className="size-4" aria-hidden />{words.end}</Button>}
      {asked !== null && <Ask key={asked} drop={drop} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Resume({ dropId }: { dropId: string }) {
  const { live: words, retrying } = useConsoleTexts();
  const resume = useCommand(dropId, 'resume');
  return (
    <>
      <Button busy={resume.isPending} onClick={() => resume.mutate(undefined)}><CirclePlay className="size-4" aria-hidden />{words.resume}</Button>
      {isRetrying(resume) && <p role="status" className="basis-full font-medium">{retrying}</p>}
      {resume.error && <div className="basis-full"><OperatorProblem error={resume.error} /></div>}
    </>
  );
}

function Ask({ drop, asked, onClose }: { drop: Drop; asked: Asked; onClose: () => void }) {
  const { live: words, look } = useConsoleTexts();
  const command = useCommand(drop.id, asked);
  const { title, action, look: style } = {
    publish: { title: look.title, action: words.publish, look: 'solid' as Look },
    pause: { title: words.pauseAsk, action: words.pause, look: 'solid' as Look },
    end: { title: words.endAsk, action: words.end, look: 'danger' as Look },
  }[asked];
  return (
    <Confirm title={title} action={action} look={style} busy={command.isPending} retrying={isRetrying(command)} error={command.error} onClose={onClose} onConfirm={() => command.mutate(undefined, { onSuccess: onClose })}>
      {asked === 'publish'
        ? <LastLook drop={drop} entrance={{ mode: drop.entrance, waitlist: drop.waitlist }} sizes={drop.variants} limitPerCustomer={drop.limitPerCustomer} zone={rememberedDefaults().zone} />
        : <p className="text-muted">{asked === 'pause' ? words.pauseAdvice : words.endAdvice}</p>}
    </Confirm>
  );
}
