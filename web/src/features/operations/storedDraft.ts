import { useRef, useState } from 'react';
import { isTouched, rebase, type Draft } from './draft';
import type { KeyPlace } from './usePost';

/** What was typed into a form and not sent yet, kept in the browser: a reload, a click elsewhere or a closed tab loses nothing. */
const PREFIX = 'stampede.draft.';
const VERSION = 1;
const KEPT_MS = 7 * 86_400_000;

interface Stored {
  version: typeof VERSION;
  savedAt: number;
  /** What the form began with. */
  initial: Draft;
  draft: Draft;
  /** Of a try whose outcome is not known: it must outlive a reload as the draft does. */
  key?: string;
}

function read(name: string): Stored | null {
  try {
    const stored = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Stored | null;
    return stored?.version === VERSION && Date.now() - stored.savedAt < KEPT_MS ? stored : null;
  } catch {
    return null;
  }
}

function write(name: string, stored: Stored | null): void {
  try {
    if (stored === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(stored));
  } catch {
    // Full or forbidden: then the draft lives as long as the page.
  }
}

/** For whoever signs out: nobody else is to find what was being prepared. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // Forbidden: then there are none.
  }
}

export type StoredDraft = ReturnType<typeof useStoredDraft>;

/** @param name One form of one operator: nobody finds what somebody else typed. */
export function useStoredDraft(name: string, initial: Draft) {
  const [begun] = useState(() => ({ initial, stored: read(name) }));
  const [{ draft, isRestored }, setState] = useState(() => {
    const typed = begun.stored === null ? initial : rebase(begun.stored.initial, begun.stored.draft, initial);
    return { draft: typed, isRestored: isTouched(initial, typed) };
  });
  // What a late answer has to find as it is now, not as it was when the request went out.
  const held = useRef({ draft, key: begun.stored?.key });

  const save = () =>
    write(name, isTouched(begun.initial, held.current.draft) || held.current.key !== undefined
      ? { version: VERSION, savedAt: Date.now(), initial: begun.initial, draft: held.current.draft, ...(held.current.key === undefined ? {} : { key: held.current.key }) }
      : null);

  const keyPlace: KeyPlace = {
    get: () => held.current.key,
    set: (key) => {
      if (held.current.key === key) return;
      held.current.key = key;
      save();
    },
  };
  return {
    initial: begun.initial,
    draft,
    isRestored,
    keyPlace,
    setDraft: (typed: Draft) => {
      held.current.draft = typed;
      setState((before) => ({ ...before, draft: typed }));
      save();
    },
    startOver: () => {
      held.current.draft = begun.initial;
      held.current.key = undefined;
      setState({ draft: begun.initial, isRestored: false });
      write(name, null);
    },
    /** It has been sent: nothing is left to keep. */
    forget: () => {
      held.current.key = undefined;
      write(name, null);
    },
  };
}
