import { useQuery } from '@tanstack/react-query';
import { LegalForms } from '@/features/operations/LegalForms';
import { LetterForms } from '@/features/operations/LetterForms';
import { ShopForm } from '@/features/operations/ShopForm';
import { useConsoleTexts } from '@/features/operations/words';
import { api } from '@/lib/api/client';
import type { Shop } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { shopKey } from '@/lib/shop';
import { FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** Who the shop is: its name and colours, its address, its legal pages. */
export function ShopPage() {
  const { shop: words } = useConsoleTexts();
  const { legal } = useTexts();
  usePageTitle(words.title);
  // Read anew each time: the form begins with what is true now, whatever the pages know.
  const { data: shop, error, refetch } = useQuery({ queryKey: [...shopKey, 'edited'], queryFn: ({ signal }) => api.get<Shop>('/shop', signal), staleTime: Infinity, gcTime: 0 });
  const { data: known } = useQuery<Shop>({ queryKey: shopKey, enabled: false });
  if (error && !shop) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!shop) return <Loading />;
  return (
    <div className="page grid gap-12 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase">{words.title}</h1>
      <ShopForm shop={shop} />
      <Section title={words.letters} size="small">
        <p className="label mb-3 max-w-2xl font-normal">{words.lettersAdvice}</p>
        <LetterForms />
      </Section>
      <Section title={legal.title} size="small"><LegalForms written={(known ?? shop).legalPages} /></Section>
    </div>
  );
}
