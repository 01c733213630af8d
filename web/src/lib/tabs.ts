/** What the other tabs of this browser have to fetch again. */
export type TabNews =
  /** Somebody signed in or out, or confirmed their e-mail. */
  | 'account'
  /** A hold was made, bought or cancelled. */
  | 'holds'
  /** Somebody joined or left a line. */
  | 'line';

// One channel for the page, because a channel does not receive its own messages.
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('stampede');

export const tellOtherTabs = (news: TabNews): void => channel?.postMessage(news);

export function hearOtherTabs(hear: (news: TabNews) => void): () => void {
  const listener = ({ data }: MessageEvent<TabNews>) => hear(data);
  channel?.addEventListener('message', listener);
  return () => channel?.removeEventListener('message', listener);
}
