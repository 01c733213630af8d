import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, Trash2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { CreateDropBody, PictureBody } from '@/lib/api/bounds';
import { below, eachBelow } from '@/lib/base';
import { useTexts } from '@/lib/i18n';
import { useShop } from '@/lib/shop';
import { IconButton, buttonClass } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import type { DraftField, DraftPicture } from './draft';
import { OperatorProblem } from './OperatorProblem';
import { BUILT_IN_PICTURES, PICTURE_TYPES } from './pictures';
import { useUploadPicture } from './queries';
import { useConsoleTexts } from './words';

const COUNT_MAX = CreateDropBody.pictures.maxItems;
const MIDDLE = { x: 0.5, y: 0.5 };

interface Props {
  pictures: readonly DraftPicture[];
  errorOf: (field: DraftField) => string | null;
  /** An upload ends when it ends: what was typed meanwhile stays. */
  onChange: (change: (before: readonly DraftPicture[]) => readonly DraftPicture[]) => void;
}

/** A drop's pictures: added, put in order, described, and told what of them must stay in view. */
export function PicturesField({ pictures, errorOf, onChange }: Props) {
  const { form: words } = useConsoleTexts();
  const { drops } = useTexts();
  const upload = useUploadPicture();
  const [waiting, setWaiting] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // Of the demo alone: a shop has pictures of its own.
  const builtIn = useShop().isDemo ? BUILT_IN_PICTURES : [];
  const error = errorOf('pictures');
  const isFull = pictures.length >= COUNT_MAX;

  const change = (url: string, part: Partial<DraftPicture>) => onChange((before) => before.map((picture) => (picture.url === url ? { ...picture, ...part } : picture)));
  const add = (picture: Omit<DraftPicture, 'alt' | 'focalPoint'>) =>
    onChange((before) => (before.length >= COUNT_MAX || before.some(({ url }) => url === picture.url) ? before : [...before, { ...picture, alt: '', focalPoint: MIDDLE }]));
  /** The buttons move with their picture, and so does the focus. */
  const focus = (index: number) => requestAnimationFrame(() => (list.current?.children[index]?.querySelector<HTMLElement>('button:enabled') ?? input.current)?.focus());
  const move = (index: number, by: -1 | 1) => {
    onChange((before) => {
      const moved = [...before];
      moved.splice(index + by, 0, ...moved.splice(index, 1));
      return moved;
    });
    focus(index + by);
  };
  const remove = (index: number) => {
    onChange((before) => before.filter((_, at) => at !== index));
    focus(Math.min(index, pictures.length - 2));
  };
  /** One after the other. The first that is refused ends it: the reason is shown below. */
  const uploadAll = async (files: readonly File[]) => {
    for (const [index, file] of files.entries()) {
      setWaiting(files.length - index);
      try {
        const { imageUrl, ...shape } = await upload.mutateAsync(file);
        add({ url: imageUrl, ...shape });
      } catch {
        break;
      }
    }
    setWaiting(0);
  };
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-semibold">{words.pictures}</legend>
      <p className="label font-normal">{words.picturesAdvice(COUNT_MAX)}</p>
      {pictures.length > 0 && (
        <ol ref={list} className="grid">
          {pictures.map((picture, index) => (
            <li key={picture.url} className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-2 border-t border-line py-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
              <div className="relative aspect-square overflow-hidden bg-sunken">
                <Thumbnail picture={picture} className="absolute inset-0 size-full object-cover" />
              </div>
              <div className="grid content-start gap-2">
                <div className="flex items-center justify-between gap-2">
                  <p className="label">{index === 0 ? words.firstPicture : words.nthPicture(index + 1)}</p>
                  <div className="flex">
                    <IconButton label={words.pictureEarlier(index + 1)} disabled={index === 0} onClick={() => move(index, -1)}><ArrowUp className="size-5" aria-hidden /></IconButton>
                    <IconButton label={words.pictureLater(index + 1)} disabled={index === pictures.length - 1} onClick={() => move(index, 1)}><ArrowDown className="size-5" aria-hidden /></IconButton>
                    <IconButton label={words.removePicture(index + 1)} onClick={() => remove(index)}><Trash2 className="size-5" aria-hidden /></IconButton>
                  </div>
                </div>
                <TextField label={words.alt} advice={index === 0 ? words.altAdvice : undefined} maxLength={PictureBody.alt.maxLength} value={picture.alt} onChange={(event) => change(picture.url, { alt: event.target.value })} error={errorOf(`pictures.${index}.alt`)} />
                <FocalPoint picture={picture} onChange={(focalPoint) => change(picture.url, { focalPoint })} />
              </div>
            </li>
          ))}
        </ol>
      )}
      {!isFull && (
        <div className="flex flex-wrap items-center gap-2">
          <label className={clsx(buttonClass('outline', 'small'), 'relative min-h-11 cursor-pointer has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink')}>
            <Upload className="size-4" aria-hidden />{waiting > 0 ? words.uploading : words.upload}
            <input
              ref={input}
              type="file"
              multiple
              accept={PICTURE_TYPES}
              disabled={waiting > 0}
              className="absolute inset-0 size-full cursor-pointer opacity-0 file:cursor-pointer"
              onChange={({ target }) => {
                const files = [...(target.files ?? [])];
                target.value = '';
                void uploadAll(files.slice(0, COUNT_MAX - pictures.length));
              }}
            />
          </label>
          {builtIn.filter((url) => pictures.every((picture) => picture.url !== url)).map((url) => {
            const name = drops.picture(url.replace(/^.*\/|\.\w+$/g, '').replaceAll('-', ' '));
            return <button key={url} type="button" aria-label={words.addPicture(name)} title={words.addPicture(name)} onClick={() => add({ url, width: null, height: null, sources: [] })} className="size-11 bg-sunken hover:opacity-75"><img src={below(url)} alt="" className="size-full object-cover" /></button>;
          })}
        </div>
      )}
      {error !== null && <p role="alert" className="text-sm font-medium text-refused">{error}</p>}
      {upload.error && <OperatorProblem error={upload.error} />}
    </fieldset>
  );
}

