import { Component, type ReactNode } from 'react'
import { Problem } from '../shared/problem.tsx'

/** A screen that fails says so, and leaves the rest of the console standing. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <div className="page">
        <h1>This screen has failed</h1>
        <Problem of={this.state.error} again={() => window.location.reload()} />
      </div>
    )
  }
}
