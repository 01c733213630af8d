import type { OwnSession } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useEndSession, useSessions } from './queries';
import { useSecurityTexts } from './words';

/** Where somebody is signed in, to see and to end. */
export function Sessions() {
  const { sessions: words } = useSecurityTexts();
  const { data: sessions, error } = useSessions();
  const endAll = useEndSession();
  if (error && !sessions) return <ProblemNotice error={error} />;
  return (
    <div className="grid max-w-3xl gap-5">
      <ul className="min-h-16 border-b border-line">{sessions?.map((session) => <Line key={session.id} session={session} />)}</ul>
      {endAll.error && <ProblemNotice error={endAll.error} />}
      {sessions && (sessions.some(({ isThisOne }) => !isThisOne)
        ? <Button look="outline" className="justify-self-start" busy={endAll.isPending} onClick={() => endAll.mutate(undefined)}>{words.endAll}</Button>
        : <p className="text-muted">{words.alone}</p>)}
    </div>
  );
}

function Line({ session: { id, agent, beganAt, lastSeenAt, isThisOne } }: { session: OwnSession }) {
  const { sessions: words } = useSecurityTexts();
  const { locale } = useSpeech();
  const end = useEndSession();
  // The server says “Chrome on Linux”.
  const name = agent?.replace(' on ', words.on) ?? words.unknown;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 border-t border-line py-2">
      <span className="min-w-0 grow basis-48 font-semibold wrap-anywhere">{name}{isThisOne && <span className="ml-2 rounded-sm border border-edge px-1.5 py-0.5 text-xs text-muted">{words.here}</span>}</span>
      <span className="text-sm text-muted">{words.began} {formatDateTime(beganAt, locale)}</span>
      <span className="text-sm text-muted">{words.seen} {formatDateTime(lastSeenAt, locale)}</span>
      <span className="inline-flex min-h-11 items-center">{!isThisOne && <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.end}: ${name}`} busy={end.isPending} onClick={() => end.mutate(id)}>{words.end}</Button>}</span>
      {end.error && <ProblemNotice error={end.error} className="basis-full" />}
    </li>
  );
}
