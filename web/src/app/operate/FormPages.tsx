import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Confirm } from '@/features/operations/Confirm';
import { defaultsOf, rememberDefaults } from '@/features/operations/defaults';
import { consequencesOf, draftOf, emptyDraft, readChanges, readDraft, type Consequence } from '@/features/operations/draft';
import { DropForm } from '@/features/operations/DropForm';
import { LastLook } from '@/features/operations/LastLook';
import { useCreateDrop, useEditDrop, type NewDrop } from '@/features/operations/queries';
import { isRetrying } from '@/features/operations/usePost';
import { useStoredDraft } from '@/features/operations/storedDraft';
import { useConsoleTexts } from '@/features/operations/words';
import { asProblem } from '@/lib/api/problem';
import type { Drop, DropPatch } from '@/lib/api/types';
import { serverClock } from '@/lib/clock';
import { useDrop } from '@/lib/drops/queries';
import { stockOf } from '@/lib/drops/status';
import { formatMoney } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { useMe } from '@/lib/session';
import { useShop } from '@/lib/shop';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

export function NewDropPage() {
  const { form: words } = useConsoleTexts();
  usePageTitle(words.newTitle);
  const [params] = useSearchParams();
  const from = params.get('from');
  return (
    <div className="page grid gap-8 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase">{words.newTitle}</h1>
      {from === null ? <NewForm key="new" source={null} /> : <CloneForm key={from} from={from} />}
    </div>
  );
}

function CloneForm({ from }: { from: string }) {
  const { form: words } = useConsoleTexts();
  const { data: source, error, isPending } = useDrop(from);
  if (isPending) return <Loading />;
  if (error && !source && asProblem(error).code !== 'drop_not_found') return <ProblemNotice error={error} />;
  return (
    <>
      {source === undefined && <p role="status" className="text-muted">{words.sourceGone}</p>}
      <NewForm source={source ?? null} />
    </>
  );
}

/** The server marked fields: the question closes, so that the form can be seen. */
const concernsFields = (error: unknown): boolean => ['validation_failed', 'price_not_payable'].includes(asProblem(error).code);

function NewForm({ source }: { source: Drop | null }) {
  const { form: words, look } = useConsoleTexts();
  const { data: me } = useMe();
  const shop = useShop();
  const stored = useStoredDraft(
    `${me?.id}.new${source === null ? '' : `.${source.id}`}`,
    source === null ? emptyDraft(words.onlySize, defaultsOf(shop)) : draftOf(source, { withSchedule: false }),
  );
  const create = useCreateDrop(stored.keyPlace, stored.forget);
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<NewDrop | null>(null);

  const send = (input: NewDrop) =>
    create.mutate(input, {
      onSuccess: ({ id, unset }) => {
        rememberDefaults(stored.draft);
        navigate(`/operate/drops/${id}${unset === undefined ? '' : `?unset=${unset}`}`);
      },
      onError: (error) => {
        if (concernsFields(error)) setAsked(null);
      },
    });
  return (
    <>
      <DropForm
        stored={stored}
        isNew
        isDraft
        busy={create.isPending}
        retrying={isRetrying(create)}
        error={asked === null ? create.error : null}
        read={readDraft}
        onRead={({ input, rules }, value) => {
          create.reset();
          if (value === 'draft') send({ ...input, rules, draft: true });
          else setAsked({ ...input, rules, draft: false });
        }}
      />
      {asked !== null && (
        <Confirm title={look.title} action={look.publishNow} busy={create.isPending} retrying={isRetrying(create)} error={create.error} onClose={() => setAsked(null)} onConfirm={() => send(asked)}>
          <LastLook drop={asked} entrance={asked.rules} sizes={(asked.variants ?? []).map(({ label, total }) => ({ label, total }))} limitPerCustomer={asked.limitPerCustomer ?? 1} zone={stored.draft.zone} />
        </Confirm>
      )}
    </>
  );
}

export function EditDropPage({ drop }: { drop: Drop }) {
  const { form: words, look } = useConsoleTexts();
  const { locale } = useSpeech();
  usePageTitle(`${words.editTitle}: ${drop.name}`);
  const { data: me } = useMe();
  const stored = useStoredDraft(`${me?.id}.edit.${drop.id}`, draftOf(drop, { withSchedule: true }));
  const edit = useEditDrop(drop.id, stored.forget);
  const [, navigate] = useLocation();
  // Keeps the price that the question names: the answer may change the drop while the question is still open.
  const [asked, setAsked] = useState<{ patch: DropPatch; consequences: Consequence[]; price: Drop['price'] } | null>(null);
  const toBoard = () => navigate(`/operate/drops/${drop.id}`);

  // What is published always has a start. Whoever empties it wants it open now.
  const send = ({ ...patch }: DropPatch) => {
    if (patch.startsAt === null && drop.status !== 'draft') patch.startsAt = new Date(serverClock.now()).toISOString();
    edit.mutate(patch, {
      onSuccess: toBoard,
      onError: (error) => {
        if (concernsFields(error)) setAsked(null);
      },
    });
  };
  const sentences = (consequence: Consequence, patch: DropPatch, price: Drop['price']): string[] => {
    const before = formatMoney(price, locale);
    return consequence === 'price'
      ? [look.newPrice(before, formatMoney(patch.price ?? price, locale)), look.heldPrice(stockOf(drop).held, before)]
      : [look[consequence]];
  };
  const ends = asked?.consequences.includes('endsNow') ?? false;
  return (
    <div className="page grid gap-8 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere">{drop.name}</h1>
      <DropForm
        stored={stored}
        isNew={false}
        isDraft={drop.status === 'draft'}
        busy={edit.isPending}
        error={asked === null ? edit.error : null}
        read={(draft, reading) => readChanges(stored.initial, draft, reading)}
        onRead={({ patch }) => {
          edit.reset();
          const consequences = consequencesOf(drop, patch, serverClock.now());
          if (Object.keys(patch).length === 0) {
            stored.forget();
            toBoard();
          } else if (consequences.length > 0) setAsked({ patch, consequences, price: drop.price });
          else send(patch);
        }}
      />
      {asked !== null && (
        <Confirm
          title={look.saveTitle}
          action={ends ? look.saveAndEnd : look.save}
          look={ends ? 'danger' : 'solid'}
          busy={edit.isPending}
          error={edit.error}
          onClose={() => setAsked(null)}
          onConfirm={() => send(asked.patch)}
        >
          {asked.consequences.map((consequence) => (
            <p key={consequence} className={consequence === 'price' ? 'text-muted' : 'font-medium'}>{sentences(consequence, asked.patch, asked.price).join(' ')}</p>
          ))}
        </Confirm>
      )}
    </div>
  );
}
