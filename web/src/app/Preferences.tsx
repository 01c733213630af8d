import { Languages, Moon, Sun } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { LANGUAGES, useSpeech, useTexts, type Language } from '@/lib/i18n';
import { useShop } from '@/lib/shop';
import { IconButton } from '@/lib/ui/Button';

export function LanguageSwitch() {
  const { texts: { app }, language, speak } = useSpeech();
  const { languages } = useShop();
  // The one that is spoken is always there: the shop may have taken it out meanwhile.
  const offered = Object.entries(LANGUAGES).filter(([code]) => languages.includes(code) || code === language);
  if (offered.length === 1) return null;
  return (
    <label className="inline-flex min-h-11 items-center gap-2 text-sm">
      <Languages className="size-4 text-muted" aria-hidden />
      <span className="sr-only">{app.language}</span>
      <select value={language} onChange={(event) => speak(event.target.value as Language)} className="min-h-11 rounded-sm bg-transparent pr-1 font-medium *:bg-surface *:text-ink">
        {offered.map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
      </select>
    </label>
  );
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const subscribe = (listener: () => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** The device decides until the visitor chooses. public/theme.js applies the stored choice before the first paint. */
export function ThemeToggle() {
  const { app } = useTexts();
  const deviceDark = useSyncExternalStore(subscribe, () => dark.matches);
  const [chosen, setChosen] = useState(document.documentElement.dataset.theme);
  const isDark = chosen ? chosen === 'dark' : deviceDark;

  const toggle = () => {
    const theme = isDark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    setChosen(theme);
    try {
      localStorage.setItem('stampede.theme', theme);
    } catch {
      // Storage is forbidden: the choice holds until the page is closed.
    }
  };
  const Icon = isDark ? Sun : Moon;
  return <IconButton label={isDark ? app.toLight : app.toDark} onClick={toggle}><Icon className="size-5" aria-hidden /></IconButton>;
}
