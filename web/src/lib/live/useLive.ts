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

/** Without the live feed the page asks this often. */
const POLL_MS = 4_000;

export const usePolling = (): number | false => (useLiveState() === 'connected' ? false : POLL_MS);

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
