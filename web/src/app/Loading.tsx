import { useTexts } from '@/lib/i18n';

/** An empty page of full height: a fast answer should not flash. Screen readers hear that it is loading. */
export function Loading() {
  const { app } = useTexts();
  return <div role="status" className="min-h-[70dvh]"><span className="sr-only">{app.loading}</span></div>;
}

/** The shape of a page that begins with one drop, so that nothing jumps when the drop comes. */
export function LoadingDrop() {
  const { app } = useTexts();
  return (
    <div role="status" className="page grid pt-6 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:pt-8">
      <span className="sr-only">{app.loading}</span>
      <div className="aspect-[5/4] bg-sunken lg:aspect-auto lg:h-[46rem]" />
      <div className="grid content-start gap-6 py-7 lg:py-2 lg:pl-12">
        <div className="h-5 w-28 bg-sunken" />
        <div className="h-28 w-4/5 bg-sunken" />
        <div className="h-20 bg-sunken" />
        <div className="h-16 bg-sunken" />
      </div>
    </div>
  );
}
