import { useNavigate, useSearchParams } from 'react-router';
import { draftOf, emptyDraft, patchOf } from '@/features/operations/draft';
import { DropForm } from '@/features/operations/DropForm';
import { useCreateDrop, useEditDrop } from '@/features/operations/queries';
import type { Drop } from '@/lib/api/types';
import { useDrop } from '@/lib/drops/queries';
import { useTexts } from '@/lib/i18n';
import { Loading } from '../Loading';
import { usePageTitle } from '../usePageTitle';
import { WithDrop } from './WithDrop';

export function NewDropPage() {
  const { operate: { form: words } } = useTexts();
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
  const { data: source, isPending } = useDrop(from);
  // A source that is gone leaves an empty form: there is nothing else to do with it.
  return isPending ? <Loading /> : <NewForm source={source ?? null} />;
}

function NewForm({ source }: { source: Drop | null }) {
  const create = useCreateDrop();
  const navigate = useNavigate();
  return (
    <DropForm
      initial={source === null ? emptyDraft() : draftOf(source, { withSchedule: false })}
      isNew
      busy={create.isPending}
      error={create.error}
      onSubmit={(input) => create.mutate(input, { onSuccess: ({ id }) => void navigate(`/operate/drops/${id}`) })}
    />
  );
}

export function EditDropPage() {
  return <WithDrop>{(drop) => <Edit key={drop.id} drop={drop} />}</WithDrop>;
}

function Edit({ drop }: { drop: Drop }) {
  const { operate: { form: words } } = useTexts();
  usePageTitle(`${words.editTitle}: ${drop.name}`);
  const edit = useEditDrop(drop.id);
  const navigate = useNavigate();
  return (
    <div className="page grid gap-8 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere">{drop.name}</h1>
      <DropForm
        initial={draftOf(drop, { withSchedule: true })}
        isNew={false}
        busy={edit.isPending}
        error={edit.error}
        onSubmit={(input) => edit.mutate(patchOf(drop, input), { onSuccess: () => void navigate(`/operate/drops/${drop.id}`) })}
      />
    </div>
  );
}
