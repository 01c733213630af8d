import { useTexts } from '@/lib/i18n';
import { LanguageSwitch } from './LanguageSwitch';

export function Footer() {
  const { app } = useTexts();
  return (
    <footer className="no-print mt-24 border-t border-line">
      <div className="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-6">
        <p className="max-w-prose text-sm text-muted">{app.tagline}</p>
        <LanguageSwitch />
      </div>
    </footer>
  );
}
