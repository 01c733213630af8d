import { useId } from 'react';

export interface Option<Value extends string> {
  value: Value;
  title: string;
  means?: string;
}

interface Props<Value extends string> {
  legend: string;
  options: readonly Option<Value>[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
  error?: string | null;
  /** One of them: radio buttons. */
  isOne?: boolean;
  /** What is above says it already: only screen readers need the legend. */
  isUnder?: boolean;
}

/** Options to tick, each with what it means. */
export function Choices<Value extends string>({ legend, options, chosen, onChange, error = null, isOne = false, isUnder = false }: Props<Value>) {
  const id = useId();
  const toggle = (value: Value) => onChange(isOne ? [value] : chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className="relative min-w-0" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className={isUnder ? 'sr-only' : 'mb-1.5 text-sm font-semibold'}>{legend}</legend>
      <div className="grid gap-x-8 sm:grid-cols-2">
        {options.map(({ value, title, means }) => (
          <label key={value} className="flex min-h-11 items-start gap-3 py-2">
            <input
              type={isOne ? 'radio' : 'checkbox'}
              name={id}
              checked={chosen.includes(value)}
              aria-invalid={error ? true : undefined}
              aria-describedby={means === undefined ? undefined : `${id}-${value}`}
              aria-label={title}
              onChange={() => toggle(value)}
              className="mt-0.5 size-5 shrink-0 accent-current"
            />
            <span className="min-w-0">
              <span className="block font-medium wrap-anywhere">{title}</span>
              {means !== undefined && <span id={`${id}-${value}`} className="label block font-normal">{means}</span>}
            </span>
          </label>
        ))}
      </div>
      {error && <p id={`${id}-error`} className="text-sm font-medium text-refused">{error}</p>}
    </fieldset>
  );
}
