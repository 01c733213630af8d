import { Link } from 'wouter';
import type { HistoryLine } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { MoreButton } from '@/lib/ui/Button';
import { SelectField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useHistory, usePeople, type HistoryFilter } from './queries';
import { usePeopleTexts } from './words';

interface Props {
  filter: HistoryFilter;
  onFilter: (filter: HistoryFilter) => void;
}

/** Who did what, newest first. */
export function History({ filter, onFilter }: Props) {
  const { history: words } = usePeopleTexts();
  const { locale } = useSpeech();
  const isOwner = useMay('owner');
  const { data: people } = usePeople();
  const history = useHistory(filter);
  const lines = history.data?.pages.flatMap(({ items }) => items);
  // Somebody who was dismissed is not in the list, and may have been asked for by the address of this page.
  const actors = [...(people?.items ?? [])];
  const acts = Object.entries(words.acts).sort(([, a], [, b]) => a.localeCompare(b, locale));
  return (
    <div className="grid gap-6">
      <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
        <SelectField label={words.who} value={filter.actor ?? ''} onChange={({ target }) => onFilter({ ...filter, actor: target.value || null })}>
          <option value="">{words.everybody}</option>
          {actors.map(({ id, displayName }) => <option key={id} value={id}>{displayName}</option>)}
          {filter.actor !== null && actors.every(({ id }) => id !== filter.actor) && <option value={filter.actor}>{lines?.find(({ actor }) => actor === filter.actor)?.actorName ?? filter.actor.slice(0, 8)}</option>}
        </SelectField>
        <SelectField label={words.what} value={filter.what ?? ''} onChange={({ target }) => onFilter({ ...filter, what: target.value || null })}>
          <option value="">{words.everything}</option>
          {acts.map(([name, label]) => <option key={name} value={name}>{label}</option>)}
        </SelectField>
      </div>
      {history.error && !lines && <ProblemNotice error={history.error} />}
      {lines?.length === 0 && <p className="min-h-40 text-muted">{words.none}</p>}
      {!!lines?.length && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div role="region" aria-label={words.title} tabIndex={0} className="overflow-x-auto">
          <table className="w-full border-collapse text-left">
            <thead>
              <tr>{[words.when, words.who, words.what, words.subject, words.details, ...(isOwner ? [words.from] : [])].map((head) => <th key={head} scope="col" className="label border-b border-line py-2 pr-4 font-medium whitespace-nowrap">{head}</th>)}</tr>
            </thead>
            <tbody>{lines.map((line) => <Row key={line.id} line={line} isOwner={isOwner} />)}</tbody>
          </table>
        </div>
      )}
      <MoreButton of={history} className="justify-self-start" />
    </div>
  );
}

const cell = 'border-b border-line py-2 pr-4 align-top';

function Row({ line, isOwner }: { line: HistoryLine; isOwner: boolean }) {
  const { history: words, roles } = usePeopleTexts();
  const { locale } = useSpeech();
  return (
    <tr>
      <td className={`${cell} whitespace-nowrap text-muted`}>{formatDateTime(line.at, locale)}</td>
      <td className={`${cell} max-w-56 min-w-28`}><span className="block font-semibold wrap-anywhere">{line.actorName}</span><span className="label font-normal">{line.role === 'key' ? words.byKey : roles[line.role]}</span></td>
      <td className={`${cell} min-w-40 font-medium`}>{words.acts[line.what] ?? line.what}</td>
      <td className={`${cell} max-w-56 wrap-anywhere`}><Subject line={line} /></td>
      <td className={`${cell} min-w-56 text-sm text-muted wrap-anywhere`}>{line.summary}</td>
      {isOwner && <td className={`${cell} text-sm whitespace-nowrap text-muted`}>{line.address}</td>}
    </tr>
  );
}

function Subject({ line: { subjectKind, subjectId, subjectName } }: { line: HistoryLine }) {
  const { history: words } = usePeopleTexts();
  const link = 'underline underline-offset-4';
  switch (subjectKind) {
    case 'drop':
      return <Link to={`/operate/drops/${subjectId}`} className={link}>{subjectName ?? subjectId?.slice(0, 8)}</Link>;
    case 'payment':
      return <Link to={`/operate/payments/${subjectId}`} className={link}>{words.payment}</Link>;
    case 'order':
      return <Link to={`/operate/orders/${subjectId}`} className={link}>{words.order}</Link>;
    case 'account':
      return subjectName;
    case 'webhook':
      return <Link to={`/operate/webhooks/${subjectId}`} className={link}>{subjectName ?? words.webhook}</Link>;
    case 'invitation':
    case null:
      return null;
  }
}
