import { memo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Hold } from '@/lib/api/types';
import { useMay } from '@/lib/session';
import { Button, MoreButton } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Confirm } from './Confirm';
import { Filter, SearchForm, searchIn } from './Filter';
import { SizeFilter } from './Ledger';
import { useDropHolds, useFoundHolds, useRelease } from './queries';
import { isRetrying } from './usePost';
import { OperatorMark, Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

/** The names of the filters in this page's address. */
const [NAME, SIZE, UNITS, SORT] = ['hold', 'holdSize', 'holdUnits', 'holdSort'];

/** What is none yet, while it is typed, is not searched for. */
const wholeNumber = (text: string | null): string | null => (text !== null && /^[1-9]\d{0,5}$/.test(text) ? text : null);

/** @param labels The names of the sizes by id. They stay the same object while the stock changes. */
export const Holds = memo(function Holds({ dropId, labels }: { dropId: string; labels: ReadonlyMap<string, string> }) {
  const { live: words, lists } = useConsoleTexts();
  const [params] = useSearchParams();
  const search = searchIn({ query: params.get(NAME), variant: params.get(SIZE), quantity: wholeNumber(params.get(UNITS)), sort: params.get(SORT) });
  const isSearch = search !== '';
  const all = useDropHolds(dropId, !isSearch);
  const found = useFoundHolds(dropId, search);
  const { data, error } = isSearch ? found : all;
  const [asked, setAsked] = useState<Hold | null>(null);
  const holds = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Filter names={[NAME, SIZE, UNITS, SORT]}>
        {(value, set) => (
          <>
            <SearchForm label={lists.nameHas} value={value(NAME)} onSearch={(text) => set(NAME, text)} />
            {labels.size > 1 && <SizeFilter labels={labels} value={value(SIZE)} onChange={(id) => set(SIZE, id)} />}
            <TextField type="number" min={1} max={1_000_000} label={lists.unitsFrom} value={value(UNITS)} onChange={({ target }) => set(UNITS, target.value)} />
            <SelectField label={lists.sort} value={value(SORT)} onChange={({ target }) => set(SORT, target.value)}>
              <option value="">{lists.newest}</option>
              <option value="ending">{lists.ending}</option>
            </SelectField>
          </>
        )}
      </Filter>
      {error && !data ? <ProblemNotice error={error} /> : data && holds.length === 0 ? <p role="status" className="min-h-40 text-muted">{isSearch ? lists.none : words.noHolds}</p> : (
        <Table label={words.holds} className="max-h-96 min-h-40">
          <thead>
            <tr><Th>{words.who}</Th><Th>{words.size}</Th><Th className="text-right">{words.timeLeft}</Th><Th className="w-24"><span className="sr-only">{words.release}</span></Th></tr>
          </thead>
          <tbody>{holds.map((hold) => <Row key={hold.id} hold={hold} onRelease={setAsked} />)}</tbody>
        </Table>
      )}
      <MoreButton of={isSearch ? found : all} size="small" className="mt-3 min-h-11" />
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
