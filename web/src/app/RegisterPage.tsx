import { Link } from 'wouter';
import { Register } from '@/features/proof/Register';
import { useRegister } from '@/features/proof/register';
import { useProofTexts } from '@/features/proof/words';
import { MoreButton } from '@/lib/ui/Button';
import { FailedPage } from '@/lib/ui/Notice';
import { Loading } from './Loading';
import { usePageTitle } from './page';

/** All lines of the shop, for everybody: so nobody can draw again until it suits. */
export default function RegisterPage() {
  const { register: words, title: verify } = useProofTexts();
  const register = useRegister();
  usePageTitle(words.title);
  if (register.isPending) return <Loading />;
  if (!register.data) return <FailedPage error={register.error} onRetry={() => void register.refetch()} />;
  return (
    <div className="page pt-6 lg:pt-10">
      <h1 className="display text-[clamp(3rem,9vw,7rem)] uppercase wrap-anywhere">{words.title}</h1>
      <p className="mt-4 mb-8 max-w-prose text-lg text-muted">{words.intro}</p>
      <Register items={register.data.pages.flatMap(({ items }) => items)} isWhole={!register.hasNextPage} />
      <MoreButton of={register} className="mt-8" />
      <p className="mt-8 max-w-prose">{words.limit} <Link to="/verify" className="inline-flex min-h-11 items-center underline underline-offset-4">{verify}</Link></p>
    </div>
  );
}
