import { useSearchParams } from 'wouter';
import { Factor } from '@/features/accounts/security/Factor';
import { Sessions } from '@/features/accounts/security/Sessions';
import { useSecurityTexts } from '@/features/accounts/security/words';
import { History } from '@/features/people/History';
import { Invitations, PeopleTable, Rules } from '@/features/people/People';
import { usePeople } from '@/features/people/queries';
import { usePeopleTexts } from '@/features/people/words';
import { useMay } from '@/lib/session';
import { FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

const heading = 'display text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere';

/** Who runs the shop. */
export function PeoplePage() {
  const words = usePeopleTexts();
  usePageTitle(words.title);
  const { data, error, refetch } = usePeople();
  const isOwner = useMay('owner');
  if (error && !data) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="page grid gap-10 pt-8">
      <h1 className={heading}>{words.title}</h1>
      <Section size="small" title={words.list}><PeopleTable people={data.items} isOwner={isOwner} /></Section>
      {isOwner && <Section size="small" title={words.invite}><Invitations /></Section>}
      {isOwner && <Section size="small" title={words.rules}><Rules key={JSON.stringify(data.rules)} rules={data.rules} /></Section>}
    </div>
  );
}

/** One's own second factor, and where one is signed in. */
export function SecurityPage() {
  const words = useSecurityTexts();
  usePageTitle(words.title);
  return (
    <div className="page grid gap-10 pt-8">
      <h1 className={heading}>{words.title}</h1>
      <Section size="small" title={words.factor.title}><Factor /></Section>
      <Section size="small" title={words.sessions.title}><Sessions /></Section>
    </div>
  );
}

export function HistoryPage() {
  const { history: words } = usePeopleTexts();
  usePageTitle(words.title);
  const [params, setParams] = useSearchParams();
  return (
    <div className="page grid gap-8 pt-8">
      <div>
        <h1 className={heading}>{words.title}</h1>
        <p className="mt-3 max-w-prose text-muted">{words.advice}</p>
      </div>
      <History
        filter={{ actor: params.get('actor'), what: params.get('what') }}
        onFilter={(filter) => setParams(new URLSearchParams(Object.entries(filter).flatMap(([name, value]: [string, string | null]) => (value === null ? [] : [[name, value]]))), { replace: true })}
      />
    </div>
  );
}
