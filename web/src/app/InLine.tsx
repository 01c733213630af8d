import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { SignInDialog } from '@/features/accounts/SignIn';
import { LinePanel } from '@/features/line/LinePanel';
import { outsideOf } from '@/features/line/standing';
import { useInLine } from '@/features/line/useInLine';
import { refetchHolds, useEndedHold, useHolds } from '@/features/reservations/holds';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { Buying } from './Buying';
import { Loading } from './Loading';

/** A drop with a line: the visitor's place in it, and what can be bought now. */
export default function InLine({ drop }: { drop: Drop }) {
  const client = useQueryClient();
  const holds = useHolds();
  const hold = holds.find(({ dropId }) => dropId === drop.id);
  const inLine = useInLine(drop, hold?.offer == null ? null : hold.id, holds.length > 0);
  // Without live news only the line knows of the offer.
  const offered = inLine?.entry?.offer?.reservationId;
  const isUntold = offered !== undefined && offered !== hold?.id;
  useEffect(() => {
    if (isUntold) void refetchHolds(client);
  }, [client, isUntold]);
  // A hold that is gone may have been bought: its form stays until that is known, because it leads to the receipt.
  const ended = useEndedHold();
  const [followed, follow] = useState<string | null>(null);
  if (hold && hold.id !== followed) follow(hold.id);
  if (!hold && followed !== null && ended?.id === followed && !ended.wasPaying) follow(null);
  const isLive = currentStatus(drop, useServerNow()) === 'live';
  if (inLine === null) return hold || (drop.entrance === 'open' && !drop.waitlist) ? <Buying drop={drop} /> : <Loading />;

  const { line, standing, signIn } = inLine;
  const isOver = line.phase === 'finished' || line.phase === 'cancelled';
  const outside = outsideOf(drop, line);
  const isOpenToSome = isLive && outside.availability === 'available';
  const buys = hold !== undefined || followed !== null || standing.kind === 'bought' || line.mode === 'open' || (isOver ? drop.availability !== 'soldOut' : isOpenToSome);
  // Who has something to buy has that before their eyes, and nothing of the line but its proof.
  const isQuiet = standing.kind === 'offered' || (line.mode === 'open' && standing.kind === 'shut') || (standing.kind === 'bought' && line.mode === 'open');
  return (
    <div className="grid gap-8">
      {buys && <Buying drop={hold || isOver ? drop : outside} />}
      {!isQuiet && <LinePanel drop={drop} of={inLine} />}
      {signIn && <SignInDialog way={line.tempo === 'calm' ? 'register' : 'guest'} onClose={signIn.cancel} onSignedIn={signIn.goOn} />}
    </div>
  );
}
