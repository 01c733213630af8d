import { FileCheck2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { buttonClass } from '@/lib/ui/Button';
import { useProofTexts } from './words';

interface Props {
  isReady: boolean;
  onFiles: (files: File[]) => void;
  children: ReactNode;
}

/** All of the page takes files that are dropped onto it; the button does the same for keyboards and thumbs. */
export function ChooseFiles({ isReady, onFiles, children }: Props) {
  const words = useProofTexts();
  const [isOver, setOver] = useState(false);
  const take = (list: FileList | null) => {
    if (list !== null && list.length > 0) onFiles([...list]);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (isReady) take(event.dataTransfer.files);
      }}
    >
      <div className={`max-w-3xl border-2 border-dashed p-5 sm:p-8 ${isOver ? 'border-ink bg-sunken' : 'border-edge'}`}>
        <label className={`${buttonClass('solid', 'large')} cursor-pointer text-center has-disabled:cursor-default has-disabled:opacity-60 has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-ink`}>
          <FileCheck2 className="size-5 shrink-0" aria-hidden />
          {words.choose}
          <input
            type="file"
            multiple
            disabled={!isReady}
            accept=".gz,.jsonl,.json"
            className="sr-only"
            onChange={({ target }) => {
              take(target.files);
              // The same file may be chosen again.
              target.value = '';
            }}
          />
        </label>
        <p className="mt-3 max-w-prose">{words.drop}</p>
        <p className="label mt-1" role="status">{isReady ? words.ready : words.getting}</p>
      </div>
      {children}
    </div>
  );
}
