import { Link } from 'react-router-dom'

/** Of addresses that lead nowhere. */
export function Nowhere() {
  return (
    <div className="page">
      <header>
        <h1>There is nothing at this address</h1>
        <p className="soft">
          It may have been mistyped, or moved. <Link to="/">Start over</Link>
        </p>
      </header>
    </div>
  )
}
