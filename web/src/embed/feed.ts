import type { Drop, StockChanged } from '@/lib/api/types';
import { applyStock, newestDrop } from '@/lib/drops/patch';
import { serverClock } from '@/lib/serverClock';

/** The drop as it is now; `missing`: the shop has none of this name; `away`: the shop does not answer, and what was known stays. */
export type News = { drop: Drop } | 'missing' | 'away';
type Listener = (news: News) => void;

/** The most that the shop tells of on one connection. */
const DROPS_MAX = 20;
/** Of several widgets that come with the page one connection is made. */
const GATHER_MS = 50;
/** How often the shop is asked while no stream gets through, and while one does: a proxy may hold it back. */
const ASK_MS = { silent: 10_000, heard: 60_000 };
const AGAIN_MS = { least: 2_000, most: 60_000 };

interface Watched {
  drop: Drop | undefined;
  listeners: Set<Listener>;
}

/** What the page's widgets show of one shop: one stream for all of them. Where no stream gets through, it asks. */
export class Feed {
  readonly #shop: string;
  readonly #watched = new Map<string, Watched>();
  #source: EventSource | undefined;
  #streamed = '';
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #isHeard = false;

  /** @param shop With a slash at its end. */
  constructor(shop: string) {
    this.#shop = shop;
  }

  /** @param name A drop's id or slug. */
  watch(name: string, listener: Listener): () => void {
    const watched = this.#watched.get(name) ?? { drop: undefined, listeners: new Set() };
    this.#watched.set(name, watched);
    watched.listeners.add(listener);
    if (watched.drop) listener({ drop: watched.drop });
    else void this.#ask(name, watched);
    this.#gather();
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0) return;
      this.#watched.delete(name);
      this.#gather();
    };
  }

  #gather(): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => this.#connect(), GATHER_MS);
  }

  /** Again if other drops are watched than the stream tells of. */
  #connect(): void {
    const names = [...this.#watched.keys()].sort().slice(0, DROPS_MAX).join(',');
    if (names === this.#streamed && this.#source) return;
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = undefined;
    this.#streamed = names;
    this.#isHeard = false;
    this.#plan();
    if (names === '') return;
    const openedAt = performance.now();
    const source = new EventSource(`${this.#shop}api/v1/live?drops=${encodeURIComponent(names)}`);
    this.#source = source;
    const on = (name: string, hear: (data: unknown) => void) => source.addEventListener(name, ({ data }: MessageEvent<string>) => hear(JSON.parse(data)));
    on('connected', (data) => {
      serverClock.observe({ serverTimeMs: Date.parse((data as { serverTime: string }).serverTime), sentAt: openedAt, receivedAt: performance.now() });
      this.#failures = 0;
      this.#isHeard = true;
      this.#plan();
    });
    for (const name of ['snapshot', 'dropCreated', 'dropChanged']) on(name, (data) => this.#have(data as Drop));
    on('stockChanged', (data) => this.#change(data as StockChanged));
    source.onerror = () => {
      this.#isHeard = false;
      this.#plan();
      // The browser connects again by itself, unless the answer was not a stream.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#source = undefined;
      this.#again = setTimeout(() => this.#connect(), Math.min(AGAIN_MS.most, AGAIN_MS.least * 2 ** this.#failures++) * (0.5 + Math.random()));
    };
  }

  /** Asks by and by. A page that nobody looks at does not ask. */
  #plan(): void {
    clearTimeout(this.#asking);
    if (this.#watched.size === 0) return;
    this.#asking = setTimeout(() => {
      if (!document.hidden) for (const [name, watched] of this.#watched) void this.#ask(name, watched);
      this.#plan();
    }, ASK_MS[this.#isHeard ? 'heard' : 'silent'] * (0.75 + Math.random() / 2));
  }

  async #ask(name: string, watched: Watched): Promise<void> {
    const sentAt = performance.now();
    try {
      const answer = await fetch(`${this.#shop}api/v1/drops/${encodeURIComponent(name)}`, { credentials: 'omit', signal: AbortSignal.timeout(10_000) });
      if (answer.status === 404) {
        watched.listeners.forEach((hear) => hear('missing'));
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const drop = (await answer.json()) as Drop;
      serverClock.observe({ serverTimeMs: Date.parse(drop.serverTime), sentAt, receivedAt: performance.now() });
      this.#have(drop);
    } catch {
      if (!this.#isHeard) watched.listeners.forEach((hear) => hear('away'));
    }
  }

  #have(drop: Drop): void {
    this.#update((name, known) => (name === drop.id || name === drop.slug ? newestDrop(known, drop) : undefined));
  }

  #change(event: StockChanged): void {
    this.#update((_, known) => (known?.id === event.dropId ? applyStock(known, event) : undefined));
  }

  #update(next: (name: string, known: Drop | undefined) => Drop | undefined): void {
    for (const [name, watched] of this.#watched) {
      const drop = next(name, watched.drop);
      if (!drop) continue;
      watched.drop = drop;
      watched.listeners.forEach((hear) => hear({ drop }));
    }
  }
}
