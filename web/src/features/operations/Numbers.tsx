import { clsx } from 'clsx';

export interface Figure {
  label: string;
  value: string;
  tone?: string;
  /** What is counted, if the label does not say it. */
  note?: string;
}

/** Large enough to be read from across the room. */
export function BigFigures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="grid grid-cols-3 gap-x-4">
      {figures.map(({ label, value, tone }) => (
        <div key={label} className="min-w-0">
          <dt className="flex items-center gap-2 text-base font-semibold sm:text-xl">{label}</dt>
          <dd className={clsx('figures text-[clamp(3.25rem,15vw,15rem)] leading-[0.85]', tone)}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function SmallFigures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 border-y border-line py-5 sm:grid-cols-4">
      {figures.map(({ label, value, tone, note }) => (
        <div key={label} className="min-w-0">
          <dt className="label">{label}</dt>
          <dd className={clsx('figures mt-1 text-4xl sm:text-5xl', tone)}>{value}</dd>
          {note !== undefined && <dd className="label mt-1 font-normal">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
