import { Languages } from 'lucide-react';
import { LANGUAGES, useSpeech, type Language } from '@/lib/i18n';

export function LanguageSwitch() {
  const { texts: { app }, language, speak } = useSpeech();
  return (
    <label className="inline-flex min-h-11 items-center gap-2 text-sm">
      <Languages className="size-4 text-muted" aria-hidden />
      <span className="sr-only">{app.language}</span>
      <select value={language} onChange={(event) => speak(event.target.value as Language)} className="min-h-11 rounded-sm bg-transparent pr-1 font-medium *:bg-surface *:text-ink">
        {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
      </select>
    </label>
  );
}
