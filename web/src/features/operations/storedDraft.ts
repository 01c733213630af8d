import { useRef, useState } from 'react';
import { isTouched, rebase, type Draft } from './draft';
import type { KeyPlace } from './usePost';

/** A form that was typed and not sent is kept in the browser: a reload, a click elsewhere or a closed tab loses nothing. */
const PREFIX = 'stampede.draft.';
const VERSION = 4;
const KEPT_MS = 7 * 86_400_000;

interface Stored {
  version: typeof VERSION;
  savedAt: number;
  /** The form before anything was typed. */
  initial: Draft;
  draft: Draft;
  /** The key of a try whose outcome is not known. It has to survive a reload, like the draft. */
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
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

/** On signing out: the next person at this browser must not find the drafts. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // Storage is forbidden: there are no drafts.
  }
}

export type StoredDraft = ReturnType<typeof useStoredDraft>;

/** @param name Names one form of one operator, so that nobody finds what somebody else typed. */
export function useStoredDraft(name: string, initial: Draft) {
  const [begun] = useState(() => ({ initial, stored: read(name) }));
  const [{ draft, isRestored }, setState] = useState(() => {
    const typed = begun.stored === null ? initial : rebase(begun.stored.initial, begun.stored.draft, initial);
    return { draft: typed, isRestored: isTouched(initial, typed) };
  });
  // In a ref: a late answer needs these as they are now, not as they were when its request was sent.
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
    /** What ends late, as an upload does, changes the draft as it then is. */
    setDraft: (typed: Draft | ((before: Draft) => Draft)) => {
      const draft = typeof typed === 'function' ? typed(held.current.draft) : typed;
      held.current.draft = draft;
      setState((before) => ({ ...before, draft }));
      save();
    },
    startOver: () => {
      held.current.draft = begun.initial;
      held.current.key = undefined;
      setState({ draft: begun.initial, isRestored: false });
      write(name, null);
    },
    /** The form has been sent. */
    forget: () => {
      held.current.key = undefined;
      write(name, null);
    },
  };
}
