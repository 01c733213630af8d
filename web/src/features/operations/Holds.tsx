import { memo, useState } from 'react';
import type { Hold } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Confirm } from './Confirm';
import { useDropHolds, useRelease } from './queries';
import { isRetrying } from './usePost';
import { OperatorMark, Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

export const Holds = memo(function Holds({ dropId }: { dropId: string }) {
  const { live: words } = useConsoleTexts();
  const { app } = useTexts();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useDropHolds(dropId);
  const [asked, setAsked] = useState<Hold | null>(null);
  if (error && !data) return <ProblemNotice error={error} />;
  const holds = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {data && holds.length === 0 ? <p className="min-h-40 text-muted">{words.noHolds}</p> : (
        <Table label={words.holds} className="max-h-96 min-h-40">
          <thead>
            <tr><Th>{words.who}</Th><Th>{words.size}</Th><Th className="text-right">{words.timeLeft}</Th><Th className="w-24"><span className="sr-only">{words.release}</span></Th></tr>
          </thead>
          <tbody>{holds.map((hold) => <Row key={hold.id} hold={hold} onRelease={setAsked} />)}</tbody>
        </Table>
      )}
      {hasNextPage && <Button look="outline" size="small" className="mt-3 min-h-11" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{app.more}</Button>}
      {asked && <Release key={asked.id} dropId={dropId} hold={asked} onClose={() => setAsked(null)} />}
    </>
  );
});

const Row = memo(function Row({ hold, onRelease }: { hold: Hold; onRelease: (hold: Hold) => void }) {
  const { live: words } = useConsoleTexts();
  const mayRelease = useMay('support');
  return (
    <tr>
      <Td className="max-w-48 truncate font-medium">{hold.displayName}{hold.isOperator && <OperatorMark />}</Td>
      <Td className="max-w-40 truncate text-muted">{hold.quantity > 1 && `${hold.quantity} × `}{hold.variantLabel}</Td>
      <Td className="text-right"><Countdown to={hold.expiresAt} className="figures text-2xl text-held" /></Td>
      <Td className="pr-0 text-right">{mayRelease && <Button look="quiet" size="small" aria-label={`${words.release}: ${hold.displayName}`} onClick={() => onRelease(hold)}>{words.release}</Button>}</Td>
    </tr>
  );
});

function Release({ dropId, hold, onClose }: { dropId: string; hold: Hold; onClose: () => void }) {
  const { live: words } = useConsoleTexts();
  const release = useRelease(dropId, hold.id);
  return (
    <Confirm
      title={words.releaseAsk(hold.displayName)}
      action={words.release}
      look="danger"
      busy={release.isPending}
      retrying={isRetrying(release)}
      error={release.error}
      onClose={onClose}
      onConfirm={() => release.mutate(undefined, { onSuccess: onClose })}
    >
      <p className="text-muted">{words.releaseAdvice}</p>
    </Confirm>
  );
}
