import { useState } from 'react';
import type { Hold } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { Confirm } from './Confirm';
import { useDropHolds, useRelease } from './queries';
import { Table, Td, Th } from './Table';

export function Holds({ dropId }: { dropId: string }) {
  const { operate: { live: words } } = useTexts();
  const { data } = useDropHolds(dropId);
  const release = useRelease(dropId);
  const [asked, setAsked] = useState<Hold | null>(null);
  if (data?.items.length === 0) return <p className="min-h-40 text-muted">{words.noHolds}</p>;
  return (
    <>
      <Table label={words.holds} className="max-h-96 min-h-40">
        <thead>
          <tr><Th>{words.who}</Th><Th>{words.size}</Th><Th className="text-right">{words.timeLeft}</Th><Th className="w-24"><span className="sr-only">{words.release}</span></Th></tr>
        </thead>
        <tbody>
          {data?.items.map((hold) => (
            <tr key={hold.id}>
              <Td className="max-w-48 truncate font-medium">{hold.displayName}</Td>
              <Td className="text-muted">{hold.quantity > 1 && `${hold.quantity} × `}{hold.variantLabel}</Td>
              <Td className="text-right"><Countdown to={hold.expiresAt} className="figures text-2xl text-held" /></Td>
              <Td className="pr-0 text-right"><Button look="quiet" size="small" aria-label={`${words.release}: ${hold.displayName}`} onClick={() => { release.reset(); setAsked(hold); }}>{words.release}</Button></Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {asked && (
        <Confirm
          title={words.releaseAsk(asked.displayName)}
          advice={words.releaseAdvice}
          action={words.release}
          look="danger"
          busy={release.isPending}
          error={release.error}
          onClose={() => setAsked(null)}
          onConfirm={() => release.mutate(asked.id, { onSuccess: () => setAsked(null) })}
        />
      )}
    </>
  );
}
