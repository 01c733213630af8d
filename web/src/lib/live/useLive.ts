import { createContext, use, useEffect, useSyncExternalStore } from 'react';
import type { LiveConnection, LiveState } from './connection';

export const LiveContext = createContext<LiveConnection | null>(null);

export function useLiveConnection(): LiveConnection {
  const connection = use(LiveContext);
  if (!connection) throw new Error('LiveContext is missing');
  return connection;
}

export function useLiveState(): LiveState {
  const connection = useLiveConnection();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** How often the page asks for what the live feed does not bring; while it rests, what the page shows of the drop is not urgent. */
const POLL_MS: Record<LiveState, number | false> = { connected: false, connecting: 4_000, lost: 4_000, resting: 60_000 };

export const usePolling = (): number | false => POLL_MS[useLiveState()];

/** While this is true, the page keeps no live connection. */
export function useLiveRest(isResting: boolean): void {
  const connection = useLiveConnection();
  useEffect(() => (isResting ? connection.rest() : undefined), [connection, isResting]);
}

export function useWatchedDrop(dropId: string | undefined): void {
  const connection = useLiveConnection();
  useEffect(() => (dropId === undefined ? undefined : connection.watch(dropId)), [connection, dropId]);
}

/** @param isLoaded The lists have been fetched: no news can fall between the fetch and the watch. */
export function useWatchedDrops(isLoaded: boolean): void {
  const connection = useLiveConnection();
  useEffect(() => {
    if (isLoaded) connection.watchAll();
  }, [connection, isLoaded]);
}
