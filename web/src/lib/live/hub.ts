import { HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { retryDelayMs } from '../retry';

/** Its own chunk: the page paints before the live connection's code arrives. */
export function buildHub(): HubConnection {
  return new HubConnectionBuilder()
    .withUrl('/live')
    // SignalR's own policy stops after four tries; a shop that closes for a minute should find its visitors again.
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => retryDelayMs(previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
}
