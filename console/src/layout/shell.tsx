// What stands around every screen: the way to the others, who is signed in, and the clock of a sandbox.

import MenuIcon from '@mui/icons-material/Menu'
import { CssBaseline, Drawer, IconButton, useMediaQuery } from '@mui/material'
import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'react-router-dom'
import { isFullAdministrator, useMe } from '../session/me.ts'
import { Mark } from './mark.tsx'
import { Navigation } from './navigation.tsx'
import { SandboxBar } from './sandbox-bar.tsx'
import { ScreenBoundary } from './screen-boundary.tsx'
import './shell.css'

export function Shell({ children }: { children?: ReactNode }) {
  const isNarrow = useMediaQuery('(max-width: 900px)', { noSsr: true })
  const [isOpen, setOpen] = useState(false)
  const me = useMe()
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new screen closes the menu that led to it
  useEffect(() => setOpen(false), [pathname])

  return (
    <div className="shell">
      <CssBaseline enableColorScheme />
      <a className="skip" href="#screen">
        Skip to the content
      </a>
      {isNarrow ? (
        <header className="top">
          <IconButton aria-label="Open the menu" onClick={() => setOpen(true)} edge="start">
            <MenuIcon />
          </IconButton>
          <Mark />
          <Drawer open={isOpen} onClose={() => setOpen(false)}>
            <Navigation me={me} />
          </Drawer>
        </header>
      ) : (
        <Navigation me={me} />
      )}
      <div className="room">
        {me && isFullAdministrator(me) && <SandboxBar me={me} />}
        <main id="screen" tabIndex={-1}>
          <ScreenBoundary key={pathname}>
            <Suspense fallback={<p className="page soft">One moment …</p>}>{children}</Suspense>
          </ScreenBoundary>
        </main>
      </div>
    </div>
  )
}
