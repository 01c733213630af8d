import { Import } from '@/features/operations/Import';
import { useConsoleTexts } from '@/features/operations/words';
import { usePageTitle } from '../page';

export function ImportPage() {
  const { imports: words } = useConsoleTexts();
  usePageTitle(words.title);
  return (
    <div className="page grid gap-8 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase">{words.title}</h1>
      <Import />
    </div>
  );
}
