import { below } from '../base';
import { retryDelayMs } from '../retry';

export type Hear = (event: string, payload: unknown) => void;

/** With HTTP/1.1 a browser opens six connections to a server. The pages need the others. */
const STREAMS_MAX = 2;

const EVENTS = ['connected', 'snapshot', 'stockChanged', 'purchaseCompleted', 'dropCreated', 'dropChanged', 'reservationChanged', 'offerMade', 'reservationExpired'];

/** `heardAt`: when this connection last said something. Null: not yet. */
type Stream = { source: EventSource | null; heardAt: number | null; failures: number; again: number };

/**
 * The events of drops over plain HTTP, if no WebSocket gets through, for example behind a proxy that passes on no upgrades. If the
 * proxy also holds back streams, nothing arrives, and the pages ask by themselves.
 */
export class DropStreams {
  readonly #streams = new Map<string, Stream>();
  readonly #hear: Hear;

  constructor(hear: Hear) {
    this.#hear = hear;
  }

  /** Opens the missing streams and closes those that are no longer wanted. Call it about every second. */
  keep(dropIds: Iterable<string>, now = performance.now()): void {
    const wanted = [...dropIds].slice(0, STREAMS_MAX);
    for (const [dropId, stream] of this.#streams) {
      if (wanted.includes(dropId)) continue;
      stream.source?.close();
      this.#streams.delete(dropId);
    }
    for (const dropId of wanted) {
      const stream = this.#streams.get(dropId) ?? { source: null, heardAt: null, failures: 0, again: now };
      this.#streams.set(dropId, stream);
      if (stream.source === null && now >= stream.again) this.#open(dropId, stream);
    }
  }

  /** How long the quietest of these drops has said nothing. Null: not all streams get through. */
  quietForMs(dropIds: Iterable<string>, now = performance.now()): number | null {
    const heardAt = [...dropIds].map((dropId) => this.#streams.get(dropId)?.heardAt ?? null);
    return heardAt.includes(null) ? null : now - Math.min(now, ...heardAt.filter((at) => at !== null));
  }

  close(): void {
    this.keep([]);
  }

  #open(dropId: string, stream: Stream): void {
    const source = new EventSource(below(`/api/v1/drops/${encodeURIComponent(dropId)}/events`));
    stream.source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        stream.heardAt = performance.now();
        stream.failures = 0;
        this.#hear(name, JSON.parse(data));
      });
    }
    source.onerror = () => {
      stream.heardAt = null;
      // The browser reconnects by itself, unless the answer was not a stream.
      if (source.readyState !== EventSource.CLOSED) return;
      stream.source = null;
      stream.again = performance.now() + retryDelayMs(++stream.failures);
    };
  }
}
