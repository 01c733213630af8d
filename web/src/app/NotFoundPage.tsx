import { useTexts } from '@/lib/i18n';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

export function NotFoundPage() {
  const { app } = useTexts();
  usePageTitle(app.notFoundTitle);
  return (
    <EmptyPage title={app.notFoundTitle} advice={app.notFoundAdvice}>
      <LinkButton to="/">{app.toDrops}</LinkButton>
    </EmptyPage>
  );
}
