import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { LegalPage as Page, LegalText } from '@/lib/api/types';
import { useSpeech } from '@/lib/i18n';
import { shopKey } from '@/lib/shop';
import { FailedPage } from '@/lib/ui/Notice';
import { NotFoundPage } from './NotFoundPage';
import { Loading } from './Loading';
import { usePageTitle } from './page';

/** The imprint, privacy, terms or returns: the shop's own words. */
export default function LegalPage() {
  const { page = '' } = useParams();
  const { texts: { legal }, language } = useSpeech();
  const { data, error, refetch } = useQuery({
    queryKey: [...shopKey, 'legal', page, language],
    queryFn: () => api.getShared<LegalText>(`/shop/legal/${encodeURIComponent(page)}?language=${language}`),
  });
  const title = Object.hasOwn(legal, page) ? legal[page as Page] : undefined;
  usePageTitle(title);
  if (error) return asProblem(error).status === 404 ? <NotFoundPage /> : <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <article className="page pt-6 lg:pt-10">
      <h1 className="display text-[clamp(2.5rem,7vw,5rem)] wrap-anywhere uppercase">{title}</h1>
      {/* The server made this HTML of Markdown: it has no scripts, no pictures, and links only to where links lead. */}
      <div lang={data.language} className="prose mt-8" dangerouslySetInnerHTML={{ __html: data.html }} />
    </article>
  );
}
