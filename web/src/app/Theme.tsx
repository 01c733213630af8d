import { Moon, Sun } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useTexts } from '@/lib/i18n';
import { IconButton } from '@/lib/ui/Button';

const dark = matchMedia('(prefers-color-scheme: dark)');
const subscribe = (listener: () => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** Until somebody chooses, the device decides; public/theme.js finds the choice again before the first paint. */
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
      // Then it holds until the page closes.
    }
  };
  const Icon = isDark ? Sun : Moon;
  return <IconButton label={isDark ? app.toLight : app.toDark} onClick={toggle}><Icon className="size-5" aria-hidden /></IconButton>;
}
