import { Archive, ArchiveRestore, CirclePause, CirclePlay, CircleStop, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { useMay } from '@/lib/session';
import { Button, type Look } from '@/lib/ui/Button';
import { Confirm } from './Confirm';
import { rememberedDefaults } from './defaults';
import { LastLook } from './LastLook';
import { OperatorProblem } from './OperatorProblem';
import { useCommand, useRemoveDrop, type Command } from './queries';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

type Asked = Exclude<Command, 'resume' | 'unarchive'>;

/** What can be done with a drop now. Every command asks first, except for resuming and for showing an archived drop again. */
export function Commands({ drop }: { drop: Drop }) {
  const { live: words } = useConsoleTexts();
  const [asked, setAsked] = useState<Asked | 'remove' | null>(null);
  const status = currentStatus(drop, useServerNow());
  if (!useMay('operator')) return null;
  return (
    <>
      {status === 'draft' && <Button onClick={() => setAsked('publish')}><Send className="size-4" aria-hidden />{words.publish}</Button>}
      {status === 'live' && <Button look="outline" onClick={() => setAsked('pause')}><CirclePause className="size-4" aria-hidden />{words.pause}</Button>}
      {status === 'draft' && <Button look="outline" onClick={() => setAsked('remove')}><Trash2 className="size-4" aria-hidden />{words.remove}</Button>}
      {status === 'paused' && <AtOnce dropId={drop.id} command="resume" />}
      {(status === 'live' || status === 'paused' || status === 'upcoming') && <Button look="outline" onClick={() => setAsked('end')}><CircleStop className="size-4" aria-hidden />{words.end}</Button>}
      {status === 'ended' && !drop.archived && <Button look="outline" onClick={() => setAsked('archive')}><Archive className="size-4" aria-hidden />{words.archive}</Button>}
      {drop.archived && <AtOnce dropId={drop.id} command="unarchive" />}
      {asked === 'remove' && <Remove drop={drop} onClose={() => setAsked(null)} />}
      {asked !== null && asked !== 'remove' && <Ask key={asked} drop={drop} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Remove({ drop, onClose }: { drop: Drop; onClose: () => void }) {
  const { live: words } = useConsoleTexts();
  const remove = useRemoveDrop(drop.id);
  const [, navigate] = useLocation();
  return (
    <Confirm title={words.removeAsk} action={words.remove} look="danger" busy={remove.isPending} error={remove.error} onClose={onClose} onConfirm={() => remove.mutate(undefined, { onSuccess: () => navigate('/operate?state=draft') })}>
      <p className="text-muted">{words.removeAdvice}</p>
    </Confirm>
  );
}

function AtOnce({ dropId, command }: { dropId: string; command: 'resume' | 'unarchive' }) {
  const { live: words, retrying } = useConsoleTexts();
  const run = useCommand(dropId, command);
  const Icon = command === 'resume' ? CirclePlay : ArchiveRestore;
  return (
    <>
      <Button look={command === 'resume' ? 'solid' : 'outline'} busy={run.isPending} onClick={() => run.mutate(undefined)}><Icon className="size-4" aria-hidden />{words[command]}</Button>
      {isRetrying(run) && <p role="status" className="basis-full font-medium">{retrying}</p>}
      {run.error && <div className="basis-full"><OperatorProblem error={run.error} /></div>}
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
    archive: { title: words.archiveAsk, action: words.archive, look: 'solid' as Look },
  }[asked];
  return (
    <Confirm title={title} action={action} look={style} busy={command.isPending} retrying={isRetrying(command)} error={command.error} onClose={onClose} onConfirm={() => command.mutate(undefined, { onSuccess: onClose })}>
      {asked === 'publish'
        ? <LastLook drop={drop} entrance={{ mode: drop.entrance, waitlist: drop.waitlist }} sizes={drop.variants} limitPerCustomer={drop.limitPerCustomer} zone={rememberedDefaults().zone} />
        : <p className="text-muted">{words[`${asked}Advice`]}</p>}
    </Confirm>
  );
}
