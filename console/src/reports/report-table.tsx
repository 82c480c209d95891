import { money, number } from '../shared/money.ts'
import { Pager } from '../shared/pager.tsx'
import { originOf, type Report, sourceOf } from './question.ts'

interface Props {
  readonly report: Report
  readonly turn: (page: number) => void
}

export function ReportTable({ report, turn }: Props) {
  if (report.Records.length === 0) return <p className="panel empty">Nothing in this span.</p>
  return (
    <div className="sheet">
      <table className="rows">
        <caption className="unseen">By location, plan and origin</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" className="wide-only">
              Location
            </th>
            <th scope="col" className="wide-only">
              Origin
            </th>
            <th scope="col" className="number">
              Credits
            </th>
            <th scope="col" className="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {report.Records.map((row) => (
            <tr
              key={`${row.BusinessId} ${row.Origin} ${row.TariffId} ${row.ProductId} ${row.CurrencyCode}`}
            >
              <td>
                {sourceOf(row)}
                <div className="narrow-only soft small">{row.BusinessName}</div>
              </td>
              <td className="wide-only">{row.BusinessName}</td>
              <td className="wide-only soft">{originOf(row)}</td>
              <td className="number">{number(row.Credits)}</td>
              <td className="number strong">{money(row.Amount, row.CurrencyCode)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager page={report} turn={turn} />
    </div>
  )
}
