import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Drop } from '@/lib/api/types';
import { DropPicture } from './DropPicture';
import { useLookTexts } from './words';

interface Props {
  drop: Drop;
  /** Of one picture. */
  className: string;
  sizes: string;
}

const step = 'inline-flex size-11 items-center justify-center hover:bg-sunken disabled:text-muted';

/** All pictures of a drop, side by side: one swipes, scrolls, presses an arrow key or a button, or chooses a small one. */
export default function Gallery({ drop, className, sizes }: Props) {
  const words = useLookTexts();
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(0);
  const { pictures } = drop;
  const show = (index: number) => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const { current } = list;
    current?.scrollTo({ left: index * current.clientWidth, behavior: still ? 'instant' : 'smooth' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    show(Math.min(pictures.length - 1, Math.max(0, shown + by)));
  };
  return (
    <section aria-label={words.pictures}>
      <div className="relative">
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <ul
          ref={list}
          // What scrolls takes the keys: it has to be reached by them.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={words.pictures}
          className="flex snap-x snap-mandatory overflow-x-auto overscroll-x-contain [scrollbar-width:none]"
          onKeyDown={onKeyDown}
          onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setShown(Math.round(scrollLeft / Math.max(1, clientWidth)))}
        >
          {pictures.map((picture, index) => (
            <li key={picture.url} className="w-full shrink-0 snap-start snap-always">
              <DropPicture drop={drop} picture={picture} eager={index === 0} sizes={sizes} className={className} />
            </li>
          ))}
        </ul>
        <div className="absolute right-0 bottom-0 flex items-center bg-paper">
          <button type="button" aria-label={words.previous} title={words.previous} disabled={shown === 0} onClick={() => show(shown - 1)} className={step}><ChevronLeft className="size-5" aria-hidden /></button>
          <p role="status" className="label min-w-12 text-center">{words.of(shown + 1, pictures.length)}</p>
          <button type="button" aria-label={words.next} title={words.next} disabled={shown === pictures.length - 1} onClick={() => show(shown + 1)} className={step}><ChevronRight className="size-5" aria-hidden /></button>
        </div>
      </div>
      <ul className="mt-2 hidden h-16 gap-2 lg:flex">
        {pictures.map((picture, index) => (
          <li key={picture.url} className="max-w-16 min-w-0 grow">
            <button type="button" aria-label={words.show(index + 1)} aria-current={index === shown ? 'true' : undefined} onClick={() => show(index)} className={clsx('block size-full border-2', index === shown ? 'border-ink' : 'border-transparent opacity-75 hover:opacity-100')}>
              <DropPicture drop={drop} picture={picture} decorative sizes="4rem" className="size-full" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
