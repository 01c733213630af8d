import { useSearchParams } from 'wouter';
import { PaymentTable } from '@/features/operations/Payments';
import { usePayments, type PaymentFilter } from '@/features/operations/queries';
import { useConsoleTexts } from '@/features/operations/words';
import type { PaymentState } from '@/lib/api/types';
import { newestOf, useDrops } from '@/lib/drops/queries';
import { MoreButton } from '@/lib/ui/Button';
import { SelectField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** All payments of the shop, and first those that somebody should look at. */
export function PaymentsPage() {
  const { payments: words } = useConsoleTexts();
  usePageTitle(words.title);
  const [params, setParams] = useSearchParams();
  const asked = params.get('state');
  const state = asked !== null && Object.hasOwn(words.states, asked) ? (asked as PaymentState) : null;
  const dropId = params.get('drop');
  const [live, paused, ended] = [useDrops('live'), useDrops('paused'), useDrops('ended')];
  const drops = newestOf([live.data, paused.data, ended.data]).filter(({ payment, id }) => payment === 'required' || id === dropId);

  const choose = (name: 'state' | 'drop', value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <div className="page grid gap-10 pt-8">
      <h1 className="display text-[clamp(3.5rem,8vw,7rem)] uppercase">{words.title}</h1>
      <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
        <SelectField label={words.state} value={state ?? ''} onChange={(event) => choose('state', event.target.value)}>
          <option value="">{words.allStates}</option>
          {Object.entries(words.states).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </SelectField>
        <SelectField label={words.drop} value={dropId ?? ''} onChange={(event) => choose('drop', event.target.value)}>
          <option value="">{words.allDrops}</option>
          {drops.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        </SelectField>
      </div>
      <List title={words.needsHand} filter={{ state, dropId, needsHand: true }} />
      <List title={words.others} filter={{ state, dropId, needsHand: false }} />
    </div>
  );
}

function List({ title, filter }: { title: string; filter: PaymentFilter }) {
  const payments = usePayments(filter);
  const { data, error } = payments;
  return (
    <Section size="small" title={title}>
      {error && !data ? <ProblemNotice error={error} /> : data ? <PaymentTable label={title} payments={data.pages.flatMap(({ items }) => items)} /> : <Loading />}
      <MoreButton of={payments} className="mt-4" />
    </Section>
  );
}
