import { Archive, CirclePause, CirclePlay, Send, X } from 'lucide-react';
import { useState } from 'react';
import { Problem } from '@/lib/api/problem';
import type { Drop, DropStatus } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { Confirm } from './Confirm';
import { useRunDrops, type DropAct } from './queries';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

const ICONS = { publish: Send, pause: CirclePause, resume: CirclePlay, archive: Archive } as const;
const ACTS = Object.keys(ICONS) as DropAct[];

/** Of drops in other states the server would say no, or that it is so already. */
const FROM: Record<DropAct, readonly DropStatus[]> = { publish: ['draft'], pause: ['live', 'upcoming'], resume: ['paused'], archive: ['ended', 'paused', 'upcoming'] };

/** As many as go in one call, and as many names as a dialog can show. */
const TOGETHER_MAX = 100;
const NAMES_MAX = 8;

interface Outcome {
  done: number;
  same: number;
  refused: { name: string; why: string }[];
}

/** What is done with the chosen drops together. It says before whom it happens to, and afterwards what became of each. */
export function DropsTogether({ drops, onSelect }: { drops: readonly Drop[]; onSelect: (ids: ReadonlySet<string>) => void }) {
  const { lists: words } = useConsoleTexts();
  const { problems } = useTexts();
  const now = useServerNow();
  const run = useRunDrops();
  const [asked, ask] = useState<{ act: DropAct; moving: Drop[]; others: Drop[] } | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const can = (act: DropAct, drop: Drop) => FROM[act].includes(currentStatus(drop, now)) && !(act === 'archive' && drop.archived);
  const start = (act: DropAct) => {
    setOutcome(null);
    ask({ act, moving: drops.filter((drop) => can(act, drop)).slice(0, TOGETHER_MAX), others: drops.filter((drop) => !can(act, drop)) });
  };
  const confirm = ({ act, moving }: { act: DropAct; moving: Drop[] }) => {
    const nameOf = new Map(moving.map(({ id, name }) => [id, name]));
    run.mutate({ act, ids: moving.map(({ id }) => id) }, {
      onSuccess: ({ items }) => {
        setOutcome({
          done: items.filter(({ hasMoved }) => hasMoved).length,
          same: items.filter(({ hasMoved, code }) => !hasMoved && code === null).length,
          refused: items.flatMap(({ id, code }) => (code === null ? [] : [{ name: nameOf.get(id) ?? id, why: problems[new Problem(409, { code }).code].title }])),
        });
        ask(null);
        onSelect(new Set());
      },
    });
  };
  if (drops.length === 0 && outcome === null) return null;
  return (
    // At the window's lower edge: in a long list what is chosen and what can be done stay in sight.
    <div className="sticky bottom-0 z-20 grid gap-2 border border-line bg-surface px-4 py-2 shadow-2xl max-sm:px-3">
      {drops.length > 0 && (
        <div className="flex min-h-11 flex-wrap items-center gap-2 sm:gap-3">
          <p role="status" className="font-semibold">{words.chosen(drops.length)}</p>
          {ACTS.map((act) => {
            const Icon = ICONS[act];
            return <Button key={act} look="outline" size="small" className="min-h-11" disabled={!drops.some((drop) => can(act, drop))} onClick={() => start(act)}><Icon className="size-4" aria-hidden />{words.acts[act]}</Button>;
          })}
          <Button look="quiet" size="small" className="min-h-11" onClick={() => onSelect(new Set())}><X className="size-4" aria-hidden />{words.clearChoice}</Button>
        </div>
      )}
      {outcome && (
        <div role="status" className="grid max-h-[40dvh] gap-1 overflow-y-auto py-2">
          <p className="font-medium">{words.done(outcome.done)} {outcome.same > 0 && words.wereSo(outcome.same)}</p>
          {outcome.refused.length > 0 && (
            <>
              <p className="font-medium text-refused">{words.refused}</p>
              <ul className="list-disc pl-5 text-sm">{outcome.refused.map(({ name, why }) => <li key={name} className="wrap-anywhere">{name}: {why}</li>)}</ul>
            </>
          )}
        </div>
      )}
      {asked && (
        <Confirm
          title={words.asks[asked.act]}
          action={words.acts[asked.act]}
          busy={run.isPending}
          retrying={isRetrying(run)}
          error={run.error}
          onClose={() => ask(null)}
          onConfirm={() => confirm(asked)}
        >
          <p>{words.willMove(asked.moving.length)}</p>
          <NameList drops={asked.moving} />
          {asked.others.length > 0 && (
            <>
              <p className="text-muted">{words.cannot(asked.others.length)}</p>
              <NameList drops={asked.others} />
            </>
          )}
        </Confirm>
      )}
    </div>
  );
}

function NameList({ drops }: { drops: readonly Drop[] }) {
  const { lists: words } = useConsoleTexts();
  return (
    <ul className="list-disc pl-5">
      {drops.slice(0, NAMES_MAX).map(({ id, name }) => <li key={id} className="font-medium wrap-anywhere">{name}</li>)}
      {drops.length > NAMES_MAX && <li className="text-muted">{words.andMore(drops.length - NAMES_MAX)}</li>}
    </ul>
  );
}
