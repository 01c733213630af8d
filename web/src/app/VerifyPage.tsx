import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { fetchProof, save, useCheck, type Check } from '@/features/proof/check';
import { Checks, FindEntry, Found, Keys, NotProven, ReceiptTold, Verdict } from '@/features/proof/CheckReport';
import { ChooseFiles } from '@/features/proof/ChooseFiles';
import { useProofTexts } from '@/features/proof/words';
import { useSpeech } from '@/lib/i18n';
import { formatPercent } from '@/lib/format';
import { useMe } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

export default function VerifyPage() {
  const words = useProofTexts();
  const [params] = useSearchParams();
  const drop = params.get('drop');
  const { isReady, check, entry, start, find } = useCheck();
  usePageTitle(words.title);
  return (
    <div className="page pt-6 lg:pt-10">
      <h1 className="display text-[clamp(3rem,9vw,7rem)] uppercase">{words.title}</h1>
      <p className="mt-4 max-w-prose text-lg text-muted">{words.intro}</p>
      <p className="mt-2 mb-6"><Link to="/register" className="inline-flex min-h-11 items-center underline underline-offset-4">{words.register.link}</Link></p>
      <ChooseFiles isReady={isReady} onFiles={start}>
        {drop !== null && isReady && <FetchedProof key={drop} drop={drop} onFiles={start} />}
        <Outcome check={check} />
        <div className="mt-12 grid gap-x-14 gap-y-12 lg:grid-cols-2">
          {check.step === 'done' && (
            <>
              <div className="grid min-w-0 content-start gap-12">
                <Found findings={check.report.findings} />
                <Checks checks={check.report.checks} />
              </div>
              <div className="grid min-w-0 content-start gap-12">
                {check.report.receipt && <ReceiptTold receipt={check.report.receipt} />}
                {check.report.hasLine && <FindEntry entry={entry} onFind={find} />}
                <Keys keys={check.report.keys} />
              </div>
            </>
          )}
          {check.step === 'running' && check.progress && <Checks checks={check.progress.checks} isRunning />}
          <NotProven report={check.step === 'done' ? check.report : null} />
        </div>
      </ChooseFiles>
    </div>
  );
}

/** The proof of a drop of this shop, with the visitor's own receipt, if they have one. */
function FetchedProof({ drop, onFiles }: { drop: string; onFiles: (files: File[]) => void }) {
  const words = useProofTexts();
  const { data: me } = useMe();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: fetchProof,
    onSuccess: ({ file, receipt }) => onFiles(receipt ? [file, receipt] : [file]),
  });
  const receipt = data?.receipt;
  const [isKnown, withReceipt] = [me !== undefined, me != null];
  useEffect(() => {
    if (isKnown) mutate({ drop, withReceipt });
  }, [mutate, drop, isKnown, withReceipt]);
  return (
    <div className="mt-6 grid justify-items-start gap-3">
      {error && <ProblemNotice error={error} />}
      <p role="status" className="label">{isPending && words.fetching(drop)}</p>
      <div className="flex flex-wrap gap-3">
        <Button look="outline" busy={isPending} onClick={() => mutate({ drop, withReceipt })}>{words.fetchAgain}</Button>
        {data && <Button look="outline" onClick={() => save(data.file)}>{words.saveFile}</Button>}
        {receipt && <Button look="outline" onClick={() => save(receipt)}>{words.saveReceipt}</Button>}
      </div>
    </div>
  );
}

function Outcome({ check }: { check: Check }) {
  const words = useProofTexts();
  const { locale } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const isDone = check.step === 'done';
  useEffect(() => {
    if (isDone) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isDone]);
  return (
    <div ref={place} className="mt-8 scroll-mt-24">
      <div role="status">
        {check.step === 'running' && <p className="text-lg font-semibold">{words.checking}</p>}
        {check.step === 'done' && <Verdict report={check.report} ms={check.ms} />}
      </div>
      {check.step === 'running' && (
        <div className="mt-2 flex max-w-3xl items-center gap-3">
          <progress className="h-2 w-full appearance-none bg-sunken [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-ink" aria-label={words.checking} value={check.progress?.share ?? 0} max={1} />
          <span className="label" aria-hidden>{formatPercent(check.progress?.share ?? 0, locale)}</span>
        </div>
      )}
      {check.step === 'broken' && <p role="alert" className="border-l-4 border-refused bg-surface px-4 py-3 font-medium">{words.broken}</p>}
    </div>
  );
}