function Thumbnail({ picture: { url, sources, focalPoint: { x, y } }, className, sizes = '9rem' }: { picture: DraftPicture; className: string; sizes?: string }) {
  return (
    <picture>
      {sources.map(({ type, srcset }) => <source key={type} type={type} srcSet={eachBelow(srcset)} sizes={sizes} className="hidden" />)}
      <img src={below(url)} alt="" referrerPolicy="no-referrer" className={className} style={{ objectPosition: `${x * 100}% ${y * 100}%` }} />
    </picture>
  );
}

/** A press on the picture, or two sliders: both say the same. */
function FocalPoint({ picture, onChange }: { picture: DraftPicture; onChange: (focalPoint: DraftPicture['focalPoint']) => void }) {
  const { form: words } = useConsoleTexts();
  const { x, y } = picture.focalPoint;
  const slider = (label: string, value: number, set: (value: number) => void) => (
    <label className="label grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-2">
      {label}<input type="range" min={0} max={100} value={Math.round(value * 100)} onChange={(event) => set(Number(event.target.value) / 100)} className="h-6 w-full accent-current" />
    </label>
  );
  return (
    <details>
      <summary className="inline-flex min-h-11 items-center text-sm underline underline-offset-4">{words.focalPoint}</summary>
      <div className="grid max-w-xs gap-2 pt-1">
        <p className="label font-normal">{words.focalPointAdvice}</p>
        {/* By keys the sliders do it. */}
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className="relative block cursor-crosshair"
          onClick={({ clientX, clientY, currentTarget }) => {
            const { left, top, width, height } = currentTarget.getBoundingClientRect();
            onChange({ x: round((clientX - left) / width), y: round((clientY - top) / height) });
          }}
        >
          <Thumbnail picture={picture} sizes="20rem" className="block h-auto w-full bg-sunken" />
          <span className="pointer-events-none absolute size-6 -translate-1/2 rounded-full border-2 border-white bg-black/50 shadow" style={{ left: `${x * 100}%`, top: `${y * 100}%` }} />
        </button>
        {slider(words.fromLeft, x, (value) => onChange({ x: value, y }))}
        {slider(words.fromTop, y, (value) => onChange({ x, y: value }))}
      </div>
    </details>
  );
}

const round = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * 100) / 100;
