import { Button } from '@mui/material'
import { useLogout, useTheme } from 'react-admin'
import { NavLink } from 'react-router-dom'
import type { Me } from '../api/types.ts'
import { may } from '../session/me.ts'
import { Mark } from './mark.tsx'

interface Way {
  readonly to: string
  readonly name: string
  /** The role that opens the door; undefined for members, who open it by being one. */
  readonly role?: string
}

const ways: readonly { readonly name: string; readonly ways: readonly Way[] }[] = [
  {
    name: 'Credit',
    ways: [
      { to: '/me', name: 'My credit' },
      { to: '/wallets', name: 'Wallets', role: 'CoworkerBookingCredit-List' },
      { to: '/reports', name: 'Reports', role: 'CoworkerBookingCredit-List' },
    ],
  },
  {
    name: 'Catalogue',
    ways: [
      { to: '/plans', name: 'Plans', role: 'Tariff-List' },
      { to: '/products', name: 'Products', role: 'Product-List' },
      { to: '/rates', name: 'Rates', role: 'ExtraService-List' },
      { to: '/resource-types', name: 'Resource types', role: 'ResourceType-List' },
      { to: '/health', name: 'Settings check', role: 'CoworkerBookingCredit-List' },
    ],
  },
]

export function Navigation({ me }: { me: Me | undefined }) {
  const open = ({ role }: Way) =>
    role === undefined ? me !== undefined && me.CoworkerId !== null : may(me, role)
  const groups = ways.map((group) => ({ ...group, ways: group.ways.filter(open) }))
  return (
    <nav className="navigation" aria-label="Screens">
      <Mark />
      {groups
        .filter((group) => group.ways.length > 0)
        .map((group) => (
          <div key={group.name}>
            <h2>{group.name}</h2>
            {group.ways.map(({ to, name }) => (
              <NavLink key={to} to={to}>
                {name}
              </NavLink>
            ))}
          </div>
        ))}
      <div className="who">
        <Themes />
        {me && (
          <>
            <strong>{me.FullName}</strong>
            <span className="soft">{me.Email}</span>
          </>
        )}
        <SignOut />
      </div>
    </nav>
  )
}

function Themes() {
  const [theme, setTheme] = useTheme()
  const isDark = theme === 'dark'
  return (
    <Button size="small" color="inherit" onClick={() => setTheme(isDark ? 'light' : 'dark')}>
      {isDark ? 'Light colours' : 'Dark colours'}
    </Button>
  )
}

function SignOut() {
  const logout = useLogout()
  return (
    <Button size="small" color="inherit" onClick={() => void logout()}>
      Sign out
    </Button>
  )
}
