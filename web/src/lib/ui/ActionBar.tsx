import type { ReactNode } from 'react';

/** What the page is for, always in reach of a thumb: on a phone it stays at the bottom of the screen. */
export function ActionBar({ children }: { children: ReactNode }) {
  return (
    <div className="max-lg:sticky max-lg:bottom-0 max-lg:z-10 max-lg:-mx-[clamp(1rem,4vw,3.5rem)] max-lg:border-t max-lg:border-line max-lg:bg-paper max-lg:px-[clamp(1rem,4vw,3.5rem)] max-lg:pt-3 max-lg:pb-[max(0.75rem,env(safe-area-inset-bottom))] short:mx-0! short:px-0!">
      {children}
    </div>
  );
}
