import type { ReactNode } from 'react';
import { cores, count, duration, fairness, milliseconds, money as amount, percent, seconds, short } from './figures';
import { Plot } from './Plot';
import type { Report } from './report';

/** A rehearsal for people: the verdict first, then what happened, then every figure. */
export function Page({ report }: { report: Report }) {
  const { verdict, audit, totals, live, holds } = report;
  const customers = report.scenario.find(({ name }) => name === 'customers')?.value;
  return (
    <main>
      <header>
        <h1>Rehearsal of a drop</h1>
        <p>{report.openedAt.slice(0, 19).replace('T', ' ')} UTC · {report.target} · {report.machine}</p>
      </header>
      <section className={verdict.served ? 'verdict' : 'verdict bad'}>
        <strong>{`${verdict.served ? 'Served' : 'Not served'}: a crowd of ${customers}, p99 ${milliseconds(verdict.p99Ms)} within ${milliseconds(verdict.limitMs)}`}</strong>
        {verdict.largestCrowdNote !== null && <p>{verdict.largestCrowdNote}</p>}
        {audit.passed
          ? <p className="good">Audit passed: every acknowledged reservation is in the ledger once, nothing was oversold, nobody is over the limit.</p>
          : <p className="bad">AUDIT FAILED</p>}
        {verdict.reasons.length > 0 && <ul>{verdict.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
      </section>
      <section className="cards">
        <Card figure={count(totals.offered)} what="requests offered" />
        <Card figure={count(totals.peakAnsweredPerSecond)} what="answers a second, at the peak" />
        <Card figure={count(totals.granted)} what="reservations granted" />
        <Card figure={count(totals.bought)} what="bought" />
        <Card figure={seconds(totals.allTakenSeconds)} what="until all was taken" />
        <Card figure={seconds(totals.soldOutSeconds)} what="until sold out" />
        <Card figure={live.watchers === 0 ? '–' : milliseconds(live.oldestP99Ms)} what="p99 until watchers saw a change" />
      </section>
      {report.line !== null && (
        <section className="cards">
          <Card figure={count(report.line.joined)} what={`joined the ${report.line.mode}`} />
          <Card figure={share(report.line.botsShareOfBuyers)} what={`of the buyers were bots; of the crowd ${percent(report.line.botsShareOfCrowd)}`} />
          <Card figure={duration(report.line.secondsTo90)} what="until nine tenths were sold" />
          <Card figure={duration(report.line.secondsToAll)} what="until all were sold" />
          <Card figure={showUp(report.line)} what={`of the offers ${report.line.mode === 'queue' ? 'had a yes in time' : 'were bought'}`} />
          <Card figure={share(report.line.oddsHeld)} what="of the odds held" />
        </section>
      )}
      <h2>What happened</h2>
      <Charts report={report} />
      <h2>Answers</h2>
      <div className="table">
        <table>
          <thead><tr><th>request</th><th>answer</th><th>count</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr></thead>
          <tbody>
            {report.latency.map((row) => (
              <tr key={`${row.request} ${row.outcome}`}>
                <td>{row.request}</td><td>{row.outcome}</td><td>{count(row.count)}</td>
                {[row.p50Ms, row.p90Ms, row.p99Ms, row.p999Ms, row.maxMs].map((value, i) => <td key={i}>{milliseconds(value)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="two">
        {live.watchers > 0 && <Live live={live} />}
        {report.line !== null && <Line line={report.line} />}
        {report.money !== null && <Money money={report.money} />}
        <Facts
          title="Fairness and holds"
          rows={[
            ['order of coming and winning', `${report.fairness.orderBias === null ? '' : `${report.fairness.orderBias.toFixed(2)}, `}${fairness(report.fairness.orderBias)}`],
            ['honest customers who won', `${count(report.fairness.honestWinners)} of ${count(report.fairness.honest)}`],
            ['cheating accounts who won', `${count(report.fairness.abuserWinners)} of ${count(report.fairness.abusers)}`],
            ['cheats: share of the crowd / of the stock won', `${percent(report.fairness.shareOfCrowdAbusers)} / ${percent(report.fairness.shareWonByAbusers)}`],
            ['lapsed holds back in stock, p50 / p99 / max', [holds.expiryP50Ms, holds.expiryP99Ms, holds.expiryMaxMs].map(milliseconds).join(' / ')],
          ]}
        />
        <UsedUp report={report} />
        <section>
          <h2>Audit</h2>
          <div className="table">
            <table>
              <tbody>
                {audit.findings.map(({ code, detail }, i) => <tr key={i}><td className="bad">{code}</td><td className="text">{detail}</td></tr>)}
                {audit.checks.map(({ what, count: of }) => <tr key={what}><td>{what}</td><td>{count(of)}</td></tr>)}
              </tbody>
            </table>
          </div>
        </section>
      </div>
      {report.limitSearch.length > 0 && <LimitSearch probes={report.limitSearch} />}
      <details>
        <summary>The scenario</summary>
        <div className="table">
          <table><tbody>{report.scenario.map(({ name, value }) => <tr key={name}><td>{name}</td><td className="text">{value === '' ? '–' : value}</td></tr>)}</tbody></table>
        </div>
      </details>
      <footer>{report.tool}. Latency counts from the time a request was meant to be sent.</footer>
    </main>
  );
}

function Charts({ report: { rates, latencyOverTime, stock, fairness: { wonByTenth }, holds, verdict } }: { report: Report }) {
  const at = rates.map((rate) => rate.at);
  return (
    <section className="charts">
      <Plot
        title="Requests"
        unit="per second"
        at={at}
        lines={[
          { name: 'offered', color: '--c6', values: rates.map(({ offered }) => offered) },
          { name: 'answered', color: '--c1', values: rates.map(({ answered }) => answered) },
          { name: 'refused', color: '--c3', values: rates.map(({ refused }) => refused) },
          { name: 'failed or turned away', color: '--c5', values: rates.map(({ failed, turnedAway }) => failed + turnedAway) },
        ]}
      />
      <Plot
        title="Won"
        unit="per second"
        at={at}
        lines={[
          { name: 'granted', color: '--c2', values: rates.map(({ granted }) => granted) },
          { name: 'bought', color: '--c4', values: rates.map(({ bought }) => bought) },
        ]}
      />
      <Plot
        title="Latency of a reservation's answer"
        unit="ms; dashed: the limit"
        at={latencyOverTime.map((second) => second.at)}
        lines={[
          { name: 'p50', color: '--c1', values: latencyOverTime.map(({ p50Ms }) => p50Ms) },
          { name: 'p99', color: '--c5', values: latencyOverTime.map(({ p99Ms }) => p99Ms) },
        ]}
        limit={verdict.limitMs}
      />
      <Plot
        title="Stock, by the ledger"
        unit="units"
        at={stock.map((moment) => moment.at)}
        lines={[
          { name: 'sold', color: '--c4', values: stock.map(({ sold }) => sold) },
          { name: 'held', color: '--c3', values: stock.map(({ held }) => held) },
          { name: 'available', color: '--c2', values: stock.map(({ available }) => available) },
        ]}
        stacked
      />
      <Bars
        title="Did the earlier arrival win?"
        unit="share that won, by tenths of the honest in order of coming"
        bars={wonByTenth.map((won, i) => ({ name: `${(i + 1) * 10} %`, value: won, figure: percent(won), color: '--c1' }))}
      />
      <Bars
        title="Holds, and how they ended"
        unit="reservations"
        bars={[
          { name: 'made', value: holds.made, figure: count(holds.made), color: '--c6' },
          { name: 'paid', value: holds.purchased, figure: count(holds.purchased), color: '--c4' },
          { name: 'given back', value: holds.givenBack, figure: count(holds.givenBack), color: '--c2' },
          { name: 'lapsed', value: holds.expired, figure: count(holds.expired), color: '--c3' },
          { name: 'still held', value: holds.stillActive, figure: count(holds.stillActive), color: '--c1' },
        ]}
      />
    </section>
  );
}

/** A few bars need no charting library: each is a row of its own, so that a phone shows ten of them as well as a desk. */
function Bars({ title, unit, bars }: { title: string; unit: string; bars: { name: string; value: number; figure: string; color: string }[] }) {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  return (
    <figure>
      <figcaption>{title} <small>{unit}</small></figcaption>
      {bars.length === 0 ? <p className="none">Nothing to draw.</p> : (
        <table className="bars">
          <tbody>
            {bars.map(({ name, value, figure, color }) => (
              <tr key={name}>
                <th>{name}</th>
                <td><i style={{ width: `${(value / most) * 100}%`, background: `var(${color})` }} /></td>
                <td>{figure}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </figure>
  );
}

function Live({ live }: { live: Report['live'] }) {
  return (
    <Facts
      title="Live updates"
      rows={[
        ['watchers', `${count(live.watchers)} by ${live.transport}`],
        ['ended with the true state', <span key="" className={live.converged === live.watchers ? 'good' : 'bad'}>{count(live.converged)}</span>],
        ['events', `${count(live.events)}, ${live.eventsPerWatcherSecond} a second each`],
        ['age of the newest change, p50 / p99', `${milliseconds(live.newestP50Ms)} / ${milliseconds(live.newestP99Ms)}`],
        ['age of the oldest change, p50 / p99', `${milliseconds(live.oldestP50Ms)} / ${milliseconds(live.oldestP99Ms)}`],
        ['connections lost / older after newer', `${live.disconnects} / ${live.backwards}`],
      ]}
      note={`Clock: ${live.clock}.`}
    />
  );
}

const share = (value: number | null): string => (value === null ? '–' : percent(value));

/** In a draw nobody has to say yes: who pays has shown up. */
const showUp = ({ mode, offersMade, offersClaimed, bought }: NonNullable<Report['line']>): string =>
  share(offersMade === 0 ? null : (mode === 'queue' ? offersClaimed : bought) / offersMade);

function Line({ line }: { line: NonNullable<Report['line']> }) {
  return (
    <Facts
      title="The line"
      rows={[
        ['joined', count(line.joined)],
        ['offers made', count(line.offersMade)],
        ['said yes to', line.mode === 'queue' ? count(line.offersClaimed) : '–'],
        ['missed', count(line.offersMissed)],
        ['declined', count(line.offersDeclined)],
        ['bought', count(line.bought)],
        ['bots: share of the crowd / of the buyers', `${percent(line.botsShareOfCrowd)} / ${share(line.botsShareOfBuyers)}`],
        ['from the opening until 90 % / all were sold', `${duration(line.secondsTo90)} / ${duration(line.secondsToAll)}`],
        ['looks at how far a size lasts', count(line.oddsLooks)],
        ['of these, how many held', share(line.oddsHeld)],
      ]}
      note="A look at how far a size lasts holds when the real end lay within the range that was told. It should hold 95 of 100 times."
    />
  );
}

function Money({ money }: { money: NonNullable<Report['money']> }) {
  return (
    <Facts
      title="Payments"
      rows={[
        ['begun', count(money.attempts)],
        ['bought', count(money.bought)],
        ['declined', count(money.declined)],
        ['left at the bank’s question', count(money.abandoned)],
        ['captured, by the provider’s books', amount(money.capturedMinor, money.currency)],
        ['given back', amount(money.refundedMinor, money.currency)],
        ['still authorised', <span key="" className={money.authorizedMinor === 0 ? 'good' : 'bad'}>{amount(money.authorizedMinor, money.currency)}</span>],
        ['from pay to sold, p50 / p99 / max', [money.payToSoldP50Seconds, money.payToSoldP99Seconds, money.payToSoldMaxSeconds].map(seconds).join(' / ')],
      ]}
    />
  );
}

function UsedUp({ report: { saturated, resources, totals } }: { report: Report }) {
  const memory = resources.serverPeakMegabytes === null ? 'unknown' : `${count(resources.serverPeakMegabytes)} MB`;
  return (
    <Facts
      title="What was used up first"
      rows={saturated.length === 0 ? [['Nothing was.', '']] : saturated.map(({ atSeconds, what }) => [seconds(atSeconds), what])}
      note={`Cores busy, of ${resources.cores}: machine ${cores(resources.machineCores)}, server ${cores(resources.serverCores)}, this tool ${cores(resources.toolCores)}. `
        + `Server's memory at most ${memory}. This tool held requests back ${milliseconds(totals.ownWaitP99Ms)} (p99).`}
    />
  );
}

function LimitSearch({ probes }: { probes: Report['limitSearch'] }) {
  return (
    <>
      <h2>The search for the largest crowd</h2>
      <div className="two">
        <Bars
          title="p99 by crowd"
          unit="green was served"
          bars={probes.toSorted((a, b) => a.customers - b.customers).map(({ customers, p99Ms, served }) => (
            { name: short(customers), value: p99Ms, figure: milliseconds(p99Ms), color: served ? '--c2' : '--c5' }))}
        />
        <div className="table">
          <table>
            <thead><tr><th>customers</th><th>p99</th><th>served</th><th>why not, or what was used up first</th></tr></thead>
            <tbody>
              {probes.map((probe) => (
                <tr key={probe.customers}>
                  <td>{count(probe.customers)}</td><td>{milliseconds(probe.p99Ms)}</td>
                  <td className={probe.served ? 'good' : 'bad'}>{probe.served ? 'yes' : 'no'}</td><td className="text">{probe.note}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}

function Card({ figure, what }: { figure: string; what: string }) {
  return <div className="card"><b>{figure}</b><span>{what}</span></div>;
}

function Facts({ title, rows, note }: { title: string; rows: [string, ReactNode][]; note?: string }) {
  return (
    <section>
      <h2>{title}</h2>
      <div className="table">
        <table><tbody>{rows.map(([name, value]) => <tr key={name}><td>{name}</td><td className="text">{value}</td></tr>)}</tbody></table>
      </div>
      {note !== undefined && <p className="note">{note}</p>}
    </section>
  );
}
