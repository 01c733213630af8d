import { serverClock } from '@/lib/serverClock';
import type { Drop } from '@/lib/api/types';
import { Feed, type News } from './feed';
import css from './style.css?inline';
import { addressOf, viewOf } from './view';
import { localeOf, wordsIn } from './words';

/** Where this file came from is the shop: `…/embed/v1.js`. */
const shop = new URL('..', import.meta.url).href;
const feed = new Feed(shop);

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?$/i;
const RETURN_MAX = 2_000;

/** Not by innerHTML: a page with Trusted Types would refuse it. */
function make(tag: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const makeCard = () =>
  make('div', { class: 'card', part: 'card' },
    make('div', { class: 'top' }, make('span', { class: 'state', part: 'state', role: 'status' }), make('span', { class: 'quiet', part: 'stock' })),
    make('p', { class: 'name', part: 'name' }),
    make('div', { class: 'figures' },
      make('span', { class: 'price', part: 'price' }),
      make('span', { class: 'quiet', part: 'time' }, make('span', {}), ' ', make('time', { class: 'countdown', part: 'countdown' }))),
    make('div', { class: 'meter', part: 'meter', 'aria-hidden': 'true' }, make('i', { class: 'free' }), make('i', { class: 'held' })),
    make('a', { class: 'button', part: 'button', target: '_top' }),
    make('p', { class: 'quiet', part: 'note', role: 'status', hidden: '' }));

let sheet: CSSStyleSheet | undefined;

/**
 * A drop on another site's page: `<stampede-drop drop="air-one">`. It shows, and leads to the shop's own page; nobody buys here.
 * Attributes: `drop` (id or slug), `lang`, `theme` (light or dark; otherwise the page's), `return` (an address on the page's own
 * site to come back to, or "none"; otherwise this page).
 */
class StampedeDrop extends HTMLElement {
  static readonly observedAttributes = ['drop', 'lang', 'return'];
  #leave: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #drop: Drop | undefined;
  #told = '';

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    // Neither inline styles nor a fetched sheet: the page's Content-Security-Policy need not allow any.
    sheet ??= new CSSStyleSheet();
    if (sheet.cssRules.length === 0) sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(makeCard());
  }

  connectedCallback(): void {
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#end();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name === 'drop') this.#begin();
    else this.#draw();
  }

  #begin(): void {
    this.#end();
    this.#drop = undefined;
    const name = this.getAttribute('drop')?.trim() ?? '';
    this.#note(this.#words.loading);
    if (!NAME.test(name)) {
      this.#note(this.#words.unknown);
      return;
    }
    this.#leave = feed.watch(name, (news) => this.#hear(news));
    this.#timer = setInterval(() => this.#draw(), 250);
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#leave?.();
    this.#leave = undefined;
  }

  #hear(news: News): void {
    if (news === 'missing' || news === 'away') {
      if (news === 'missing') this.#drop = undefined;
      this.#note(news === 'missing' ? this.#words.unknown : this.#words.away);
      return;
    }
    this.#drop = news.drop;
    this.#note('');
    this.#draw();
  }

  /** The element's own language, or that of the page around it. */
  get #language(): string {
    const near = this.closest('[lang]')?.getAttribute('lang');
    return near === null || near === undefined || near === '' ? navigator.language : near;
  }

  get #words() {
    return wordsIn(this.#language);
  }

  /** Only a page of this site: the shop checks it once more. */
  get #back(): string | null {
    const wanted = this.getAttribute('return')?.trim();
    if (wanted === 'none') return null;
    const page = URL.canParse(wanted ?? '', location.href) ? new URL(wanted ?? '', location.href) : new URL(location.href);
    if (page.origin !== location.origin || page.href.length > RETURN_MAX) return null;
    page.username = page.password = '';
    return page.href;
  }

  #part(name: string): HTMLElement {
    return this.shadowRoot?.querySelector<HTMLElement>(`[part=${name}]`) as HTMLElement;
  }

  /** In place of the drop while there is none; below it while the shop is away. */
  #note(text: string): void {
    const note = this.#part('note');
    say(note, text);
    note.hidden = text === '';
    for (const child of this.#part('card').children) if (child !== note) (child as HTMLElement).hidden = this.#drop === undefined && text !== '';
  }

  #draw(): void {
    const drop = this.#drop;
    if (!drop) return;
    const words = this.#words;
    const view = viewOf(drop, serverClock.now(), words, localeOf(this.#language));
    const state = this.#part('state');
    state.dataset.state = view.state;
    say(state, view.stateText);
    say(this.#part('name'), view.name);
    say(this.#part('price'), view.price);
    say(this.#part('stock'), view.stock);
    const [lead, time] = this.#part('time').children as unknown as [HTMLElement, HTMLTimeElement];
    say(lead, view.timeText);
    say(time, view.countdown?.text ?? '');
    time.dateTime = view.countdown?.machine ?? '';
    const [free, held] = this.#part('meter').children as unknown as [HTMLElement, HTMLElement];
    free.style.width = `${view.free * 100}%`;
    held.style.width = `${view.held * 100}%`;
    const button = this.#part('button') as HTMLAnchorElement;
    button.toggleAttribute('data-quiet', view.isQuiet);
    say(button, view.button);
    const address = addressOf(drop, shop, this.#back);
    if (button.href !== address) button.href = address;
    this.#tell({ ...view, dropId: drop.id, version: drop.version });
  }

  /** For the page's own scripts: `stampede-change`, whenever state or stock are others than before. */
  #tell({ dropId, version, state }: { dropId: string; version: number; state: string }): void {
    const told = `${dropId} ${version} ${state}`;
    if (told === this.#told) return;
    this.#told = told;
    this.dispatchEvent(new CustomEvent('stampede-change', { bubbles: true, detail: { dropId, version, state } }));
  }
}

/** Changes nothing that is there already: screen readers would read it again. */
function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

if (!customElements.get('stampede-drop')) customElements.define('stampede-drop', StampedeDrop);
